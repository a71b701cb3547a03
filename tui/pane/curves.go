package pane

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/chart"
	"crossover/tui/format"
	"crossover/tui/headline"
	"crossover/tui/paint"
	"crossover/tui/state"
	"crossover/tui/style"
)

// Curves is the chart of costs along an axis.
type Curves struct {
	Head
	// Hover is the cell under the mouse if no button is pressed.
	Hover chart.Hover
	// GrowthKey is the key for the slider of growth, MeasureKey the key for the next
	// measure.
	GrowthKey, MeasureKey string
	// Rests is like that of [Contenders].
	Rests  []catalog.Provenance
	chart  chart.Chart
	layout chart.Layout
	y      chart.Scale
	yFor   state.Measure
	title  []byte
	read   []reading
	target []float64
}

// name returns the name of an offer's curve, with the mark of its least certain price. A
// space stands for a mark that is not known yet, so that the plot does not move.
func (p *Curves) name(c *paint.Canvas, o int, short string) string {
	mark := " "
	if o < len(p.Rests) {
		mark = cmp.Or(restMark(&p.Rests[o], c.Today), mark)
	}
	c.Num = append(append(c.Num[:0], short...), mark...)
	return c.Keep(c.Num)
}

// Points returns the number of points for a chart w columns wide: about one a column, but
// no more than a slider step has time for. [chart.Series.Step] draws steps as steps.
func Points(w int) int { return min(max(w-20, 40), mostPoints) }

// mostPoints is about 16 a decade of the initial window.
const mostPoints = 62

// Draw paints the chart of a into r.
func (p *Curves) Draw(c *paint.Canvas, r cell.Rect, a *answer.Answer, st *state.State, e *engine.Engine, bends []engine.Bend, border bool) {
	in := r
	if border {
		in = p.box(c, r, p.heading(c, st, r.W-4), p.note(c, a, st, r.W))
	}
	p.fill(c, in, a, st, e)
	if st.Offer >= 0 {
		p.addBends(c, a, bends)
	}
	p.chart.Hover = p.Hover
	p.layout = p.chart.Draw(c.B, in)
	p.drawReadout(c, a, st)
	if st.Axis == engine.AxisMonth {
		p.drawFlat(c, st)
	}
}

// note returns the key for telling merged curves apart, and the number of offers without
// a curve.
func (p *Curves) note(c *paint.Canvas, a *answer.Answer, st *state.State, width int) string {
	t := c.Num[:0]
	if st.Measure == state.Monthly && p.MeasureKey != "" && width >= 70 {
		t = append(append(append(t, p.MeasureKey...), ": "...), state.Relative.String()...)
	}
	if a.Folded > 0 {
		if len(t) > 0 {
			t = append(t, ", "...)
		}
		t = append(format.AppendNumber(t, float64(a.Folded)), " more offers"...)
		if a.Folded == 1 {
			t = t[:len(t)-1]
		}
	}
	c.Num = t
	return c.Keep(t)
}

// bandTitles explain the band, longest first.
var bandTitles = [...]string{"; band: every assumption at its low and high", "; band: low to high", "; band"}

// heading returns the chart's title for a width, with the longest explanation of the band
// that fits.
func (p *Curves) heading(c *paint.Canvas, st *state.State, width int) string {
	p.title = p.title[:0]
	if st.Measure.Money() {
		p.title = append(p.title, strings.TrimSpace(st.Scenario.Currency.Sign())...)
	}
	by := "request rate"
	if st.Axis != engine.AxisRate {
		by = st.Axis.String()
	}
	p.title = append(append(append(p.title, st.Measure.String()...), " by "...), by...)
	short := len(p.title)
	p.title = append(append(p.title, ", "...), st.Scenario.SelectedPart().Name...)
	if g := st.Scenario.Growth.PerMonth; st.Axis == engine.AxisMonth {
		p.title = append(p.title, " at "...)
		if g > 0 {
			p.title = append(p.title, '+')
		}
		p.title = append(format.AppendPercent(p.title, g), "/month"...)
	}
	if st.Band == state.NoBand {
		return c.Keep(p.title)
	}
	for _, band := range bandTitles {
		if len(p.title)+len(band) <= width {
			return c.Keep(append(p.title, band...))
		}
	}
	p.title = append(p.title[:short], bandTitles[len(bandTitles)-1]...) // the part's name is elsewhere, too
	return c.Keep(p.title)
}

// fill prepares the chart for an answer.
func (p *Curves) fill(c *paint.Canvas, r cell.Rect, a *answer.Answer, st *state.State, e *engine.Engine) {
	ch := &p.chart
	begin(ch, c)
	win := a.Curves.Window
	ch.X = scaleOf(win)
	ch.XFormat, ch.XTitle = axisFormat(st.Axis)
	ch.YFormat = MeasureFormat(st.Measure, c)
	p.series(c, a, st, e)
	if target := st.Scenario.SelectedPart().P99MS; st.Measure == state.P99 && target > 0 {
		p.addTarget(c, target, a.Curves.Len())
	}
	p.scaleY(st)
	p.phases(c, a, e)
	p.families(c, a, e)
	p.addMonthly(c, st, win)
	x := st.Handle()
	ch.Cursor = chart.Cursor{On: true, X: min(max(x, win.Lo), win.Hi), Marks: true}
	c.Num = append(appendPlace(c.Num[:0], st, x), ' ')
	ch.Cursor.Text = c.Keep(c.Num)
	if st.Axis == engine.AxisMonth && x == 0 {
		ch.Cursor.Text = "now "
	}
	ch.Ghost = chart.Cursor{}
	if pin := st.Pins.Last(); pin != nil && st.Axis != engine.AxisMonth { // at the start all pins are the same
		px := st.Axis.Value(pin, pin.Selected)
		ch.Ghost = chart.Cursor{On: px >= win.Lo && px <= win.Hi, X: px, Text: "pinned"}
	}
	c.Num = c.Amounts()(c.Num[:0], 0)
	ch.Band = chart.Band{On: st.Measure == state.Monthly && slices.ContainsFunc(a.Drawn, func(d answer.Curve) bool { return slices.Contains(d.Values, 0) }), Label: c.Keep(c.Num)}
	width := ch.Layout(r).Plot.W
	p.markers(c, width, a.Edges, false, st, e)
	p.markers(c, width, a.MinorEdges, true, st, e)
}

// series adds the drawn curves, the least important first, so that the important ones are
// on top.
func (p *Curves) series(c *paint.Canvas, a *answer.Answer, shown *state.State, e *engine.Engine) {
	ch := &p.chart
	cheapest := a.Cheapest()
	for i := range a.Drawn {
		d := &a.Drawn[i]
		o := e.Offer(d.Offer)
		mark, st := productLook(c, a, d.Offer)
		s := chart.Series{
			Name: p.name(c, d.Offer, o.Short), Mark: mark, Style: st, Values: d.Values, Low: d.Low, High: d.High,
			Step: o.Model == catalog.Provisioned || o.Model == catalog.Nodes,
		}
		switch {
		case d.Offer == a.Selected || d.Offer == cheapest:
			s.Emphasis, s.Style = chart.Dominant, style.Bold(s.Style)
		case a.Symbols[d.Offer].Letter != 0 && !shown.Marked.Has(d.Offer):
			s.Emphasis = chart.Faint
		}
		ch.Series = append(ch.Series, s)
	}
}

// addTarget adds the latency target as a horizontal line under the curves.
func (p *Curves) addTarget(c *paint.Canvas, ms float64, n int) {
	p.target = p.target[:0]
	for range n {
		p.target = append(p.target, ms)
	}
	p.chart.Series = append(p.chart.Series, chart.Series{Name: "target", Mark: c.Glyph.Limit, Style: c.Style.SLO, Emphasis: chart.Faint, Values: p.target})
}

// scaleY fits the y axis to the curves. It changes the axis only when needed, so that the
// chart is steady while a handle is dragged.
func (p *Curves) scaleY(st *state.State) {
	lowest, decades := 0.1, 6.0
	if st.Measure == state.Relative {
		lowest, decades = 1, 4
	}
	kind := chart.Log10
	if st.Linear {
		kind = chart.Linear
	}
	next := chart.AutoRange(kind, p.chart.Series, chart.Limits{Lowest: lowest, MaxDecades: decades})
	if p.yFor == st.Measure && p.y.Valid() && p.y.Kind == kind {
		next = chart.Steady(p.y, next)
	}
	p.y, p.yFor = next, st.Measure
	p.chart.Y = next
}

// closeMarks is the distance in columns up to which the marks of two crossovers share a
// text, because nobody could tell which mark a text belongs to. Minor ones share a mark from farther apart.
const closeMarks, closeMinor = 1, 6

// markers adds crossovers in order of their places, in a plot of width columns. The first
// of a group has the text of the whole group.
func (p *Curves) markers(c *paint.Canvas, width int, edges []answer.Edge, minor bool, st *state.State, e *engine.Engine) {
	ch, last, near := &p.chart, -1, float64(closeMarks)
	if minor {
		near = closeMinor
	}
	column := func(i int) float64 { return ch.X.Position(edges[i].X) * float64(width-1) }
	for i, ed := range edges {
		m := chart.Marker{X: ed.X, Y: ed.Y, Minor: minor}
		if i > last {
			for last = i; last+1 < len(edges) && column(last+1)-column(last) <= near; {
				last++
			}
			m.Text, m.Short = markText(c, edges[i:last+1], st, e)
		}
		ch.Markers = append(ch.Markers, m)
	}
}

// markText returns the text of a group of crossovers: the cheapest offers below and above
// all of them, and their place.
func markText(c *paint.Canvas, edges []answer.Edge, st *state.State, e *engine.Engine) (text, short string) {
	first, last := edges[0], edges[len(edges)-1]
	place := func(dst []byte, x float64) []byte {
		if st.Axis == engine.AxisRate {
			return headline.AppendRate(dst, x, &st.Scenario)
		}
		return format.AppendPlace(dst, st.Axis, x)
	}
	arrow, t := " -> ", append(c.Num[:0], e.Offer(first.Below).Short...) // never a product's mark
	if c.Glyph.Ambiguous {
		arrow = " " + string(c.Glyph.Right) + " "
	}
	if last.Above == first.Below {
		t = append(append(t, arrow...), e.Offer(first.Above).Short...)
	}
	t = append(append(append(t, arrow...), e.Offer(last.Above).Short...), ' ')
	from := len(t)
	t = place(t, first.X)
	if n := len(t); len(edges) > 1 {
		t = place(append(t, " to "...), last.X)
		if unit := bytes.IndexByte(t[from:n], '/'); unit >= 0 && bytes.HasSuffix(t, t[from+unit:n]) {
			t = append(t[:from+unit], t[n:]...)
		}
	}
	c.Num, text = t, c.Keep(t)
	return text, text[from:]
}

// addBends marks the bends in the curve of an offer that the user selected. They come
// after the crossovers, which matter more.
func (p *Curves) addBends(c *paint.Canvas, a *answer.Answer, bends []engine.Bend) {
	i := slices.IndexFunc(a.Drawn, func(d answer.Curve) bool { return d.Offer == a.Selected })
	if i < 0 {
		return
	}
	values := a.Drawn[i].Values
	for k := range bends {
		b := &bends[k]
		at := p.chart.X.Position(b.X) * float64(len(values)-1)
		if at < 0 || int(at) >= len(values) {
			continue
		}
		m := chart.Marker{X: b.X, Y: values[int(at)], Rune: c.Glyph.Separator}
		if b.Kind != engine.MoreInstances { // steps are obvious
			m.Text = b.Kind.String()
		}
		p.chart.Markers = append(p.chart.Markers, m)
	}
}

// phases fills the ribbon under the x axis.
func (p *Curves) phases(c *paint.Canvas, a *answer.Answer, e *engine.Engine) {
	ch := &p.chart
	ch.Phases = ch.Phases[:0]
	for _, ph := range a.Phases {
		out := chart.Phase{From: ph.From, To: ph.To, Name: "nothing fits", Mark: c.Glyph.Cross, Style: c.Style.Infeasible}
		if ph.Offer >= 0 {
			out.Name = e.Offer(ph.Offer).Short
			out.Mark, out.Style = productLook(c, a, ph.Offer)
		}
		ch.Phases = append(ch.Phases, out)
	}
}

// Plot returns the rectangle of the curves last drawn.
func (p *Curves) Plot() cell.Rect { return p.layout.Plot }

// XAt returns the axis value at a column of the plot.
func (p *Curves) XAt(column int) float64 { return p.chart.XAt(p.layout, column) }

// OfferAt returns the offer whose curve or name is at a cell.
func (p *Curves) OfferAt(a *answer.Answer, x, y int) (offer int, ok bool) {
	i, ok := p.chart.SeriesAt(x, y)
	if !ok || i >= len(a.Drawn) {
		return 0, false
	}
	return a.Drawn[i].Offer, true
}

// begin resets a chart of amounts and sets the session's look.
func begin(ch *chart.Chart, c *paint.Canvas) {
	ch.Series, ch.Markers = ch.Series[:0], ch.Markers[:0]
	ch.Styles, ch.YLabelWidth, ch.YFormat = look(c), 5+len(c.Money.Currency.Sign()), c.Amounts()
}

// look returns the chart's look in the session's theme and glyphs.
func look(c *paint.Canvas) chart.Styles {
	st := c.Style
	return chart.Styles{
		Glyphs: c.Glyph,
		Axis:   st.Axis, Grid: st.Grid, Label: st.Muted, Marker: st.Marker, MarkerText: st.Text,
		Cursor: st.Cursor, Ghost: st.Ghost, Hover: st.Muted,
	}
}

// place returns the cell of the plot nearest to a point.
func (p *Curves) place(x, y float64) (column, row int) {
	plot := p.layout.Plot
	column = plot.X + int(math.Round(p.chart.X.Position(x)*float64(plot.W-1)))
	return column, plot.Y + int(math.Round((1-p.chart.Y.Position(y))*float64(plot.H-1)))
}

// CrossoverAt returns the number of the crossover marked at a cell, as
// [answer.Answer.Crossover] has it.
func (p *Curves) CrossoverAt(x, y int) (i int, ok bool) {
	for i := range p.chart.Markers {
		m := &p.chart.Markers[i]
		if column, row := p.place(m.X, m.Y); m.Rune == 0 && max(column-x, x-column) <= 1 && row == y {
			return i, true
		}
	}
	return 0, false
}

// point returns the index of the point of the curves nearest to a column.
func (p *Curves) point(a *answer.Answer, column int) int {
	n := len(a.Curves.X)
	return min(max(int(p.chart.X.Position(p.XAt(column))*float64(n-1)+0.5), 0), n-1)
}

// PointAt returns the axis value of the point nearest to a column.
func (p *Curves) PointAt(a *answer.Answer, column int) float64 { return a.Curves.X[p.point(a, column)] }

// Nearest returns the offer whose curve is nearest to a cell, above or below.
func (p *Curves) Nearest(a *answer.Answer, x, y int) (offer int, ok bool) {
	k, best := p.point(a, x), math.MaxInt
	for i := range a.Drawn {
		v := a.Drawn[i].Values[k]
		if math.IsNaN(v) {
			continue
		}
		if _, row := p.place(a.Curves.X[k], v); max(row-y, y-row) < best {
			offer, best, ok = a.Drawn[i].Offer, max(row-y, y-row), true
		}
	}
	return offer, ok
}
