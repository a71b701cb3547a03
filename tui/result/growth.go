package result

import (
	"context"
	"fmt"
	"math"
	"strings"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/tui/format"
)

// growth is a growing system.
type growth struct {
	*Query
	engine.Growth
}

// Growth computes the layouts of the system while its traffic grows.
func (q *Query) Growth(ctx context.Context) (Result, error) {
	found, err := q.Evaluator.Grow(ctx, &q.Scenario)
	if err != nil {
		return nil, err
	}
	return &growth{Query: q, Growth: found}, nil
}

func (g *growth) json() any {
	months := make([]object, len(g.Months))
	for m, x := range g.Months {
		months[m] = object{
			{"month", m}, {"times", x.Times}, {"rate_per_second", x.PerSecond},
			{"cheapest", x.Cheapest}, {"planned", x.Planned}, {"monthly_usd", x.Costs},
		}
	}
	return g.asked(
		member{"months", months},
		// The other lists refer to layouts by index.
		member{"layouts", each.Of(g.Layouts, func(l *engine.Assignment) object {
			return object{{"offers", g.ids(l.Offers)}, {"monthly_usd", l.Monthly}, {"operations_usd", l.Operations}}
		})},
		member{"changes", each.Of(g.Changes, func(c *engine.GrowthChange) object {
			return object{
				{"month", c.Month}, {"at_months", c.At}, {"rate_per_second", c.PerSecond}, {"from", c.From}, {"to", c.To},
				{"parts", g.names(c.Parts)}, {"migration_usd", c.Migration},
				// The extra cost of not moving by the end of each month, from month on.
				{"late_usd", c.Late},
				{"pays_back", month(c.PaysBack)}, {"wait_until", month(c.Wait)},
			}
		})},
		member{"plan", each.Of(g.Plan, func(m *engine.Move) object {
			return object{{"month", m.Month}, {"from", m.From}, {"to", m.To}, {"parts", g.names(m.Parts)}, {"migration_usd", m.Migration}}
		})},
		// The sums over all months of staying, of always moving to the cheapest, and of
		// the plan, with migrations.
		member{"ended", given(g.Ended)}, member{"stay_usd", g.Stay}, member{"follow_usd", g.Follow}, member{"planned_usd", g.Planned},
	)
}

// month returns m, or null for -1.
func month(m int) any {
	if m < 0 {
		return nil
	}
	return m
}

func (g *growth) names(parts []int) []string {
	return each.Of(parts, func(i *int) string { return g.Scenario.Part(*i).Name })
}

func (g *growth) show(p *page) {
	p.lead("growth", g.verdict())
	p.text(g.terms())
	if len(g.Months) > 0 {
		p.tables(g.changes(), g.course())
		if g.Scenario.Ops > 0 || g.Scenario.Vendor > 0 {
			p.text("after the +: operations and further vendors, which are on no bill but count; the sums above are of bills")
		}
	}
}

// verdict summarises the growth in a sentence.
func (g *growth) verdict() string {
	n := len(g.Months)
	if n == 0 {
		return g.Ended + " at today's traffic; crossover layout says why"
	}
	out := fmt.Sprintf("from %s to %s in %s", format.Rate(g.Months[0].PerSecond), format.Rate(g.Months[n-1].PerSecond), format.Several(n, "month"))
	if g.Ended != "" {
		out += ", after which " + g.Ended + ";"
	}
	if len(g.Changes) == 0 {
		return out + " the cheapest layout stays the same: " + g.money(g.Planned) + " in all"
	}
	if len(g.Plan) == 0 {
		return fmt.Sprintf("%s another layout becomes cheaper %s, and staying is the cheapest: %s in all", out, format.Several(len(g.Changes), "time"), g.money(g.Planned))
	}
	out = fmt.Sprintf("%s the cheapest way takes %s: %s in all", out, format.Several(len(g.Plan), "move"), g.money(g.Planned))
	if math.IsInf(g.Stay, 1) {
		return out + "; what is the cheapest now cannot run it to the end"
	}
	return out + "; staying comes to " + g.money(g.Stay)
}

// changes has a row for each part that moves when the cheapest layout changes.
func (g *growth) changes() *Grid {
	d := NewGrid("month>", "rate>", "part", "from~", "to~", "a year late>", "planned")
	for i := range g.Changes {
		c := &g.Changes[i]
		at, perSecond, late, wait := format.Digits(c.At), format.Rate(c.PerSecond), g.money(c.Late[min(12, len(c.Late))-1]), "no"
		if c.Wait >= 0 {
			wait = fmt.Sprintf("month %d", c.Wait)
		}
		for _, p := range c.Parts {
			d.Add(at, perSecond, g.Scenario.Part(p).Name, g.title(g.Layouts[c.From].Offers[p]), g.title(g.Layouts[c.To].Offers[p]), late, wait)
			at, perSecond, late, wait = "", "", "", ""
		}
	}
	return d
}

// course has about a dozen rows of months, and those with moves.
func (g *growth) course() *Grid {
	d := NewGrid("month>", "rate>", "cheapest>", "staying>", "planned>", "moves")
	const rows = 12
	every := max(1, (len(g.Months)+rows-1)/rows)
	for m := range g.Months {
		x := &g.Months[m]
		moves := g.moves(m)
		if m%every != 0 && moves == "" && m != len(g.Months)-1 {
			continue
		}
		price := func(l int) string { return g.price(x.Costs[l], x.Weighed[l]) }
		d.Add(fmt.Sprint(m), format.Rate(x.PerSecond), price(x.Cheapest), price(g.Months[0].Cheapest), price(x.Planned), moves)
	}
	return d
}

// moves names the parts that the plan moves in a month.
func (g *growth) moves(m int) string {
	if x := each.Find(g.Plan, func(x *engine.Move) bool { return x.Month == m }); x != nil {
		return strings.Join(g.names(x.Parts), ", ")
	}
	return ""
}

// csv has one row per month and layout.
func (g *growth) csv() *Grid {
	d := NewGrid("month", "rate_per_second", "layout", "offers", "monthly_usd", "cheapest", "planned")
	for m, x := range g.Months {
		for l, c := range x.Costs {
			d.addRaw(m, x.PerSecond, l, strings.Join(g.ids(g.Layouts[l].Offers), " "), c, l == x.Cheapest, l == x.Planned)
		}
	}
	return d
}
