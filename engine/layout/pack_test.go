package layout

import (
	"math/rand/v2"
	"testing"
)

// TestFewest packs items chosen by hand and at random.
func TestFewest(t *testing.T) {
	tests := []struct {
		items [][Dims]float64
		want  int
	}{
		{nil, 0},
		{[][Dims]float64{{1, 1, 0}}, 1},
		{[][Dims]float64{{0.6, 0.1, 0}, {0.4, 0.9, 0}}, 1},
		{[][Dims]float64{{0.6, 0.1, 0}, {0.5, 0.1, 0}}, 2},
		// first fit by size takes three: 0.5+0.4, 0.3+0.3+0.3, 0.2
		{[][Dims]float64{{0.5}, {0.4}, {0.3}, {0.3}, {0.3}, {0.2}}, 2},
		{[][Dims]float64{{0, 0, 0.5}, {0.9, 0, 0.5}, {0.2, 0, 0.5}}, 2},
	}
	for _, tt := range tests {
		p := packer{items: append([][Dims]float64(nil), tt.items...)}
		if got := p.fewest(); got != tt.want {
			t.Errorf("%v take %d machines, want %d", tt.items, got, tt.want)
		}
	}
	for seed := range 300 {
		r := rand.New(rand.NewPCG(uint64(seed), 8))
		var items [][Dims]float64
		for range r.IntN(8) {
			items = append(items, [Dims]float64{r.Float64() * 0.8, r.Float64() * 0.8, float64(r.IntN(2)) / 2})
		}
		p := packer{items: append([][Dims]float64(nil), items...)}
		if got, want := p.fewest(), exhaustive(items, nil); got != want {
			t.Errorf("%v take %d machines, want %d", items, got, want)
		}
	}
}

// exhaustive tries every bin for every item.
func exhaustive(items, bins [][Dims]float64) int {
	if len(items) == 0 {
		return len(bins)
	}
	best := exhaustive(items[1:], append(bins[:len(bins):len(bins)], items[0]))
	for b := range bins {
		next := append([][Dims]float64(nil), bins...)
		full := false
		for d := range Dims {
			next[b][d] += items[0][d]
			full = full || next[b][d] > 1+1e-9
		}
		if !full {
			best = min(best, exhaustive(items[1:], next))
		}
	}
	return best
}
