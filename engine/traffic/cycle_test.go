package traffic_test

import (
	"math"
	"testing"

	"crossover/engine/traffic"
)

// A cycle has the mean of its shape, and spends on each rate the share of time
// that the shape's piece has.
func TestCycleIsTheShapeInTime(t *testing.T) {
	for _, name := range append(traffic.Names, "1/1/4/2", "0/5") {
		s, err := traffic.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		step, times := s.Cycle()
		sum := 0.0
		share := map[float64]float64{}
		for _, m := range times {
			sum += m
			share[m] += 1 / float64(len(times))
		}
		if mean := sum / float64(len(times)); math.Abs(mean-1) > 1e-12 || !(step > 0) {
			t.Errorf("%s: mean %v in steps of %v s", name, mean, step)
		}
		want := map[float64]float64{}
		for _, p := range s.Pieces(nil) {
			want[p.Times] += p.Share
		}
		for m, x := range want {
			if math.Abs(share[m]-x) > 1e-12 {
				t.Errorf("%s: %v of the time at %v times the mean, want %v", name, share[m], m, x)
			}
		}
	}
}
