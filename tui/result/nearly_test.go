package result

import (
	"testing"

	"crossover/engine"
)

// TestNearlyAsCheap checks which other layouts are worth a word: those that save a vendor
// or a tenth of the p99 for a tenth of the price at most.
func TestNearlyAsCheap(t *testing.T) {
	for _, tt := range []struct {
		usd, p99 float64
		vendors  int
		worth    bool
	}{
		{101, 220, 3, false}, {101, 198, 3, false}, {109, 190, 3, true}, {111, 190, 3, false}, {105, 220, 2, true}, {105, 300, 2, true},
	} {
		l := layout{pareto: []engine.Compromise{{Cost: engine.Cost{Monthly: tt.usd}, P99MS: tt.p99, Vendors: tt.vendors, Offers: []int{1}}}}
		l.Feasible, l.Monthly, l.P99MS, l.Vendors = true, 100, 219, 3
		if got := l.nearly() != nil; got != tt.worth {
			t.Errorf("$%v, %v ms, %d vendors beside $100, 219 ms, 3 vendors: %v", tt.usd, tt.p99, tt.vendors, got)
		}
	}
}
