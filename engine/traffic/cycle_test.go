package traffic_test

import (
	"math"
	"strings"
	"testing"

	"crossover/engine/traffic"
)

// TestCycleIsTheShapeInTime checks that a cycle has the mean of its shape, and spends as
// much time at each rate as the shape's piece.
func TestCycleIsTheShapeInTime(t *testing.T) {
	for _, name := range append(traffic.Names, "1/1/4/2", "0/5", "week:"+strings.Repeat("B_aaZ-0", 24)) {
		s, err := traffic.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		step, times := s.Cycle()
		sum := 0.0
		share := map[float64]float64{} // by rate, to twelve digits
		digits := func(x float64) float64 { return math.Round(x*1e12) / 1e12 }
		for _, m := range times {
			sum += m
			share[digits(m)] += 1 / float64(len(times))
		}
		if mean := sum / float64(len(times)); math.Abs(mean-1) > 1e-12 || !(step > 0) {
			t.Errorf("%s: mean %v in steps of %v s", name, mean, step)
		}
		want := map[float64]float64{}
		for _, p := range s.Pieces(nil) {
			want[digits(p.Times)] += p.Share
		}
		for m, x := range want {
			if math.Abs(share[m]-x) > 1e-12 {
				t.Errorf("%s: %v of the time at %v times the mean, want %v", name, share[m], m, x)
			}
		}
	}
}
