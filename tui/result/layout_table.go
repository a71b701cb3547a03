package result

import (
	"fmt"
	"math"
	"strings"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/tui/format"
)

func (l *layout) show(p *page) {
	p.lead("layout", l.verdict())
	p.text(l.terms())
	p.gap()
	l.body(p, 1)
}

// slow is a p99 in milliseconds that somebody who waits for an answer would object to.
const slow = 10_000

// body writes everything below the verdict, with at most reasons reasons per part.
func (l *layout) body(p *page, reasons int) {
	p.table(l.grid())
	p.text(strings.TrimSpace(l.together() + " " + l.sources()))
	if len(l.Alternatives) > 0 {
		p.tables(l.alternatives())
	}
	if len(l.pareto) > 1 {
		p.caption("no layout is better in price, latency and vendors than one of these:")
		p.table(l.compromises())
	}
	p.text(doubtMeans)
	if more := l.butNearly(); more != "" {
		p.text(capital(more) + ".")
	}
	p.gap()
	for i := range l.Choices {
		c := &l.Choices[i]
		for _, why := range l.reasons(c, reasons) {
			p.entry(c.Part+": ", why)
		}
		if _, warnings := complaints(&c.Estimate); len(warnings) > 0 && c.Estimate.Feasible() {
			p.entry(c.Part+": ", l.title(c.Estimate.Offer)+" "+Sentence(strings.Join(warnings, "; ")))
		}
		if e := &c.Estimate; e.Latency.P99MS > slow && !e.Job && e.Feasible() && l.Scenario.Part(i).P99MS == 0 {
			why := "requests run so long"
			if wait := e.ColdStart.Probability + e.ColdStart.Waits; wait > 0.01 {
				why = format.Percent(wait) + " of requests wait for a start"
			}
			p.entry(c.Part+": ", fmt.Sprintf("p99 is %s, as %s; no target asks for less, as %s.p99=2s would", format.Duration(e.Latency.P99MS), why, c.Part))
		}
		if l.flips != nil {
			p.entry(c.Part+": ", l.flipsOf(i))
		}
	}
}

// reasons says why a part's cheaper offers are excluded: the first few reasons, and the
// number of others. A missing or unneeded GPU is not mentioned.
func (l *layout) reasons(c *engine.Choice, most int) []string {
	var out []string
	if c.Locked {
		out = append(out, l.title(c.Estimate.Offer)+", as asked for")
	}
	told, more := 0, 0
	for i := range c.Excluded {
		x := &c.Excluded[i]
		switch {
		case x.Reason.Code == engine.GPUMissing, x.Reason.Code == engine.GPUNotNeeded, !c.Estimate.Feasible():
		case told == most:
			more++
		default:
			told++
			out = append(out, fmt.Sprintf("%s would be %s, but %s", l.title(x.Offer), l.money(x.Monthly), l.because(x.Reason)))
		}
	}
	if more > 0 && most > 1 {
		out = append(out, fmt.Sprintf("%d more that are cheaper cannot run it", more))
	}
	return out
}

// alternatives has a row per alternative.
func (l *layout) alternatives() *Grid {
	g := NewGrid("other layouts", "on~", l.perMonth()+">", "src", "more>", "slowest p99>", "vendors>")
	for i := range l.Alternatives {
		a := &l.Alternatives[i]
		g.Add(a.Noun(), Label(a.Title), l.price(a.Cost.Monthly, a.Cost.Weighed()), l.doubt(a.Weakest).Mark(), l.money(a.Difference), format.Duration(a.P99MS), fmt.Sprint(a.Vendors))
	}
	return g
}

// price returns a bill, and what is counted besides.
func (q *Query) price(bill, weighed float64) string {
	if weighed > bill {
		return q.money(bill) + " + " + q.money(weighed-bill)
	}
	return q.money(bill)
}

// compromises has a row per layout on the Pareto front.
func (l *layout) compromises() *Grid {
	g := NewGrid(l.perMonth()+">", "src", "slowest p99>", "vendors>", "offers/")
	for i := range l.pareto {
		p := &l.pareto[i]
		names := each.Of(p.Offers, func(o *int) string { return Label(l.Engine.Offer(*o).Short) })
		g.Add(l.price(p.Cost.Monthly, p.Cost.Weighed()), l.doubt(p.Weakest).Mark(), format.Duration(p.P99MS), fmt.Sprint(p.Vendors), strings.Join(names, ", "))
	}
	return g
}

// verdict summarises the layout in a sentence.
func (l *layout) verdict() string {
	if !l.Feasible {
		return fmt.Sprintf("%s; with the nearest all of it is %s a month, which is no recommendation", l.reason(), l.money(l.Monthly))
	}
	out := l.price(l.Monthly, l.Weighed()) + " a month"
	if l.Gap > 0 {
		out += fmt.Sprintf(", at most %s above the cheapest", format.Percent(l.Gap))
	}
	a := l.Single()
	switch {
	case a == nil && l.Alone == nil:
		return out + "; no single vendor has an offer for every part"
	case a == nil:
		return fmt.Sprintf("%s; no single vendor can run every part: %s alone %s; %s", out, Label(l.Alone.Title), l.money(l.Alone.Monthly), l.missed(l.Alone.Misses))
	}
	off := 1 - l.Weighed()/a.Weighed()
	if math.IsNaN(off) || off < 0.0005 {
		return out + "; all on " + Label(a.Title) + " costs the same"
	}
	return fmt.Sprintf("%s, %s under the best %s: all on %s costs %s", out, format.Percent(math.Round(off*100)/100), a.Noun(), Label(a.Title), l.price(a.Monthly, a.Weighed()))
}

// placed returns a part's place and the cost it adds to the parts before it. Shared costs
// are counted at the first part.
func (l *layout) placed(c *engine.Choice) (offer, adds string) {
	if c.On == "" {
		return l.title(c.Estimate.Offer), l.money(c.Adds)
	}
	if adds = l.money(c.Adds); c.Adds >= 0 {
		adds = "+" + adds
	}
	return "on " + c.On + "'s machines", adds
}

// together returns the sum of the separate bills and the reasons for the difference, or
// "".
func (l *layout) together() string {
	if len(l.Joint) == 0 {
		return ""
	}
	alone := 0.0
	var why, besides []string
	for i := range l.Choices {
		alone += l.Choices[i].Estimate.Monthly
	}
	for _, j := range l.Joint {
		line := Label(j.Title) + ": " + l.money(j.Amount)
		if j.Billed {
			why = append(why, line)
		} else {
			besides = append(besides, line)
		}
	}
	out := fmt.Sprintf("Each part shows what it adds to those before it; billed alone they come to %s. ", l.money(alone))
	if why != nil {
		out += strings.Join(why, "; ") + ". "
	}
	if besides != nil {
		out += "On no bill, but counted in choosing: " + strings.Join(besides, "; ") + "."
	}
	return strings.TrimSpace(out)
}

// sources names the least reliable prices.
func (l *layout) sources() string {
	var out []string
	for i := range l.Choices {
		if on := l.restsOn(&l.Choices[i].Estimate); on != "" {
			out = append(out, l.Choices[i].Part+" on "+on)
		}
	}
	if out == nil {
		return ""
	}
	return "The price rests, for " + strings.Join(out, "; for ") + "."
}

// grid has a row per part, then the sum.
func (l *layout) grid() *Grid {
	g := NewGrid("part", "requests>", "offer~", l.perMonth()+">", "src", "next best~", "then all>")
	for i := range l.Choices {
		c := &l.Choices[i]
		next, price := format.None, format.None
		if c.RunnerUp != nil {
			next, price = l.title(c.RunnerUp.Offer), l.money(c.RunnerUpLayout)
		}
		part := l.Scenario.Find(c.Part)
		offer, adds := l.placed(c)
		g.Add(c.Part, format.Short(l.Scenario.PerMonth(part)), offer, adds, l.doubt(c.Estimate.Weakest()).Mark(), next, price)
	}
	g.Add("total", "", "", l.price(l.Cost.Monthly, l.Cost.Weighed()), l.doubt(l.Weakest()).Mark(), "", "")
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

// csv has one row per part; the rows of joint lines have no part.
func (l *layout) csv() *Grid {
	g := NewGrid("part", "rate_per_second", "requests_per_month", "id", "title", "feasible", "monthly_usd", "runner_up",
		"runner_up_monthly_usd", "runner_up_layout_monthly_usd", "adds_usd", "on", "price_rests_on")
	for i := range l.Choices {
		c := &l.Choices[i]
		part, e, o := l.Scenario.Find(c.Part), &c.Estimate, l.Engine.Offer(c.Estimate.Offer)
		row := []any{c.Part, l.Scenario.PerSecond(part), l.Scenario.PerMonth(part), o.ID, o.Title, e.Feasible(), e.Monthly}
		if r := c.RunnerUp; r != nil {
			row = append(row, l.Engine.Offer(r.Offer).ID, r.Monthly, c.RunnerUpLayout)
		} else {
			row = append(row, "", "", "")
		}
		g.addRaw(append(row, c.Adds, c.On, l.doubt(e.Weakest()))...)
	}
	for _, j := range l.Joint {
		g.addRaw("", "", "", "", j.Title, "", j.Amount)
	}
	return g
}
