package chart

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// bestCost returns the least sum of squares over all placings of names in rising rows.
func bestCost(ns []name, rows, from int) float64 {
	if len(ns) == 0 {
		return 0
	}
	best := math.Inf(1)
	for row := from; row <= rows-len(ns); row++ {
		d := ns[0].want - float64(row) - 0.5
		best = min(best, d*d+bestCost(ns[1:], rows, row+1))
	}
	return best
}

// TestPlaceNames compares the placing with brute force: names keep their order, never
// share a row, and are about as close to their wanted rows as possible.
func TestPlaceNames(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		rows := 1 + rng.IntN(9)
		ns := make([]name, rng.IntN(min(rows, 6)+1))
		for i := range ns {
			ns[i] = name{series: i, want: rng.Float64() * float64(rows)}
			if rng.IntN(3) == 0 {
				ns[i].want = float64(rng.IntN(rows + 4)) // beyond the last row, too
			}
		}
		slices.SortStableFunc(ns, func(a, b name) int { return cmp.Compare(a.want, b.want) })
		placeNames(ns, rows)
		cost := 0.0
		for i, n := range ns {
			if n.row < 0 || n.row >= rows || i > 0 && n.row <= ns[i-1].row {
				t.Fatalf("%+v in %d rows", ns, rows)
			}
			d := n.want - float64(n.row) - 0.5
			cost += d * d
		}
		// Rows are integers, so a pool's mean is rounded: each of its members may be off
		// by half a row.
		if best := bestCost(ns, rows, 0); cost > best+float64(len(ns))/4+1e-9 {
			t.Fatalf("cost %v, best %v: %+v in %d rows", cost, best, ns, rows)
		}
	}
}

func TestNamesKeepTheirRow(t *testing.T) {
	t.Parallel()
	ns := []name{{want: 0.1}, {want: 3.9}, {want: 4.2}, {want: 8}}
	placeNames(ns, 10)
	for i, want := range []int{0, 3, 4, 8} {
		if ns[i].row != want {
			t.Errorf("name %d in row %d, want %d", i, ns[i].row, want)
		}
	}
}
