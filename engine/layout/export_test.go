package layout

import "crossover/engine/rank"

// Problem returns the problem being solved.
func (s *Solver) Problem() *Problem { return s.p }

// Rank returns the key by which a layout is ranked.
func (s *Solver) Rank(picks []int) rank.Key {
	return rank.Key{USD: s.Price(picks), P99MS: s.p.P99(picks), Vendors: s.p.VendorsOf(picks)}
}
