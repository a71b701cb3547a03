package sim

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine/proptest"
)

func begin(t testing.TB, c Config) *Sim {
	t.Helper()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSeedsAndSteps checks that a seed gives the same bits however the run is divided, and
// another seed does not.
func TestSeedsAndSteps(t *testing.T) {
	proptest.Sequential(t)
	t.Parallel()
	for _, p := range pools {
		c := p.config
		c.WarmUp = 20
		n := 5_000
		whole, cut := begin(t, c), begin(t, c)
		whole.Step(n)
		for i := 0; i < n; {
			i += cut.Step(min(n-i, 1+i%37))
			cut.Run(cut.Now() + 1e-9)
			cut.Snapshot()
			cut.Report()
			i = int(cut.Snapshot().Requests)
		}
		cut.now = whole.now // Run advanced by a billionth
		if !reflect.DeepEqual(whole.Report(), cut.Report()) {
			t.Errorf("%s: cut into steps the result differs", p.name)
		}
		c.Seed++
		other := begin(t, c)
		other.Step(n)
		if reflect.DeepEqual(whole.Report(), other.Report()) {
			t.Errorf("%s: another seed gives the same", p.name)
		}
	}
}

// drawConfig draws a small platform of any kind.
func drawConfig(t *rapid.T) Config {
	rate := rapid.Float64Range(0.05, 20).Draw(t, "rate")
	mean := rapid.Float64Range(0, 3).Draw(t, "service")
	law := rapid.SampledFrom([]Law{Exponential(mean), Constant(mean), Lognormal(mean, 2)}).Draw(t, "law")
	c := Config{
		Arrivals: rapid.SampledFrom([]Arrivals{
			Poisson(rate), Even(rate), Poisson(rate).Bursty(4, 10), sinusoid(rate, 0.9, 100),
			Profile(10, []float64{rate, 0, 3 * rate}),
		}).Draw(t, "arrivals"),
		Service:     law,
		Cold:        Exponential(rapid.Float64Range(0, 5).Draw(t, "cold")),
		Concurrency: rapid.IntRange(0, 4).Draw(t, "concurrency"),
		Idle:        rapid.SampledFrom([]float64{0, 0.1, 5, 60, math.Inf(1)}).Draw(t, "idle"),
		Lifetime:    rapid.SampledFrom([]float64{0, 0.5, 20, 300}).Draw(t, "lifetime"),
		Min:         rapid.IntRange(0, 3).Draw(t, "min"),
		WarmUp:      rapid.SampledFrom([]float64{0, 30}).Draw(t, "warm-up"),
		Seed:        rapid.Uint64().Draw(t, "seed"),
		ColdIs:      Initialisation,
	}
	if rapid.Bool().Draw(t, "capped") {
		c.Max = c.Min + rapid.IntRange(1, 5).Draw(t, "more than min")
	}
	if c.Concurrency <= 1 && rapid.Bool().Draw(t, "whole") {
		c.ColdIs = WholeRequest
	}
	return c
}

// TestIdentities checks identities that hold for any platform: Little's law for requests
// and for instances, and the sums of the counters.
func TestIdentities(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawConfig(t)
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		s.Step(2000)
		s.Run(c.WarmUp + 1) // past a warm-up that is not over yet
		checkPool(t, s)
		s.Run(s.Now() + 1)
		checkPool(t, s)
		checkReport(t, s)
	})
}

// checkPool compares the counters with the instances themselves.
func checkPool(t *rapid.T, s *Sim) {
	p := &s.pool
	got := s.Snapshot()
	dead := map[int32]bool{}
	for _, slot := range p.vacant {
		dead[slot] = true
	}
	var running, idle, load int
	for slot, in := range p.instances {
		switch {
		case dead[int32(slot)]:
		case in.load > 0:
			running, load = running+1, load+int(in.load)
		default:
			idle++
		}
		if in.load < 0 || int(in.load) > s.config.slots() {
			t.Fatalf("an instance has %d requests", in.load)
		}
		if !dead[int32(slot)] && s.config.Lifetime > 0 && in.load == 0 && s.now-in.birth > s.config.Lifetime*(1+1e-9) {
			t.Fatalf("an idle instance is %v s old, more than %v", s.now-in.birth, s.config.Lifetime)
		}
	}
	if got.Running != running || got.Idle != idle || got.Instances != running+idle {
		t.Fatalf("%+v; counted %d running and %d idle", got, running, idle)
	}
	finishing := 0
	for _, e := range s.events.events {
		if e.kind != ready {
			finishing++
		}
	}
	if finishing != load {
		t.Fatalf("%d requests end, but %d are in flight", finishing, load)
	}
	if got.Initialising < 0 || got.Initialising > got.Running {
		t.Fatalf("%+v: more initialise than run", got)
	}
	if got.Instances < s.config.Min || s.config.Max > 0 && got.Instances > s.config.Max {
		t.Fatalf("%d instances; want from %d to %d", got.Instances, s.config.Min, s.config.Max)
	}
}

func checkReport(t *rapid.T, s *Sim) {
	r := s.Report()
	served := r.Requests - r.Rejected
	if r.Cold+r.Waited > served {
		t.Fatalf("%d cold and %d waiting of %d", r.Cold, r.Waited, served)
	}
	near := func(what string, got, want float64) {
		if math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
			t.Fatalf("%s: %v, want %v", what, got, want)
		}
	}
	near("idle and running", r.Idle.Value+r.Running.Value, r.Instances.Value)
	if s.config.Arrivals.Period() == 0 && s.config.WarmUp == 0 { // else the means are over whole periods
		littles(t, s, r, near)
	}
}

// littles checks exact forms of Little's law on a run from its beginning. The integral of
// the number of instances is the sum of their ages; that of the requests in flight is the
// sum of their times, less the time still to come.
func littles(_ *rapid.T, s *Sim, r *Report, near func(string, float64, float64)) {
	ages := s.pool.lived
	dead := map[int32]bool{}
	for _, slot := range s.pool.vacant {
		dead[slot] = true
	}
	for slot, in := range s.pool.instances {
		if !dead[int32(slot)] {
			ages += s.now - in.birth
		}
	}
	near("instances and their ages", r.Instances.Value*r.Time, ages)
	near("latencies", r.All.Count(), float64(r.Requests-r.Rejected))
	if s.config.slots() == 1 {
		spent := r.All.Mean() * r.All.Count()
		for _, e := range s.events.events {
			if e.kind != ready {
				spent -= e.at - s.now
			}
		}
		near("running and latencies", r.Running.Value*r.Time, spent)
	}
}

// TestMinimum checks that a minimum is the window maximum cut off below: nobody waits for
// the kept instances.
func TestMinimum(t *testing.T) {
	t.Parallel()
	c := exponentialPool(0.9, 1.991, 2.244, 600)
	last := math.Inf(1)
	for _, least := range []int{0, 5, 7, 9, 30} {
		c.Min = least
		c.WarmUp = c.Steady()
		r := simulate(t, []Config{c}, 200_000)[0]
		if r.ColdStart.Value > last || r.Instances.Value < float64(least) {
			t.Errorf("min %d: %v cold, %v instances", least, r.ColdStart, r.Instances)
		}
		last = r.ColdStart.Value
	}
	if last != 0 {
		t.Errorf("30 instances for 2 erlang: %v cold", last)
	}
}

// TestLatencies checks the published mixture: 3.85 % cold at 0.05/s, 1 s, 2 s, 120 s.
func TestLatencies(t *testing.T) {
	t.Parallel()
	c := exponentialPool(0.05, 1, 2, 120)
	c.WarmUp = c.Steady()
	r := simulate(t, []Config{c}, 1_000_000)[0]
	for _, p := range []struct{ q, want float64 }{{0.5, 0.709}, {0.95, 3.122}, {0.99, 4.950}, {0.999, 8.056}} {
		if got := r.All.Quantile(p.q); math.Abs(got/p.want-1) > 0.025*math.Sqrt(thin) {
			t.Errorf("p%v: %v s, want %v", 100*p.q, got, p.want)
		}
	}
	if got := r.Started.Mean(); math.Abs(got-2) > 0.05*math.Sqrt(thin) {
		t.Errorf("mean cold time %v s, want 2", got)
	}
}

func TestHistogram(t *testing.T) {
	t.Parallel()
	var h Histogram
	if h.Quantile(0.5) != 0 || h.Mean() != 0 {
		t.Error("an empty histogram has values")
	}
	for i := range 1000 {
		h.Add(float64(i+1)/100, 1)
	}
	for _, q := range []float64{0.01, 0.1, 0.5, 0.9, 0.99, 1} {
		if got := h.Quantile(q); math.Abs(got/(10*q)-1) > 0.01 {
			t.Errorf("quantile %v: %v, want %v", q, got, 10*q)
		}
	}
	for _, q := range []float64{math.NaN(), -1, 2, math.Inf(1)} {
		if got := h.Quantile(q); !(got >= 0 && got <= 10) {
			t.Errorf("quantile %v: %v", q, got)
		}
	}
	for _, x := range []float64{0, 1e-30, 1e300, math.Inf(1)} {
		h.Add(x, 1)
	}
	if h.Count() != 1004 || !math.IsInf(h.most, 1) {
		t.Errorf("%v values, the longest %v", h.Count(), h.most)
	}
}

// TestNoAllocations checks that the event loop does not allocate.
func TestNoAllocations(t *testing.T) {
	for _, p := range pools {
		s := begin(t, p.config)
		s.Step(300_000 / thin)
		allocs := testing.AllocsPerRun(5, func() {
			s.Step(2000)
			s.Run(s.Now() + 1)
			s.Snapshot()
		})
		if allocs > 0 {
			t.Errorf("%s: %v allocations in 2000 requests", p.name, allocs)
		}
	}
}
