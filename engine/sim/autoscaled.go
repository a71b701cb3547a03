package sim

import (
	"fmt"
	"math"
	"math/rand/v2"

	"crossover/engine/autoscale"
)

// AutoscaledConfig is the input of an [Autoscaled] simulation: the traffic, the instances
// and the policy that sets their number. Times are in seconds.
type AutoscaledConfig struct {
	// Arrivals describes when requests arrive.
	Arrivals Arrivals
	// Compute is the distribution of a request's CPU time on one vCPU, and Wait of the
	// time it waits for I/O before that.
	Compute, Wait Law
	// Start is the distribution of the time until a new instance serves.
	Start Law
	// Machine and Policy describe the instances and the autoscaler. Slots are whole.
	Machine autoscale.Machine
	Policy  autoscale.Policy
	// WarmUp is the time before which nothing is measured.
	WarmUp float64
	// Seed selects the random numbers, and Stream is the number of the replica.
	Seed, Stream uint64
}

// FromAutoscale returns the configuration that simulates the model of package autoscale:
// Poisson or bursty arrivals, exponential waits, CPU times with the load's coefficient of
// variation, a constant start time, the least loaded instance first, and a warm-up.
func FromAutoscale(q autoscale.Question, seed uint64) AutoscaledConfig {
	c := AutoscaledConfig{
		Arrivals: Poisson(q.Load.Rate), Compute: Lognormal(q.Compute, q.CV), Wait: Exponential(q.Wait),
		Start: Constant(q.Start), Machine: q.Machine, Policy: q.Policy, Seed: seed,
	}
	if q.Burst > 1 && q.BurstLength > 0 {
		c.Arrivals = c.Arrivals.Bursty(q.Burst, q.BurstLength)
	}
	c.WarmUp = c.Steady()
	return c
}

// Steady returns a warm-up time in seconds after which the effect of the empty start has
// vanished, in whole periods of the traffic.
func (c AutoscaledConfig) Steady() float64 {
	return c.Arrivals.whole(2*c.Remembers() + 10*c.Start.mean)
}

// Validate returns nil, or an error with a field, its value and the valid range.
func (c AutoscaledConfig) Validate() error {
	p := &c.Policy
	err := validate(c.Arrivals, []named{{"Compute", c.Compute}, {"Wait", c.Wait}, {"Start", c.Start}}, []bounded{
		{"Machine.VCPU", c.Machine.VCPU, 1e-3, 1e4},
		{"Machine.Slots", c.Machine.Slots, 1, 1e6},
		{"Policy.CPU", p.CPU, 0, 1e3},
		{"Policy.InFlight", p.InFlight, 0, 1e6},
		{"Policy.Rate", p.Rate, 0, 1e9},
		{"Policy.Every", p.Every, 1e-2, 1e6},
		{"Policy.Window", p.Window, p.Every, 1e4 * p.Every},
		{"Policy.Tolerance", p.Tolerance, 0, 1},
		{"Policy.Hold", p.Hold, 0, 1e4 * p.Every},
		{"Policy.Park", p.Park, 0, 1e9},
		{"Policy.Least", p.Least, 0, 1e4},
		{"Policy.Most", p.Most, 0, 1e6},
		{"WarmUp", c.WarmUp, 0, 1e12},
	})
	if err == nil && p.Most > 0 && p.Most < p.Least {
		err = fmt.Errorf("sim: Policy.Most is %v; it must be 0 or at least Least, which is %v", p.Most, p.Least)
	}
	return err
}

// Autoscaled simulates instances whose number follows windowed averages, and whose
// requests share the CPU (processor sharing). Create it with [NewAutoscaled]. It must not
// be used by two goroutines at once.
//
// A request goes to the least loaded serving instance with a free slot, or as
// Policy.Random says, or queues for one.
// It first waits for I/O, then computes; an instance divides its vCPUs evenly among the
// requests that compute, with at most one vCPU each. Every Policy.Every seconds the
// platform sets the number of instances to the largest number wanted in the last
// Policy.Hold seconds. The number wanted is the average of the signal over the window,
// divided by the target of one instance, rounded up. After a window without requests the
// average begins with the first one, as in Knative
// (https://github.com/knative/serving/blob/main/pkg/autoscaler/aggregation/bucketing.go).
type Autoscaled struct {
	config               AutoscaledConfig
	compute, wait, start sampler
	random               *rand.Rand
	machines             []machine
	serving              []int32
	open                 []int32 // serving or starting
	jobs                 []job
	freeJobs             []int32
	queue                []int32
	scaler               scaler
	// used is the vCPUs in use and inFlight the number of requests. sums holds their
	// integrals up to now, and the number of requests.
	used     float64
	inFlight int
	sums     signals
	course
}

// job is a request.
type job struct {
	came, work float64
	machine    int32 // none while queued
	class      jobClass
}

type jobClass uint8

const (
	warmJob   jobClass = iota
	coldJob            // started an instance
	waitedJob          // waits for an instance that was already starting
)

const (
	waited eventKind = iota + 16
	computed
	started
)

// NewAutoscaled returns a simulation at time 0 with Policy.Least instances serving, or the
// error of [AutoscaledConfig.Validate].
func NewAutoscaled(c AutoscaledConfig) (*Autoscaled, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	s := &Autoscaled{
		config: c, random: stream(c.Seed, c.Stream, 1),
		compute: c.Compute.sampler(), wait: c.Wait.sampler(), start: c.Start.sampler(),
		scaler: newScaler(&c.Policy),
	}
	s.prepare(c.Arrivals, stream(c.Seed, c.Stream, 0), c.WarmUp, c.Arrivals.batchLength(c.Remembers()+10*(c.Compute.mean+c.Wait.mean+c.Start.mean)))
	for range int(c.Policy.Least) {
		s.serve(s.newMachine())
	}
	s.begin()
	return s, nil
}

// Advance simulates up to the time until, in seconds, but at most n requests. It reports
// whether it reached that time.
func (a *Autoscaled) Advance(until float64, n int) bool {
	for {
		next := math.Inf(1)
		if len(a.events.events) > 0 {
			next = a.events.events[0].at
		}
		t := min(until, next, a.coming, a.scaler.next, a.marks.next)
		if t == a.coming && n == 0 {
			return false
		}
		a.pass(t)
		switch t {
		case a.marks.next:
			a.mark(t)
		case next:
			a.happen(a.events.pop())
		case a.scaler.next:
			a.decide()
		case a.coming:
			n--
			a.arrive()
			a.coming = a.lasting.next(&a.source)
		default:
			return true
		}
		if a.inFlight == 0 && math.IsInf(a.coming, 1) && math.IsInf(until, 1) { // no request is left
			return true
		}
	}
}

// pass advances the time to t.
func (a *Autoscaled) pass(t float64) {
	d := t - a.now
	a.sums.busy += d * a.used
	a.sums.inFlight += d * float64(a.inFlight)
	a.now, a.sums.at = t, t
}

// Instances writes the present states of the instances to dst; see [Simulation].
func (a *Autoscaled) Instances(dst []InstanceState) int {
	for i := range min(len(a.machines), len(dst)) {
		switch m := &a.machines[i]; {
		case m.state == machineGone:
			dst[i] = Gone
		case m.state == machineStarting:
			dst[i] = Initialising
		case m.inFlight > 0:
			dst[i] = Running
		default:
			dst[i] = Idle
		}
	}
	return len(a.machines)
}
