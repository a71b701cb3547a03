package cli

import (
	"bytes"
	"fmt"
	"math"

	"crossover/engine"
)

// table writes the layout for people.
func (l *layout) table(b *bytes.Buffer) {
	wrapped(b, "layout: ", l.verdict())
	wrapped(b, "", l.terms())
	b.WriteByte('\n')
	l.grid().table(b)
	b.WriteByte('\n')
	for i := range l.Choices {
		c := &l.Choices[i]
		if !c.Estimate.Feasible() {
			reasons, _ := complaints(&c.Estimate)
			wrapped(b, c.Part+": ", fmt.Sprintf("no offer can run it; %s, the cheapest, %s", l.title(c.Estimate.Offer), sentence(reasons[0])))
		} else if x := cheapestExcluded(c); x != nil {
			wrapped(b, c.Part+": ", fmt.Sprintf("%s would be %s, but %s", l.title(x.Offer), l.money(x.Monthly), sentence(x.Reason.String())))
		}
	}
}

// markdown writes the layout for a page.
func (l *layout) markdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "**Layout**: %s. %s.\n\n", l.verdict(), l.terms())
	l.grid().markdown(b)
}

// verdict is the layout in a sentence.
func (l *layout) verdict() string {
	out := l.money(l.Monthly) + " a month"
	if !l.Feasible {
		return out + ", though not every part has an offer that can run it"
	}
	for _, a := range l.Alternatives {
		if a.Name != "single-platform" || !a.Feasible {
			continue
		}
		off := 1 - l.Monthly/a.Monthly
		if math.IsNaN(off) || off < 0.0005 {
			return out + "; all on " + label(a.Title) + " costs the same"
		}
		return fmt.Sprintf("%s, %s under the best single platform: all on %s costs %s", out, chance(off), label(a.Title), l.money(a.Monthly))
	}
	return out + "; no single platform can run every part"
}

// grid has a row a part, then what the bills share, then the sum.
func (l *layout) grid() *grid {
	g := &grid{columns: []column{
		{title: "part"}, {title: "requests", right: true}, {title: "offer", gives: true}, {title: l.perMonth(), right: true},
		{title: "next best", gives: true}, {title: l.perMonth(), right: true},
	}}
	for i := range l.Choices {
		c := &l.Choices[i]
		next, price := none, none
		if c.RunnerUp != nil {
			next, price = l.title(c.RunnerUp.Offer), l.money(c.RunnerUp.Monthly)
		}
		part := l.scene.Find(c.Part)
		g.add(c.Part, short(l.scene.PerMonth(part)), l.title(c.Estimate.Offer), l.money(c.Estimate.Monthly), next, price)
	}
	for _, j := range l.Joint {
		g.add("", "", label(j.Title), l.money(j.Amount), "", "")
	}
	g.add("total", "", "", l.money(l.Monthly), "", "")
	return g
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
func (l *layout) csv() *grid {
	g := &grid{columns: []column{
		{title: "part"}, {title: "rate_per_second"}, {title: "requests_per_month"}, {title: "id"}, {title: "title"},
		{title: "feasible"}, {title: "monthly_usd"}, {title: "runner_up"}, {title: "runner_up_monthly_usd"},
	}}
	for i := range l.Choices {
		c := l.choiceJSON(i)
		next, price := "", ""
		if c.RunnerUp != nil {
			next, price = c.RunnerUp.ID, raw(float64(c.RunnerUp.Monthly))
		}
		g.add(c.Part, raw(float64(c.Rate)), raw(float64(c.Requests)), c.Offer.ID, c.Offer.Title,
			fmt.Sprint(c.Offer.Feasible), raw(float64(c.Offer.Monthly)), next, price)
	}
	for _, j := range l.Joint {
		g.add("", "", "", "", j.Title, "", raw(j.Amount), "", "")
	}
	return g
}
