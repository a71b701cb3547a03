package layout

import "crossover/engine/rank"

// Problem returns the problem being solved.
func (s *Solver) Problem() *Problem { return s.problem }

// Rank returns the key by which a layout is ranked.
func (s *Solver) Rank(picks []int) rank.Key {
	return rank.Key{USD: s.Price(picks), P99MS: s.problem.P99(picks), Vendors: s.problem.VendorsOf(picks)}
}
