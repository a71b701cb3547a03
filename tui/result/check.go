package result

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/tui/format"
)

// Limits are the limits for the layout of a system. A limit of 0 means none; for Within,
// a negative value means none.
type Limits struct {
	// MaxCost is in dollars a month, MaxP99MS in milliseconds.
	MaxCost, MaxP99MS float64
	// Within is the permitted excess over the price of the baseline, as a share.
	Within float64
	// Baseline is the system to compare with; nil means the cheapest layout of the same
	// system without locks.
	Baseline *scenario.Scenario
}

// limit is one limit and the value found.
type limit struct {
	name        string
	found, most float64
	// says is the limit's sentence.
	says string
	ok   bool
}

// Checked is a system compared with limits.
type Checked struct {
	*Query
	engine.Layout
	limits []limit
}

// Check prices the system on the offers to which its parts are locked, and compares it
// with limits.
func (q *Query) Check(ctx context.Context, l Limits) (*Checked, error) {
	found, err := q.Evaluator.Recommend(ctx, &q.Scenario)
	if err != nil {
		return nil, err
	}
	c := &Checked{Query: q, Layout: found}
	if !found.Feasible {
		c.limits = append(c.limits, limit{name: "feasible", found: math.NaN(), most: math.NaN(), says: (&layout{Query: q, Layout: found}).reason()})
		return c, nil
	}
	if l.MaxCost > 0 {
		c.hold("cost", found.Monthly, l.MaxCost, q.money, "a month")
	}
	if l.MaxP99MS > 0 && math.IsNaN(found.P99MS) {
		c.limits = append(c.limits, limit{"p99", math.NaN(), l.MaxP99MS, "nobody waits for any part", true})
	} else if l.MaxP99MS > 0 {
		c.hold("p99", found.P99MS, l.MaxP99MS, format.Duration, "at p99")
	}
	if l.Within >= 0 {
		other, name := q.Scenario, "the cheapest layout"
		if l.Baseline != nil {
			other, name = *l.Baseline, "the baseline"
		} else {
			for i := range other.Len() {
				other.Part(i).Lock = ""
			}
		}
		base, err := q.Evaluator.Recommend(ctx, &other)
		if err != nil {
			return nil, err
		}
		if !base.Feasible {
			return nil, fmt.Errorf("no layout can run every part of %s", name)
		}
		most := base.Monthly * (1 + l.Within)
		c.hold("within", found.Monthly, most, q.money, fmt.Sprintf("a month, which is %s and %s", name, format.Percent(l.Within)))
	}
	if len(c.limits) == 0 {
		return nil, errors.New("there is nothing to hold it against; give a limit, such as --max-cost 200")
	}
	return c, nil
}

// hold compares a figure with a limit, up to a rounding error.
func (c *Checked) hold(name string, found, most float64, write func(float64) string, what string) {
	l := limit{name: name, found: found, most: most, ok: found <= most*(1+1e-9)}
	word := "at most"
	if !l.ok {
		word = "more than"
	}
	l.says = fmt.Sprintf("%s, %s %s %s", write(found), word, write(most), what)
	c.limits = append(c.limits, l)
}

// Exceeded returns a sentence about the limits exceeded, or "".
func (c *Checked) Exceeded() string {
	var out []string
	for _, l := range c.limits {
		if !l.ok {
			out = append(out, l.says)
		}
	}
	return strings.Join(out, "; ")
}

func (c *Checked) json() any {
	return c.asked(
		member{"ok", c.Exceeded() == ""}, member{"reason", given(c.Exceeded())}, member{"monthly_usd", c.Monthly}, member{"p99_ms", c.P99MS},
		member{"limits", each.Of(c.limits, func(l *limit) object {
			return object{{"name", l.name}, {"found", l.found}, {"most", l.most}, {"ok", l.ok}, {"says", l.says}}
		})},
	)
}

// grid has a row per limit.
func (c *Checked) grid() *Grid {
	g := NewGrid("limit", "kept", "found/")
	for _, l := range c.limits {
		kept := "yes"
		if !l.ok {
			kept = "no"
		}
		g.Add(l.name, kept, l.says)
	}
	return g
}

func (c *Checked) show(p *page) { p.table(c.grid()) }

func (c *Checked) csv() *Grid {
	g := NewGrid("limit", "ok", "found", "most")
	for _, l := range c.limits {
		g.Add(l.name, fmt.Sprint(l.ok), format.Raw(l.found), format.Raw(l.most))
	}
	return g
}

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
		{"terms", each.Of(d.terms, func(x *scenario.Difference) object {
			return object{{"key", x.Key}, {"before", given(x.Values[0])}, {"after", given(x.Values[1])}}
		})},
		{"parts", each.Of(d.places, func(p *place) object {
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
	if was, is := format.Duration(d.a.P99MS), format.Duration(d.b.P99MS); was != is && d.a.P99MS > 0 && d.b.P99MS > 0 {
		out += fmt.Sprintf("; p99 %s becomes %s", was, is)
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
