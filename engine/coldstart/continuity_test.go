package coldstart

import (
	"fmt"
	"math"
	"testing"
)

// bend returns the distance of the middle of three neighbours on a curve from the mean of
// the other two, in logarithms. A jump between models shows as a bend.
func bend(a, b, c, floor float64) float64 {
	return math.Abs(math.Log(b+floor) - (math.Log(a+floor)+math.Log(c+floor))/2)
}

// along calls f for x from least to most, by a constant factor.
func along(least, most, factor float64, f func(x float64) State) (p, w float64) {
	var before, last State
	n := 0
	for x := least; x < most; x *= factor {
		st := f(x)
		if n >= 2 {
			p = max(p, bend(before.ColdStart, last.ColdStart, st.ColdStart, 1e-5))
			w = max(w, bend(before.Total, last.Total, st.Total, 0))
		}
		before, last = last, st
		n++
	}
	return p, w
}

// TestCurvesHaveNoSteps checks that curves along the rate, the service time, the
// concurrency and the burstiness have no steps between models.
func TestCurvesHaveNoSteps(t *testing.T) {
	var s Solver
	variants := map[string]func(*Pool){
		"plain":   func(*Pool) {},
		"min":     func(p *Pool) { p.Min = 3 },
		"life":    func(p *Pool) { p.Lifetime = 7200 },
		"c 1.3":   func(p *Pool) { p.Concurrency = 1.3 },
		"c 8":     func(p *Pool) { p.Concurrency = 8 },
		"weak":    func(p *Pool) { p.Burst, p.BurstLength = 1.2, 60 },
		"bursty":  func(p *Pool) { p.Burst, p.BurstLength = 5, 60 },
		"spiky":   func(p *Pool) { p.Burst, p.BurstLength = 50, 600 },
		"bursts8": func(p *Pool) { p.Burst, p.BurstLength, p.Concurrency = 5, 60, 8 },
	}
	const factor = 1.02
	for name, change := range variants {
		for _, idle := range []float64{0, 5, 360, 1e5} {
			for _, service := range []float64{0.001, 0.12, 5} {
				if testing.Short() && service != 0.12 {
					continue
				}
				t.Run(fmt.Sprintf("%s/%v/%v", name, idle, service), func(t *testing.T) {
					p := Pool{Service: service, Cold: service + 0.3, Idle: idle}
					change(&p)
					pBend, wBend := along(1e-5, 1e5, factor, func(x float64) State { p.Rate = x; return s.Solve(p) })
					// The levels of shared instances are far apart, so p has waves.
					if pBend > 0.08 || wBend > 0.01 {
						t.Errorf("along the rate: p bends by %.4f, W by %.4f", pBend, wBend)
					}
				})
			}
		}
	}
}

func TestCurvesAlongOtherAxes(t *testing.T) {
	var s Solver
	for _, rate := range []float64{0.01, 4, 700, 2e4} {
		base := Pool{Rate: rate, Service: 0.2, Cold: 0.6, Idle: 300}
		check := func(axis string, p, w float64) {
			t.Helper()
			// At whole concurrencies p has a kink.
			if p > 0.07 || w > 0.015 {
				t.Errorf("rate %v along %s: p bends by %.4f, W by %.4f", rate, axis, p, w)
			}
		}
		x, y := along(1e-4, 1000, 1.01, func(x float64) State {
			p := base
			p.Service, p.Cold = x, x+0.4
			return s.Solve(p)
		})
		check("service", x, y)
		x, y = along(1e-2, 1e6, 1.01, func(x float64) State { p := base; p.Idle = x; return s.Solve(p) })
		check("idle", x, y)
		x, y = along(1, 12, 1.002, func(x float64) State { p := base; p.Concurrency = x; return s.Solve(p) })
		check("concurrency", x, y)
		x, y = along(1, 100, 1.005, func(x float64) State {
			p := base
			p.Burst, p.BurstLength = x, 60
			return s.Solve(p)
		})
		check("burst", x, y)
		x, y = along(0.1, 1e5, 1.01, func(x float64) State {
			p := base
			p.Burst, p.BurstLength = 4, x
			return s.Solve(p)
		})
		check("burst length", x, y)
	}
}
