package queue

import (
	"math"
	"testing"
)

// yardstick is the textbook recursion, with one division per server.
func yardstick(a float64, k int) float64 {
	b := 1.0
	for n := 1; n <= k; n++ {
		b = a * b / (float64(n) + a*b)
	}
	return b
}

func TestErlangBKnownValues(t *testing.T) {
	for _, c := range []struct{ a, k, want float64 }{
		{2016, 1000, 0.50445458},
		{1, 1, 0.5},
		{1, 2, 0.2},
		{5, 5, 0.2848678213},
		{0, 3, 0},
		{3, 0, 1},
		{0, 0, 1},
		{math.Inf(1), 5, 1},
		{5, math.Inf(1), 0},
	} {
		if got := ErlangB(c.a, c.k); math.Abs(got-c.want) > 1e-8 {
			t.Errorf("ErlangB(%v, %v) = %.10f, want %.8f", c.a, c.k, got, c.want)
		}
	}
}

func TestErlangBMatchesRecursion(t *testing.T) {
	worst := 0.0
	for _, k := range []int{513, 600, 1000, 3000, 10000, 100000, 1000000} {
		for _, x := range []float64{1e-3, 0.1, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1, 1.003, 1.01, 1.03, 1.1, 1.5, 2, 5, 100, 1e6} {
			a := x * float64(k)
			got, want := ErlangB(a, float64(k)), yardstick(a, k)
			if want < 1e-280 {
				if got > 1e-270 {
					t.Errorf("ErlangB(%v, %v) = %v, want %v", a, k, got, want)
				}
				continue
			}
			e := math.Abs(got/want - 1)
			worst = max(worst, e)
			if e > 1e-9 {
				t.Errorf("ErlangB(%v, %v) = %v, want %v (%.1e)", a, k, got, want, e)
			}
		}
	}
	t.Logf("worst relative error %.1e", worst)
}
