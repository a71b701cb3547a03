package pool

import (
	"math"
	"sync/atomic"

	"crossover/engine/autoscale"
	"crossover/engine/coldstart"
)

// This file computes the pools that an autoscaler sizes by the average of a signal.

// autoscaled reports whether an autoscaler adds instances.
func (in *Instances) autoscaled() bool { return in.Scale.Window > 0 }

// bursty reports whether the traffic comes in bursts.
func (in *Instances) bursty() bool { return in.Burst > 1 && in.BurstS > 0 }

// roomy reports whether an autoscaler leaves enough slots free that requests start an
// instance only where there is none. That holds where an instance has slots for six
// standard deviations above the number of requests aimed at, or where the platform never
// starts an instance for a waiting request.
func (in *Instances) roomy() bool {
	if !in.autoscaled() || in.bursty() || in.Lifetime > 0 {
		return false
	}
	if !in.Scale.OnRequest {
		return true
	}
	return in.Concurrency >= autoscale.Enough(in.Scale.Capacity()*in.Service, autoscale.Spread)
}

// alone computes the instance that a request starts where there is none, or nothing beyond
// keep instances. The next request finds it if it arrives within the idle time. With
// Poisson arrivals the instance serves on average e^a requests between two idle times,
// where a is the number in flight (the busy period of M/G/inf, Takacs 1962). It has e^(rT)
// idle times, the last of which is too long. A start adds the requests that arrive
// meanwhile.
func (in *Instances) alone(perSecond, keep float64) (s State) {
	a, start, idle := perSecond*in.Service, perSecond*(in.Cold-in.Service), in.stays(perSecond)
	s.Running = -math.Expm1(-a)
	if keep > 0 {
		s.Total = keep
		return s
	}
	if a+perSecond*idle > 500 {
		s.Total = 1
		return s
	}
	served := math.Expm1(a) + math.Exp(a)*(math.Expm1(perSecond*idle)+start) // requests besides the first
	s.Cold = 1 / (1 + served)
	if start > 0 && in.Concurrency > 1 { // as for shared instances in package coldstart
		s.Waits = min(1-s.Cold, s.Cold*start*-math.Expm1(-(in.Concurrency-1)*math.Log1p(1/start)))
	}
	s.Running = min(1, s.Running+s.Cold*start)
	s.Total = max(s.Running, served/(1+served))
	return s
}

// Autoscaler returns the question to the model of autoscalers at a rate, with keep
// instances always kept. It is valid only where an autoscaler adds instances.
func (in *Instances) Autoscaler(perSecond, keep float64) autoscale.Question {
	q := in.Scale
	q.Load.Rate, q.Burst, q.BurstLength = perSecond, in.Burst, in.BurstS
	q.Least = max(q.Least, keep)
	return q
}

// scale raises the instances that requests start to those that the platform's autoscaler
// runs with keep always kept. Starting instances are added to those that have started.
func (s *Solver) scale(st *State, in *Instances, perSecond, keep float64) {
	q := in.Autoscaler(perSecond, keep)
	a := s.autoscale(&q)
	if a.Transient {
		st.Valid |= coldstart.Behind
	}
	st.Late = a.Late
	// Where requests keep more instances running than it asks for, it starts none besides.
	// From a tenth more than those on it starts all.
	more := (a.Serving+a.Parked)/st.Total - 1
	st.Added = max(0, a.Starts-st.Cold*perSecond) * min(1, max(0, 10*more))
	starting := (st.Cold*perSecond + st.Added) * q.Start
	st.Running = max(st.Running, a.Active+starting)
	st.Total = max(st.Total, st.Running, a.Serving+a.Parked+starting)
	if !math.IsInf(a.Slow, 1) {
		st.Slowed = max(0, a.Slow-1) * q.Compute
	}
}

// Surge solves in an interpolated state what an autoscaler does under bursts. This jumps
// along the rate, while the instances that requests start change smoothly.
func (s *Solver) Surge(st *State, in *Instances, perSecond float64) {
	if in.autoscaled() && in.bursty() {
		st.Slowed = 0
		s.scale(st, in, perSecond, max(st.Keep, in.Kept))
	}
}

// scales caches the autoscaler model's results, one per hash.
type scales [256]struct {
	question autoscale.Question
	state    autoscale.State
}

// autoscale returns the autoscaler model's result, cached.
func (s *Solver) autoscale(q *autoscale.Question) *autoscale.State {
	h := math.Float64bits(q.Load.Rate)
	for _, f := range [...]float64{q.Compute, q.VCPU, q.Slots, q.Burst, q.Window, q.Policy.Rate} {
		h = (h ^ math.Float64bits(f)) * 1099511628211
		h ^= h >> 32
	}
	a := &s.scales[h%uint64(len(s.scales))]
	if a.question != *q {
		a.question, a.state = *q, autoscale.Solve(*q)
	}
	return &a.state
}

// An autoscaler adds instances in steps along the rate. Without bursts, which blur them,
// the steps are sampled more densely than the knots: from well below the rate of a second
// instance up to where a step is a few per cent.
const (
	stepsPerKnot = 8
	stepsBefore  = 4                 // knots below the target rate of one instance
	lastStep     = 15 * stepsPerKnot // up to twenty-four times that rate
	numSteps     = lastStep + 1 + 2  // with a neighbour at either end
)

// stairs are the states of a pool on its steps.
type stairs struct {
	known [(numSteps + 63) / 64]atomic.Uint64
	at    [numSteps]stair
}

// stair is the state at one sample of the steps.
type stair struct{ running, total, slowed, added float64 }

// climbs reports whether the instances grow in steps that are sampled.
func (in *Instances) climbs() bool { return in.autoscaled() && !in.bursty() }

// steps returns the position from which steps are sampled, +Inf without steps.
func (in *Instances) steps() float64 {
	if !in.climbs() {
		return math.Inf(1)
	}
	return Position(in.Scale.Capacity()) - stepsBefore
}

// onSteps reports whether knot i and its neighbours lie on the sampled steps, so that the
// knot needs no autoscaler.
func (in *Instances) onSteps(i int) bool {
	u := float64(i) - in.steps()
	return u > 2 && u < lastStep/stepsPerKnot-2
}

// climb reads the sampled steps of a column at u, in samples.
func (s *Solver) climb(c *column, u float64, st *State) {
	i := min(int(u), lastStep-1)
	for j := i; j < i+4; j++ {
		if !c.stairs.has(j) {
			c.mu.Lock()
			s.step(c, j)
			c.mu.Unlock()
		}
	}
	k, t := c.stairs.at[i:i+4:i+4], u-float64(i)
	st.Running = hermite(k[0].running, k[1].running, k[2].running, k[3].running, t)
	st.Total = max(st.Running, hermite(k[0].total, k[1].total, k[2].total, k[3].total, t))
	st.Slowed = k[1].slowed + (k[2].slowed-k[1].slowed)*t
	st.Added = k[1].added + (k[2].added-k[1].added)*t
}

// step computes sample j of a column's steps. Its lock must be held.
func (s *Solver) step(c *column, j int) {
	if c.stairs.has(j) { // another goroutine has computed it
		return
	}
	at := c.steps + float64(j-1)/stepsPerKnot
	st := s.Solve(&c.key, Warmth{}, math.Pow(10, minDecade+at/knotsPerDecade))
	c.stairs.at[j] = stair{st.Running, st.Total, st.Slowed, st.Added}
	c.stairs.known[j/64].Or(1 << (j % 64))
}

func (s *stairs) has(j int) bool { return s.known[j/64].Load()&(1<<(j%64)) != 0 }
