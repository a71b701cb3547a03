package result

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"crossover/engine"
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
		c.hold("within", found.Monthly, most, q.money, fmt.Sprintf("a month, which is %s and %s", name, format.Share(l.Within)))
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
		member{"limits", each(c.limits, func(l *limit) object {
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
