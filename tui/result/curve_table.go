package result

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"crossover/engine"
	"crossover/tui/format"
)

// show writes the phases, the nearest crossovers and a few points of the curves.
func (c *curves) show(p *page) {
	c.heading(p)
	p.text(c.growthNote())
	if why := c.Refusal(c.offers); why != "" {
		p.text(capital(why) + ".")
	}
	p.caption(fmt.Sprintf("cheapest by %s", c.window.Axis))
	p.table(c.phaseGrid())
	if near := c.flips(); len(near) > 0 {
		p.caption(fmt.Sprintf("nearest crossovers of %s, the cheapest at %s", c.title(c.best), format.Place(c.window.Axis, c.handle())))
		p.table(c.flipGrid(near))
	}
	p.caption(fmt.Sprintf("%s by %s", c.perMonth(), c.window.Axis))
	p.table(c.priceGrid())
	p.gap()
	p.text("in parentheses: cannot run the part there; -o json has all pairs' crossovers; " + doubtMeans)
}

// growthNote says how traffic grows along an axis of months, or why it does not.
func (c *curves) growthNote() string {
	s, i := &c.Scenario, c.Scenario.Selected
	switch {
	case c.window.Axis != engine.AxisMonth:
		return ""
	case s.Growth.PerMonth == 0:
		return "Growth is 0%/month, so every month is like this one; set it, such as growth=10%/month"
	case s.PerSecond(i) == 0:
		return "Without traffic there is nothing to grow; set it, such as rate=2/s"
	case !s.Grows(i):
		return "Scheduled work does not grow with traffic, so every month is like this one"
	}
	from, to := s.Growth.Times(c.window.Lo), s.Growth.Times(c.window.Hi)
	r := s.PerSecond(i)
	return fmt.Sprintf("Traffic changes by %s a month, from %s in %s to %s in %s", format.Change(1, 1+s.Growth.PerMonth),
		format.Rate(r*from), format.Place(c.window.Axis, c.window.Lo), format.Rate(r*to), format.Place(c.window.Axis, c.window.Hi))
}

// phaseGrid has a row per phase.
func (c *curves) phaseGrid() *Grid {
	g := NewGrid("from>", "to>", "offer~")
	for _, p := range c.phases {
		name := "no offer can run the part"
		if p.Offer >= 0 {
			name = c.title(p.Offer)
		}
		g.Add(format.Place(c.window.Axis, p.From), format.Place(c.window.Axis, p.To), name)
	}
	return g
}

// flips returns the crossovers of the cheapest offer nearest to the scenario's value, in
// ascending order.
func (c *curves) flips() []engine.Crossover {
	near := slices.Clone(c.crossovers)
	at := c.window.Fraction(max(c.handle(), c.window.Lo))
	slices.SortStableFunc(near, func(p, q engine.Crossover) int {
		return cmp.Compare(math.Abs(c.window.Fraction(p.X)-at), math.Abs(c.window.Fraction(q.X)-at))
	})
	const few = 6
	near = near[:min(few, len(near))]
	slices.SortStableFunc(near, func(p, q engine.Crossover) int { return cmp.Compare(p.X, q.X) })
	return near
}

// flipGrid has a row per crossover with the cheaper offer on either side.
func (c *curves) flipGrid(list []engine.Crossover) *Grid {
	g := NewGrid(c.window.Axis.String()+">", "cheaper below~", "cheaper above~", c.perMonth()+">")
	for _, x := range list {
		price := c.money(x.Cost)
		if x.Jump {
			price += " (step)"
		}
		g.Add(format.Place(c.window.Axis, x.X), c.title(x.Below), c.title(x.Above), price)
	}
	return g
}

// priceGrid has a row per offer and a column per point.
func (c *curves) priceGrid() *Grid {
	g := NewGrid("offer~", "src")
	for _, x := range c.curves.X {
		g.Columns = append(g.Columns, Column{Title: format.Place(c.window.Axis, x), Right: true})
	}
	for _, o := range c.offers {
		row := []string{c.title(o), c.doubt(c.weak[o]).Mark()}
		cost, ok := c.curves.Cost(o), c.curves.Feasible(o)
		for k := range cost {
			if ok[k] {
				row = append(row, c.money(cost[k]))
			} else {
				row = append(row, "("+c.money(cost[k])+")")
			}
		}
		g.Add(row...)
		if c.band != nil {
			low, high := c.band.Cost(&c.curves, o)
			g.Add(c.moneyRow("  low", low)...)
			g.Add(c.moneyRow("  high", high)...)
		}
	}
	return g
}

// moneyRow returns a row of amounts after a name.
func (c *curves) moneyRow(name string, amounts []float64) []string {
	row := []string{name, ""}
	for _, x := range amounts {
		row = append(row, c.money(x))
	}
	return row
}
