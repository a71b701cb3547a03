package system

import (
	"context"
	"sort"

	"crossover/engine/layout"
	"crossover/engine/rank"
	"crossover/engine/run"
	"crossover/engine/scenario"
)

// Compromise is a layout on the Pareto front of price, p99 and vendors: no other layout is
// at least as good in all three and better in one.
type Compromise struct {
	Cost
	// P99MS and Vendors are as in a [Layout].
	P99MS   float64
	Vendors int
	// Offers are indices, one per part.
	Offers []int
	// Weakest is the line of the parts' bills with the least reliable price, as in
	// [run.Estimate.Weakest]; nil if nothing is paid.
	Weakest *run.Line
}

// compromise describes a solution.
func (s *System) compromise(sol *layout.Solution) Compromise {
	c := Compromise{Cost: costOf(s, sol.Picks, sol.Price), P99MS: s.p99(sol.Picks), Vendors: s.VendorsOf(sol.Picks)}
	for i, k := range sol.Picks {
		on := &s.Choices[i][k]
		c.Offers = append(c.Offers, on.Offer)
		if l := weaker(c.Weakest, on.Estimate, sol.Price); l != c.Weakest {
			line := *l // a candidate's line is overwritten when the part changes
			c.Weakest = &line
		}
	}
	return c
}

// Weakest returns the line of the parts' bills with the least reliable price, as in
// [run.Estimate.Weakest]; nil if nothing is paid.
func (l *Layout) Weakest() (weakest *run.Line) {
	for i := range l.Choices {
		weakest = weaker(weakest, &l.Choices[i].Estimate, l.Monthly)
	}
	return weakest
}

// weaker returns the weakest line of a bill if it is less reliable than another line, and
// otherwise that line. It ignores a bill below a hundredth of the price.
func weaker(than *run.Line, e *run.Estimate, price float64) *run.Line {
	if l := e.Weakest(); l != nil && e.Monthly >= price/100 && (than == nil || l.Provenance.Weaker(&than.Provenance)) {
		return l
	}
	return than
}

// Pareto returns the Pareto front of s: the layouts that no other beats in price, latency
// of the slowest part and number of vendors, from the most vendors to the fewest and by
// price. For each number of vendors it finds the cheapest layout, then the cheapest that
// is faster, and so on. The front is complete if the searches are. The error is ctx's.
func (p *Planner) Pareto(ctx context.Context, s *scenario.Scenario) ([]Compromise, error) {
	y, err := p.System(ctx, s)
	if err != nil || len(y.Parts) == 0 || len(y.offers.List) == 0 {
		return nil, err
	}
	var out []Compromise
	for most := len(y.Parts); most > 0; {
		list, err := y.compromises(ctx, most)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			break // fewer vendors are infeasible too
		}
		used := 0
		for i := range list {
			used = max(used, list[i].Vendors)
		}
		out, most = append(out, list...), used-1
	}
	out = unbeaten(out)
	sort.SliceStable(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		return a.Vendors > b.Vendors || a.Vendors == b.Vendors && a.Weighed() < b.Weighed()
	})
	return out, nil
}

// compromises returns the cheapest layout with at most vendors vendors, then the cheapest
// that is faster, and so on.
func (s *System) compromises(ctx context.Context, vendors int) ([]Compromise, error) {
	var out []Compromise
	r := layout.Restriction{MaxVendors: vendors}
	for {
		sol, err := s.Solver.Solve(ctx, r)
		if err != nil || sol.Picks == nil || !s.feasible(sol.Picks) {
			return out, err
		}
		c := s.compromise(&sol)
		out = append(out, c)
		r = s.fasterThan(c.P99MS, false)
		r.MaxVendors = vendors
	}
}

// unbeaten removes layouts that another one beats.
func unbeaten(list []Compromise) []Compromise {
	var out []Compromise
	for i := range list {
		beaten := false
		for j := range list {
			beaten = beaten || j != i && list[j].beats(&list[i], j < i)
		}
		if !beaten {
			out = append(out, list[i])
		}
	}
	return out
}

// beats reports whether a is no worse than b in every criterion and better in one, with
// prices to the cent and latencies to three digits, as they are shown. Of two equal layouts
// the first beats the other.
func (c *Compromise) beats(b *Compromise, first bool) bool {
	ca, cb := rank.Cents(c.Weighed()), rank.Cents(b.Weighed())
	la, lb := rank.Digits(c.P99MS), rank.Digits(b.P99MS)
	if ca > cb || la > lb || c.Vendors > b.Vendors {
		return false
	}
	return first || ca < cb || la < lb || c.Vendors < b.Vendors
}
