package autoscale

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

// cloudRun is Cloud Run's policy with instances of one vCPU.
func cloudRun(l Load) Question {
	return Question{
		Policy{CPU: 0.6, InFlight: 48, Window: 60, Every: 5, Hold: 60, Park: 900, OnRequest: true},
		Machine{VCPU: 1, Slots: 80, Start: 1.4}, l,
	}
}

// api is the default part: 120 ms, 30 % of it CPU.
func api(rate float64) Load { return Load{Rate: rate, Compute: 0.036, CV: 1, Wait: 0.084} }

func TestReferences(t *testing.T) {
	apps := Question{Policy{Rate: 10, Window: 15, Every: 15, Hold: 300}, Machine{VCPU: 0.25, Slots: 1e6, Start: 5}, api(12)}
	slow := apps
	slow.Policy.Rate = 0.6 * 0.25 / 0.036
	idle := apps
	idle.Load.Rate = 0
	for _, c := range []struct {
		name string
		q    Question
		want float64 // simulated, see TestAutoscaledReferences of package sim
	}{
		{"Cloud Run, 1 vCPU, 12/s", cloudRun(api(12)), 1.000},
		{"Container Apps, 0.25 vCPU, 10 requests/s a replica", apps, 2.000},
		{"Container Apps, 0.25 vCPU, at most 60 % of the CPU", slow, 3.999},
		{"without traffic", idle, 0},
	} {
		s := Solve(c.q)
		if got := s.Instances(); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%s: %.3f instances, want %.3f", c.name, got, c.want)
		}
	}
}

func TestCapacity(t *testing.T) {
	for _, c := range []struct {
		q    Question
		want float64
	}{
		{cloudRun(api(1)), 0.6 / 0.036},
		{Question{Policy{InFlight: 12}, Machine{VCPU: 0.5}, api(1)}, 12 / (0.084 + 0.072)},
		{Question{Policy{CPU: 0.6, Rate: 10}, Machine{VCPU: 1}, api(1)}, 10},
		{Question{Policy{CPU: 0.6}, Machine{VCPU: 1}, Load{Wait: 1}}, math.Inf(1)},
	} {
		if got := c.q.Capacity(); math.Abs(got-c.want) > 1e-9 && got != c.want {
			t.Errorf("%+v: %v requests/s, want %v", c.q, got, c.want)
		}
	}
}

// question draws a platform and its traffic.
func question(t *rapid.T) Question {
	log := func(name string, a, b float64) float64 {
		return a * math.Pow(b/a, rapid.Float64Range(0, 1).Draw(t, name))
	}
	q := Question{
		Load: Load{Rate: log("rate", 1e-3, 1e3), Compute: log("compute", 1e-3, 1), CV: log("cv", 0.1, 3), Wait: log("wait", 1e-3, 2)},
		Machine: Machine{
			VCPU: log("vcpu", 0.1, 16), Slots: 1e6, Start: log("start", 0.1, 300),
		},
		Policy: Policy{
			CPU: 0.6, Window: log("window", 5, 300), Hold: log("hold", 1, 900), Park: log("park", 1, 900),
			Least: float64(rapid.IntRange(0, 2).Draw(t, "least")), Tolerance: rapid.SampledFrom([]float64{0, 0.1}).Draw(t, "tolerance"),
		},
	}
	if q.service() > q.Window/4 { // requests are short compared with the window
		q.Window = min(4*q.service(), 1000)
	}
	q.Every = q.Window / rapid.SampledFrom([]float64{1, 4, 12}).Draw(t, "decisions")
	switch rapid.IntRange(0, 2).Draw(t, "signals") {
	case 1:
		q.InFlight = log("in flight", 1, 100)
	case 2:
		q.CPU, q.Policy.Rate = 0, log("rate target", 0.5, 50)
	}
	// Accuracy is not promised for bursts of few requests of very uneven lengths.
	if q.Load.Rate*q.Window > 5 && q.CV < 1.5 && rapid.Bool().Draw(t, "bursty") {
		q.Burst, q.BurstLength = log("burst", 1.1, 20), log("burst length", 1, 3600)
	}
	return q
}

// TestSolveIsFiniteAndMonotone checks that every figure but the slowdown is finite, that
// no number is negative, and that more traffic or more CPU never needs fewer instances.
func TestSolveIsFiniteAndMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := question(t)
		s := Solve(q)
		for _, x := range []float64{s.Serving, s.Parked, s.Starting, s.Active} {
			if !(x >= 0) || math.IsInf(x, 1) {
				t.Fatalf("%+v: %+v", q, s)
			}
		}
		if !(s.Slow >= 1-1e-9) || s.Active > s.Serving+1e-9 {
			t.Fatalf("%+v: %+v", q, s)
		}
		more := q
		more.Load.Rate *= 1.3
		// Noise and steps of several levels change a mean a little; bursts and windows
		// with hardly a request change it more.
		least := s.Serving*0.95 - 0.05
		if q.bursty() || q.Load.Rate*q.Window < few {
			least = s.Serving*0.85 - 0.2
		}
		if m := Solve(more); m.Serving < least {
			t.Fatalf("%+v: %v instances, with 1.3 times the rate %v", q, s.Serving, m.Serving)
		}
		more = q
		more.Compute *= 1.3
		if m := Solve(more); m.Serving < least {
			t.Fatalf("%+v: %v instances, with 1.3 times the CPU time %v", q, s.Serving, m.Serving)
		}
	})
}

func TestSolveDoesNotAllocate(t *testing.T) {
	q := cloudRun(api(200))
	q.Burst, q.BurstLength = 3, 60
	if n := testing.AllocsPerRun(100, func() { Solve(q) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkSolve(b *testing.B) {
	for _, c := range []struct {
		name        string
		rate, burst float64
	}{{"12/s", 12, 1}, {"1000/s", 1000, 1}, {"12/s in bursts", 12, 3}, {"1000/s in bursts", 1000, 3}} {
		b.Run(c.name, func(b *testing.B) {
			q := cloudRun(api(c.rate))
			q.Burst, q.BurstLength = c.burst, 60
			for range b.N {
				Solve(q)
			}
		})
	}
}
