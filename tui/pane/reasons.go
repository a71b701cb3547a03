package pane

import (
	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
)

// Reasons is the Layout screen: the diagram, why the selected part is where it
// is, and other layouts to compare with.
type Reasons struct {
	// Why is the view of the reasons, Others that of the other layouts.
	Why, Others paint.View
}

// Placement is what the Layout screen shows besides the diagram. All but the
// layout may be of a moment ago.
type Placement struct {
	Layout *engine.Layout
	// Compromises are the layouts that no other beats, Flips where the selected
	// part would be elsewhere.
	Compromises []engine.Compromise
	Flips       []engine.Flip
	// Growth is what comes with more traffic; nil where it is not shown.
	Growth *engine.Growth
}

// Draw paints the screen; the diagram is drawn by sys and the growth by grow.
func (p *Reasons) Draw(c *paint.Canvas, r cell.Rect, x *Placement, s *scenario.Scenario, e *engine.Engine, sys *System, grow *Growth, cut *split.Cutter) {
	l, list := x.Layout, x.Compromises
	top, why, others := ArrangeLayout(cut, r, s)
	p.Why.Hide()
	p.Others.Hide()
	sys.Draw(c, top, l, s, e, true)
	switch {
	case others.Empty() && x.Growth != nil:
		grow.Draw(c, why, x.Growth, s, e)
		return
	case others.Empty():
		p.Why.DrawText(c, why, "Why", func(w *paint.Lines) {
			p.explain(w, x, s, e)
			p.compare(w, l, list, e)
		})
		return
	}
	p.Why.DrawText(c, why, "Why", func(w *paint.Lines) { p.explain(w, x, s, e) })
	if x.Growth != nil {
		grow.Draw(c, others, x.Growth, s, e)
		return
	}
	p.Others.DrawText(c, others, "Other layouts", func(w *paint.Lines) { p.compare(w, l, list, e) })
}

// ArrangeLayout says where the panes of the Layout screen go in r: the diagram,
// why a part is where it is, and other layouts. A pane that has no room is empty.
func ArrangeLayout(cut *split.Cutter, r cell.Rect, s *scenario.Scenario) (top, why, others cell.Rect) {
	if want := diagramHeight(s) + 2; r.W >= 100 && want <= r.H*3/5 {
		top, why = cut.Top(split.Top, r, want, 4, 4, split.Both)
	} else {
		top, why = cut.Top(split.Top, r, min(7, max(4, r.H/3)), 3, 4, split.Both)
	}
	if why.W >= 110 {
		why, others = cut.Left(split.Left, why, why.W/2, 36, 40, split.Both)
	}
	return top, why, others
}

// Words are the reasons as text, a sentence each.
func (p *Reasons) Words(c *paint.Canvas, x *Placement, s *scenario.Scenario, e *engine.Engine) []string {
	w := paint.Lines{C: c, Said: &[]string{}}
	p.explain(&w, x, s, e)
	return *w.Said
}

// explain lists why the selected part is where it is, then in short the others.
func (p *Reasons) explain(w *paint.Lines, x *Placement, s *scenario.Scenario, e *engine.Engine) {
	l := x.Layout
	if s.Selected < len(l.Choices) {
		p.explainPart(w, l, s.Selected, s, e)
		for i := range x.Flips {
			p.explainFlip(w, &x.Flips[i], e)
		}
		w.Text(0, "", w.C.Style.Text)
	}
	for i := range l.Choices {
		if i != s.Selected {
			p.explainShort(w, l, i, s, e)
		}
	}
	w.Text(0, "", w.C.Style.Text)
	for _, j := range l.Joint {
		w.Line(0, w.C.Money.Append(append([]byte(j.Title), ": "...), j.Amount), w.C.Style.Muted)
	}
}

// heading is a part, its rate, its offer and what that costs.
func (p *Reasons) heading(w *paint.Lines, ch *engine.Choice, s *scenario.Scenario, i int, e *engine.Engine) []byte {
	t := append([]byte(ch.Part), ", "...)
	t = append(format.AppendRate(t, s.PerSecond(i)), ": "...)
	t = append(append(t, e.Offer(ch.Estimate.Offer).Title...), ' ')
	t = w.C.Money.Append(t, ch.Estimate.Monthly)
	if ch.Locked {
		t = append(t, ", locked"...)
	}
	return t
}

// maxExcluded is how many cheaper offers are listed for a part.
const maxExcluded = 6

// explainPart lists why one part is where it is.
func (p *Reasons) explainPart(w *paint.Lines, l *engine.Layout, i int, s *scenario.Scenario, e *engine.Engine) {
	c, ch := w.C, &l.Choices[i]
	w.Line(0, p.heading(w, ch, s, i, e), c.Style.Heading)
	for _, reason := range ch.Estimate.Reasons() {
		w.Text(2, reason.String(), c.Style.Warning)
	}
	if ch.RunnerUp != nil {
		t := append([]byte("next: "), e.Offer(ch.RunnerUp.Offer).Title...)
		t = c.Money.Append(append(t, ' '), ch.RunnerUp.Monthly)
		t = c.Money.Append(append(t, "; all together "...), ch.RunnerUpLayout)
		t = c.Money.Append(append(t, ", "...), ch.RunnerUpLayout-l.Monthly)
		w.Line(2, append(t, " more"...), c.Style.Text)
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
		w.Line(2, t, c.Style.Muted)
	}
	if rest > 0 {
		t := format.AppendNumber(append([]byte(nil), "and "...), float64(rest))
		w.Line(2, append(t, " more cost less and cannot run it"...), c.Style.Muted)
	}
}

// explainFlip is a value at which the part would be elsewhere.
func (p *Reasons) explainFlip(w *paint.Lines, f *engine.Flip, e *engine.Engine) {
	word := " below "
	if f.Higher {
		word = " above "
	}
	t := append(append([]byte("flips with a "), f.Axis.String()...), word...)
	t = append(format.AppendPlace(t, f.Axis, f.At()), " to "...)
	w.Line(2, append(t, e.Offer(f.To).Title...), w.C.Style.Marker)
}

// explainShort is a part in a row: where it is, and what would be next.
func (p *Reasons) explainShort(w *paint.Lines, l *engine.Layout, i int, s *scenario.Scenario, e *engine.Engine) {
	ch := &l.Choices[i]
	t := p.heading(w, ch, s, i, e)
	if ch.RunnerUp != nil {
		t = append(append(t, "; next "...), e.Offer(ch.RunnerUp.Offer).Short...)
		t = w.C.Money.Append(append(t, " +"...), ch.RunnerUpLayout-l.Monthly)
	}
	st := w.C.Style.Text
	if !ch.Estimate.Feasible() {
		st = w.C.Style.Infeasible
	}
	w.Line(0, t, st)
}

// compare lists other layouts, and those that no other one beats.
func (p *Reasons) compare(w *paint.Lines, l *engine.Layout, list []engine.Compromise, e *engine.Engine) {
	k := otherColumns(w.In)
	p.row(w, k, "", nil, "a month", "more", "p99", "vendors", w.C.Style.Heading)
	p.otherRow(w, k, "recommended", nil, l.Monthly, 0, l.P99MS, l.Vendors, w.C.Style.Best)
	for i := range l.Alternatives {
		a := &l.Alternatives[i]
		p.otherRow(w, k, a.Noun(), []byte(a.Title), a.Monthly, a.Difference, a.P99MS, a.Vendors, w.C.Style.Text)
	}
	if len(list) < 2 {
		return
	}
	w.Text(0, "", w.C.Style.Text)
	w.Text(0, "Best for its price, latency and vendors", w.C.Style.Heading)
	for i := range list {
		x := &list[i]
		p.otherRow(w, k, moves(l, x.Offers, e), nil, x.Monthly, x.Monthly-l.Monthly, x.P99MS, x.Vendors, w.C.Style.Text)
	}
}

// otherCols are the right ends of the columns of the list of layouts; 0 for no
// room.
type otherCols struct{ name, cost, more, p99, vendors int }

func otherColumns(in cell.Rect) otherCols {
	x := in.X + in.W - 1
	k := otherCols{vendors: x, p99: x - 9, more: x - 19, cost: x - 30}
	if in.W < 56 {
		k = otherCols{cost: x, p99: 0}
		if in.W >= 40 {
			k = otherCols{p99: x, cost: x - 10}
		}
	}
	k.name = k.cost - 10
	return k
}

// otherRow is a row of the list.
func (p *Reasons) otherRow(w *paint.Lines, k otherCols, name string, title []byte, cost, more, p99 float64, vendors int, st cell.Style) {
	money := string(w.C.Money.Append(nil, cost))
	diff := ""
	if more > 0.005 {
		diff = "+" + string(w.C.Money.Append(nil, more))
	}
	p.row(w, k, name, title, money, diff, string(format.AppendMillis(nil, p99)), string(format.AppendNumber(nil, float64(vendors))), st)
}

// row writes the columns of a row.
func (p *Reasons) row(w *paint.Lines, k otherCols, name string, title []byte, cost, more, p99, vendors string, st cell.Style) {
	if w.Y >= w.In.Y && w.Y < w.In.Y+w.In.H {
		c := w.C
		x := c.Text(w.In.X+1, w.Y, name, st, k.name)
		if len(title) > 0 && x+2 < k.name {
			c.Text(x+2, w.Y, string(title), c.Style.Muted, k.name)
		}
		for _, f := range []struct {
			end  int
			text string
		}{{k.cost, cost}, {k.more, more}, {k.p99, p99}, {k.vendors, vendors}} {
			if f.end > 0 {
				c.Text(f.end-len(f.text), w.Y, f.text, st, f.end)
			}
		}
	}
	w.Y++
}

// moves says which parts are elsewhere than recommended, and where.
func moves(l *engine.Layout, offers []int, e *engine.Engine) string {
	var out []byte
	for i, o := range offers {
		if i >= len(l.Choices) || l.Choices[i].Estimate.Offer == o {
			continue
		}
		if len(out) > 0 {
			out = append(out, ", "...)
		}
		out = append(append(append(out, l.Choices[i].Part...), ' '), e.Offer(o).Short...)
	}
	if len(out) == 0 {
		return "as recommended"
	}
	return string(out)
}
