package engine

import (
	"context"
	"math"
	"slices"

	"crossover/engine/layout"
	"crossover/engine/rank"
	"crossover/engine/scenario"
	"crossover/engine/system"
)

// JointPrice prices an assignment of offers to the parts of s as a whole, each
// in the size that is the cheapest for its part.
func (v *Evaluator) JointPrice(s *scenario.Scenario, offers []int) float64 {
	y, _ := v.planner.System(context.Background(), s)
	picks := make([]int, len(offers))
	for i, o := range offers {
		picks[i] = slices.IndexFunc(y.Choices[i], func(c system.Candidate) bool { return c.Offer == o })
	}
	l := y.Layout(&layout.Solution{Picks: picks})
	return l.Monthly
}

// Best tries every assignment of candidates to the parts of s and returns what
// the best one is ranked by.
func (v *Evaluator) Best(s *scenario.Scenario) rank.Key {
	y, _ := v.planner.System(context.Background(), s)
	best, picks := rank.Key{USD: math.Inf(1)}, make([]int, s.Len())
	var try func(i int)
	try = func(i int) {
		if i == len(picks) {
			if key := y.Solver.Rank(picks); key.Compare(best) < 0 {
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

// Nodes returns how many nodes the search for s's layout takes.
func (v *Evaluator) Nodes(s *scenario.Scenario) int {
	l, _ := v.Recommend(context.Background(), s)
	return l.Nodes
}

// LayoutSolver returns the solver of s's layouts.
func (v *Evaluator) LayoutSolver(s *scenario.Scenario) *layout.Solver {
	y, _ := v.planner.System(context.Background(), s)
	return y.Solver
}
