package coldstart

import (
	"math"
	"testing"
)

// TestFewRequestsInALargeInstance checks an instance whose concurrency is far above the
// requests at once. It is busy while any request runs, which with Poisson arrivals is a
// share 1-e^-a of the time at any concurrency.
func TestFewRequestsInALargeInstance(t *testing.T) {
	var s Solver
	for _, c := range []float64{64, 80, 128, 150, 200, 500, 1000, 10_000} {
		for _, a := range []float64{0.001, 0.01, 0.3, 1.44, 5} {
			st := s.Solve(Pool{Rate: a / 0.12, Service: 0.12, Cold: 0.12, Idle: 300, Concurrency: c})
			if want := -math.Expm1(-a); math.Abs(st.Running/want-1) > 1e-3 {
				t.Errorf("concurrency %v, %v erlang: %v running, want %v", c, a, st.Running, want)
			}
		}
	}
}
