package pane

import (
	"crossover/engine"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/state"
	"crossover/tui/style"
	"crossover/tui/why"
)

// Offers is the table of all offers for the selected part.
type Offers struct {
	first int
	lines []offerLine
	cols  columns
	rows  []cell.Rect
	list  []int
	why   []offerNote
}

// offerNote keeps the words for an offer's reason between frames.
type offerNote struct {
	reason engine.Reason
	text   string
}

// Draw paints the table, scrolled so that the selected offer shows.
func (p *Offers) Draw(c *paint.Canvas, r cell.Rect, a *answer.Answer, e *engine.Engine, st *state.State) {
	in := c.Box(r, "Offers for "+st.Scenario.SelectedPart().Name, p.heading(c, a, st), true)
	p.rows, p.list = p.rows[:0], p.list[:0]
	if in.H < 2 {
		return
	}
	head, body := in.CutTop(1)
	k := offerColumns(in)
	p.cols = k
	p.drawHead(c, head, k)
	p.lay(a, e, st.Order)
	p.scroll(a.Selected, body.H)
	for i := p.first; i < len(p.lines) && i-p.first < body.H; i++ {
		row, line := cell.Rect{X: body.X, Y: body.Y + i - p.first, W: body.W, H: 1}, &p.lines[i]
		if line.offer < 0 {
			p.drawGroup(c, row, k, line)
			continue
		}
		p.rows, p.list = append(p.rows, row), append(p.list, line.offer)
		p.drawRow(c, row, k, a, e, line.offer)
	}
	c.More(r, new(paint.Window(p.first, len(p.lines), body)))
}

// heading says how the list is sorted, and what is left out of it.
func (p *Offers) heading(c *paint.Canvas, a *answer.Answer, st *state.State) string {
	note := "by " + st.Order.String()
	if st.Filter != "" {
		note = filterNote(c, st.Filter, len(a.Sorted), len(a.Listed)) + ", " + note
	}
	if st.Hidden != (state.OfferSet{}) {
		note += ", some hidden"
	}
	return note
}

// scroll keeps the selected offer in view, with the heading of its group where it
// is the first there.
func (p *Offers) scroll(selected, rows int) {
	at := 0
	for i := range p.lines {
		if p.lines[i].offer == selected {
			at = i
		}
	}
	top := at
	if at > 0 && p.lines[at-1].offer < 0 && rows > 1 {
		top--
	}
	p.first = max(min(p.first, top), at-rows+1)
	p.first = max(0, min(p.first, len(p.lines)-rows))
}

// columns of the table, by their right ends; 0 where there is no room.
type columns struct{ name, kind, usd, times, million, cold, chance, p99, note int }

func offerColumns(in cell.Rect) columns {
	var k columns
	x := in.X + 2
	name := 16
	if in.W >= 76 {
		name = 32
	}
	k.name = x + name
	x = k.name
	if in.W >= 110 {
		k.kind = x + 12
		x = k.kind
	}
	k.usd = x + 11
	x = k.usd
	if in.W >= 60 {
		k.times = x + 8
		x = k.times
	}
	if in.W >= 100 {
		k.million = x + 10
		x = k.million
	}
	if in.W >= 84 {
		k.cold = x + 9
		k.chance = k.cold + 8
		x = k.chance
	}
	if in.W >= 48 {
		k.p99 = x + 9
		x = k.p99
	}
	k.note = x + 2
	return k
}

func (p *Offers) drawHead(c *paint.Canvas, r cell.Rect, k columns) {
	st := c.Style.Heading
	right := func(end int, s string) {
		if end > 0 {
			c.Text(end-len(s), r.Y, s, st, end)
		}
	}
	c.Text(r.X+2, r.Y, "offer", st, k.name)
	if k.kind > 0 {
		c.Text(k.name+1, r.Y, "kind", st, k.kind)
	}
	right(k.usd, "$/month")
	right(k.times, "x best")
	right(k.million, "$/million")
	right(k.cold, "cold")
	right(k.chance, "chance")
	right(k.p99, "p99")
	c.Text(k.note, r.Y, "note", st, r.X+r.W)
}

func (p *Offers) drawRow(c *paint.Canvas, r cell.Rect, k columns, a *answer.Answer, e *engine.Engine, o int) {
	est := &a.Estimates[o]
	offer := e.Offer(o)
	text, value, muted := c.Style.Text, c.Style.Value, c.Style.Muted
	if !est.Feasible() {
		text, value = c.Style.Infeasible, c.Style.Infeasible
	}
	if o == a.Selected {
		c.B.Fill(r, ' ', c.Style.Selection)
		text, value, muted = style.Selected(text), style.Selected(value), style.Selected(muted)
		c.B.Set(r.X, r.Y, c.Glyph.Focus, style.Selected(c.Style.Accent))
	} else {
		drawMark(c, r.X, r.Y, a, o)
	}
	name := offer.Title
	if k.name-r.X < 30 {
		name = offer.Short
	}
	c.Text(r.X+2, r.Y, name, text, k.name)
	if k.kind > 0 {
		c.Text(k.name+1, r.Y, string(offer.Kind), muted, k.kind)
	}
	c.USD(k.usd, r.Y, est.Monthly, value, 10)
	if best := a.Cheapest(); k.times > 0 && best >= 0 && a.Estimates[best].Monthly > 0 {
		c.Num = append(format.AppendShort(c.Num[:0], est.Monthly/a.Estimates[best].Monthly), 'x')
		c.Number(k.times, r.Y, muted, 7)
	}
	if k.million > 0 && est.Requests > 0 {
		c.USD(k.million, r.Y, est.PerMillion(), muted, 9)
	}
	if k.cold > 0 && est.ColdStart.Probability > 0 {
		c.Millis(k.cold, r.Y, est.ColdStart.P50MS, muted, 8)
		c.Chance(k.chance, r.Y, est.ColdStart.Probability, muted, 7)
	}
	if k.p99 > 0 && est.Latency.P99MS > 0 {
		c.Millis(k.p99, r.Y, est.Latency.P99MS, text, 8)
	}
	c.Text(k.note, r.Y, p.note(o, est), muted, r.X+r.W)
}

// note is the first thing that speaks against an offer.
func (p *Offers) note(o int, est *engine.Estimate) string {
	first, ok := est.FirstReason()
	if !ok {
		return est.Size
	}
	for len(p.why) <= o {
		p.why = append(p.why, offerNote{})
	}
	if p.why[o].reason != first {
		p.why[o] = offerNote{first, first.String()}
	}
	return p.why[o].text
}

// At returns the offer in the row at x, y.
func (p *Offers) At(x, y int) (offer int, ok bool) {
	for i, r := range p.rows {
		if r.Contains(x, y) {
			return p.list[i], true
		}
	}
	return 0, false
}

// ColumnAt returns which figure of an offer stands in the column at x.
func (p *Offers) ColumnAt(x int) why.Aspect {
	k := &p.cols
	for _, c := range [...]struct {
		end    int
		aspect why.Aspect
	}{{k.usd, why.Monthly}, {k.times, why.Relative}, {k.million, why.PerMillion}, {k.chance, why.ColdStarts}, {k.p99, why.Latency}} {
		if x < c.end {
			return c.aspect
		}
	}
	return why.Monthly
}
