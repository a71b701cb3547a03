package pane

import (
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/glyph"
	"crossover/tui/ntadapter"
	"crossover/tui/paint"
	"crossover/tui/style"
	"crossover/tui/table"
	"crossover/tui/why"
)

// Contenders is the table of the contenders and of the offers on the chart: their costs,
// and their response times on a logarithmic strip. Those that cannot run the part follow
// with the reason.
type Contenders struct {
	Head
	table.Table[*contenderRow]
	// Rests holds the source of the least certain price of each offer's bill, once that
	// is known.
	Rests []catalog.Provenance
	list  offerList
	notes reasonNotes
	row   contenderRow // being drawn
	bars  ntadapter.Bars
	// strip is the rectangle of the times, and decades its number of powers of ten, from
	// 1 ms.
	strip   cell.Rect
	decades int
	target  float64
}

// contenderRow is a row of the table.
type contenderRow struct {
	offered
	p              *Contenders
	cold, selected bool
}

// contenderColumns are the columns of the table.
var contenderColumns = []table.Column[*contenderRow]{
	{Title: "offer", Width: 16, Least: 13, Weight: 6, Spill: true, Figure: int(why.Monthly), Cell: func(p *table.Pen, r *contenderRow) { r.write(p) }},
	{Title: "$/month", Width: 9, Right: true, Figure: int(why.Monthly), Cell: func(p *table.Pen, r *contenderRow) { r.price(p) }},
	{Title: "vs best", Width: 9, Right: true, Weight: 5, Figure: int(why.Relative), Cell: func(p *table.Pen, r *contenderRow) {
		best := r.a.Cheapest()
		switch {
		case r.refused != nil || best < 0:
		case r.o == best:
			p.Text("cheapest", p.Style.Muted)
		default:
			appendGap(p.Canvas, r.a.Estimates[best].Monthly, r.est.Monthly)
			p.Figure(p.Style.Muted)
		}
	}},
	{Width: 15, Flex: true, Most: 100, Weight: 7, Figure: int(why.Latency), Cell: func(p *table.Pen, r *contenderRow) {
		if r.refused == nil {
			r.p.addBar(p, r)
		}
	}},
	{Title: "sources", Width: 14, Right: true, Weight: 3, Figure: int(why.Monthly), Cell: func(p *table.Pen, r *contenderRow) {
		if r.refused == nil && r.o < len(r.p.Rests) {
			writeRest(p, &r.p.Rests[r.o])
		}
	}},
	timeColumn("p50", 1, why.Latency, func(r *contenderRow) (float64, bool) { return r.est.Latency.P50MS, true }),
	timeColumn("p99", 4, why.Latency, func(r *contenderRow) (float64, bool) { return r.est.Latency.P99MS, true }),
	timeColumn("cold", 2, why.ColdStarts, func(r *contenderRow) (float64, bool) { return r.est.ColdStart.P50MS, r.cold }),
	{Title: "chance", Width: 8, Right: true, Weight: 8, Figure: int(why.ColdStarts), Cell: func(p *table.Pen, r *contenderRow) {
		if r.refused == nil {
			p.Chance(r.est.ColdStart.Probability, p.Style.Text)
		}
	}},
}

// restMark returns the mark for the least certain price, or "" if nothing is paid.
func restMark(x *catalog.Provenance, today time.Time) string {
	if x.AsOf == "" && x.Note == "" {
		return ""
	}
	return x.Doubt(today).Mark()
}

// writeRest writes how many sources agree on a price, and the date of the older.
func writeRest(p *table.Pen, x *catalog.Provenance) {
	switch {
	case x.AsOf == "" && x.Note == "": // nothing is paid
	case x.Confidence == 0:
		p.Text("assumed", p.Style.Warning)
	default:
		look := p.Style.Muted
		p.Num = append(append(p.Num[:0], [...]string{"one, ", "two, "}[min(x.Confidence, 2)-1]...), x.AsOf[:min(len(x.AsOf), 7)]...)
		if days, dated := catalog.Age(x.AsOf, p.Today); dated && days > catalog.MaxAge {
			p.Num, look = append(p.Num, catalog.OldPrice.Mark()...), p.Style.Warning
		}
		p.Figure(look)
	}
}

// timeColumn returns a column of times.
func timeColumn(title string, weight int, figure why.Aspect, of func(r *contenderRow) (ms float64, ok bool)) table.Column[*contenderRow] {
	return table.Column[*contenderRow]{Title: title, Width: 9, Right: true, Weight: weight, Figure: int(figure), Cell: func(p *table.Pen, r *contenderRow) {
		if ms, ok := of(r); ok && r.refused == nil {
			p.Millis(ms, p.Style.Text)
		}
	}}
}

// Draw paints the table.
func (p *Contenders) Draw(c *paint.Canvas, r cell.Rect, a *answer.Answer, s *scenario.Scenario, e *engine.Engine) {
	if p.Columns == nil {
		p.Columns, p.Lead, p.Faint = contenderColumns, 2, true
		p.Mark = func(c *paint.Canvas, x, y int, r *contenderRow) { drawMark(c, x, y, r.a, r.o) }
	}
	note := "├─┤ p50 to p99, █ cold start"
	if c.Glyph.Kind == glyph.ASCII {
		note = "+-+ p50 to p99, = cold start"
	}
	in := p.box(c, r, "Contenders", note)
	p.Hide()
	if in.Empty() {
		return
	}
	able := p.collect(a)
	at := max(slices.Index(p.list, a.Selected), 0)
	cold := func(o int) bool { return e.Offer(o).Model.Pooled() || a.Estimates[o].ColdStart.Probability > 0 }
	p.decades = 4
	for _, o := range p.list[:able] {
		t := a.Estimates[o].Latency.P99MS
		if cold(o) {
			t = max(t, a.Estimates[o].ColdStart.P50MS)
		}
		for p.decades < maxDecades && t > math.Pow10(p.decades) {
			p.decades++
		}
	}
	if in.H == 2 && len(p.list) > 0 && !cold(p.list[at]) { // the only row shows a cold start, and is not the selected one
		_, body := in.CutTop(1)
		p.Fit(body, len(p.list))
		p.Show(max(slices.IndexFunc(p.list[:able], cold), 0))
		at = -1
	}
	p.bars.Bars, p.strip, p.target = p.bars.Bars[:0], cell.Rect{}, s.SelectedPart().P99MS
	if in.H > 4 && able < len(p.list) && len(p.list) > in.H-1 {
		in = p.drawRefused(c, in, a, e, able)
	}
	p.Table.Draw(c, in, len(p.list), at, func(i int) *contenderRow {
		o, row := p.list[i], &p.row
		*row = contenderRow{offered{a: a, o: o, name: e.Offer(o).Short, est: &a.Estimates[o]}, p, cold(o), i == at}
		if i >= able {
			row.refused = p.notes.of(o, row.est)
		}
		return row
	})
	p.row = contenderRow{} // an idle session keeps no answer
	c.More(r, &p.View)
	p.drawStrip(c, a, in.Y)
	p.drawDearest(c, r, a, e, able)
}

// drawDearest writes on the border what the dearest offer of a serverless product costs,
// if it is more than 1.5 times the listed one. Otherwise the table would not show that a
// front door can cost more than the function behind it.
func (p *Contenders) drawDearest(c *paint.Canvas, r cell.Rect, a *answer.Answer, e *engine.Engine, able int) {
	dear := -1
	for o := range a.Estimates {
		x := &a.Estimates[o]
		if !x.Feasible() || e.Offer(o).Family() != catalog.FamilyServerless || dear >= 0 && x.Monthly <= a.Estimates[dear].Monthly {
			continue
		}
		for _, best := range p.list[:able] {
			if best != o && a.Symbols[best].Letter == 0 && e.Offer(best).Product == e.Offer(o).Product && x.Monthly > 1.5*a.Estimates[best].Monthly {
				dear = o
			}
		}
	}
	if dear < 0 {
		return
	}
	c.Num = append(append(c.Num[:0], e.Offer(dear).Title...), " would be "...)
	c.Num = c.Money.Append(c.Num, a.Estimates[dear].Monthly)
	if n := utf8.RuneCount(c.Num); n+20 <= r.W {
		c.B.Set(r.X+2, r.Y+r.H-1, ' ', c.Style.Plain)
		c.B.Bytes(r.X+3, r.Y+r.H-1, c.Num, c.Style.Muted, n)
		c.B.Set(r.X+3+n, r.Y+r.H-1, ' ', c.Style.Plain)
	}
}

// maxDecades ends the strip at 10,000 s.
const maxDecades = 7

// collect lists the contenders and the offers on the chart by rank, and returns how many
// can run the part. It leaves out GPUs if no GPU was asked for.
func (p *Contenders) collect(a *answer.Answer) (able int) {
	p.list = p.list[:0]
	for _, o := range a.Listed {
		switch {
		case a.Estimates[o].Feasible():
			if a.Contends(o) || o == a.Selected || a.IsDrawn(o) {
				p.list, able = append(p.list, o), able+1
			}
		case a.Contends(o) && !a.Needless(o):
			p.list = append(p.list, o)
		}
	}
	return able
}

// drawRefused lists in the last row the offers that cannot run the part, and returns the
// space above.
func (p *Contenders) drawRefused(c *paint.Canvas, in cell.Rect, a *answer.Answer, e *engine.Engine, able int) cell.Rect {
	in, last := in.CutBottom(1)
	c.Num = append(c.Num[:0], "refused: "...)
	for i, o := range p.list[able:] {
		if i > 0 {
			c.Num = append(c.Num, ", "...)
		}
		c.Num = append(append(append(c.Num, e.Offer(o).Short...), ": "...), p.notes.of(o, &a.Estimates[o]).brief...)
	}
	c.Text(last.X+2, last.Y, string(c.Num), c.Style.Infeasible, last.X+last.W)
	return in
}

// addBar adds the bar of a row's cold start: solid up to the median, lighter up to the
// 99th percentile. With a target, its colour shows whether it is met.
func (p *Contenders) addBar(pen *table.Pen, r *contenderRow) {
	x, end, y := pen.Span()
	if len(p.bars.Bars) == 0 {
		p.strip = cell.Rect{X: x, Y: y, W: end - x}
	}
	p.strip.H++
	c, cs := pen.Canvas, &r.est.ColdStart
	bar := ntadapter.Bar{Style: c.Style.Fill, TailStyle: c.Style.Muted, Ground: c.Style.Plain}
	if r.cold {
		bar.Value, bar.Tail = p.position(cs.P50MS), p.position(cs.P99MS)
	}
	switch {
	case p.target == 0:
	case cs.P50MS > p.target:
		bar.Style = c.Style.Bad
	case cs.P99MS > p.target:
		bar.Style = c.Style.Warning
	default:
		bar.Style = c.Style.Good
	}
	if r.selected {
		bar.Style, bar.TailStyle, bar.Ground = style.Selected(bar.Style), style.Selected(bar.TailStyle), c.Style.Selection
	}
	p.bars.Bars = append(p.bars.Bars, bar)
}

// position returns the position of a time on the strip, 0…1.
func (p *Contenders) position(ms float64) float64 {
	return min(max(math.Log10(max(ms, 1))/float64(p.decades), 0.01), 1)
}

// drawStrip draws the times: cold starts as bars, and the time of requests from the
// median to the 99th percentile as a line over them. The ticks are in row head.
func (p *Contenders) drawStrip(c *paint.Canvas, a *answer.Answer, head int) {
	s := p.strip
	if s.Empty() {
		return
	}
	p.bars.Max, p.bars.ASCII, p.bars.Limit = 1, c.Glyph.Kind == glyph.ASCII, 0
	if p.target > 0 {
		p.bars.Limit, p.bars.LimitRune, p.bars.LimitStyle = p.position(p.target), c.Glyph.CursorLine, c.Style.SLO
	}
	p.bars.Draw(c.B, s)
	for d := range p.decades + 1 {
		p.drawTick(c, d, head)
	}
	box := &c.Glyph.Box
	for i := range s.H {
		l := &a.Estimates[p.list[p.First()+i]].Latency
		if !(l.P50MS > 0) || !(l.P99MS > 0) {
			continue
		}
		from, to, y := p.column(l.P50MS), p.column(l.P99MS), s.Y+i
		st := c.Style.Value
		if p.bars.Bars[i].Ground == c.Style.Selection {
			st = style.Selected(st)
		}
		for x := from + 1; x < to; x++ {
			c.B.Set(x, y, box.Horizontal, st)
		}
		if c.B.Set(to, y, box.TeeRight, st); from < to {
			c.B.Set(from, y, box.TeeLeft, st)
		}
	}
}

// column returns the column of a time.
func (p *Contenders) column(ms float64) int {
	return p.strip.X + min(int(p.position(ms)*float64(p.strip.W)), p.strip.W-1)
}

// drawTick draws the line of a power of ten where the strip is empty, and its label if it
// fits.
func (p *Contenders) drawTick(c *paint.Canvas, d, head int) {
	x := p.column(math.Pow10(d))
	for y := p.strip.Y; y < p.strip.Y+p.strip.H; y++ {
		switch at := c.B.At(x, y); {
		case at.Rune != ' ':
		case at.Style == c.Style.Selection:
			c.B.Set(x, y, c.Glyph.GridV, style.Selected(c.Style.Grid))
		default:
			c.B.Set(x, y, c.Glyph.GridV, c.Style.Grid)
		}
	}
	every := 1
	for p.strip.W*every/p.decades < 8 {
		every++
	}
	if d%every != 0 {
		return
	}
	if c.Num = format.AppendMillis(c.Num[:0], math.Pow10(d)); d > 4 {
		c.Num = append(format.AppendNumber(c.Num[:0], math.Pow10(d-3)), " s"...)
	}
	from := min(max(x-len(c.Num)/2, p.strip.X), p.strip.X+p.strip.W-len(c.Num))
	c.Text(from, head, string(c.Num), c.Style.Faint, from+len(c.Num))
}

// Offer returns the offer and the figure at x, y.
func (p *Contenders) Offer(x, y int) (offer int, of why.Aspect, ok bool) {
	offer, ok = p.list.at(p.At(x, y))
	return offer, why.Aspect(p.FigureAt(x)), ok
}

// Offers returns the offers in the visible rows.
func (p *Contenders) Offers() []int {
	return p.list[min(p.First(), len(p.list)):min(p.First()+p.Room().H, len(p.list))]
}
