package pane

import (
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/chart"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
)

// Latency is the screen of what requests take, and of what it costs to make
// that less: the distribution of the selected offer's, $/month against p99, and
// the ways to have fewer cold starts.
type Latency struct {
	ridges ridges
	chart  chart.Chart
	layout chart.Layout
	offers []int // of the chart's series
	rows   []cell.Rect
	ways   []int // offers of the table's rows
	table  paint.View
	taken  [answer.Slots]bool
}

// Draw paints the screen. The target may be of a moment ago.
func (p *Latency) Draw(c *paint.Canvas, r cell.Rect, a *answer.Answer, d *engine.Spread, t *answer.Target, s *scenario.Scenario, e *engine.Engine, cut *split.Cutter) {
	p.rows, p.ways, p.layout = p.rows[:0], p.ways[:0], chart.Layout{}
	est := &a.Estimates[a.Selected]
	title := "Latency: " + e.Offer(a.Selected).Title + " for " + s.SelectedPart().Name
	spread, costs, ways := ArrangeLatency(cut, r, len(t.Ways))
	p.drawSpread(c, spread, title, d, est, s)
	p.drawWays(c, ways, t, s, e)
	p.drawChart(c, costs, a, t, s, e)
}

// ArrangeLatency says where the panes of the Latency screen go in r, with so
// many ways to run an offer: the distribution, what latencies cost, and the
// ways. A pane that has no room is empty.
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

// drawSpread is the distribution of the selected offer's latency.
func (p *Latency) drawSpread(c *paint.Canvas, r cell.Rect, title string, d *engine.Spread, est *engine.Estimate, s *scenario.Scenario) {
	in := c.Box(r, title, "", false)
	if in.H < 2 {
		return
	}
	if !d.Exists() {
		c.Wrap(in, "There is no latency: the fleet cannot keep up with its load.", c.Style.Bad)
		return
	}
	p.ridges.draw(c, in, d, &est.Latency, s.SelectedPart().P99MS)
}

// drawChart is $/month against the p99: for each product a staircase, the least
// it costs to be that fast.
func (p *Latency) drawChart(c *paint.Canvas, r cell.Rect, a *answer.Answer, t *answer.Target, s *scenario.Scenario, e *engine.Engine) {
	sign := c.Money.Currency.Sign()
	in := c.Box(r, sign+"/month for a p99 of at most", "", false)
	ch := &p.chart
	ch.Series, p.offers, p.taken = ch.Series[:0], p.offers[:0], [answer.Slots]bool{}
	for i := range t.Steps {
		p.addStep(c, &t.Steps[i], a, e)
	}
	if len(ch.Series) == 0 || in.H < 3 {
		return
	}
	ch.Look = look(c)
	ch.X = chart.Scale{Kind: chart.Log10, Min: t.LoMS, Max: t.HiMS}
	ch.XFormat = format.AppendMillis
	ch.Y = chart.AutoRange(chart.Log10, ch.Series, chart.Limits{Lowest: 0.1, MaxDecades: 5})
	ch.YFormat = func(dst []byte, v float64) []byte { return format.AppendShort(append(dst, sign...), v) }
	ch.YLabelWidth = 5 + len(sign)
	ch.Band = chart.Band{On: slices.ContainsFunc(t.Steps, func(s answer.Step) bool { return slices.Contains(s.Costs, 0) }), Label: sign + "0"}
	p.markWays(c, t)
	ch.Cursor = chart.Cursor{}
	if target := s.SelectedPart().P99MS; target > 0 {
		ch.Cursor = chart.Cursor{On: true, X: target, Marks: true, Text: "target"}
	}
	p.layout = ch.Draw(c.B, in).Layout
}

// addStep adds one product's staircase, in the look its curve has elsewhere.
func (p *Latency) addStep(c *paint.Canvas, step *answer.Step, a *answer.Answer, e *engine.Engine) {
	slot := p.slot(a, step.Offer)
	s := chart.Series{
		Name: e.Offer(step.Offer).Short, Mark: c.Glyph.Mark(slot), Style: c.Style.SeriesAt(slot), Values: step.Costs, Step: true,
	}
	if e.Offer(step.Offer).Product == e.Offer(a.Selected).Product {
		s.Emphasis = chart.Dominant
	}
	p.chart.Series = append(p.chart.Series, s)
	p.offers = append(p.offers, step.Offer)
}

// slot is the look of an offer: that of its curve on the Explore screen, or one
// that no curve has.
func (p *Latency) slot(a *answer.Answer, offer int) int {
	taken := p.taken
	for i := range a.Drawn {
		if a.Drawn[i].Offer == offer {
			return a.Drawn[i].Slot
		}
		taken[a.Drawn[i].Slot] = true
	}
	for s, is := range taken {
		if !is {
			p.taken[s] = true
			return s
		}
	}
	return offer % answer.Slots
}

// markWays marks the ways to run the selected offer.
func (p *Latency) markWays(c *paint.Canvas, t *answer.Target) {
	ch := &p.chart
	ch.Markers = ch.Markers[:0]
	for i := range t.Ways {
		w := &t.Ways[i]
		if math.IsNaN(w.Latency.P99MS) {
			continue
		}
		ch.Markers = append(ch.Markers, chart.Marker{X: w.Latency.P99MS, Y: c.Money.Currency.Convert(w.Monthly), Text: WayName(w)})
	}
}

// WayName says how an offer is run, in a word or two.
func WayName(w *engine.Warmed) string {
	if w.Way == engine.AsIs {
		return w.Way.String()
	}
	return string(format.AppendNumber(append([]byte(w.Way.String()), ' '), math.Round(w.Instances*10)/10))
}

// drawWays is the table of ways to run the selected offer.
func (p *Latency) drawWays(c *paint.Canvas, r cell.Rect, t *answer.Target, s *scenario.Scenario, e *engine.Engine) {
	p.table.Hide()
	in := c.Box(r, "What fewer cold starts cost", "", false)
	if in.H < 2 || len(t.Ways) == 0 {
		return
	}
	head, body := in.CutTop(1)
	k := wayColumns(in)
	st := c.Style.Heading
	right := func(end int, text string) {
		if end > 0 {
			c.Text(end-len(text), head.Y, text, st, end)
		}
	}
	c.Text(head.X+1, head.Y, "way", st, k.name)
	right(k.cost, "a month")
	right(k.p50, "p50")
	right(k.p99, "p99")
	right(k.chance, "cold")
	target := s.SelectedPart().P99MS
	p.table.Fit(body, len(t.Ways))
	c.More(r, &p.table)
	for i := p.table.First(); i < len(t.Ways) && i-p.table.First() < body.H; i++ {
		row := p.table.Row(i)
		p.rows, p.ways = append(p.rows, row), append(p.ways, t.Ways[i].Offer)
		p.drawWay(c, row, k, &t.Ways[i], target, e)
	}
}

// wayCols are the columns of the table by their right ends; 0 for no room.
type wayCols struct{ name, offer, cost, p50, p99, chance int }

func wayColumns(in cell.Rect) wayCols {
	k := wayCols{chance: in.X + in.W - 1}
	k.p99 = k.chance - 9
	k.cost = k.p99 - 9
	if in.W >= 56 {
		k.p50, k.cost = k.cost, k.cost-9
	}
	k.name = k.cost - 9
	if in.W >= 90 {
		k.offer, k.name = k.name, in.X+20
	}
	return k
}

func (p *Latency) drawWay(c *paint.Canvas, r cell.Rect, k wayCols, w *engine.Warmed, target float64, e *engine.Engine) {
	st := c.Style.Value
	if target > 0 {
		st = c.Style.Bad
		if w.Latency.P99MS <= target {
			st = c.Style.Good
		}
	}
	c.Text(r.X+1, r.Y, WayName(w), c.Style.Text, k.name)
	if k.offer > 0 {
		c.Text(k.name+1, r.Y, e.Offer(w.Offer).Title, c.Style.Muted, k.offer)
	}
	c.USD(k.cost, r.Y, w.Monthly, c.Style.Value, 10)
	if k.p50 > 0 {
		c.Millis(k.p50, r.Y, w.Latency.P50MS, c.Style.Muted, 8)
	}
	c.Millis(k.p99, r.Y, w.Latency.P99MS, st, 8)
	c.Chance(k.chance, r.Y, w.Probability, c.Style.Text, 8)
}

// At returns the offer whose row, or whose curve, is at a cell.
func (p *Latency) At(x, y int) (offer int, ok bool) {
	if i := slices.IndexFunc(p.rows, func(r cell.Rect) bool { return r.Contains(x, y) }); i >= 0 {
		return p.ways[i], true
	}
	if p.layout.Plot.Empty() {
		return 0, false
	}
	if i, ok := p.chart.SeriesAt(x, y); ok && i < len(p.offers) {
		return p.offers[i], true
	}
	return 0, false
}

// Table returns the view of the ways to run the offer.
func (p *Latency) Table() *paint.View { return &p.table }

// WayAt returns the place of the way whose row is at a cell.
func (p *Latency) WayAt(x, y int) (i int, ok bool) {
	i = slices.IndexFunc(p.rows, func(r cell.Rect) bool { return r.Contains(x, y) })
	return p.table.First() + i, i >= 0
}
