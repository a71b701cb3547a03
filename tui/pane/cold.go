package pane

import (
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/glyph"
	"crossover/tui/ntadapter"
	"crossover/tui/paint"
	"crossover/tui/style"
)

// Cold is the panel of cold starts: for every offer whose instances come and
// go, the time a cold start adds and how often one happens.
type Cold struct {
	paint.View
	bars ntadapter.Bars
	// rows are where offers were drawn, and list which.
	rows spots
	list []int
	// cold are the offers with cold starts, and always those without, as they rank.
	cold, always []int
	title        []byte
}

// Draw paints the panel: bars on a logarithmic scale from 1 ms to 100 s, the
// body up to the median and the tail to the 99th percentile. Where rows are left,
// the offers without cold starts follow.
func (p *Cold) Draw(c *paint.Canvas, r cell.Rect, a *answer.Answer, s *scenario.Scenario, e *engine.Engine) {
	part := s.SelectedPart()
	p.title = append(append(p.title[:0], "Cold starts, "...), part.Runtime...)
	p.title = append(append(p.title, ' '), part.Package...)
	in := c.Box(r, string(p.title), "", false)
	p.rows, p.list = p.rows[:0], p.list[:0]
	if in.Empty() {
		return
	}
	head, body := in.CutTop(1)
	foot := cell.Rect{}
	if body.H > 6 {
		body, foot = body.CutBottom(1)
	}
	p.collect(a, e)
	list := p.cold
	if len(list) > body.H {
		p.Fit(body, len(list))
		p.Follow(max(slices.Index(list, a.Selected), 0))
		list = list[p.First():min(p.First()+body.H, len(list))]
		c.More(r, &p.View)
	}
	p.bars.Max, p.bars.ASCII, p.bars.Limit = 1, c.Glyph.Kind == glyph.ASCII, 0
	if part.P99MS > 0 {
		p.bars.Limit, p.bars.LimitRune, p.bars.LimitStyle = position(part.P99MS), c.Glyph.Limit, c.Style.SLO
	}
	k := columnsOf(in)
	k.drawHead(c, head)
	p.drawBars(c, body, k, list, a, part.P99MS, e, func(y int, est *engine.Estimate) (p50, p99 float64) {
		cs := &est.ColdStart
		c.Millis(k.p50, y, cs.P50MS, c.Style.Value, 7)
		if k.p99 > 0 {
			c.Millis(k.p99, y, cs.P99MS, c.Style.Muted, 7)
		}
		c.Chance(k.chance, y, cs.Probability, c.Style.Text, 7)
		return cs.P50MS, cs.P99MS
	})
	switch always := len(p.always); {
	case always > 0 && body.H-len(list) >= minWarm && !foot.Empty():
		_, room := body.CutTop(len(list) + 1)
		room.H++ // the foot is not needed
		p.drawWarm(c, room, k, a, part.P99MS, e)
		c.More(r, &p.View)
		return
	case len(p.cold) <= body.H:
		p.Hide()
	}
	if always := len(p.always); !foot.Empty() && always > 0 {
		c.Num = append(format.AppendNumber(c.Num[:0], float64(always)), " more always on: no cold starts"...)
		c.Text(foot.X+1, foot.Y, string(c.Num), c.Style.Muted, foot.X+foot.W)
	}
}

// minWarm is how many rows must be left to list the offers without cold starts.
const minWarm = 4

// collect lists the offers that can run the part, as they rank: those with cold
// starts, and those without.
func (p *Cold) collect(a *answer.Answer, e *engine.Engine) {
	p.cold, p.always = p.cold[:0], p.always[:0]
	for _, o := range a.Listed {
		switch {
		case !a.Estimates[o].Feasible():
			return
		case e.Offer(o).Model.Pooled():
			p.cold = append(p.cold, o)
		default:
			p.always = append(p.always, o)
		}
	}
}

// drawWarm lists the offers whose instances are always on, with what a request
// takes there, on the same scale as the cold starts.
func (p *Cold) drawWarm(c *paint.Canvas, r cell.Rect, k coldColumns, a *answer.Answer, target float64, e *engine.Engine) {
	head, body := r.CutTop(1)
	p.Fit(body, len(p.always))
	c.Text(head.X+2, head.Y, "always on: a request", c.Style.Faint, k.p50-4)
	last := k.chance
	if k.p99 > 0 {
		last = k.p99
	}
	c.Text(last-3, head.Y, "p99", c.Style.Faint, last)
	list := p.always[p.First():min(p.First()+body.H, len(p.always))]
	p.drawBars(c, body, k, list, a, target, e, func(y int, est *engine.Estimate) (p50, p99 float64) {
		c.Millis(last, y, est.Latency.P99MS, c.Style.Value, 10)
		return est.Latency.P99MS, est.Latency.P99MS
	})
}

// drawBars draws a row an offer. figures writes its figures into a row, and returns
// the ends of its bar.
func (p *Cold) drawBars(c *paint.Canvas, r cell.Rect, k coldColumns, list []int, a *answer.Answer, target float64, e *engine.Engine, figures func(y int, est *engine.Estimate) (p50, p99 float64)) {
	p.bars.Bars = p.bars.Bars[:0]
	for i, o := range list {
		row, text := cell.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, c.Style.Text
		p.rows, p.list = append(p.rows, row), append(p.list, o)
		if o == a.Selected {
			text = style.Bold(text)
		}
		drawMark(c, row.X, row.Y, a, o)
		c.Text(row.X+2, row.Y, e.Offer(o).Short, text, k.name)
		p50, p99 := figures(row.Y, &a.Estimates[o])
		p.bars.Bars = append(p.bars.Bars, coldBar(c, target, p50, p99))
	}
	p.bars.Draw(c.B, cell.Rect{X: k.name + 1, Y: r.Y, W: k.bar - k.name - 1, H: len(list)})
}

// coldBar is the bar of a time, judged by the target where there is one.
func coldBar(c *paint.Canvas, target, p50, p99 float64) ntadapter.Bar {
	st := c.Style.Good
	switch {
	case target > 0 && p50 > target:
		st = c.Style.Bad
	case target > 0 && p99 > target:
		st = c.Style.Warning
	case target == 0:
		st = c.Style.Fill
	}
	return ntadapter.Bar{Value: position(p50), Tail: position(p99), Style: st, TailStyle: c.Style.Muted}
}

// coldColumns are the columns of the panel, by their right ends.
type coldColumns struct{ name, bar, p50, p99, chance int }

// columnsOf gives the names what they need, the figures theirs, and the bars the
// rest: the 99th percentile shows as a figure only where the bars have room.
func columnsOf(in cell.Rect) coldColumns {
	end := in.X + in.W
	c := coldColumns{chance: end, p50: end - 8, name: in.X + min(16, in.W*3/7)}
	if in.W >= 50 {
		c.p99, c.p50 = end-8, end-16
	}
	c.bar = c.p50 - 7
	return c
}

// drawHead writes the titles.
func (k coldColumns) drawHead(c *paint.Canvas, r cell.Rect) {
	st := c.Style.Faint
	right := func(end int, s string) { c.Text(end-len(s), r.Y, s, st, end) }
	c.Text(r.X+2, r.Y, "offer", st, k.name)
	right(k.p50, "p50")
	if k.p99 > 0 {
		right(k.p99, "p99")
	}
	right(k.chance, "chance")
}

// position is where a time lies on the bars' scale.
func position(ms float64) float64 {
	return min(max(math.Log10(max(ms, 1))/5, 0.02), 1)
}

// At returns the offer in the row at x, y.
func (p *Cold) At(x, y int) (offer int, ok bool) {
	i, ok := p.rows.at(x, y)
	if !ok {
		return 0, false
	}
	return p.list[i], true
}

// Offers are those whose bars show.
func (p *Cold) Offers() []int { return p.list }
