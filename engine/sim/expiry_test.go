package sim

import (
	"math"
	"testing"

	"crossover/engine/coldstart"
)

// Measured laws of the idle expiry, see keep_alive_2025.csv. The tests of package engine
// compare the catalogue with them.
var (
	lambdaExpiry = coldstart.Expiry{
		{S: 180}, {S: 240, Gone: 0.01}, {S: 270, Gone: 0.03}, {S: 300, Gone: 0.08},
		{S: 315, Gone: 0.43}, {S: 330, Gone: 0.68}, {S: 345, Gone: 0.94}, {S: 360, Gone: 1},
	}
	azureExpiry = coldstart.Expiry{
		{S: 120}, {S: 240, Gone: 0.29}, {S: 300, Gone: 0.33}, {S: 330, Gone: 0.4},
		{S: 345, Gone: 0.73}, {S: 360, Gone: 0.76}, {S: 375, Gone: 0.98}, {S: 390, Gone: 1},
	}
)

// TestProbesMeetTheLaw checks that a probe after each idle time meets as many cold starts
// as the law says, to the precision of a thousand probes.
func TestProbesMeetTheLaw(t *testing.T) {
	for _, law := range []coldstart.Expiry{lambdaExpiry, azureExpiry} {
		for _, idle := range []float64{100, 250, 310, 340, 380, 400} {
			c := simFaaS(Even(1/(idle+1)), Constant(1), Constant(1), 0, 1, 0)
			c.Expiry, c.Seed = law, 3
			s, err := New(c)
			if err != nil {
				t.Fatal(err)
			}
			s.Step(1000)
			if got, want := s.Report().ColdStart.Value, law.Gone(idle); math.Abs(got-want) > 0.04 {
				t.Errorf("%v s: %.3f of the probes are cold, want %.3f", idle, got, want)
			}
		}
	}
}

// TestModelOfExpiryLaws checks that the fixed time with which the model replaces a law
// gives the law's cold starts and instances: exactly for one instance, nearly for several.
func TestModelOfExpiryLaws(t *testing.T) {
	if testing.Short() {
		t.Skip("fewer requests say too little")
	}
	for name, law := range map[string]coldstart.Expiry{"Lambda": lambdaExpiry, "Azure": azureExpiry} {
		for _, p := range []coldstart.Pool{
			{Rate: 0.001, Service: 0.1, Cold: 0.5},
			{Rate: 0.01, Service: 0.1, Cold: 0.5},
			{Rate: 0.03, Service: 2, Cold: 3},
			{Rate: 0.3, Service: 1, Cold: 2},
			{Rate: 3, Service: 1, Cold: 2},
			{Rate: 20, Service: 1, Cold: 2},
			{Rate: 2, Service: 2, Cold: 3, Concurrency: 4},
			{Rate: 1, Service: 1, Cold: 2, Burst: 5, BurstLength: 60},
		} {
			p.Expiry = law
			s, err := New(FromPool(p, 7))
			if err != nil {
				t.Fatal(err)
			}
			s.Run(s.config.WarmUp)
			s.Step(250_000 / thin)
			r := s.Report()
			var solver coldstart.Solver
			m := solver.Solve(p)
			cold, pool := m.ColdStart/r.ColdStart.Value-1, m.Total/r.Instances.Value-1
			t.Logf("%s, %v/s: cold %.5f ± %.1f %%, model %+.1f %%; %.3f instances, model %+.2f %%", name, p.Rate, r.ColdStart.Value,
				100*r.ColdStart.Relative(), 100*cold, r.Instances.Value, 100*pool)
			if math.Abs(cold) > 0.05+r.ColdStart.Relative() || math.Abs(pool) > 0.015+r.Instances.Relative() {
				t.Errorf("%s, %+v: cold starts are off by %.1f %%, instances by %.1f %%", name, p, 100*cold, 100*pool)
			}
		}
	}
}
