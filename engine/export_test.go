package engine

import (
	"math"

	"crossover/engine/scenario"
)

// JointPrice prices an assignment of offers to the parts of s as a whole.
func (v *Evaluator) JointPrice(s *scenario.Scenario, offers []int) float64 {
	sv := newSolver(v, s)
	picks := make([]*Estimate, len(offers))
	for i, o := range offers {
		picks[i] = &sv.estimates[i][o]
	}
	return sv.joint(picks, nil)
}

// Cheapest tries every assignment of feasible offers to the parts of s and
// returns the lowest joint price.
func (v *Evaluator) Cheapest(s *scenario.Scenario) float64 {
	sv := newSolver(v, s)
	best, picks := math.Inf(1), make([]*Estimate, s.Len())
	var try func(i int)
	try = func(i int) {
		if i == len(picks) {
			if p := sv.joint(picks, nil); p < best {
				best = p
			}
			return
		}
		for k := range sv.estimates[i] {
			if e := &sv.estimates[i][k]; e.Feasible() {
				picks[i] = e
				try(i + 1)
			}
		}
	}
	try(0)
	return best
}

// Nodes returns how many nodes the search for s's layout takes.
func (v *Evaluator) Nodes(s *scenario.Scenario) int {
	sv := newSolver(v, s)
	sv.solve(func(int) bool { return true })
	return sv.nodes
}
