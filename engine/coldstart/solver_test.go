package coldstart

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine/queue"

	_ "crossover/engine/proptest"
)

// consistent fails unless a state is finite and consistent.
func consistent(t interface{ Fatalf(string, ...any) }, p Pool, st State) {
	for _, x := range []float64{st.ColdStart, st.Running, st.Idle, st.Total, st.Rejection, st.Waits} {
		if math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
			t.Fatalf("%+v: not finite: %+v", p, st)
		}
	}
	if st.ColdStart > 1 || st.Rejection > 1 || st.Waits > 1 {
		t.Fatalf("%+v: not a probability: %+v", p, st)
	}
	if st.Total < st.Running || math.Abs(st.Running+st.Idle-st.Total) > 1e-9*st.Total {
		t.Fatalf("%+v: running and idle do not sum: %+v", p, st)
	}
	if p.Min > 0 && st.Total < min(float64(p.Min), maxInstances)*(1-1e-12) {
		t.Fatalf("%+v: less than Min: %+v", p, st)
	}
	if p.Max > p.Min && p.Max > 0 && st.Total > float64(p.Max)*(1+1e-12) {
		t.Fatalf("%+v: more than Max: %+v", p, st)
	}
}

// spread10 draws from 10^from to 10^to.
func spread10(from, to float64) *rapid.Generator[float64] {
	return rapid.Map(rapid.Float64Range(from, to), func(x float64) float64 { return math.Pow(10, x) })
}

func pools() *rapid.Generator[Pool] {
	return rapid.Custom(func(t *rapid.T) Pool {
		service := spread10(-4, 3).Draw(t, "service")
		return Pool{
			Rate:        spread10(-6, 5).Draw(t, "rate"),
			Service:     service,
			Cold:        service + rapid.Float64Range(0, 20).Draw(t, "init"),
			Idle:        spread10(-2, 5).Draw(t, "idle"),
			Lifetime:    rapid.SampledFrom([]float64{0, 7200}).Draw(t, "life"),
			Concurrency: rapid.SampledFrom([]float64{1, 1.4, 2, 10, 80, 1000}).Draw(t, "conc"),
			Min:         rapid.SampledFrom([]int{0, 0, 1, 20}).Draw(t, "min"),
			Max:         rapid.SampledFrom([]int{0, 0, 30, 1000}).Draw(t, "max"),
			Burst:       rapid.SampledFrom([]float64{1, 1, 1.01, 3, 100}).Draw(t, "burst"),
			BurstLength: spread10(-2, 4).Draw(t, "length"),
		}
	})
}

func TestStateIsConsistent(t *testing.T) {
	var s Solver
	rapid.Check(t, func(t *rapid.T) {
		p := pools().Draw(t, "pool")
		consistent(t, p, s.Solve(p))
	})
}

// TestSolverHasNoMemory checks that buffers carry nothing over to the next question.
func TestSolverHasNoMemory(t *testing.T) {
	var used Solver
	rapid.Check(t, func(t *rapid.T) {
		p := pools().Draw(t, "pool")
		if got, want := used.Solve(p), new(Solver).Solve(p); got != want {
			t.Fatalf("%+v: %+v with used buffers, %+v with new ones", p, got, want)
		}
	})
}

// TestMonotoneInIdle checks that a longer idle expiry makes cold starts rarer and the pool
// larger.
func TestMonotoneInIdle(t *testing.T) {
	var s Solver
	rapid.Check(t, func(t *rapid.T) {
		p := pools().Draw(t, "pool")
		p.Burst, p.Lifetime, p.Cold = 1, 0, p.Service
		short := s.Solve(p)
		p.Idle *= rapid.Float64Range(1.2, 10).Draw(t, "longer")
		long := s.Solve(p)
		slack := 1e-2
		if p.Concurrency > 1 && p.Concurrency < 2 {
			slack = 0.03 // two models are blended
		}
		if long.ColdStart > short.ColdStart*(1+slack)+1e-9 {
			t.Fatalf("%+v: p rises from %v to %v", p, short, long)
		}
		if long.Total < short.Total*(1-slack) {
			t.Fatalf("%+v: W falls from %v to %v", p, short, long)
		}
	})
}

// TestIdleBesideAMinimum checks pools of which nearly all instances are always kept: a longer
// idle expiry makes cold starts rarer, and without one they are Erlang's losses, since a
// request that finds all kept instances busy starts another.
func TestIdleBesideAMinimum(t *testing.T) {
	var s Solver
	for _, kept := range []int{15, 18, 20, 22} {
		p := Pool{Rate: 10, Service: 1, Cold: 1, Concurrency: 1, Min: kept, Burst: 1, BurstLength: 10}
		last := queue.ErlangB(10, float64(kept))
		for i, idle := range []float64{0.001, 0.01, 0.1, 1, 10, 100} {
			p.Idle = idle
			got := s.Solve(p).ColdStart
			if got > last*(1+1e-9) || i == 0 && got < last*0.99 {
				t.Errorf("%d kept, idle for %v s: p = %v, not just below %v", kept, idle, got, last)
			}
			last = got
		}
	}
}

// TestMonotoneInMin checks that a larger minimum makes cold starts rarer.
func TestMonotoneInMin(t *testing.T) {
	var s Solver
	rapid.Check(t, func(t *rapid.T) {
		p := pools().Draw(t, "pool")
		p.Burst, p.Max, p.Lifetime, p.Cold = 1, 0, 0, p.Service
		few := s.Solve(p)
		p.Min += rapid.IntRange(1, 10).Draw(t, "more")
		many := s.Solve(p)
		if many.ColdStart > few.ColdStart*(1+1e-2)+1e-12 || many.Total < few.Total*(1-1e-3) {
			t.Fatalf("%+v: %+v, with fewer %+v", p, many, few)
		}
	})
}

// TestTimeHasNoUnit checks that the unit of time does not matter.
func TestTimeHasNoUnit(t *testing.T) {
	var s Solver
	rapid.Check(t, func(t *rapid.T) {
		p := pools().Draw(t, "pool")
		a := s.Solve(p)
		p.Rate /= 8
		p.Service *= 8
		p.Cold *= 8
		p.Idle *= 8
		p.Lifetime *= 8
		p.BurstLength *= 8
		b := s.Solve(p)
		if math.Abs(a.ColdStart-b.ColdStart) > 1e-6*a.ColdStart+1e-12 || math.Abs(a.Total-b.Total) > 1e-6*a.Total {
			t.Fatalf("%+v: %+v and %+v", p, a, b)
		}
	})
}

func TestWithoutTraffic(t *testing.T) {
	var s Solver
	if st := s.Solve(Pool{Service: 1, Cold: 2, Idle: 300}); st.ColdStart != 1 || st.Total != 0 {
		t.Errorf("no traffic: %+v, want certain cold starts and no instances", st)
	}
	if st := s.Solve(Pool{Service: 1, Cold: 2, Idle: 300, Min: 2}); st.ColdStart != 0 || st.Total != 2 || st.Idle != 2 {
		t.Errorf("no traffic, two kept: %+v", st)
	}
}

func TestWithoutExpiry(t *testing.T) {
	var s Solver
	for _, rate := range []float64{1e-3, 1, 100, 1e4, 1e6} {
		st := s.Solve(Pool{Rate: rate, Service: 2, Cold: 3})
		if math.Abs(st.ColdStart-1) > 1e-6 || math.Abs(st.Total/(3*rate)-1) > 1e-6 {
			t.Errorf("rate %v: %+v, want only cold starts and λ·Cold instances", rate, st)
		}
	}
	if st := s.Solve(Pool{Rate: 1, Service: 1, Idle: math.Inf(1)}); st.ColdStart > 1e-8 || st.Total > 20 {
		t.Errorf("instances for ever: %+v", st)
	}
}

// TestCap checks that a cap above the pool changes nothing, and that a low one rejects.
func TestCap(t *testing.T) {
	var s Solver
	p := Pool{Rate: 10, Service: 0.5, Cold: 1.5, Idle: 300}
	free := s.Solve(p)
	p.Max = 1000
	if wide := s.Solve(p); math.Abs(wide.ColdStart/free.ColdStart-1) > 1e-6 || wide.Rejection > 1e-12 {
		t.Errorf("wide cap: %+v, free: %+v", wide, free)
	}
	p = Pool{Rate: 1000, Service: 2.016, Cold: 2.163, Idle: 600, Max: 1000}
	st := s.Solve(p)
	if math.Abs(st.Rejection-0.50445) > 0.001 || math.Abs(st.Running-999) > 1 {
		t.Errorf("published overload: %+v", st)
	}
}

// TestBurstsVanish checks that Poisson arrivals are the limit of weak and of short bursts.
func TestBurstsVanish(t *testing.T) {
	var s Solver
	for _, load := range []float64{0.05, 2, 60, 5000} {
		p := Pool{Rate: load / 0.2, Service: 0.2, Cold: 0.5, Idle: 120}
		want := s.Solve(p)
		weak, short := p, p
		weak.Burst, weak.BurstLength = 1+1e-6, 60
		short.Burst, short.BurstLength = 3, 1e-6
		for name, q := range map[string]Pool{"weak": weak, "short": short} {
			got := s.Solve(q)
			if name == "short" && got.Valid&ShortBurst != 0 {
				continue
			}
			if math.Abs(got.ColdStart/want.ColdStart-1) > 0.005 || math.Abs(got.Total/want.Total-1) > 0.002 {
				t.Errorf("load %v, %s bursts: %+v, Poisson %+v", load, name, got, want)
			}
		}
	}
}

func TestMMPPKeepsTheMean(t *testing.T) {
	for _, b := range []float64{0, 0.5, 1, 1.001, 2, 50, 1e4} {
		l1, l2, r12, r21 := MMPP(7, b, 60)
		if mean := (l1*r21 + l2*r12) / (r12 + r21); math.Abs(mean-7) > 1e-9 {
			t.Errorf("burst %v: mean %v, want 7", b, mean)
		}
		if l1 < 0 || l2 < l1 || math.Abs(l2-7*max(1, b)) > 1e-9 || math.Abs(r21-1.0/60) > 1e-12 {
			t.Errorf("burst %v: %v %v %v %v", b, l1, l2, r12, r21)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	var s Solver
	allocs := testing.AllocsPerRun(10, func() {
		p := Pool{Rate: 30, Service: 1, Cold: 2, Idle: 300}
		s.Solve(p)
		p.Burst, p.BurstLength, p.Concurrency = 3, 60, 4
		s.Solve(p)
	})
	if allocs > 0 {
		t.Errorf("%v allocations in the steady state", allocs)
	}
}

func TestValidity(t *testing.T) {
	if got := (LongCold | Fluid | Clamped).Reasons(); len(got) != 3 || got[1] != reasons[3] {
		t.Errorf("Reasons() = %q", got)
	}
	if LongRequests != 1<<(len(reasons)-1) {
		t.Errorf("%d reasons for the limits up to %b", len(reasons), LongRequests)
	}
}

func FuzzSolve(f *testing.F) {
	f.Add(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0, 0.0)
	f.Add(1e300, 1e300, 1e300, 1e300, 1e300, 1e300, math.MaxInt, math.MaxInt, 1e300, 1e300)
	f.Add(1.0, 1.0, 1.0, 3.2, 0.0, 1.0, 0, 0, 0.0, 0.0) // s = 1 at the real node
	f.Add(5e-324, 5e-324, 1.0, 5e-324, 5e-324, 1.5, 1, 2, 1.5, 5e-324)
	f.Add(1e5, 10.0, 12.0, 600.0, 7200.0, 1.0, 0, 0, 50.0, 600.0)
	f.Add(1e9, 1e5, 12.0, 600.0, 7200.0, 1.3, 3, 1000, 1.5, 1.0)
	f.Add(47.4, 2380.0, 0.0, 0.0, 0.0, 197.0, 0, 15, 0.0, 0.0) // almost no starts, behind a cap
	f.Add(1.5, 0.0, 654.0, 0.933, 231.0, 1.0, 0, 0, 0.0, 0.0)  // a start of many service times
	var s Solver
	f.Fuzz(func(t *testing.T, rate, service, cold, idle, life, conc float64, low, high int, burst, length float64) {
		p := Pool{
			Rate: rate, Service: service, Cold: cold, Idle: idle, Lifetime: life, Concurrency: conc,
			Min: low, Max: high, Burst: burst, BurstLength: length,
		}
		consistent(t, p, s.Solve(p))
	})
}
