package pane

import (
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/chart"
	"crossover/tui/format"
	"crossover/tui/glyph"
	"crossover/tui/ntadapter"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/table"
)

// Latency is the screen of response times and of the cost of reducing them: the
// distribution for the selected offer, $/month against p99, and the ways to have fewer
// cold starts.
type Latency struct {
	ridges ridges
	chart  chart.Chart
	layout chart.Layout
	offers offerList // of the chart's series
	ways   offerList // of the table's rows
	// Times are the selected offer's percentiles.
	Times engine.Latency
	// Table lists the ways to run the offer.
	Table table.Table[*wayRow]
}

// Draw paints the screen. t may belong to the previous scenario.
func (p *Latency) Draw(c *paint.Canvas, r cell.Rect, a *answer.Answer, d *engine.Spread, t *answer.Target, s *scenario.Scenario, e *engine.Engine, cut *split.Cutter) {
	p.ways, p.layout = p.ways[:0], chart.Layout{}
	title := "Latency: " + e.Offer(a.Selected).Title + " for " + s.SelectedPart().Name
	spread, costs, ways := ArrangeLatency(cut, r, len(t.Ways))
	p.drawSpread(c, spread, title, d, s)
	p.drawWays(c, ways, t, s, e)
	p.drawChart(c, costs, a, t, s, e)
}

// ArrangeLatency returns the panes of the Latency screen in r, with n ways to run an
// offer: the distribution, the chart of costs, and the ways. A pane without room is
// empty.
func ArrangeLatency(cut *split.Cutter, r cell.Rect, n int) (spread, costs, ways cell.Rect) {
	switch {
	case r.W >= 116 && r.H >= 20:
		spread, ways = cut.Bottom(split.Bottom, r, min(n+3, max(r.H/3, 5)), 7, 4, split.Both)
		spread, costs = cut.Left(split.Left, spread, spread.W/2, 30, 30, split.Both)
	case r.W >= 76 && r.H >= 14:
		spread, ways = cut.Top(split.Top, r, r.H/2, 5, 4, split.Both)
		ways, costs = cut.Left(split.Left, ways, 42, 34, 30, split.Both)
	case r.H >= 14:
		spread, ways = cut.Top(split.Top, r, max(r.H/2, 7), 5, 4, split.Both)
	default:
		spread = r
	}
	return spread, costs, ways
}

// drawSpread draws the latency distribution of the selected offer.
func (p *Latency) drawSpread(c *paint.Canvas, r cell.Rect, title string, d *engine.Spread, s *scenario.Scenario) {
	in := c.Box(r, title, "", false)
	if in.H < 2 {
		return
	}
	if !d.Exists() {
		c.Wrap(in, "No latency to show: the instances cannot keep up with the load.", c.Style.Bad)
		return
	}
	p.ridges.draw(c, in, d, &p.Times, s.SelectedPart().P99MS)
}

// drawChart draws $/month against p99: a staircase for each product, the least cost for
// each target.
func (p *Latency) drawChart(c *paint.Canvas, r cell.Rect, a *answer.Answer, t *answer.Target, s *scenario.Scenario, e *engine.Engine) {
	sign := c.Money.Currency.Sign()
	in := c.Box(r, sign+"/month by p99 target", "", false)
	ch := &p.chart
	begin(ch, c)
	p.offers = p.offers[:0]
	for i := range t.Steps {
		p.addStep(c, &t.Steps[i], a, e)
	}
	if len(ch.Series) == 0 || in.H < 3 {
		c.Text(in.X+1, in.Y, "pricing every product at each p99", c.Style.Muted, in.X+in.W)
		return
	}
	ch.X = chart.Scale{Kind: chart.Log10, Min: t.LoMS, Max: t.HiMS}
	ch.XFormat = format.AppendMillis
	ch.Y = chart.AutoRange(chart.Log10, ch.Series, chart.Limits{Lowest: 0.1, MaxDecades: 5})
	ch.Band = chart.Band{On: slices.ContainsFunc(t.Steps, func(s answer.Step) bool { return slices.Contains(s.Costs, 0) }), Label: sign + "0"}
	for i := range t.Ways {
		if w := &t.Ways[i]; !math.IsNaN(w.Latency.P99MS) {
			ch.Markers = append(ch.Markers, chart.Marker{X: w.Latency.P99MS, Y: c.Money.Currency.Convert(w.Monthly), Text: WayName(w)})
		}
	}
	ch.Cursor = chart.Cursor{}
	if target := s.SelectedPart().P99MS; target > 0 {
		ch.Cursor = chart.Cursor{On: true, X: target, Marks: true, Text: "target"}
	}
	p.layout = ch.Draw(c.B, in)
}

// addStep adds the staircase of one product, in the look of its curve elsewhere.
func (p *Latency) addStep(c *paint.Canvas, step *answer.Step, a *answer.Answer, e *engine.Engine) {
	mark, style := productLook(c, a, step.Offer)
	s := chart.Series{Name: e.Offer(step.Offer).Short, Mark: mark, Style: style, Values: step.Costs, Step: true}
	if e.Offer(step.Offer).Product == e.Offer(a.Selected).Product {
		s.Emphasis = chart.Dominant
	}
	p.chart.Series = append(p.chart.Series, s)
	p.offers = append(p.offers, step.Offer)
}

// WayName names a way to run an offer.
func WayName(w *engine.Warmed) string {
	n := string(format.AppendNumber(nil, math.Round(w.Instances*10)/10))
	switch {
	case w.Mitigation == engine.AsIs:
		return "unchanged"
	case w.Mitigation != engine.Headroom:
		return n + " " + w.Mitigation.String()
	case n == "1":
		return "1 spare instance"
	default:
		return n + " spare instances"
	}
}

// wayRow is a row of the table of ways.
type wayRow struct {
	way    *engine.Warmed
	title  string
	target float64
}

// wayColumns are the columns of the table of ways.
var wayColumns = []table.Column[*wayRow]{
	{
		Title: "way", Width: 19, Least: 10, Flex: true, Spill: true, Weight: 3,
		Cell: func(p *table.Pen, r *wayRow) { p.Text(WayName(r.way), p.Style.Text) },
		Say:  func(_ *paint.Canvas, r *wayRow) string { return WayName(r.way) + " on " + r.title },
	},
	{
		Width: 32, Flex: true, Weight: 1, Silent: true, // said with the way
		Cell: func(p *table.Pen, r *wayRow) { p.Text(r.title, p.Style.Muted) },
	},
	{
		Title: "a month", Width: 10, Right: true, Aloud: "% a month",
		Cell: func(p *table.Pen, r *wayRow) { p.USD(r.way.Monthly, p.Style.Value) },
	},
	{Title: "p50", Width: 9, Right: true, Weight: 2, Cell: func(p *table.Pen, r *wayRow) { p.Millis(r.way.Latency.P50MS, p.Style.Muted) }},
	{Title: "p99", Width: 9, Right: true, Cell: func(p *table.Pen, r *wayRow) {
		st := p.Style.Value
		if r.target > 0 {
			st = p.Style.Bad
			if r.way.Latency.P99MS <= r.target {
				st = p.Style.Good
			}
		}
		p.Millis(r.way.Latency.P99MS, st)
	}},
	{
		Title: "cold", Width: 9, Right: true, Aloud: "cold starts %",
		Cell: func(p *table.Pen, r *wayRow) { p.Chance(r.way.Probability, p.Style.Text) },
	},
}

// drawWays draws the table of ways to run the selected offer.
func (p *Latency) drawWays(c *paint.Canvas, r cell.Rect, t *answer.Target, s *scenario.Scenario, e *engine.Engine) {
	p.Table.Hide()
	in := c.Box(r, "What fewer cold starts cost", "", false)
	if in.H < 2 || len(t.Ways) == 0 {
		return
	}
	for i := range t.Ways {
		p.ways = append(p.ways, t.Ways[i].Offer)
	}
	p.Table.Columns, p.Table.Lead, p.Table.Trail = wayColumns, 1, 1
	p.Table.Draw(c, in, len(t.Ways), -1, func(i int) *wayRow { return rowOfWay(&t.Ways[i], s, e) })
	c.More(r, &p.Table.View)
}

func rowOfWay(w *engine.Warmed, s *scenario.Scenario, e *engine.Engine) *wayRow {
	return &wayRow{w, e.Offer(w.Offer).Title, s.SelectedPart().P99MS}
}

// Words returns the ways to run the selected offer as sentences.
func (p *Latency) Words(c *paint.Canvas, t *answer.Target, s *scenario.Scenario, e *engine.Engine) []string {
	p.Table.Columns = wayColumns
	return each.Of(t.Ways, func(w *engine.Warmed) string { return p.Table.Say(c, rowOfWay(w, s, e)) })
}

// At returns the offer whose row or curve is at a cell.
func (p *Latency) At(x, y int) (offer int, ok bool) {
	if offer, ok = p.ways.at(p.Table.At(x, y)); ok || p.layout.Plot.Empty() {
		return offer, ok
	}
	return p.offers.at(p.chart.SeriesAt(x, y))
}

// ridges draws a latency distribution: a ridge for each class of requests over a common
// logarithmic time axis. Each ridge has the full height, and the share of the class is
// beside it: to scale, one cold request in a thousand would be invisible.
type ridges struct {
	sparks [engine.NumClasses]ntadapter.Spark
	lo, hi float64
}

// draw paints the ridges, lines for the percentiles of all requests and the target, and
// the axis below.
func (p *ridges) draw(c *paint.Canvas, r cell.Rect, d *engine.Spread, l *engine.Latency, target float64) {
	p.span(d, l, target)
	body, axis := r.CutBottom(1)
	legend := cell.Rect{}
	if body.H >= 5 {
		body, legend = body.CutBottom(1)
	}
	n := 0
	for class := range engine.NumClasses {
		if d.Share(class) > 0 {
			n++
		}
	}
	var heads [engine.NumClasses]cell.Rect
	room := body
	for class := range engine.NumClasses {
		if d.Share(class) <= 0 {
			continue
		}
		var ridge cell.Rect
		ridge, room = room.CutTop(room.H / n)
		if n--; ridge.H >= 2 {
			heads[class], ridge = ridge.CutTop(1)
		}
		p.drawRidge(c, ridge, class, d)
	}
	p.drawLine(c, body, l.P50MS, c.Glyph.GridV, c.Style.Muted)
	p.drawLine(c, body, l.P95MS, c.Glyph.GridV, c.Style.Muted)
	p.drawLine(c, body, l.P99MS, c.Glyph.CursorLine, c.Style.Cursor)
	if target > 0 {
		p.drawLine(c, body, target, c.Glyph.CursorLine, c.Style.SLO)
	}
	for class, head := range heads {
		drawClass(c, head, engine.Class(class), d)
	}
	p.drawAxis(c, axis)
	p.drawLegend(c, legend, l, target)
}

// span sets the ends of the axis so that it has nearly all requests of each class, the
// 99th percentile and the target.
func (p *ridges) span(d *engine.Spread, l *engine.Latency, target float64) {
	p.lo, p.hi = math.Inf(1), 0
	for class := range engine.NumClasses {
		if d.Share(class) > 0 {
			p.lo = min(p.lo, ClassQuantile(d, class, 0.002))
			p.hi = max(p.hi, ClassQuantile(d, class, 0.998))
		}
	}
	p.hi = max(p.hi, l.P99MS)
	if target > 0 {
		p.lo, p.hi = min(p.lo, target), max(p.hi, target)
	}
	p.lo, p.hi = p.lo/1.15, p.hi*1.15
}

// ClassQuantile returns the time within which a share q of a class' requests is answered,
// in milliseconds.
func ClassQuantile(d *engine.Spread, class engine.Class, q float64) float64 {
	lo, hi := 1e-3, 1e9
	for hi/lo > 1.001 {
		mid := math.Sqrt(lo * hi)
		if d.Within(class, mid) < q {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// column returns the column of a time in r.
func (p *ridges) column(r cell.Rect, ms float64) int {
	return r.X + int(math.Round(math.Log(ms/p.lo)/math.Log(p.hi/p.lo)*float64(r.W-1)))
}

// classLook returns the colour of a class.
func classLook(c *paint.Canvas, class engine.Class) cell.Style {
	return [...]cell.Style{engine.Warm: c.Style.Good, engine.Waiting: c.Style.Accent, engine.Cold: c.Style.Warning}[class]
}

// drawRidge draws one ridge.
func (p *ridges) drawRidge(c *paint.Canvas, r cell.Rect, class engine.Class, d *engine.Spread) {
	spark := &p.sparks[class]
	spark.Values = spark.Values[:0]
	before := 0.0
	for x := range r.W {
		to := p.lo * math.Pow(p.hi/p.lo, (float64(x)+0.5)/float64(max(r.W-1, 1)))
		within := d.Within(class, to)
		spark.Values = append(spark.Values, within-before)
		before = within
	}
	spark.Style, spark.ASCII = classLook(c, class), c.Glyph.Kind == glyph.ASCII
	spark.Draw(c.B, r)
}

// drawClass writes the name, share and percentiles of a ridge's class.
func drawClass(c *paint.Canvas, r cell.Rect, class engine.Class, d *engine.Spread) {
	if r.Empty() {
		return
	}
	c.Num = append(append(c.Num[:0], class.String()...), ' ')
	c.Num = format.AppendChance(c.Num, d.Share(class))
	if r.W >= 40 {
		c.Num = format.AppendMillis(append(c.Num, ", p50 "...), ClassQuantile(d, class, 0.5))
	}
	c.Num = format.AppendMillis(append(c.Num, ", p99 "...), ClassQuantile(d, class, 0.99))
	c.Text(r.X+1, r.Y, string(c.Num), classLook(c, class), r.X+r.W)
}

// drawLine draws a vertical line at a time, behind what is already drawn.
func (p *ridges) drawLine(c *paint.Canvas, r cell.Rect, ms float64, sign rune, st cell.Style) {
	if math.IsNaN(ms) {
		return
	}
	x := p.column(r, ms)
	for y := r.Y; y < r.Y+r.H; y++ {
		if c.B.At(x, y).Rune == ' ' {
			c.B.Set(x, y, sign, st)
		}
	}
}

// drawAxis writes round times under the ridges.
func (p *ridges) drawAxis(c *paint.Canvas, r cell.Rect) {
	end := r.X
	for decade := math.Floor(math.Log10(p.lo)); decade <= math.Log10(p.hi); decade++ {
		for _, m := range [...]float64{1, 2, 5} {
			ms := m * math.Pow(10, decade)
			if ms < p.lo || ms > p.hi {
				continue
			}
			c.Num = format.AppendMillis(c.Num[:0], ms)
			x := p.column(r, ms) - len(c.Num)/2
			if x < end || x+len(c.Num) > r.X+r.W {
				continue
			}
			c.B.Bytes(x, r.Y, c.Num, c.Style.Muted, len(c.Num))
			end = x + len(c.Num) + 3
		}
	}
}

// drawLegend writes the percentiles of all requests, and the target.
func (p *ridges) drawLegend(c *paint.Canvas, r cell.Rect, l *engine.Latency, target float64) {
	if r.Empty() {
		return
	}
	x, end := r.X+1, r.X+r.W
	write := func(name string, ms float64, st cell.Style) {
		c.Num = format.AppendMillis(append(append(c.Num[:0], name...), ' '), ms)
		x = c.Text(x, r.Y, string(c.Num), st, end) + 2
	}
	if r.W >= 64 {
		x = c.Text(x, r.Y, "all requests", c.Style.Text, end) + 2
	}
	write("p50", l.P50MS, c.Style.Muted)
	if r.W >= 50 {
		write("p95", l.P95MS, c.Style.Muted)
	}
	write("p99", l.P99MS, c.Style.Cursor)
	if target > 0 {
		write("target", target, c.Style.SLO)
	}
}
