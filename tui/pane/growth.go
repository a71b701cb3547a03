package pane

import (
	"math"
	"strings"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/progress"
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/chart"
	"crossover/tui/format"
	"crossover/tui/paint"
)

// Growth is the pane of a growing system: the monthly costs of staying, of following the
// cheapest layout and of the plan, and when to move which part.
type Growth struct {
	paint.View
	// Count is the number of months computed so far, or nil if the growth shown is
	// current.
	Count  *progress.Count
	chart  chart.Chart
	values [3][]float64
}

// Draw paints the pane. g may belong to the previous scenario while Count is set.
func (p *Growth) Draw(c *paint.Canvas, r cell.Rect, g *engine.Growth, s *scenario.Scenario, e *engine.Engine) {
	title := string(format.AppendPercent([]byte("Growth, "), s.Growth.PerMonth)) + " a month for " + number(s.Growth.Horizon) + " months"
	note := ""
	if p.Count != nil {
		note = p.Count.String()
	}
	in := c.Box(r, title, note, true)
	switch {
	case in.Empty():
		return
	case len(g.Months) == 0 && p.Count == nil:
		c.Wrap(in, "Nothing can run all parts of the system.", c.Style.Text)
		return
	case len(g.Months) == 0:
		c.Wrap(in, "Working out the growth: "+note, c.Style.Muted)
		return
	}
	top, bottom := in.CutTop(0)
	if in.H >= 14 {
		top, bottom = in.CutTop(in.H / 2)
	}
	if !top.Empty() {
		p.drawChart(c, top, g)
	}
	p.DrawLines(c, bottom, func(w *paint.Lines) { p.moves(w, g, s, e) })
	c.More(r, &p.View)
}

// drawChart draws the costs of staying, of the plan and of the cheapest layout.
func (p *Growth) drawChart(c *paint.Canvas, r cell.Rect, g *engine.Growth) {
	for i := range p.values {
		p.values[i] = p.values[i][:0]
	}
	for i := range g.Months {
		m := &g.Months[i]
		for k, l := range [...]int{0, m.Planned, m.Cheapest} {
			v := m.Costs[l]
			if math.IsInf(v, 0) {
				v = math.NaN()
			}
			p.values[k] = append(p.values[k], c.Money.Currency.Convert(v))
		}
	}
	ch := &p.chart
	begin(ch, c)
	for k, name := range [...]string{"staying", "planned", "cheapest"} {
		s := chart.Series{Name: name, Mark: c.Glyph.Mark(k), Style: c.Style.SeriesAt(k), Values: p.values[k]}
		if k == 1 {
			s.Emphasis = chart.Dominant
		}
		ch.Series = append(ch.Series, s)
	}
	ch.X = chart.Scale{Kind: chart.Linear, Min: 0, Max: float64(max(len(g.Months)-1, 1))}
	ch.XFormat = func(dst []byte, v float64) []byte { return append(format.AppendNumber(dst, v), " mo"...) }
	ch.Y = chart.AutoRange(chart.Linear, ch.Series, chart.Limits{})
	for i := range g.Plan {
		m := &g.Plan[i]
		ch.Markers = append(ch.Markers, chart.Marker{X: float64(m.Month), Y: p.values[1][m.Month], Text: "move"})
	}
	ch.Draw(c.B, r)
}

// moves lists the totals, and every change with its savings.
func (p *Growth) moves(w *paint.Lines, g *engine.Growth, s *scenario.Scenario, e *engine.Engine) {
	c := w.C
	stay := "cannot last"
	if !math.IsInf(g.Stay, 0) {
		stay = c.Money.Text(g.Stay)
	}
	w.Wrap(0, "staying "+stay+", always the cheapest "+c.Money.Text(g.Follow)+", planned "+c.Money.Text(g.Planned)+" in all", "", c.Style.Heading)
	if g.Ended != "" {
		w.Wrap(0, "after month "+number(float64(len(g.Months)-1))+" "+g.Ended, "", c.Style.Text)
	}
	if len(g.Changes) == 0 {
		w.Text(0, "nothing moves: today's layout stays the cheapest", c.Style.Text)
	}
	for i := range g.Changes {
		p.change(w, g, &g.Changes[i], s, e)
	}
}

// Words returns the totals and the changes as sentences.
func (p *Growth) Words(c *paint.Canvas, g *engine.Growth, s *scenario.Scenario, e *engine.Engine) []string {
	if len(g.Months) == 0 {
		return nil
	}
	return paint.Words(c, func(w *paint.Lines) { p.moves(w, g, s, e) })
}

// change writes when another layout becomes the cheapest, the cost of not moving, and
// when to move.
func (p *Growth) change(w *paint.Lines, g *engine.Growth, x *engine.GrowthChange, s *scenario.Scenario, e *engine.Engine) {
	c := w.C
	moves := each.Of(x.Parts, func(i *int) string {
		return s.Part(*i).Name + " from " + e.Offer(g.Layouts[x.From].Offers[*i]).Short + " to " + e.Offer(g.Layouts[x.To].Offers[*i]).Short
	})
	w.Wrap(0, "month "+number(math.Round(x.At*10)/10)+", "+format.Rate(x.PerSecond)+": "+strings.Join(moves, ", "), "", c.Style.Text)
	text := ""
	if n := min(len(x.Late), 12); n > 0 {
		late, than := x.Late[n-1], " more within "
		if late < 0 {
			late, than = -late, " less within "
		}
		text = "staying costs " + c.Money.Text(late) + than + format.Several(n, "month")
		if math.IsInf(late, 0) {
			text = "staying cannot last " + format.Several(n, "month")
		}
	}
	if x.Migration > 0 {
		text += "; moving costs " + c.Money.Text(x.Migration)
	}
	switch {
	case x.Wait < 0:
		text += "; not worth moving"
	case x.Wait < x.Month:
		text += "; done in month " + number(float64(x.Wait))
	case x.Wait == x.Month:
		text += "; move then"
	default:
		text += "; wait until month " + number(float64(x.Wait))
	}
	w.Wrap(2, text, "", c.Style.Muted)
}
