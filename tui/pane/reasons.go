package pane

import (
	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/controls"
)

// Reasons is the layout screen: the diagram, and why each part is where it is.
type Reasons struct{ first int }

// Scroll moves the view by rows.
func (p *Reasons) Scroll(rows int) { p.first = max(0, p.first+rows) }

// Draw paints the screen; the diagram is drawn by sys.
func (p *Reasons) Draw(c *Canvas, r cell.Rect, l *engine.Layout, s *scenario.Scenario, e *engine.Engine, sys *System) {
	top, rest := r.CutTop(min(7, max(4, r.H/3)))
	sys.Draw(c, top, l, s, e, true)
	in := c.Box(rest, "Why", "", true)
	y := in.Y - p.first
	line := func(indent int, text string, st cell.Style) {
		if y >= in.Y && y < in.Y+in.H {
			c.Text(in.X+1+indent, y, text, st, in.X+in.W)
		}
		y++
	}
	for i := range l.Choices {
		p.explain(c, line, &l.Choices[i], s, i, e)
	}
	for _, j := range l.Joint {
		line(0, string(c.Money.Append(append([]byte(j.Title), ": "...), j.Amount)), c.Style.Muted)
	}
	if rows := y - in.Y + p.first; p.first > max(0, rows-in.H) {
		p.first = max(0, rows-in.H)
	}
}

// maxExcluded is how many cheaper offers are listed for a part.
const maxExcluded = 3

// explain lists why one part is where it is.
func (p *Reasons) explain(c *Canvas, line func(int, string, cell.Style), ch *engine.Choice, s *scenario.Scenario, i int, e *engine.Engine) {
	o := e.Offer(ch.Estimate.Offer)
	head := append([]byte(ch.Part), ", "...)
	head = append(controls.AppendRate(head, s.PerSecond(i)), ": "...)
	head = append(append(head, o.Title...), ' ')
	line(0, string(c.Money.Append(head, ch.Estimate.Monthly)), c.Style.Heading)
	if reason, ok := ch.Estimate.FirstReason(); ok {
		line(2, reason.String(), c.Style.Warning)
	}
	if ch.RunnerUp != nil {
		t := append([]byte("next: "), e.Offer(ch.RunnerUp.Offer).Title...)
		t = c.Money.Append(append(t, ' '), ch.RunnerUp.Monthly)
		if ch.RunnerUp.Monthly < ch.Estimate.Monthly {
			t = append(t, " by itself; dearer together with the rest"...)
		}
		line(2, string(t), c.Style.Text)
	}
	shown, rest := 0, 0
	for _, x := range ch.Excluded {
		if x.Reason.Code == engine.GPUMissing || shown == maxExcluded {
			rest++ // that a function has no GPU is no news
			continue
		}
		shown++
		t := append([]byte("cheaper, but "), e.Offer(x.Offer).Title...)
		t = append(append(t, ' '), x.Reason.String()...)
		line(2, string(t), c.Style.Muted)
	}
	if rest > 0 {
		t := controls.AppendNumber(append([]byte(nil), "and "...), float64(rest))
		line(2, string(append(t, " more cost less and cannot run it"...)), c.Style.Muted)
	}
	line(0, "", c.Style.Text)
}
