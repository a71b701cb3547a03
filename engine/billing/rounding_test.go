package billing

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestMeanRoundedTime compares with sums computed by hand and with random times.
func TestMeanRoundedTime(t *testing.T) {
	for _, tt := range []struct{ mean, cv, granularity, minimum, want, tolerance float64 }{
		// Lambda: σ² = ln 1.25, μ = ln 2 - σ²/2, and 1 + Φ(1.231) + Φ(-0.236) +
		// Φ(-1.095) + Φ(-1.704) + Φ(-2.176) + ... = 1 + 0.891 + 0.407 + 0.137 +
		// 0.044 + 0.015 + 0.009
		{2, 0.5, 1, 0, 2.50, 0.005},
		// Azure: 100·2·Φ(σ/2) = 118.67 is the mean of at least 100, and half a
		// millisecond more of the 40.7 % above
		{100, 0.5, 1, 100, 118.87, 0.01},
		// far above the step, half a step is added
		{120, 0.5, 1, 0, 120.5, 1e-6},
		{900_000, 0.5, 1, 0, 900_000.5, 1e-6},
		// far below the least, and without variation
		{3, 0.5, 1, 1000, 1000, 1e-9},
		{149.94, 0, 1, 0, 150, 0},
		{30, 0.5, 0, 0, 30, 0},
		{0, 0.5, 1, 100, 100, 0},
	} {
		if got := MeanRoundedTime(tt.mean, tt.cv, tt.granularity, tt.minimum); !(math.Abs(got-tt.want) <= tt.tolerance) {
			t.Errorf("%+v: got %v", tt, got)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, tt := range []struct{ mean, cv, granularity, minimum float64 }{
		{0.7, 0.5, 1, 0}, {7.3, 1, 1, 0}, {45, 0.2, 100, 0}, {150, 0.5, 100, 0}, {90, 0.5, 1, 100}, {5, 2, 1, 3}, {1.6, 0.05, 1, 0}, {700, 0.5, 100, 1000},
	} {
		sigma := math.Sqrt(math.Log1p(tt.cv * tt.cv))
		const n = 400_000
		sum, squares := 0.0, 0.0
		for range n {
			x := RoundTime(tt.mean*math.Exp(sigma*rng.NormFloat64()-sigma*sigma/2), tt.granularity, tt.minimum)
			sum, squares = sum+x, squares+x*x
		}
		mean := sum / n
		sd := math.Sqrt(max(0, squares/n-mean*mean) / n)
		if got := MeanRoundedTime(tt.mean, tt.cv, tt.granularity, tt.minimum); math.Abs(got-mean) > 5*sd+1e-9 {
			t.Errorf("%+v: got %v, drawn %v ± %v", tt, got, mean, sd)
		}
	}
}

// TestMeanRoundedTimeIsBetween checks that the result lies between the mean and one step
// above it, and rises with the mean.
func TestMeanRoundedTimeIsBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := func(name string, lo, hi float64) float64 {
			return math.Exp(rapid.Float64Range(math.Log(lo), math.Log(hi)).Draw(t, name))
		}
		mean, cv, g := log("mean", 1e-3, 1e7), log("cv", 0.01, 3), rapid.SampledFrom([]float64{1, 100, 1000}).Draw(t, "granularity")
		least := g * float64(rapid.IntRange(0, 10).Draw(t, "least"))
		got := MeanRoundedTime(mean, cv, g, 0)
		if noise := 1e-6 * (g + mean); got < mean-noise || got > mean+g+noise {
			t.Fatalf("%v of a mean of %v and a step of %v", got, mean, g)
		}
		up := mean * rapid.Float64Range(1, 2).Draw(t, "factor")
		a, b := MeanRoundedTime(mean, cv, g, least), MeanRoundedTime(up, cv, g, least)
		if b < a-1e-4*g || a < least {
			t.Fatalf("a mean of %v costs %v, one of %v %v, at least %v", mean, a, up, b, least)
		}
	})
}
