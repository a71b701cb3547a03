package pane

import (
	"cmp"
	"math"
	"strings"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/table"
)

// Reasons is the Layout screen: the diagram, the reasons for the selected part's offer,
// and other layouts.
type Reasons struct {
	// Why is the view of the reasons, Others the view of the other layouts.
	Why, Others paint.View
	table       table.Table[*otherRow]
	rows        spots // of the recommended layout and its alternatives
}

// Placement is the content of the Layout screen besides the diagram. All but the layout
// may belong to the previous scenario.
type Placement struct {
	// Layout is the layout drawn: Recommended, or that of Alternative.
	Layout, Recommended *engine.Layout
	Alternative         *engine.Alternative
	// Compromises are the layouts that no other dominates, Flips the values at which the
	// selected part would move.
	Compromises []engine.Compromise
	Flips       []engine.Flip
	// Growth is the effect of more traffic, or nil if it is not shown.
	Growth *engine.Growth
}

// Draw paints the screen. sys draws the diagram and grow the growth.
func (p *Reasons) Draw(c *paint.Canvas, r cell.Rect, x *Placement, s *scenario.Scenario, e *engine.Engine, sys *System, grow *Growth, cut *split.Cutter) {
	top, why, others := ArrangeLayout(cut, r, s)
	p.Why.Hide()
	p.Others.Hide()
	p.rows = p.rows[:0]
	sys.Alternative = x.Alternative
	sys.Draw(c, top, x.Layout, s, e)
	switch {
	case others.Empty() && x.Growth != nil:
		grow.Draw(c, why, x.Growth, s, e)
		return
	case others.Empty():
		p.Why.DrawText(c, why, "Why", func(w *paint.Lines) {
			p.explain(w, x, s, e)
			p.compare(w, x, e)
		})
		return
	}
	p.Why.DrawText(c, why, "Why", func(w *paint.Lines) { p.explain(w, x, s, e) })
	if x.Growth != nil {
		grow.Draw(c, others, x.Growth, s, e)
		return
	}
	p.Others.DrawText(c, others, "Other layouts", func(w *paint.Lines) { p.compare(w, x, e) })
}

// ArrangeLayout returns the panes of the Layout screen in r: the diagram, the reasons,
// and the other layouts. A pane without room is empty.
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

// Words returns the reasons as sentences.
func (p *Reasons) Words(c *paint.Canvas, x *Placement, s *scenario.Scenario, e *engine.Engine) []string {
	return paint.Words(c, func(w *paint.Lines) { p.explain(w, x, s, e) })
}

// explain lists the reasons for the selected part's offer, then the other parts in short.
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
	if len(l.Joint) > 0 {
		w.Text(0, "on top of the parts' own bills:", w.C.Style.Muted)
	}
	for _, j := range l.Joint {
		note := ""
		if !j.Billed {
			note = ", not billed"
		}
		w.Text(2, j.Title+": "+w.C.Money.Text(j.Amount)+note, w.C.Style.Muted)
	}
}

// heading returns a part, its rate, its offer and the price.
func (p *Reasons) heading(w *paint.Lines, ch *engine.Choice, s *scenario.Scenario, i int, e *engine.Engine) string {
	text := ch.Part + ", " + format.Rate(s.PerSecond(i)) + ": " + e.Offer(ch.Estimate.Offer).Title + " " + w.C.Money.Text(ch.Adds)
	if alone := w.C.Money.Text(ch.Estimate.Monthly); alone != w.C.Money.Text(ch.Adds) {
		text += " (" + alone + " alone)"
	}
	if ch.On != "" {
		text += ", on " + ch.On + "'s machines"
	}
	if ch.Locked {
		text += ", locked"
	}
	return text
}

// maxExcluded limits the cheaper offers listed for a part.
const maxExcluded = 6

// explainPart lists the reasons for one part's offer.
func (p *Reasons) explainPart(w *paint.Lines, l *engine.Layout, i int, s *scenario.Scenario, e *engine.Engine) {
	c, ch := w.C, &l.Choices[i]
	w.Text(0, p.heading(w, ch, s, i, e), c.Style.Heading)
	for _, reason := range ch.Estimate.Reasons() {
		w.Wrap(2, reason.String(), "", c.Style.Warning)
	}
	if l := ch.Estimate.Weakest(); l != nil {
		if on := l.Provenance.Doubt(c.Today); on != "" {
			w.Text(2, "its price rests on "+string(on)+" ("+on.Mark()+"): "+l.Title, c.Style.Muted)
		}
	}
	if ch.RunnerUp != nil {
		w.Wrap(2, "next: "+e.Offer(ch.RunnerUp.Offer).Title+" "+c.Money.Text(ch.RunnerUp.Monthly)+"; all together "+
			c.Money.Text(ch.RunnerUpLayout)+", "+further(c, l, ch), "", c.Style.Text)
	}
	shown, rest := 0, 0
	for _, x := range ch.Excluded {
		if x.Reason.Code == engine.GPUMissing || shown == maxExcluded {
			rest++ // a missing GPU is no news for a function
			continue
		}
		shown++
		why := x.Reason.String()
		if x.Reason.Code == engine.DearerTogether {
			why = "would bring all of it to " + c.Money.Text(x.Reason.Value) + " instead of " + c.Money.Text(x.Reason.Limit)
		}
		w.Wrap(2, "cheaper, but "+e.Offer(x.Offer).Title+" "+why, "", c.Style.Muted)
	}
	if rest > 0 {
		w.Text(2, "and "+number(float64(rest))+" more that cost less and cannot run it", c.Style.Muted)
	}
}

// further says how the bills of a layout with the runner-up differ. They can be lower if more
// than bills counts.
func further(c *paint.Canvas, l *engine.Layout, ch *engine.Choice) string {
	more := math.Round((ch.RunnerUpLayout-l.Monthly)*100) / 100
	if more < 0 && l.Weighed() > l.Monthly {
		return c.Money.Text(-more) + " less, and dearer with ops and vendor"
	}
	return c.Money.Text(max(0, more)) + " more"
}

// explainFlip writes a value at which the part would move.
func (p *Reasons) explainFlip(w *paint.Lines, f *engine.Flip, e *engine.Engine) {
	word := " below "
	if f.Higher {
		word = " above "
	}
	at := format.Place(f.Axis, f.At())
	w.Text(2, f.Axis.String()+word+at+": "+e.Offer(f.To).Title, w.C.Style.Marker)
}

// explainShort writes a part in one line: its offer and the runner-up.
func (p *Reasons) explainShort(w *paint.Lines, l *engine.Layout, i int, s *scenario.Scenario, e *engine.Engine) {
	ch := &l.Choices[i]
	text := p.heading(w, ch, s, i, e)
	if ch.RunnerUp != nil {
		sign := " +"
		if ch.RunnerUpLayout < l.Monthly {
			sign = " "
		}
		text += "; next " + e.Offer(ch.RunnerUp.Offer).Short + sign + w.C.Money.Text(ch.RunnerUpLayout-l.Monthly)
	}
	st := w.C.Style.Text
	if !ch.Estimate.Feasible() {
		st = w.C.Style.Infeasible
	}
	w.Wrap(0, text, "", st)
}

// otherRow is a layout in the list of layouts.
type otherRow struct {
	name, title        string
	monthly, more, p99 float64
	vendors            int
	// weakest is the line with the least certain price.
	weakest *engine.Line
	best    bool
}

// otherColumns are the columns of the list of layouts.
var otherColumns = []table.Column[*otherRow]{
	{
		Width: 14, Flex: true,
		Cell: func(p *table.Pen, r *otherRow) {
			room := p.Room() - cell.Columns(r.name) - 2
			p.Text(r.name, r.look(p))
			if r.title != "" && cell.Columns(r.title) <= room {
				p.Skip(2)
				p.Text(r.title, p.Style.Muted)
			}
		},
		Say: func(_ *paint.Canvas, r *otherRow) string {
			return strings.TrimSuffix("instead "+r.name+", "+r.title, ", ")
		},
	},
	{
		Title: "a month", Width: 9, Right: true, Aloud: "%",
		Cell: func(p *table.Pen, r *otherRow) { p.USD(r.monthly, r.look(p)) },
	},
	{
		Width: 2, Cell: func(p *table.Pen, r *otherRow) {
			if r.weakest != nil {
				p.Text(r.weakest.Provenance.Doubt(p.Today).Mark(), p.Style.Warning)
			}
		},
		Say: func(c *paint.Canvas, r *otherRow) string {
			if r.weakest == nil || r.weakest.Provenance.Doubt(c.Today) == "" {
				return ""
			}
			return "resting on " + string(r.weakest.Provenance.Doubt(c.Today))
		},
	},
	{
		Title: "more", Width: 9, Right: true, Weight: 1,
		Cell: func(p *table.Pen, r *otherRow) {
			if r.more > 0.005 {
				p.Num = p.Money.Append(append(p.Num[:0], '+'), r.more)
				p.Figure(r.look(p))
			}
		},
		Say: func(c *paint.Canvas, r *otherRow) string {
			return string(append(c.Money.Append(nil, r.more), " more"...))
		},
	},
	{Title: "p99", Width: 9, Right: true, Weight: 2, Cell: func(p *table.Pen, r *otherRow) { p.Millis(r.p99, r.look(p)) }},
	{
		Title: "vendors", Width: 8, Right: true, Weight: 1,
		Cell: func(p *table.Pen, r *otherRow) { p.Number(float64(r.vendors), r.look(p)) },
		Say:  func(_ *paint.Canvas, r *otherRow) string { return format.Several(r.vendors, "vendor") },
	},
}

func (r *otherRow) look(p *table.Pen) cell.Style {
	if r.best {
		return p.Style.Best
	}
	return p.Style.Text
}

// rowOfAlternative returns the row of an alternative layout.
func rowOfAlternative(a *engine.Alternative) *otherRow {
	return &otherRow{a.Noun(), a.Title, a.Monthly, a.Difference, a.P99MS, a.Vendors, a.Weakest, false}
}

// compare lists the other layouts, then the layouts that no other dominates.
func (p *Reasons) compare(w *paint.Lines, x *Placement, e *engine.Engine) {
	l, list := x.Recommended, x.Compromises
	p.table.Columns, p.table.Lead, p.table.Trail = otherColumns, 1, 1
	p.table.Layout(w.In)
	w.Draw(func(r cell.Rect) { p.table.Head(w.C, r) })
	name := "recommended"
	if !l.Feasible {
		name = "nearest"
	}
	p.rows = p.rows[:0]
	row := func(r *otherRow, shown bool) {
		i := len(p.rows)
		p.rows = append(p.rows, cell.Rect{})
		w.Draw(func(at cell.Rect) {
			p.rows[i] = at
			p.table.DrawRow(w.C, at, r, shown)
		})
	}
	row(&otherRow{name, "", l.Monthly, 0, l.P99MS, l.Vendors, l.Weakest(), l.Feasible}, x.Alternative == nil)
	for i := range l.Alternatives {
		row(rowOfAlternative(&l.Alternatives[i]), x.Alternative == &l.Alternatives[i])
	}
	if l.Alone != nil {
		p.missing(w, l, l.Alone, e)
	}
	for i := range l.Barred {
		p.missing(w, l, &l.Barred[i], e)
	}
	if len(list) < 2 {
		return
	}
	w.Text(0, "", w.C.Style.Text)
	w.Text(0, "Best for its price, latency and vendors", w.C.Style.Heading)
	for i := range list {
		x := &list[i]
		name := moves(l, x.Offers, e)
		first := paint.Broken(name, p.table.End(0)-w.In.X-1, "")[0]
		p.draw(w, &otherRow{first, "", x.Monthly, x.Monthly - l.Monthly, x.P99MS, x.Vendors, x.Weakest, false})
		if rest := name[len(first):]; rest != "" {
			w.Wrap(2, rest, "", w.C.Style.Text)
		}
	}
}

// draw writes the row of a layout that cannot be chosen.
func (p *Reasons) draw(w *paint.Lines, r *otherRow) {
	w.Draw(func(at cell.Rect) { p.table.DrawRow(w.C, at, r, false) })
}

// missing lists an alternative that is not possible, with the reason for each part it
// cannot run.
func (p *Reasons) missing(w *paint.Lines, l *engine.Layout, a *engine.Alternative, e *engine.Engine) {
	if math.IsNaN(a.Monthly) {
		w.Text(0, a.Noun()+": there is no such layout", w.C.Style.Text)
	} else {
		p.draw(w, rowOfAlternative(a))
	}
	for _, m := range a.Misses {
		why := "locked to " + m.Reasons[0].Detail
		if m.Offer >= 0 {
			why = e.Offer(m.Offer).Short + " " + m.Reasons[0].String()
		}
		w.Wrap(2, "not for "+l.Choices[m.Part].Part+": "+why, "", w.C.Style.Warning)
	}
}

// LayoutAt returns the index of the layout listed at a cell: 0 is the recommended one,
// and its alternatives follow.
func (p *Reasons) LayoutAt(x, y int) (i int, ok bool) { return p.rows.at(x, y) }

// OtherWords returns the alternatives as sentences.
func (p *Reasons) OtherWords(c *paint.Canvas, l *engine.Layout) []string {
	p.table.Columns = otherColumns
	return each.Of(l.Alternatives, func(a *engine.Alternative) string { return p.table.Say(c, rowOfAlternative(a)) })
}

// moves returns the parts that are not where recommended, and their offers.
func moves(l *engine.Layout, offers []int, e *engine.Engine) string {
	var out []string
	for i, o := range offers {
		if i < len(l.Choices) && l.Choices[i].Estimate.Offer != o {
			out = append(out, l.Choices[i].Part+" "+e.Offer(o).Short)
		}
	}
	return cmp.Or(strings.Join(out, ", "), "as recommended")
}
