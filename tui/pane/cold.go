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
	bars  ntadapter.Bars
	rows  []cell.Rect
	list  []int // those that show, of all
	all   []int
	title []byte
}

// Draw paints the panel: bars on a logarithmic scale from 1 ms to 100 s, the
// body up to the median and the tail to the 99th percentile. Where rows are left,
// the offers without cold starts follow.
func (p *Cold) Draw(c *paint.Canvas, r cell.Rect, a *answer.Answer, s *scenario.Scenario, e *engine.Engine, border bool) {
	in := r
	if border {
		part := s.SelectedPart()
		p.title = append(p.title[:0], "Cold starts, "...)
		p.title = append(append(append(p.title, part.Runtime...), ' '), part.Package...)
		in = c.Box(r, string(p.title), "", false)
	}
	p.rows, p.list = p.rows[:0], p.all[:0]
	if in.Empty() {
		return
	}
	head, body := in.CutTop(1)
	foot := cell.Rect{}
	if body.H > 6 {
		body, foot = body.CutBottom(1)
	}
	always := p.collect(a, e)
	p.all = p.list
	from := 0
	if len(p.all) > body.H {
		p.Fit(body, len(p.all))
		p.Follow(max(slices.Index(p.all, a.Selected), 0))
		from = p.First()
	}
	p.list = p.all[from:min(from+body.H, len(p.all))]
	cols := p.columns(in)
	p.drawHead(c, head, cols)
	p.drawRows(c, body, cols, a, s, e)
	if border && len(p.all) > body.H {
		c.More(r, &p.View)
	}
	if rest := body.H - len(p.list); always > 0 && rest >= minWarm && !foot.Empty() {
		_, room := body.CutTop(len(p.list) + 1)
		room.H++ // the foot is not needed
		p.drawWarm(c, room, cols, a, s, e, always)
		c.More(r, &p.View)
		return
	}
	if len(p.all) <= body.H {
		p.Hide()
	}
	if !foot.Empty() && always > 0 {
		c.Num = append(format.AppendNumber(c.Num[:0], float64(always)), " more always on: no cold starts"...)
		c.Text(foot.X+1, foot.Y, string(c.Num), c.Style.Muted, foot.X+foot.W)
	}
}

// minWarm is how many rows must be left to list the offers without cold starts.
const minWarm = 4

// drawWarm lists the offers whose instances are always on, in rank order, with
// what a request takes there, on the same scale as the cold starts.
func (p *Cold) drawWarm(c *paint.Canvas, r cell.Rect, k coldColumns, a *answer.Answer, s *scenario.Scenario, e *engine.Engine, always int) {
	head, body := r.CutTop(1)
	p.Fit(body, always)
	c.Text(head.X+2, head.Y, "always on: a request", c.Style.Faint, k.p50-4)
	last := k.chance
	if k.p99 > 0 {
		last = k.p99
	}
	c.Text(last-3, head.Y, "p99", c.Style.Faint, last)
	p.bars.Bars = p.bars.Bars[:0]
	target := s.SelectedPart().P99MS
	skip := p.First()
	for _, o := range a.Listed {
		est, n := &a.Estimates[o], len(p.bars.Bars)
		if !est.Feasible() || n == body.H {
			break
		}
		if e.Offer(o).Model.Pooled() {
			continue
		}
		if skip > 0 {
			skip--
			continue
		}
		row := cell.Rect{X: body.X, Y: body.Y + n, W: body.W, H: 1}
		p.rows, p.list = append(p.rows, row), append(p.list, o)
		l := &est.Latency
		p.bars.Bars = append(p.bars.Bars, coldBar(c, target, l.P99MS, l.P99MS))
		p.drawName(c, row, k, a, o, e)
		c.Millis(last, row.Y, l.P99MS, c.Style.Value, 10)
	}
	p.bars.Draw(c.B, cell.Rect{X: k.name + 1, Y: body.Y, W: k.bar - k.name - 1, H: len(p.bars.Bars)})
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

// drawName writes an offer's mark and name.
func (p *Cold) drawName(c *paint.Canvas, row cell.Rect, k coldColumns, a *answer.Answer, o int, e *engine.Engine) {
	drawMark(c, row.X, row.Y, a, o)
	text := c.Style.Text
	if o == a.Selected {
		text = style.Bold(text)
	}
	c.Text(row.X+2, row.Y, e.Offer(o).Short, text, k.name)
}

// collect lists the offers with cold starts, in rank order, and returns how
// many have none.
func (p *Cold) collect(a *answer.Answer, e *engine.Engine) (always int) {
	for _, o := range a.Listed {
		if !a.Estimates[o].Feasible() {
			break
		}
		if !e.Offer(o).Model.Pooled() {
			always++
			continue
		}
		p.list = append(p.list, o)
	}
	return always
}

// coldColumns are the columns of the panel, by their right ends.
type coldColumns struct{ name, bar, p50, p99, chance int }

// columns gives the names what they need, the figures theirs, and the bars the
// rest: the 99th percentile shows as a figure only where the bars have room.
func (p *Cold) columns(in cell.Rect) coldColumns {
	end := in.X + in.W
	c := coldColumns{chance: end, p50: end - 8, name: in.X + min(16, in.W*3/7)}
	if in.W >= 50 {
		c.p99, c.p50 = end-8, end-16
	}
	c.bar = c.p50 - 7
	return c
}

func (p *Cold) drawHead(c *paint.Canvas, r cell.Rect, k coldColumns) {
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

func (p *Cold) drawRows(c *paint.Canvas, r cell.Rect, k coldColumns, a *answer.Answer, s *scenario.Scenario, e *engine.Engine) {
	p.bars.Bars = p.bars.Bars[:0]
	p.bars.Max, p.bars.ASCII = 1, c.Glyph.Kind == glyph.ASCII
	target := s.SelectedPart().P99MS
	for i, o := range p.list {
		cs := a.Estimates[o].ColdStart
		row := cell.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}
		p.rows = append(p.rows, row)
		p.bars.Bars = append(p.bars.Bars, coldBar(c, target, cs.P50MS, cs.P99MS))
		p.drawName(c, row, k, a, o, e)
		c.Millis(k.p50, row.Y, cs.P50MS, c.Style.Value, 7)
		if k.p99 > 0 {
			c.Millis(k.p99, row.Y, cs.P99MS, c.Style.Muted, 7)
		}
		c.Chance(k.chance, row.Y, cs.Probability, c.Style.Text, 7)
	}
	p.bars.Limit = 0
	if target > 0 {
		p.bars.Limit, p.bars.LimitRune, p.bars.LimitStyle = position(target), c.Glyph.Limit, c.Style.SLO
	}
	p.bars.Draw(c.B, cell.Rect{X: k.name + 1, Y: r.Y, W: k.bar - k.name - 1, H: len(p.list)})
}

// At returns the offer in the row at x, y.
func (p *Cold) At(x, y int) (offer int, ok bool) {
	for i, r := range p.rows {
		if r.Contains(x, y) {
			return p.list[i], true
		}
	}
	return 0, false
}

// Offers are those whose bars show.
func (p *Cold) Offers() []int { return p.list }
