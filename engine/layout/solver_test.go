package layout_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"crossover/engine/layout"
	"crossover/engine/proptest"
)

// TestSolveIsTheBest compares solutions of random small systems, in which options share
// everything that can be shared, with the best of all layouts by another implementation of
// the price: the cheapest to the cent, then the fastest, then the one with the fewest
// vendors.
func TestSolveIsTheBest(t *testing.T) {
	n := 12_000
	if proptest.Raced {
		n = 500
	}
	most := 0
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		p := random(r, 1+r.IntN(4), 6, 1+r.IntN(3))
		s := layout.New(p)
		got := must(s.Solve(context.Background(), layout.Restriction{}))
		want, _ := best(p, nil)
		if s.Rank(got.Picks).Compare(want) != 0 || got.Bound != got.Price {
			t.Fatalf("seed %d: %+v with a bound of $%v; the best is %+v", seed, s.Rank(got.Picks), got.Bound, want)
		}
		checkPrice(t, seed, s, got.Picks)
		most = max(most, got.Nodes)
	}
	t.Logf("at most %d nodes", most)
}

// checkPrice compares the price of a layout with the other implementation, and with the
// sum of its bills and lines.
func checkPrice(t *testing.T, seed int, s *layout.Solver, picks []int) {
	t.Helper()
	p := s.Problem()
	price := s.Price(picks)
	if want := naive(p, picks); math.Abs(price-want) > 1e-9*max(1, want) {
		t.Fatalf("seed %d: %v cost $%v, not $%v", seed, picks, want, price)
	}
	sum := 0.0
	for i, k := range picks {
		sum += p.Parts[i][k].Bill
	}
	for _, l := range s.Lines(picks) {
		sum += l.Amount
	}
	if math.Abs(sum-price) > 1e-8*max(1, price) {
		t.Fatalf("seed %d: bills and lines come to $%v, the layout to $%v: %+v", seed, sum, price, s.Lines(picks))
	}
}

// TestLinesAddUp checks bad layouts, too.
func TestLinesAddUp(t *testing.T) {
	for seed := range 2000 {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		p := random(r, 1+r.IntN(6), 4, 1+r.IntN(3))
		picks := make([]int, len(p.Parts))
		for i := range picks {
			picks[i] = r.IntN(len(p.Parts[i]))
		}
		checkPrice(t, seed, layout.New(p), picks)
	}
}

// TestRestrictions compares restricted solutions with all layouts that satisfy the
// restriction, and with solutions that start from another layout.
func TestRestrictions(t *testing.T) {
	n := 1500
	if proptest.Raced {
		n = 150
	}
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		p := random(r, 1+r.IntN(3), 6, 3)
		s := layout.New(p)
		most := 1 + r.IntN(2)
		banned := r.IntN(3)
		rs := layout.Restriction{MaxVendors: most, Allow: func(i, k int) bool { return p.Parts[i][k].Vendor != banned }}
		got := must(s.Solve(context.Background(), rs))
		want, found := best(p, func(picks []int) bool {
			used := map[int]bool{}
			for i, k := range picks {
				used[p.Parts[i][k].Vendor] = true
			}
			return len(used) <= most && !used[banned]
		})
		if found != (got.Picks != nil) || found && s.Rank(got.Picks).Compare(want) != 0 {
			t.Fatalf("seed %d: $%v, the best is %+v", seed, got.Price, want)
		}
		if got.Picks == nil {
			continue
		}
		rs.Near = make([]int, len(p.Parts))
		for i := range rs.Near {
			rs.Near[i] = r.IntN(len(p.Parts[i]))
		}
		near := must(s.Solve(context.Background(), rs))
		for i := range near.Picks {
			if near.Picks[i] != got.Picks[i] {
				t.Fatalf("seed %d: %v, and %v from near %v", seed, got.Picks, near.Picks, rs.Near)
			}
		}
	}
}

// TestBudget stops searches early: the bound is then at most the cheapest price, and the
// layout found costs at least that.
func TestBudget(t *testing.T) {
	gaps := 0
	for seed := range 200 {
		r := rand.New(rand.NewPCG(uint64(seed), 6))
		p := random(r, 8, 12, 4)
		s := layout.New(p)
		best := must(s.Solve(context.Background(), layout.Restriction{}))
		if best.Gap() > 0 {
			continue
		}
		cut := must(s.Solve(context.Background(), layout.Restriction{Budget: 5}))
		if cut.Price < best.Price*(1-1e-9) || cut.Bound > best.Price*(1+1e-9)+1e-9 || cut.Nodes > 5 {
			t.Fatalf("seed %d: $%v of at least $%v after %d nodes; the cheapest is $%v", seed, cut.Price, cut.Bound, cut.Nodes, best.Price)
		}
		if cut.Gap() > 0 {
			gaps++
		}
	}
	if gaps < 20 {
		t.Errorf("only %d searches were cut short", gaps)
	}
}

// must returns a result computed with a context that does not end.
func must[T any](found T, err error) T {
	if err != nil {
		panic(err)
	}
	return found
}
