package engine

import (
	"context"
	"math"
	"slices"

	"crossover/engine/layout"
	"crossover/engine/rank"
	"crossover/engine/scenario"
)

// JointPrice returns the price of an assignment of offers to the parts of s as a whole, in
// the given sizes or, without any, the cheapest.
func (e *Evaluator) JointPrice(s *scenario.Scenario, offers []int, sizes ...string) float64 {
	y, _ := e.planner.System(context.Background(), s)
	best, picks := math.Inf(1), make([]int, len(offers))
	var try func(i int)
	try = func(i int) {
		if i == len(picks) {
			l := y.Layout(&layout.Solution{Picks: slices.Clone(picks)})
			best = min(best, l.Monthly)
			return
		}
		for k, c := range y.Choices[i] {
			if c.Offer == offers[i] && (i >= len(sizes) || sizes[i] == "" || c.Size == sizes[i]) {
				picks[i] = k
				try(i + 1)
			}
		}
	}
	try(0)
	return best
}

// Best tries every assignment of candidates to the parts of s and returns the ranking key
// of the best one.
func (e *Evaluator) Best(s *scenario.Scenario) rank.Key {
	y, _ := e.planner.System(context.Background(), s)
	best, picks := rank.Key{USD: math.Inf(1)}, make([]int, s.Len())
	var try func(i int)
	try = func(i int) {
		if i == len(picks) {
			if key := (rank.Key{USD: y.Solver.Price(picks), P99MS: y.P99(picks), Vendors: y.VendorsOf(picks)}); key.Compare(best) < 0 {
				best = key
			}
			return
		}
		for k := range y.Choices[i] {
			if !y.Parts[i][k].Excluded {
				picks[i] = k
				try(i + 1)
			}
		}
	}
	try(0)
	return best
}

// Nodes returns the number of nodes that the search for s's layout visits.
func (e *Evaluator) Nodes(s *scenario.Scenario) int {
	l, _ := e.Recommend(context.Background(), s)
	return l.Nodes
}

// LayoutProblem returns the problem of s's layouts.
func (e *Evaluator) LayoutProblem(s *scenario.Scenario) *layout.Problem {
	y, _ := e.planner.System(context.Background(), s)
	return &y.Problem
}
