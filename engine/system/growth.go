package system

import (
	"context"
	"math"
	"slices"

	"crossover/engine/axis"
	"crossover/engine/progress"
	"crossover/engine/scenario"
)

// Growth is a system whose traffic grows month by month: which layout is the cheapest in
// each month, and when moving pays.
type Growth struct {
	// Months holds the months of the horizon, the present one first. Ended says why they end
	// before the horizon, or is empty.
	Months []GrowthMonth
	Ended  string
	// Layouts holds the layouts that are the cheapest in some month, in order of
	// appearance. Months and moves refer to them by index.
	Layouts []Assignment
	// Changes are the times at which another layout becomes the cheapest.
	Changes []GrowthChange
	// Plan holds the moves of the cheapest sequence of layouts including migrations. It is
	// empty if staying is the cheapest.
	Plan []Move
	// Stay, Follow and Planned are the sums of all months' bills and migrations: for
	// staying on the first layout, for moving whenever another is cheaper, and for the
	// plan. Stay is +Inf if the first layout cannot run the system to the end.
	Stay, Follow, Planned float64
}

// GrowthMonth is one month.
type GrowthMonth struct {
	// Times is the traffic as a multiple of the present, and PerSecond the selected part's
	// rate.
	Times, PerSecond float64
	// Cheapest and Planned are indices in Layouts: the cheapest layout of the month, and
	// the plan's.
	Cheapest, Planned int
	// Costs holds each layout's bills in the month, +Inf if it cannot run the system then.
	Costs []float64
	// Weighed is Costs with operations and penalty added.
	Weighed []float64
}

// GrowthChange is the moment at which another layout becomes the cheapest.
type GrowthChange struct {
	// Month is the first month in which it is the cheapest. At is the exact moment in
	// months from now, and PerSecond the selected part's rate then.
	Month         int
	At, PerSecond float64
	// From and To are indices in Layouts. Parts are the parts that would move.
	From, To int
	Parts    []int
	// Migration is the cost of moving, in dollars.
	Migration float64
	// Late is the cumulative cost of not moving by the end of each month from Month on:
	// the excess of From over To, including operations and penalty.
	Late []float64
	// PaysBack is the first month by whose end Late exceeds Migration; -1 if it does not
	// within the horizon.
	PaysBack int
	// Wait is the month from which the plan has all these parts on the offers of To: one
	// until which a move should wait, or one before Month. It is -1 if the plan never does.
	Wait int
}

// Move is a migration of the plan, at the start of a month.
type Move struct {
	Month, From, To int
	Parts           []int
	Migration       float64
}

// Grow follows s over its horizon with its growth. It finds the cheapest layout of every
// month and prices each of these in all months. The plan is the cheapest sequence of those
// layouts from the first month's, where each part moved costs the scenario's migration. It
// is computed by optimal switching, with dynamic programming over months and layouts
// (Bellman 1957), and is exact for these layouts. A migration cost makes the plan keep a
// layout after another has become cheaper. A move that does not save more than it costs
// within the scenario's months to pay back is not planned, unless nothing else can run the
// system. The error is ctx's.
func (p *Planner) Grow(ctx context.Context, s *scenario.Scenario) (Growth, error) {
	var g Growth
	times, months := 1.0, int(s.Growth.Horizon)
	for i := range s.Len() {
		if _, last := axis.Month.Reach(s, i); s.Growth.PerMonth > 0 && last < float64(months-1) {
			months, g.Ended = int(last)+1, "traffic is above the highest modelled"
		}
	}
	count := progress.Begin(ctx, months, "months")
	near, budget := []int(nil), longSearch // the first month is that of a recommendation
	for m := range months {
		if m > 0 {
			times *= 1 + s.Growth.PerMonth
		}
		grown := s.Grown(times)
		a, err := p.assign(ctx, &grown, nil, near, budget)
		if err != nil {
			return Growth{}, err
		}
		if !a.Feasible {
			g.Ended = "no layout can run all of it"
			break
		}
		near, budget = a.Offers, 0
		g.Months = append(g.Months, GrowthMonth{Times: times, PerSecond: grown.PerSecond(grown.Selected), Cheapest: g.layout(a)})
		count.Step()
	}
	if len(g.Months) == 0 {
		return g, nil
	}
	var offers []int
	for l := range g.Layouts {
		offers = append(offers, g.Layouts[l].Offers...)
	}
	for m := range g.Months {
		grown := s.Grown(g.Months[m].Times)
		y, err := p.system(ctx, &grown, offers)
		if err != nil {
			return Growth{}, err
		}
		for l := range g.Layouts {
			cost, err := y.bought(ctx, g.Layouts[l].Offers)
			if err != nil {
				return Growth{}, err
			}
			g.Months[m].Costs = append(g.Months[m].Costs, cost.Monthly)
			g.Months[m].Weighed = append(g.Months[m].Weighed, cost.Weighed())
		}
	}
	g.plan(s)
	count = progress.Begin(ctx, len(g.Months)-1, "months followed")
	for m := 1; m < len(g.Months); m++ {
		count.Step()
		if from, to := g.Months[m-1].Cheapest, g.Months[m].Cheapest; from != to {
			c, err := g.change(ctx, p, s, m, from, to)
			if err != nil {
				return Growth{}, err
			}
			g.Changes = append(g.Changes, c)
		}
	}
	return g, nil
}

// layout returns the index of an assignment in Layouts, and adds it if needed.
func (g *Growth) layout(a Assignment) int {
	for i := range g.Layouts {
		if g.Layouts[i].same(&a) {
			return i
		}
	}
	g.Layouts = append(g.Layouts, a)
	return len(g.Layouts) - 1
}

// moved lists the parts that two layouts place differently.
func (g *Growth) moved(from, to int) []int {
	var out []int
	for i, o := range g.Layouts[from].Offers {
		if g.Layouts[to].Offers[i] != o {
			out = append(out, i)
		}
	}
	return out
}

// paysBack returns the first month by whose end a move at the start of month m has saved
// more than it costs, or -1.
func (g *Growth) paysBack(m, from, to int, cost float64) int {
	saved := 0.0
	for k := m; k < len(g.Months); k++ {
		if saved += g.Months[k].Weighed[from] - g.Months[k].Weighed[to]; saved > cost {
			return k
		}
	}
	return -1
}

// plan finds the cheapest sequence of layouts, and the sums of costs.
func (g *Growth) plan(s *scenario.Scenario) {
	n, months := len(g.Layouts), len(g.Months)
	migration := func(from, to int) float64 { return s.Growth.Migration * float64(len(g.moved(from, to))) }
	// may reports whether a move may be planned.
	may := func(m, from, to int) bool {
		k := g.paysBack(m, from, to, migration(from, to))
		return from == to || k >= 0 && k < m+int(s.Growth.PayBack)
	}
	// least is the cost of the months from m on, starting on a layout, and next the layout
	// to use in month m.
	least, next := make([][]float64, months+1), make([][]int, months)
	least[months] = make([]float64, n)
	for m := months - 1; m >= 0; m-- {
		least[m], next[m] = make([]float64, n), make([]int, n)
		for from := range n {
			best, at := math.Inf(1), from
			for k := range n {
				to := (from + k) % n // staying wins ties
				if c := migration(from, to) + g.Months[m].Weighed[to] + least[m+1][to]; c < best && may(m, from, to) {
					best, at = c, to
				}
			}
			least[m][from], next[m][from] = best, at
		}
	}
	on, first := g.Months[0].Cheapest, g.Months[0].Cheapest
	for m := range g.Months {
		if to := next[m][on]; to != on {
			g.Plan = append(g.Plan, Move{Month: m, From: on, To: to, Parts: g.moved(on, to), Migration: migration(on, to)})
			g.Planned += migration(on, to)
			on = to
		}
		g.Months[m].Planned = on
		g.Planned += g.Months[m].Costs[on]
		g.Stay += g.Months[m].Costs[first]
		g.Follow += g.Months[m].Costs[g.Months[m].Cheapest]
		if m > 0 {
			g.Follow += migration(g.Months[m-1].Cheapest, g.Months[m].Cheapest)
		}
	}
}

// change describes the change of the cheapest layout before month m.
func (g *Growth) change(ctx context.Context, p *Planner, s *scenario.Scenario, m, from, to int) (GrowthChange, error) {
	c := GrowthChange{Month: m, From: from, To: to, Parts: g.moved(from, to), Wait: -1}
	c.Migration = s.Growth.Migration * float64(len(c.Parts))
	c.PaysBack = g.paysBack(m, from, to, c.Migration)
	times, err := g.changeAt(ctx, p, s, m, from, to)
	if err != nil {
		return c, err
	}
	c.At = math.Log(times) / math.Log1p(s.Growth.PerMonth)
	grown := s.Grown(times)
	c.PerSecond = grown.PerSecond(grown.Selected)
	late := 0.0
	for k := m; k < len(g.Months); k++ {
		late += g.Months[k].Weighed[from] - g.Months[k].Weighed[to]
		c.Late = append(c.Late, late)
	}
	for k := range g.Months {
		planned := g.Layouts[g.Months[k].Planned].Offers
		if slices.ContainsFunc(c.Parts, func(i int) bool { return planned[i] != g.Layouts[to].Offers[i] }) {
			if k < m {
				c.Wait = -1
			}
		} else if c.Wait < 0 {
			c.Wait = k
		}
	}
	return c, nil
}

// changeAt returns the traffic, as a multiple of the present, at which the cheapest layout
// is no longer that of month m-1, to 1e-9.
func (g *Growth) changeAt(ctx context.Context, p *Planner, s *scenario.Scenario, m, from, to int) (float64, error) {
	at := func(times float64, only []int) (Assignment, error) {
		grown := s.Grown(times)
		return p.assign(ctx, &grown, only, g.Layouts[from].Offers, 0)
	}
	changed := func(a *Assignment) bool { return !a.same(&g.Layouts[from]) }
	offers := slices.Concat(g.Layouts[from].Offers, g.Layouts[to].Offers)
	_, far, _, err := edge(axis.Rate, at, changed, g.Months[m-1].Times, g.Months[m].Times, offers)
	return far, err
}
