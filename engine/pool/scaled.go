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
	if inFlight := perSecond * in.Service; in.Service >= q.Window/4 && inFlight <= 10 {
		st.Valid |= coldstart.LongRequests
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

// scales caches the autoscaler model's results, one per hash, as answers does.
type scales [256]*scaled

type scaled struct {
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
	a := s.scales[h%uint64(len(s.scales))]
	if a == nil {
		a = new(scaled)
		s.scales[h%uint64(len(s.scales))] = a
	}
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

// This file computes the pools that need no model: without traffic, one instance per run,
// requests at equal intervals, and instances that hold connections.

// PerRun returns the pool whose instances each start for one run and end with it: on
// average one per run under way. coldS is the time of a run, including its start.
func PerRun(perSecond, coldS float64) State {
	n := perSecond * coldS
	return State{Cold: 1, Running: n, Total: n, Whole: true}
}

// Unused returns the pool without traffic: the instances that are always kept.
func (in *Instances) Unused(warm Warmth) State {
	switch {
	case in.KeptWarm:
		n := max(1, in.Least, warm.Kept)
		return State{Keep: n, Total: n}
	case in.kept(warm) > 0:
		return State{Total: in.kept(warm)}
	default:
		return State{Cold: 1}
	}
}

// Scheduled returns the pool under requests at equal intervals. Nothing is random except
// the idle time, where that is not fixed. Where it is fixed, the state steps as the
// interval exceeds it.
func (in *Instances) Scheduled(warm Warmth, perSecond float64) State {
	if !in.Expiry.Given() {
		return in.scheduled(warm, perSecond, in.Idle)
	}
	gone := in.Expiry.Gone(1/perSecond - in.Service)
	if gone == 0 {
		return in.scheduled(warm, perSecond, math.Inf(1))
	}
	s := in.scheduled(warm, perSecond, in.Expiry.Quantile(gone/2)) // roughly the mean of those that expire
	if gone == 1 {
		return s
	}
	stay := in.scheduled(warm, perSecond, math.Inf(1))
	for _, f := range [...]struct{ to, of *float64 }{
		{&s.Cold, &stay.Cold}, {&s.Waits, &stay.Waits}, {&s.Running, &stay.Running}, {&s.Total, &stay.Total}, {&s.Keep, &stay.Keep},
	} {
		*f.to = gone**f.to + (1-gone)**f.of
	}
	return s
}

// scheduled computes the pool whose instances stay idle for a fixed time.
func (in *Instances) scheduled(warm Warmth, perSecond, idle float64) State {
	interval := 1 / perSecond
	inFlight := perSecond * in.Service
	busy := max(min(1, inFlight), inFlight/in.Concurrency)
	enough := max(1, math.Ceil(inFlight/in.Concurrency-1e-9))
	if in.KeptWarm {
		keep := max(enough, in.Least, warm.Kept)
		return State{Keep: keep, Total: keep, Running: busy}
	}
	kept := in.kept(warm)
	if kept >= enough {
		return State{Total: kept, Running: busy}
	}
	if interval-in.Service < idle { // the next request always finds an instance
		s := State{Running: busy, Total: enough} // more than kept
		if l := in.Lifetime; l > 0 {
			s.Cold = min(1, s.Total*interval/l)
		}
		return s
	}
	// Warm instances expire before the next request, and so do new ones unless they take
	// long to start. Requests that arrive meanwhile wait for them, if they take several at
	// once, or start their own.
	group := math.Ceil(in.Cold/interval - 1e-9) // requests until the first has been served
	each := max(1, min(group, math.Floor(in.Concurrency)))
	served, runs, life := each, in.Cold, in.Cold+idle
	if group*interval-in.Cold < idle { // one more arrives in time, then it idles again
		served++
		runs += in.Service
		life = group*interval + in.Service + idle
	}
	starts := perSecond / served
	return State{Cold: 1 / served, Waits: (each - 1) / served, Running: starts * runs, Total: max(in.Kept, starts*life)}
}

// Fewest returns a lower bound of the instances at a rate, without cold starts: those
// bought to be warm, those that serve a request, and those that the CPU needs, but no more
// than most. With Poisson arrivals it also counts an instance that had a request within
// its idle time, if that is fixed. Solved pools are within a few per cent of it, and never
// below.
func (in *Instances) Fewest(perSecond, forCPU, most float64) State {
	const off = 0.9
	inFlight := perSecond * in.Service
	s := State{Running: inFlight / in.Concurrency}
	s.Total = max(s.Running, forCPU)
	if !in.bursty() {
		s.Running = max(s.Running, -math.Expm1(-inFlight))
		if !in.Expiry.Given() {
			s.Total = max(s.Total, -math.Expm1(-inFlight-perSecond*in.Idle))
		}
	}
	s.AtMost(most)
	s.Running, s.Total = s.Running*off, max(min(in.Kept, most), s.Total*off)
	if in.KeptWarm {
		s.Keep = max(1, in.Least) * off
		s.Total = max(s.Total, s.Keep)
	}
	return s
}

// Holding describes instances that hold connections open.
type Holding struct {
	// Open is the mean number of open connections, Opened the number opened per second,
	// and Each the number an instance holds.
	Open, Opened, Each float64
	// PerSecond is the messages per second, and Sustained the number an instance sustains.
	PerSecond, Sustained float64
}

// Held returns the pool whose instances hold connections. With Poisson arrivals and N
// connections on average, no connection is open for a share e^-N of the time, and an
// instance stops if none opens within its idle time (M/G/inf, Takacs 1962). Above one
// instance's capacity there are as many instances as hold all connections.
func (in *Instances) Held(h Holding) State {
	closed := math.Exp(-h.Open)
	down := closed * math.Exp(-h.Opened*in.stays(h.Opened))
	s := State{Running: 1 - closed, Total: 1 - down, Whole: true}
	if h.Open > h.Each {
		s.Running = math.Ceil(h.Open/h.Each - 1e-9)
	}
	s.Running = max(s.Running, h.PerSecond/h.Sustained) // what the messages need
	s.Total = max(s.Total, s.Running)
	if h.PerSecond > 0 {
		s.Cold = min(1, down*h.Opened/h.PerSecond)
	}
	if in.KeptWarm {
		s.Keep = max(1, in.Least)
		s.Total, s.Cold = max(s.Keep, s.Total), 0
	} else if in.Kept > 0 {
		s.Total, s.Cold = max(in.Kept, s.Total), 0
	}
	return s
}
