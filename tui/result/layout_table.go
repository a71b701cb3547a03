package result

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"crossover/engine"
	"crossover/tui/format"
)

// table writes the layout for people.
func (l *layout) table(b *Sheet) {
	b.Wrap("layout: ", l.verdict())
	b.Wrap("", l.terms())
	b.WriteByte('\n')
	l.grid().table(b)
	l.tableOthers(b)
	if more := l.butNearly(); more != "" {
		b.Wrap("", capital(more)+".")
	}
	b.WriteByte('\n')
	for i := range l.Choices {
		c := &l.Choices[i]
		if x := cheapestExcluded(c); x != nil && c.Estimate.Feasible() {
			b.Wrap(c.Part+": ", fmt.Sprintf("%s would be %s, but %s", l.title(x.Offer), l.money(x.Monthly), l.because(x.Reason)))
		}
		if l.flips != nil {
			b.Wrap(c.Part+": ", l.flipsOf(i))
		}
	}
}

// markdown writes the layout for a page.
func (l *layout) markdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "**Layout**: %s. %s.\n\n", l.verdict(), l.terms())
	l.grid().markdown(b)
	if len(l.Alternatives) > 0 {
		b.WriteString("\n**Other layouts**\n\n")
		l.alternatives().markdown(b)
	}
	if len(l.pareto) > 1 {
		b.WriteString("\n**Price, latency and vendors**: no layout is better in all three than one of these\n\n")
		l.compromises().markdown(b)
	}
	if more := l.butNearly(); more != "" {
		b.WriteString("\n" + capital(more) + ".\n")
	}
}

// tableOthers writes the alternatives and the compromises.
func (l *layout) tableOthers(b *Sheet) {
	if len(l.Alternatives) > 0 {
		b.WriteByte('\n')
		l.alternatives().table(b)
	}
	if len(l.pareto) > 1 {
		b.WriteString("\nno layout is better in price, latency and vendors than one of these:\n")
		l.compromises().table(b)
	}
}

// alternatives has a row an alternative.
func (l *layout) alternatives() *Grid {
	g := &Grid{Columns: []Column{
		{Title: "other layouts"}, {Title: "on", Gives: true}, {Title: l.perMonth(), Right: true}, {Title: "more", Right: true},
		{Title: "slowest p99", Right: true}, {Title: "vendors", Right: true},
	}}
	for i := range l.Alternatives {
		a := &l.Alternatives[i]
		g.Add(a.Noun(), Label(a.Title), l.money(a.Monthly), l.money(a.Difference), format.Duration(a.P99MS), fmt.Sprint(a.Vendors))
	}
	return g
}

// compromises has a row a layout that no other beats.
func (l *layout) compromises() *Grid {
	g := &Grid{Columns: []Column{{Title: l.perMonth(), Right: true}, {Title: "slowest p99", Right: true}, {Title: "vendors", Right: true}, {Title: "offers", Wraps: true}}}
	for i := range l.pareto {
		p := &l.pareto[i]
		var names []string
		for _, o := range p.Offers {
			names = append(names, Label(l.Engine.Offer(o).Short))
		}
		g.Add(l.money(p.Monthly), format.Duration(p.P99MS), fmt.Sprint(p.Vendors), strings.Join(names, ", "))
	}
	return g
}

// verdict is the layout in a sentence.
func (l *layout) verdict() string {
	if !l.Feasible {
		return fmt.Sprintf("%s; with the nearest all of it is %s a month, which is no recommendation", l.reason(), l.money(l.Monthly))
	}
	out := l.money(l.Monthly) + " a month"
	if l.Gap > 0 {
		out += fmt.Sprintf(", at most %s above the cheapest", format.Chance(l.Gap))
	}
	a := l.Single()
	switch {
	case a == nil && l.Alone == nil:
		return out + "; no single vendor has an offer for every part"
	case a == nil:
		return fmt.Sprintf("%s; no single vendor can run every part: %s alone %s; %s", out, Label(l.Alone.Title), l.money(l.Alone.Monthly), l.missed(l.Alone))
	}
	off := 1 - l.Monthly/a.Monthly
	if math.IsNaN(off) || off < 0.0005 {
		return out + "; all on " + Label(a.Title) + " costs the same"
	}
	return fmt.Sprintf("%s, %s under the best %s: all on %s costs %s", out, format.Chance(off), a.Noun(), Label(a.Title), l.money(a.Monthly))
}

// grid has a row a part, then what the bills share, then the sum.
func (l *layout) grid() *Grid {
	g := &Grid{Columns: []Column{
		{Title: "part"}, {Title: "requests", Right: true}, {Title: "offer", Gives: true}, {Title: l.perMonth(), Right: true},
		{Title: "next best", Gives: true}, {Title: "then all", Right: true},
	}}
	for i := range l.Choices {
		c := &l.Choices[i]
		next, price := format.None, format.None
		if c.RunnerUp != nil {
			next, price = l.title(c.RunnerUp.Offer), l.money(c.RunnerUpLayout)
		}
		part := l.Scenario.Find(c.Part)
		g.Add(c.Part, format.Short(l.Scenario.PerMonth(part)), l.title(c.Estimate.Offer), l.money(c.Estimate.Monthly), next, price)
	}
	for _, j := range l.Joint {
		g.Add("", "", Label(j.Title), l.money(j.Amount), "", "")
	}
	g.Add("total", "", "", l.money(l.Monthly), "", "")
	return g
}

// flipsOf says where a part would move.
func (l *layout) flipsOf(i int) string {
	var out []string
	for _, f := range l.flips[i] {
		side := "below"
		if f.Higher {
			side = "from"
		}
		out = append(out, fmt.Sprintf("%s %s %s on %s", f.Axis, side, format.Place(f.Axis, f.At()), l.title(f.To)))
	}
	if len(out) == 0 {
		return "stays there at any rate, memory and duration around"
	}
	return strings.Join(out, "; ")
}

// because writes a reason with amounts in the scenario's currency.
func (l *layout) because(r engine.Reason) string {
	if r.Code == engine.DearerTogether {
		return fmt.Sprintf("then all of it is %s instead of %s", l.money(r.Value), l.money(r.Limit))
	}
	return Sentence(r.String())
}

// cheapestExcluded is the cheapest offer that is ruled out by something other
// than having a GPU or not: that goes without saying.
func cheapestExcluded(c *engine.Choice) *engine.Exclusion {
	for i := range c.Excluded {
		switch c.Excluded[i].Reason.Code {
		case engine.GPUMissing, engine.GPUNotNeeded:
		default:
			return &c.Excluded[i]
		}
	}
	return nil
}

// csv is one row a part, for machines; what the bills share has no part.
func (l *layout) csv() *Grid {
	g := rawGrid("part", "rate_per_second", "requests_per_month", "id", "title", "feasible", "monthly_usd", "runner_up",
		"runner_up_monthly_usd", "runner_up_layout_monthly_usd")
	for i := range l.Choices {
		c := &l.Choices[i]
		part, e, o := l.Scenario.Find(c.Part), &c.Estimate, l.Engine.Offer(c.Estimate.Offer)
		row := []any{c.Part, l.Scenario.PerSecond(part), l.Scenario.PerMonth(part), o.ID, o.Title, e.Feasible(), e.Monthly}
		if r := c.RunnerUp; r != nil {
			row = append(row, l.Engine.Offer(r.Offer).ID, r.Monthly, c.RunnerUpLayout)
		}
		g.addRaw(row...)
	}
	for _, j := range l.Joint {
		g.addRaw("", "", "", "", j.Title, "", j.Amount)
	}
	return g
}
