package sim

import (
	"fmt"
	"math"
	"math/rand/v2"

	"crossover/engine/autoscale"
)

// AutoscaledConfig is the question of an [Autoscaled] simulation: the traffic, the
// instances and the policy by which their number follows. Times are in seconds.
type AutoscaledConfig struct {
	// Arrivals says when requests come.
	Arrivals Arrivals
	// Compute is the law of the CPU time of a request on one vCPU, and Wait that
	// of the time before it in which it waits for other things.
	Compute, Wait Law
	// Start is the law of the time until a new instance serves.
	Start Law
	// Machine and Policy are the instances and the autoscaler. Slots are whole.
	Machine autoscale.Machine
	Policy  autoscale.Policy
	// Choices is the number of instances, drawn at random, of which a request
	// goes to the one with the fewest in flight: 0 for all of them, 1 for random
	// routing.
	Choices int
	// Early gives requests to instances that still start, too, as far as these have
	// fewer in flight (early binding); they wait for them.
	Early bool
	// WarmUp is the time before which nothing is measured.
	WarmUp float64
	// Sample is the distance in seconds of the samples of the state, 0 for none.
	Sample float64
	// Seed selects the random numbers.
	Seed uint64
}

// FromAutoscale returns the configuration that simulates what package autoscale
// models: Poisson or bursty arrivals, exponential waits, CPU times with the load's
// coefficient of variation, a constant start, the least loaded instance first, and
// a warm-up.
func FromAutoscale(q autoscale.Question, seed uint64) AutoscaledConfig {
	c := AutoscaledConfig{
		Arrivals: Poisson(q.Load.Rate), Compute: Lognormal(q.Compute, q.CV), Wait: Exponential(q.Wait),
		Start: Constant(q.Start), Machine: q.Machine, Policy: q.Policy, Seed: seed,
	}
	if q.Burst > 1 && q.BurstLength > 0 {
		c.Arrivals = c.Arrivals.Bursty(q.Burst, q.BurstLength)
	}
	c.WarmUp = 2*(q.Window+q.Hold+q.Park) + 10*q.Start
	return c
}

// Validate returns nil, or an error that names a field, its value and what would be
// right.
func (c AutoscaledConfig) Validate() error {
	if err := c.Arrivals.validate(); err != nil {
		return fmt.Errorf("sim: Arrivals %w", err)
	}
	for name, l := range map[string]Law{"Compute": c.Compute, "Wait": c.Wait, "Start": c.Start} {
		if err := l.validate(); err != nil {
			return fmt.Errorf("sim: %s %w", name, err)
		}
	}
	p := &c.Policy
	for _, f := range []struct {
		name              string
		value, least, max float64
	}{
		{"Machine.VCPU", c.Machine.VCPU, 1e-3, 1e4},
		{"Machine.Slots", c.Machine.Slots, 1, 1e6},
		{"Policy.CPU", p.CPU, 0, 1e3},
		{"Policy.InFlight", p.InFlight, 0, 1e6},
		{"Policy.Rate", p.Rate, 0, 1e9},
		{"Policy.Every", p.Every, 1e-2, 1e6},
		{"Policy.Window", p.Window, p.Every, 1e4 * p.Every},
		{"Policy.Panic", p.Panic, 0, p.Window},
		{"Policy.Tolerance", p.Tolerance, 0, 1},
		{"Policy.Hold", p.Hold, 0, 1e4 * p.Every},
		{"Policy.Park", p.Park, 0, 1e9},
		{"Policy.Least", p.Least, 0, 1e4},
		{"Policy.Most", p.Most, 0, 1e6},
		{"Choices", float64(c.Choices), 0, 1e6},
		{"WarmUp", c.WarmUp, 0, 1e12},
		{"Sample", c.Sample, 0, 1e12},
	} {
		if !(f.value >= f.least && f.value <= f.max) {
			return fmt.Errorf("sim: %s is %v; it must be from %g to %g", f.name, f.value, f.least, f.max)
		}
	}
	if p.Most > 0 && p.Most < p.Least {
		return fmt.Errorf("sim: Policy.Most is %v; it must be 0 or at least Least, which is %v", p.Most, p.Least)
	}
	return nil
}

// AutoscaledReport is what an [Autoscaled] simulation has measured since the end
// of its warm-up.
type AutoscaledReport struct {
	// Time is the measured time in seconds.
	Time float64
	// Requests have ended, Cold of them found no instance that served.
	Requests, Cold uint64
	// Serving, Starting and Parked are mean numbers of instances: those that take
	// requests, those that do not yet, and those that do not any longer.
	Serving, Starting, Parked float64
	// Active is the mean number of instances with a request.
	Active float64
	// Most is the largest number of instances that served at once.
	Most int
	// Latency is the time from arrival to end.
	Latency Histogram
	// Samples are states at equal distances from time 0 on.
	Samples []AutoscaledSample
}

// AutoscaledSample is the state at one moment.
type AutoscaledSample struct {
	Time                              float64
	Serving, Starting, Parked, Active int
	InFlight                          int
}

// Instances is the mean number of instances in any state.
func (r *AutoscaledReport) Instances() float64 { return r.Serving + r.Starting + r.Parked }

// Autoscaled simulates instances whose number follows windowed averages, and whose
// requests share the CPU (processor sharing). It is made by [NewAutoscaled] and must
// not be used by two goroutines at once.
//
// A request goes to the least loaded serving instance with a free slot, or queues
// for one. It first waits, then computes; an instance divides its vCPUs evenly among
// the requests that compute, with at most one vCPU each. Every Policy.Every seconds
// the platform sets the number of instances to the largest it has wanted in the last
// Policy.Hold seconds. What it wants is the average of the signal over the window,
// divided by the target of one instance, rounded up.
type Autoscaled struct {
	config               AutoscaledConfig
	now, coming          float64
	source               source
	compute, wait, start sampler
	random               *rand.Rand
	events               heap
	machines             []machine
	serving              []int32
	open                 []int32 // those that serve or start
	jobs                 []job
	freeJobs             []int32
	queue                []int32
	scaler               scaler
	starting, parked     int
	active, inFlight     int
	busy                 float64 // vCPUs in use
	arrived              float64
	sums                 autoscaledSums
	warm                 bool
	report               AutoscaledReport
}

// autoscaledSums are integrals over time.
type autoscaledSums struct{ serving, starting, parked, active, busy, inFlight, last float64 }

// job is a request.
type job struct {
	came, work float64
	machine    int32
	cold       bool
}

const (
	waited eventKind = iota + 16
	computed
	started
)

// NewAutoscaled returns a simulation at time 0, with the least instances serving, or
// the error of [AutoscaledConfig.Validate].
func NewAutoscaled(c AutoscaledConfig) (*Autoscaled, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	random := func(use uint64) *rand.Rand { return stream(Config{Seed: c.Seed}, use) }
	s := &Autoscaled{
		config: c, source: newSource(c.Arrivals, random(0)), random: random(1),
		compute: c.Compute.sampler(), wait: c.Wait.sampler(), start: c.Start.sampler(),
		scaler: newScaler(&c.Policy),
	}
	for range int(c.Policy.Least) {
		s.serve(s.newMachine())
	}
	s.coming = s.source.next()
	return s, nil
}

// Run simulates all that happens up to the time until, in seconds.
func (s *Autoscaled) Run(until float64) {
	sample := math.Inf(1)
	if s.config.Sample > 0 {
		sample = math.Ceil(s.now/s.config.Sample) * s.config.Sample
	}
	for {
		next, t := math.Inf(1), until
		if len(s.events.events) > 0 {
			next = s.events.events[0].at
		}
		t = min(t, next, s.coming, s.scaler.next, sample)
		if !s.warm {
			t = min(t, max(s.now, s.config.WarmUp))
		}
		s.pass(t)
		switch {
		case !s.warm && t >= s.config.WarmUp:
			s.warm = true
			s.sums = autoscaledSums{busy: s.sums.busy, inFlight: s.sums.inFlight, last: t}
			s.report = AutoscaledReport{Samples: s.report.Samples}
		case t == next:
			s.happen(s.events.pop())
		case t == s.scaler.next:
			s.decide()
		case t == s.coming:
			s.arrive()
			s.coming = s.source.next()
		case t == sample:
			s.report.Samples = append(s.report.Samples, AutoscaledSample{t, len(s.serving), s.starting, s.parked, s.active, s.inFlight})
			sample += s.config.Sample
		default:
			return
		}
	}
}

// pass lets time go by.
func (s *Autoscaled) pass(t float64) {
	u, d := &s.sums, t-s.sums.last
	u.serving += d * float64(len(s.serving))
	u.starting += d * float64(s.starting)
	u.parked += d * float64(s.parked)
	u.active += d * float64(s.active)
	u.busy += d * s.busy
	u.inFlight += d * float64(s.inFlight)
	u.last, s.now = t, t
}

// Report returns the figures so far.
func (s *Autoscaled) Report() AutoscaledReport {
	r := s.report
	r.Time = max(0, s.now-s.config.WarmUp)
	if s.warm && r.Time > 0 {
		u := &s.sums
		r.Serving, r.Starting, r.Parked, r.Active = u.serving/r.Time, u.starting/r.Time, u.parked/r.Time, u.active/r.Time
	}
	return r
}
