package system

import (
	"context"
	"math"
	"slices"

	"crossover/engine/layout"
	"crossover/engine/scenario"
)

// Cost is the cost of a layout in dollars per month.
type Cost struct {
	// Monthly is the sum of the vendors' bills.
	Monthly float64
	// Operations is the assumed hours of work for the layout's products at the scenario's
	// price per hour, and Penalty the scenario's price of further vendors. They are on no
	// bill, but the choice of a layout counts them.
	Operations, Penalty float64
}

// Weighed returns the cost by which layouts are chosen: bills, operations and penalty.
func (c *Cost) Weighed() float64 { return c.Monthly + c.Operations + c.Penalty }

// costOf splits a layout's price into its bills and the rest.
func costOf(y *System, picks []int, price float64) Cost {
	c := Cost{Operations: y.operations(picks), Penalty: float64(max(0, y.VendorsOf(picks)-1)) * y.VendorFee}
	c.Monthly = price - c.Operations - c.Penalty
	return c
}

// besides returns the part of a layout's price that no bill shows: operations work and the
// vendors' penalty.
func besides(y *System, picks []int) float64 {
	c := costOf(y, picks, 0)
	return c.Operations + c.Penalty
}

// Assignment is a bare layout: an offer for each part, and the price of the whole.
type Assignment struct {
	// Offers are indices, one per part; nil if there are no offers at all.
	Offers []int
	Cost
	// Feasible is false if some part has no offer that can run it.
	Feasible bool
}

// same reports whether two assignments place every part on the same offer.
func (a *Assignment) same(b *Assignment) bool { return slices.Equal(a.Offers, b.Offers) }

// assign finds the cheapest layout of s among some offers, without the reasons and
// alternatives of [Planner.Recommend]. A nil only allows all. The error is ctx's.
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

// On finds the cheapest layout with part i on an offer. The error is ctx's.
func (y *System) On(ctx context.Context, i, offer int) (Assignment, error) {
	sol, err := y.Solver.Solve(ctx, layout.Restriction{Allow: func(j, k int) bool { return j != i || y.Choices[j][k].Offer == offer }})
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

// bought returns the cost of given offers, one per part, each in the size that makes the
// whole cheapest. It is +Inf if one of them cannot run its part.
func (y *System) bought(ctx context.Context, offers []int) (Cost, error) {
	sol, err := y.Solver.Solve(ctx, layout.Restriction{Allow: func(i, k int) bool { return y.Choices[i][k].Offer == offers[i] }})
	if err != nil || sol.Picks == nil || !y.feasible(sol.Picks) {
		return Cost{Monthly: math.Inf(1)}, err
	}
	return costOf(y, sol.Picks, sol.Price), nil
}
