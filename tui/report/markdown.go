package report

import (
	"fmt"
	"math"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/format"
)

// Summary returns what is shown as Markdown, short enough to post: the answer,
// the first few offers, where it flips, and the layout.
func (v *View) Summary() string {
	const few = 5
	parts := []string{v.Said, "`" + Command(&v.State.Scenario) + "`", v.Table(few), v.flips(), v.layout()}
	if v.Bill != nil {
		parts = append(parts, v.bill())
	}
	parts = append(parts, v.terms())
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n") + "\n"
}

// flips says where on the chart another offer becomes the cheapest.
func (v *View) flips() string {
	if len(v.Answer.Edges) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Where the cheapest changes, by %s:\n\n", axisName(v.State.Axis))
	for _, e := range v.Answer.Edges {
		fmt.Fprintf(&b, "- %s: below it %s, above it %s\n", format.AppendPlace(nil, v.State.Axis, e.X), v.title(e.Below), v.title(e.Above))
	}
	return b.String()
}

func axisName(a engine.Axis) string {
	if a == engine.AxisRate {
		return "request rate"
	}
	return a.String()
}

// layout says where every part of the system is cheapest together.
func (v *View) layout() string {
	l := v.Layout
	if l == nil || len(l.Choices) < 2 {
		return ""
	}
	rows := [][]string{{"part", "offer", "a month"}, {":--", ":--", "--:"}}
	for i := range l.Choices {
		c := &l.Choices[i]
		offer := v.title(c.Estimate.Offer)
		if c.On != "" {
			offer = "on " + c.On + "'s machines"
		}
		rows = append(rows, []string{c.Part, offer, v.money(c.Adds)})
	}
	rows = append(rows, []string{"total", "", v.money(l.Monthly)})
	text := "The cheapest layout of the whole system"
	if !l.Feasible {
		text = "No layout can run the whole system; the nearest"
		for _, m := range l.Misses {
			text += ", " + l.Choices[m.Part].Part + " " + m.Reasons[0].String()
		}
	}
	return text + ":\n\n" + table(rows)
}

// bill lists the lines of the selected offer's bill, with their sources.
func (v *View) bill() string {
	rows := [][]string{
		{"line", "quantity", "included", "billable", "unit price", "a month", "source"},
		{":--", "--:", "--:", "--:", "--:", "--:", ":--"},
	}
	for i := range v.Bill.Bill {
		l := &v.Bill.Bill[i]
		price := ""
		if l.Billable > 0 {
			price = string(v.Money.AppendPrice(nil, l.UnitPrice))
		}
		rows = append(rows, []string{
			l.Title + ", " + l.Unit, count(l.Quantity), count(l.Included), count(l.Billable), price, v.money(l.Amount), source(&l.Provenance),
		})
	}
	rows = append(rows, []string{"total", "", "", "", "", v.money(v.Bill.Monthly), ""})
	return "The bill of " + v.title(v.Bill.Offer) + ":\n\n" + table(rows)
}

func count(n float64) string {
	if n == 0 || math.IsNaN(n) {
		return ""
	}
	return string(format.AppendNumber(nil, n))
}

// source says where a price is from and how sure it is.
func source(p *catalog.Provenance) string {
	sure := map[int]string{0: "assumption", 1: "one source", 2: "two sources"}[p.Confidence]
	return strings.TrimSpace(strings.Join([]string{p.Source, p.AsOf, sure}, " "))
}

// terms says what the prices are.
func (v *View) terms() string {
	sc := &v.State.Scenario
	text := fmt.Sprintf("List prices of %s, %s", sc.Region, v.Engine.Catalog().AsOf)
	if sc.Free {
		text += ", free tiers on"
	} else {
		text += ", free tiers off"
	}
	if sc.Commit != scenario.CommitNone {
		text += ", commitment " + string(sc.Commit)
	}
	if sc.Currency.Code != "" {
		text += ", shown in " + sc.Currency.String()
	}
	return text + ". " + v.overlays()
}

// overlays names the user's files that changed the prices.
func (v *View) overlays() string {
	if names := v.Engine.Catalog().Overlays; len(names) > 0 {
		return "Changed by " + strings.Join(names, ", ") + "."
	}
	return ""
}
