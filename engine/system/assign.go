package system

import (
	"context"
	"math"
	"slices"

	"crossover/engine/layout"
	"crossover/engine/scenario"
)

// Cost is what a layout costs a month.
type Cost struct {
	// Monthly is the vendors' bills.
	Monthly float64
	// Operations is the hours of work that its products are assumed to take, at the
	// price that the scenario gives an hour, and Penalty the price that it gives
	// further vendors. They are on no bill, but layouts are chosen with them.
	Operations, Penalty float64
}

// Weighed is what layouts are chosen by: the bills and what counts besides.
func (c *Cost) Weighed() float64 { return c.Monthly + c.Operations + c.Penalty }

// costOf tells what of a layout's price is on a bill.
func costOf(y *System, picks []int, price float64) Cost {
	c := Cost{Operations: y.operations(picks), Penalty: float64(max(0, y.VendorsOf(picks)-1)) * y.VendorFee}
	c.Monthly = price - c.Operations - c.Penalty
	return c
}

// besides is what of a layout's price is on no bill.
func besides(y *System, picks []int) float64 {
	c := costOf(y, picks, 0)
	return c.Operations + c.Penalty
}

// Assignment is a layout by itself: an offer for each part, and the price of
// the whole.
type Assignment struct {
	// Offers are indices, one a part; nil where there are no offers at all.
	Offers []int
	Cost
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
	out := Assignment{Cost: costOf(y, sol.Picks, sol.Price), Feasible: y.feasible(sol.Picks)}
	for i, k := range sol.Picks {
		out.Offers = append(out.Offers, y.Choices[i][k].Offer)
	}
	return out
}

// bought is what given offers cost, one a part, each in the size with which the whole
// is the cheapest; +Inf where one of them cannot run its part.
func (y *System) bought(ctx context.Context, offers []int) (Cost, error) {
	sol, err := y.Solver.Solve(ctx, layout.Restriction{Allow: func(i, k int) bool { return y.Choices[i][k].Offer == offers[i] }})
	if err != nil || sol.Picks == nil || !y.feasible(sol.Picks) {
		return Cost{Monthly: math.Inf(1)}, err
	}
	return costOf(y, sol.Picks, sol.Price), nil
}
