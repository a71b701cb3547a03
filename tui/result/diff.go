package result

import (
	"context"
	"fmt"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/format"
)

// difference holds two systems, their layouts, the terms that differ, and the offers of
// parts.
type difference struct {
	*Query
	after  scenario.Scenario
	a, b   engine.Layout
	terms  []scenario.Difference
	places []place
}

// place holds the offers of a part in both systems; "" for none.
type place struct {
	part, before, after string
	beforeUSD, afterUSD float64
}

// Diff compares the system with another: terms, recommended layouts and costs.
func (q *Query) Diff(ctx context.Context, after *scenario.Scenario) (Result, error) {
	d := &difference{Query: q, after: *after, terms: scenario.Differences(&q.Scenario, after)}
	var err error
	if d.a, err = q.Evaluator.Recommend(ctx, &q.Scenario); err != nil {
		return nil, err
	}
	if d.b, err = q.Evaluator.Recommend(ctx, after); err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i := range d.a.Choices {
		c := &d.a.Choices[i]
		at[c.Part] = len(d.places)
		d.places = append(d.places, place{part: c.Part, before: q.Engine.Offer(c.Estimate.Offer).ID, beforeUSD: c.Estimate.Monthly})
	}
	for i := range d.b.Choices {
		c := &d.b.Choices[i]
		k, ok := at[c.Part]
		if !ok {
			k = len(d.places)
			d.places = append(d.places, place{part: c.Part})
		}
		d.places[k].after, d.places[k].afterUSD = q.Engine.Offer(c.Estimate.Offer).ID, c.Estimate.Monthly
	}
	return d, nil
}

func (d *difference) json() any {
	return object{
		{"before", d.Scenario.String()}, {"after", d.after.String()}, {"catalog", catalogObject(d.Engine)},
		{"before_monthly_usd", d.a.Monthly}, {"after_monthly_usd", d.b.Monthly},
		{"before_feasible", d.a.Feasible}, {"after_feasible", d.b.Feasible},
		{"before_p99_ms", d.a.P99MS}, {"after_p99_ms", d.b.P99MS},
		{"terms", each(d.terms, func(x *scenario.Difference) object {
			return object{{"key", x.Key}, {"before", given(x.Values[0])}, {"after", given(x.Values[1])}}
		})},
		{"parts", each(d.places, func(p *place) object {
			return object{{"part", p.part}, {"before", given(p.before)}, {"after", given(p.after)}, {"before_usd", p.beforeUSD}, {"after_usd", p.afterUSD}}
		})},
	}
}

// summary says how the cost changes.
func (d *difference) summary() string {
	change := d.b.Monthly - d.a.Monthly
	word := "more"
	switch {
	case !d.a.Feasible || !d.b.Feasible:
		return "one of the two has no layout that can run every part; crossover layout says why"
	case change == 0:
		return d.money(d.a.Monthly) + " a month both"
	case change < 0:
		word, change = "less", -change
	}
	out := fmt.Sprintf("%s a month becomes %s: %s %s", d.money(d.a.Monthly), d.money(d.b.Monthly), d.money(change), word)
	if d.a.P99MS != d.b.P99MS && d.a.P99MS > 0 && d.b.P99MS > 0 {
		out += fmt.Sprintf("; p99 %s becomes %s", format.Duration(d.a.P99MS), format.Duration(d.b.P99MS))
	}
	return out
}

// changed has a row per term that differs.
func (d *difference) changed() *Grid {
	g := NewGrid("term", "before~", "after~")
	for _, x := range d.terms {
		g.Add(x.Key, x.Values[0], x.Values[1])
	}
	return g
}

// moved has a row per part.
func (d *difference) moved() *Grid {
	g := NewGrid("part", "before~", ">", "after~", ">")
	side := func(id string, usd float64) (string, string) {
		if id == "" {
			return "-", ""
		}
		return id, d.money(usd)
	}
	for _, p := range d.places {
		before, b := side(p.before, p.beforeUSD)
		after, a := side(p.after, p.afterUSD)
		g.Add(p.part, before, b, after, a)
	}
	return g
}

func (d *difference) show(p *page) {
	p.text(d.summary())
	p.tables(d.changed(), d.moved())
}

func (d *difference) csv() *Grid {
	g := NewGrid("key", "before", "after")
	g.Add("monthly_usd", format.Raw(d.a.Monthly), format.Raw(d.b.Monthly))
	g.Add("p99_ms", format.Raw(d.a.P99MS), format.Raw(d.b.P99MS))
	for _, p := range d.places {
		g.Add(p.part+".offer", p.before, p.after)
	}
	for _, x := range d.terms {
		g.Add(x.Key, x.Values[0], x.Values[1])
	}
	return g
}
