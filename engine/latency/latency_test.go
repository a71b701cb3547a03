package latency

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

// TestQuantiles compares the quantiles of mixtures with bisection.
func TestQuantiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, from, to float64) float64 {
			return math.Exp(rapid.Float64Range(math.Log(from), math.Log(to)).Draw(t, name))
		}
		service := draw("service", 1e-4, 100)
		variance := math.Pow(service*draw("deviation", 1e-3, 10), 2)
		start := Start{OverheadS: draw("overhead", 1e-4, 10), P50S: draw("p50", 1e-3, 100), Sigma: draw("sigma", 1e-3, 2)}
		l := OfPool(draw("network", 1e-4, 1), service, variance, start, draw("cold", 1e-8, 1), draw("waits", 1e-8, 1))
		l.Late(draw("late", 1e-8, 0.5), service*draw("longer", 1, 100), variance)
		for _, p := range []percentile{P50, P95, P99} {
			lo, hi := 0.0, 1.0
			for l.cdf(hi) < p.q {
				hi *= 2
			}
			for hi-lo > 1e-12*hi {
				if mid := (lo + hi) / 2; l.cdf(mid) < p.q {
					lo = mid
				} else {
					hi = mid
				}
			}
			if got := l.Quantile(p); math.Abs(got-hi) > 2e-7*hi && math.Abs(l.cdf(got)-p.q) > 1e-8 { // it may be flat there
				t.Fatalf("%v of %+v is %v, want %v: %v", p, l, got, hi, got/hi-1)
			}
		}
	})
}
