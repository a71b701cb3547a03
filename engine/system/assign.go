package system

import (
	"context"
	"math"
	"slices"

	"crossover/engine/layout"
	"crossover/engine/scenario"
)

// Assignment is a layout by itself: an offer for each part, and the price of
// the whole.
type Assignment struct {
	// Offers are indices, one a part; nil where there are no offers at all.
	Offers  []int
	Monthly float64
	// Feasible is false when some part has no offer that can run it.
	Feasible bool
}

// same reports whether two assignments place every part alike.
func (a *Assignment) same(b *Assignment) bool { return slices.Equal(a.Offers, b.Offers) }

// Assign finds the cheapest layout of s, without the reasons and alternatives that
// [Planner.Recommend] gives. The error is that of ctx.
func (p *Planner) Assign(ctx context.Context, s *scenario.Scenario) (Assignment, error) {
	return p.assign(ctx, s, nil)
}

// assign is Assign with only some offers, or with all for nil.
func (p *Planner) assign(ctx context.Context, s *scenario.Scenario, only []int) (Assignment, error) {
	y, err := p.system(ctx, s, only)
	if err != nil {
		return Assignment{}, err
	}
	sol, err := y.Solver.Solve(ctx, layout.Restriction{})
	if err != nil || sol.Picks == nil {
		return Assignment{}, err
	}
	return y.assignment(&sol), nil
}

func (y *System) assignment(sol *layout.Solution) Assignment {
	out := Assignment{Monthly: sol.Price, Feasible: y.feasible(sol.Picks)}
	for i, k := range sol.Picks {
		out.Offers = append(out.Offers, y.Choices[i][k].Offer)
	}
	return out
}

// cost is what given offers cost, one a part, each in the size with which the
// whole is the cheapest; +Inf where one of them cannot run its part.
func (y *System) cost(ctx context.Context, offers []int) (float64, error) {
	sol, err := y.Solver.Solve(ctx, layout.Restriction{Allow: func(i, k int) bool { return y.Choices[i][k].Offer == offers[i] }})
	if err != nil || sol.Picks == nil || !y.feasible(sol.Picks) {
		return math.Inf(1), err
	}
	return sol.Price, nil
}
