// Package pool computes instances over time: how many a rate of requests keeps running,
// and how many requests start one.
//
// [Instances] holds everything this depends on, besides the rate. A [Solver] calls the
// cold-start model (package coldstart) and caches its results. Along an axis it
// interpolates between knots, which solvers of one [KnotCache] share. Cases that need no
// model have their own formulas: requests at equal intervals, one instance per run, and
// instances that hold connections.
//
// Rates are in requests per second and times in seconds. Valid ranges are those of
// package coldstart.
package pool

import (
	"math"
	"sync"
	"sync/atomic"

	"crossover/engine/autoscale"
	"crossover/engine/coldstart"
	"crossover/engine/latency"
)

// Instances holds everything that decides the number of instances, besides the rate of
// requests. None of it is a price, so results remain valid when prices change. Times are
// in seconds.
type Instances struct {
	// Service is the mean time of a warm request, and Cold of a cold one, including
	// initialisation.
	Service, Cold float64
	// Idle is how long an instance stays without a request, and Lifetime its longest life,
	// 0 for no limit.
	Idle, Lifetime float64
	// Expiry is the distribution of the idle time where that is not fixed.
	Expiry coldstart.Expiry
	// Concurrency is the number of requests an instance takes at once, at least 1.
	Concurrency float64
	// Burst is the peak rate over the mean, 1 without bursts. BurstS is the length of a
	// burst, 0 without bursts.
	Burst, BurstS float64
	// KeptWarm is set where warm instances are bought: at least one, at least Least, and
	// as many as Target needs.
	KeptWarm bool
	Least    float64
	Target   WarmTarget
	// Kept is the number of instances always running where KeptWarm is not set. They cost
	// as much as any other.
	Kept float64
	// Scale describes the autoscaler where the platform averages a signal over time, with
	// its machine and the work of a request. Its rates are not set. It is zero where only
	// requests start instances.
	Scale autoscale.Question
}

// WarmTarget is the latency goal for the number of warm instances: a p99 in seconds, and
// the figures from which a request's latency follows, given the probability of a cold
// start. It is zero without a target.
type WarmTarget struct {
	P99, Network float64
	// Variance is the variance of a warm request's time.
	Variance float64
	Start    latency.Start
}

// Warmth overrides what keeps instances warm besides the traffic: Kept replaces the number
// the offer would buy, and Pinged is the number kept warm by pings.
type Warmth struct{ Kept, Pinged float64 }

// kept returns the number of instances that are always there without being bought as warm
// ones.
func (in *Instances) kept(warm Warmth) float64 { return max(in.Kept, warm.Pinged) }

// stays returns how long an instance that is used again at a rate stays idle: the fixed
// time, or the equivalent of its distribution.
func (in *Instances) stays(perSecond float64) float64 {
	if !in.Expiry.Given() {
		return in.Idle
	}
	return in.Expiry.Equivalent(perSecond)
}

// Without returns the same instances without bursts.
func (in *Instances) Without() Instances {
	calm := *in
	calm.Burst, calm.BurstS = 1, 0
	return calm
}

// Pool returns the question to the cold-start model at a rate, with keep instances always
// kept.
func (in *Instances) Pool(perSecond, keep float64) coldstart.Pool {
	return coldstart.Pool{
		Rate: perSecond, Service: in.Service, Cold: in.Cold, Idle: in.Idle, Expiry: in.Expiry, Lifetime: in.Lifetime,
		Concurrency: in.Concurrency, Min: int(keep), Burst: in.Burst, BurstLength: in.BurstS,
	}
}

// State is the long-run state of the instances that serve one piece of the
// traffic.
type State struct {
	// Cold is the share of requests that start an instance, and Waits the share that wait
	// for an instance started by another request.
	Cold, Waits float64
	// Slowed is the mean time in seconds by which requests on one instance slow each other
	// through its CPU.
	Slowed float64
	// Late describes the requests of bursts to which the autoscaler has not reacted yet.
	Late Late
	// Added is the number of instances an autoscaler starts per second, besides those that
	// cold requests start.
	Added float64
	// Running and Total are mean numbers of instances. Keep is the number always kept.
	Running, Total, Keep float64
	// Whole is set where all of the instances' time is billed, starting included.
	Whole bool
	// Valid lists the limits of the model that a solved state exceeds. It is not set on an
	// interpolated state.
	Valid coldstart.Validity
}

// Late describes the requests of bursts to which an autoscaler has not reacted yet.
type Late = autoscale.Late

// Validity is a set of limits of the model that a question exceeds.
type Validity = coldstart.Validity

// Doubtful are the limits beyond which figures are more than a few per cent off.
const Doubtful = coldstart.Doubtful

// AtLeast raises a state to known lower bounds: the share of cold starts that the vendor
// publishes, and the instances that the CPU needs.
func (s *State) AtLeast(cold, total float64) {
	s.Cold = max(s.Cold, cold)
	if s.Total < total {
		// A burstable size sustains less than its slots suggest.
		s.Total, s.Running = total, max(s.Running, total)
	}
}

// AtMost lowers a state to at most total instances.
func (s *State) AtMost(total float64) {
	s.Total, s.Running = min(s.Total, total), min(s.Running, total)
}

// Solver computes pools. It caches its answers and must be used by one goroutine at a
// time; an answer does not depend on earlier questions.
type Solver struct {
	model   coldstart.Solver
	answers answers
	scales  scales
	Columns columns
}

// NewSolver returns a solver that shares the knots of columns with others.
func NewSolver(shared *KnotCache) *Solver { return &Solver{Columns: columns{shared: shared}} }

// Solve computes a pool at a rate. Offers that buy warm instances buy the smallest number
// that meets the p99 target, and at least one.
func (s *Solver) Solve(in *Instances, warm Warmth, perSecond float64) State {
	st := s.unscaled(in, warm, perSecond)
	if in.autoscaled() {
		s.scale(&st, in, perSecond, max(st.Keep, in.kept(warm)))
	}
	return st
}

// unscaled computes the pool without the instances that an autoscaler adds.
func (s *Solver) unscaled(in *Instances, warm Warmth, perSecond float64) State {
	keep := 0.0
	switch {
	case !in.KeptWarm:
	case warm.Kept > 0:
		keep = warm.Kept
	default:
		keep = max(s.keep(in, perSecond), in.Least)
	}
	st := s.started(in, perSecond, max(keep, in.kept(warm)))
	st.Keep = keep
	return st
}

// started computes the instances that requests start, with keep always kept. It excludes
// those that an autoscaler adds.
func (s *Solver) started(in *Instances, perSecond, keep float64) State {
	if in.roomy() {
		return in.alone(perSecond, keep)
	}
	st := s.Answer(in.Pool(perSecond, keep))
	return State{Cold: st.ColdStart, Waits: st.Waits, Running: st.Running, Total: st.Total, Valid: st.Valid}
}

// maxKept bounds the search for the number of warm instances.
const maxKept = 1e6

// keep returns the smallest number of warm instances that meets the p99 target, at least
// 1, and 1 where no number does. It doubles the number, then bisects.
func (s *Solver) keep(in *Instances, perSecond float64) float64 {
	t := &in.Target
	if t.P99 == 0 {
		return 1
	}
	warm := latency.OfWarm(t.Network, in.Service, t.Variance)
	if !warm.Within(t.P99) {
		return 1
	}
	meets := func(m float64) bool {
		st := s.started(in, perSecond, m)
		l := latency.OfPool(t.Network, in.Service, t.Variance, t.Start, st.Cold, st.Waits)
		if in.autoscaled() && in.bursty() {
			q := in.Autoscaler(perSecond, m)
			late := &s.autoscale(&q).Late
			l.Late(late.Share, in.Service+late.Mean, t.Variance+late.SD*late.SD)
		}
		return l.Within(t.P99)
	}
	if meets(1) {
		return 1
	}
	lo, hi := 1.0, 2.0
	for !meets(hi) {
		if hi > maxKept {
			return 1
		}
		lo, hi = hi, hi*2
	}
	for hi-lo > 1 {
		mid := math.Floor((lo + hi) / 2)
		if meets(mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// answers caches the cold-start model's results, one per hash. Entries are made when they
// are first used: a short run touches few of them, next to each other.
type answers [1024]*answered

type answered struct {
	pool  coldstart.Pool
	state coldstart.State
}

// Answer returns the cold-start model's result, cached: offers share pools, and crossovers
// and phases return to the same points.
func (s *Solver) Answer(q coldstart.Pool) coldstart.State {
	h := math.Float64bits(q.Rate)
	for _, f := range [...]float64{q.Service, q.Cold, q.Idle, q.Concurrency, float64(q.Min), q.Burst} {
		h = (h ^ math.Float64bits(f)) * 1099511628211
		h ^= h >> 32
	}
	a := s.answers[h%uint64(len(s.answers))]
	if a == nil {
		a = new(answered)
		s.answers[h%uint64(len(s.answers))] = a
	}
	if a.pool != q {
		a.pool, a.state = q, s.model.Solve(q)
	}
	return a.state
}

// knots are the states of a pool at the knots of a column. They depend on the instances
// alone, so the solvers that share a cache compute each only once. A knot is written under
// the lock, and read without it once it is known.
type knots struct {
	mu    sync.Mutex
	known [(numKnots + 63) / 64]atomic.Uint64
	at    [numKnots]knot
	// stairs are the steps in which an autoscaler adds instances, nil without one.
	stairs *stairs
}

// has reports whether knot i is known.
func (k *knots) has(i int) bool { return k.known[i/64].Load()&(1<<(i%64)) != 0 }

// set stores knot i and marks it known. The lock must be held.
func (k *knots) set(i int, v knot) {
	k.at[i] = v
	k.known[i/64].Or(1 << (i % 64))
}

// KnotCache holds the knots of columns for all solvers that share it.
type KnotCache struct {
	mu    sync.RWMutex
	knots map[Instances]*knots
}

// maxKnots bounds the cache to about thirty megabytes. Solvers keep the knots they use.
const maxKnots = 3072

// of returns the knots of the column for key, adding them if needed.
func (c *KnotCache) of(key *Instances) *knots {
	c.mu.RLock()
	k := c.knots[*key]
	c.mu.RUnlock()
	if k != nil {
		return k
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if k := c.knots[*key]; k != nil {
		return k
	}
	if len(c.knots) >= maxKnots || c.knots == nil {
		c.knots = make(map[Instances]*knots)
	}
	k = &knots{}
	if key.climbs() {
		k.stairs = new(stairs)
	}
	c.knots[*key] = k
	return k
}
