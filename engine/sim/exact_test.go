package sim

import (
	"fmt"
	"math"
	"testing"

	"crossover/engine/queue"
)

// exactly checks that a figure is within three standard errors of the exact value,
// or within six under the race detector, where few batches make these uncertain.
func exactly(t *testing.T, what string, got Interval, want float64) {
	t.Helper()
	near := 3 / 1.96 * got.CI95
	if thin > 1 {
		near *= 2
	}
	if !(math.Abs(got.Value-want) <= near+1e-9*math.Abs(want)) || math.IsInf(got.CI95, 0) {
		t.Errorf("%s: %.6g ± %.2g, want %.6g", what, got.Value, got.CI95, want)
	}
}

// TestErlangLoss checks that with as many instances as the cap, rejections are Erlang's
// loss probability for every service law, and running instances are the carried load.
func TestErlangLoss(t *testing.T) {
	t.Parallel()
	for i, c := range []struct {
		load float64
		most int
	}{{0.5, 1}, {1, 2}, {5, 5}, {8, 10}, {50, 60}, {100, 80}} {
		for _, law := range []Law{Exponential(c.load), Constant(c.load), Lognormal(c.load, 2)} {
			config := simFaaS(Poisson(1), law, law, math.Inf(1), 1, c.most)
			config.Seed, config.WarmUp = uint64(i), 100*c.load
			r := simulate(t, []Config{config}, 400_000)[0]
			want := queue.ErlangB(c.load, float64(c.most))
			exactly(t, fmt.Sprintf("rejections at %v of %d, cv %v", c.load, c.most, law.cv), r.Rejection, want)
			exactly(t, "running", r.Running, c.load*(1-want))
		}
	}
}

// TestErlangLossShared checks a cap of shared instances, which is in requests.
func TestErlangLossShared(t *testing.T) {
	t.Parallel()
	config := simFaaS(Poisson(18), Exponential(1), Constant(0), math.Inf(1), 4, 5)
	config.WarmUp = 100
	r := simulate(t, []Config{config}, 1_000_000)[0]
	exactly(t, "rejections", r.Rejection, queue.ErlangB(18, 20))
}

// TestPublishedSaturation repeats SimFaaS' published example of a saturated platform:
// 1,000 s from empty at 1,000/s with a cap of 1,000. One such run gave 0.5039 rejected,
// 0.0010 cold, 999.40 instances and 998.43 running.
func TestPublishedSaturation(t *testing.T) {
	t.Parallel()
	s, err := New(simFaaS(Poisson(1000), Exponential(2.016), Exponential(2.163), 600, 1, 1000))
	if err != nil {
		t.Fatal(err)
	}
	s.Run(1000)
	r := s.Report()
	for _, c := range []struct {
		name            string
		got, want, near float64
	}{
		{"rejected", r.Rejection.Value, 0.5039, 0.003},
		{"cold per request", coldPerRequest(r).Value, 0.0010, 0.00005},
		{"instances", r.Instances.Value, 999.40, 0.3},
		{"running", r.Running.Value, 998.43, 0.4},
	} {
		if math.Abs(c.got-c.want) > c.near {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

// TestOneInstance checks requests too short to overlap: one is cold if the last one was
// longer ago than the expiry.
func TestOneInstance(t *testing.T) {
	t.Parallel()
	for _, idle := range []float64{1, 30, 100, 300} {
		config := simFaaS(Poisson(0.01), Constant(0), Constant(0), idle, 1, 0)
		config.WarmUp = 1
		r := simulate(t, []Config{config}, 300_000)[0]
		exactly(t, "cold starts", r.ColdStart, math.Exp(-0.01*idle))
		exactly(t, "instances", r.Instances, 1-math.Exp(-0.01*idle))
	}
}

// TestEvenArrivals checks that evenly spaced requests are either all cold or only the
// first one.
func TestEvenArrivals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		idle float64
		cold uint64
	}{{8.9, 1000}, {9.1, 1}} {
		s, err := New(simFaaS(Even(0.1), Constant(1), Constant(1), c.idle, 1, 0))
		if err != nil {
			t.Fatal(err)
		}
		s.Step(1000)
		if got := s.Snapshot(); got.Cold != c.cold || got.Requests != 1000 || math.Abs(got.Time-10000) > 1e-6 {
			t.Errorf("idle %v: %+v, want %d cold starts in 10000 s", c.idle, got, c.cold)
		}
	}
}

// TestMeanRates checks that every kind of arrivals has its mean rate, and that the mean
// number of requests in flight without a cap is rate times service.
func TestMeanRates(t *testing.T) {
	t.Parallel()
	times := make([]float64, 40_000)
	for i := range times {
		times[i] = float64(i+1) / 2
	}
	for name, a := range map[string]Arrivals{
		"poisson":     Poisson(2),
		"even":        Even(2),
		"mmpp":        mmpp(1, 5, 0.01, 0.03),
		"bursty":      Poisson(2).Bursty(5, 10),
		"sinusoid":    sinusoid(2, 0.9, 500),
		"profile":     Profile(100, []float64{0, 1, 3, 4, 2}),
		"bursty prof": Profile(100, []float64{0, 1, 3, 4, 2}).Bursty(3, 5),
		"bursty sine": sinusoid(2, 0.9, 500).Bursty(3, 5),
		"times":       Times(times),
	} {
		if math.Abs(a.Rate()-2) > 1e-3 {
			t.Errorf("%s: mean rate %v, want 2", name, a.Rate())
		}
		config := simFaaS(a, Exponential(1), Exponential(1), 10, 1, 0)
		s, err := New(config)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s.Run(20_000)
		r := s.Report()
		if got := float64(r.Requests) / r.Time; math.Abs(got-2) > 0.15 {
			t.Errorf("%s: %v requests/s, want 2", name, got)
		}
		if math.Abs(r.Running.Value-float64(r.Requests)/r.Time) > 0.06 {
			t.Errorf("%s: %v running", name, r.Running)
		}
	}
}

// TestLaws checks means and coefficients of variation of the laws.
func TestLaws(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]Law{
		"exponential": Exponential(2),
		"constant":    Constant(2),
		"lognormal":   Lognormal(2, 1.5),
		"even":        Lognormal(2, 0),
	} {
		if err := l.validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		s, random := l.sampler(), stream(7, 0, 1)
		const n = 400_000
		var sum, squares float64
		for range n {
			x := s.draw(random)
			sum += x
			squares += x * x
		}
		mean := sum / n
		cv := math.Sqrt(max(0, squares/n-mean*mean)) / mean
		if math.Abs(mean-2) > 0.03 || l.Mean() != 2 || math.Abs(cv-l.cv) > 0.05 {
			t.Errorf("%s: mean %v and cv %v, want 2 and %v", name, mean, cv, l.cv)
		}
	}
}
