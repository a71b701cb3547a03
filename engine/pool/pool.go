package pool

import (
	"math"

	"crossover/engine/autoscale"
	"crossover/engine/coldstart"
	"crossover/engine/latency"
)

// Instances is everything that decides how many instances there are, besides the rate
// of requests. None of it is a price, so what has been worked out about it stays true
// when prices change. Times are in seconds.
type Instances struct {
	// Service is the mean time of a warm request and Cold that of a cold one,
	// initialisation included.
	Service, Cold float64
	// Idle is how long an instance stays without a request, and Lifetime the longest it
	// lives, 0 for no limit.
	Idle, Lifetime float64
	// Expiry is the law of that idle time where it is not fixed.
	Expiry coldstart.Expiry
	// Concurrency is how many requests an instance is given at once, at least 1.
	Concurrency float64
	// Burst is the peak rate over the mean, 1 without bursts, and BurstS how long a
	// burst lasts, 0 without.
	Burst, BurstS float64
	// KeptWarm is set where instances are bought to be warm: at least one, and at least
	// Least. Target says for which latency.
	KeptWarm bool
	Least    float64
	Target   WarmTarget
	// Kept is how many are always there where KeptWarm is not set. They cost as much as
	// any other.
	Kept float64
	// Scale describes the autoscaler where the platform averages a signal over time, its
	// machine, and what a request takes of that. Its rates are left open. It is zero
	// where only requests start instances.
	Scale autoscale.Question
}

// WarmTarget is the goal that the number of instances kept warm is chosen for: a p99
// in seconds, and the figures that give a request's latency for a chance of a cold
// start. It is zero without a target.
type WarmTarget struct {
	P99, Network float64
	// Variance is that of a warm request's time.
	Variance float64
	Start    latency.Start
}

// Warmth is what keeps instances warm besides the traffic: a number kept that
// replaces the one the offer would buy, or a number pinged.
type Warmth struct{ Kept, Pinged float64 }

// kept is how many instances are there without being bought as warm ones.
func (in *Instances) kept(warm Warmth) float64 { return max(in.Kept, warm.Pinged) }

// stays is how long an instance idles that is used again at a rate: a fixed time, or
// the one that is equivalent to its law.
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

// Pool is the question to the cold-start model at a rate, with so many instances
// always kept.
func (in *Instances) Pool(perSecond, keep float64) coldstart.Pool {
	return coldstart.Pool{
		Rate: perSecond, Service: in.Service, Cold: in.Cold, Idle: in.Idle, Expiry: in.Expiry, Lifetime: in.Lifetime,
		Concurrency: in.Concurrency, Min: int(keep), Burst: in.Burst, BurstLength: in.BurstS,
	}
}

// State is the long-run state of the instances that serve one piece of the
// traffic.
type State struct {
	// Cold is the share of the requests that start an instance, and Waits the share of
	// those that wait for one that another request has started.
	Cold, Waits float64
	// Slowed is the mean time in seconds by which requests that share the CPU of an
	// instance slow each other.
	Slowed float64
	// Late are the requests of bursts that an autoscaler has not answered yet.
	Late Late
	// Added is how many instances an autoscaler starts in a second, besides those
	// that cold requests start.
	Added float64
	// Running and Total are mean numbers of instances, and Keep is the number of those
	// that are always kept.
	Running, Total, Keep float64
	// Whole is set where all of the instances' time is billed, starting included.
	Whole bool
	// Valid lists the limits that a solved state exceeds. A state that is interpolated
	// does not say.
	Valid coldstart.Validity
}

// Late are the requests of bursts that an autoscaler has not answered yet.
type Late = autoscale.Late

// Validity is a set of limits that a question exceeds.
type Validity = coldstart.Validity

// Doubtful are the limits beyond which figures are more than a few per cent off.
const Doubtful = coldstart.Doubtful

// AtLeast raises a state to what is known to be the least of it: the share of
// cold starts that the vendor publishes, and the instances that the CPU takes.
func (s *State) AtLeast(cold, total float64) {
	s.Cold = max(s.Cold, cold)
	if s.Total < total {
		// A burstable size sustains less than its slots suggest.
		s.Total, s.Running = total, max(s.Running, total)
	}
}

// AtMost lowers a state to the instances that there are.
func (s *State) AtMost(total float64) {
	s.Total, s.Running = min(s.Total, total), min(s.Running, total)
}

// Solver works out pools. It remembers what it has been asked, so one goroutine
// uses it at a time; its answers do not depend on what it was asked before.
type Solver struct {
	model   coldstart.Solver
	answers answers
	scales  scales
	Columns columns
}

// NewSolver returns a solver that shares the knots of columns with others.
func NewSolver(shared *KnotCache) *Solver { return &Solver{Columns: columns{shared: shared}} }

// Solve works out a pool at a rate. Offers that buy warm instances buy the
// smallest number that meets the p99 target, and at least one.
func (s *Solver) Solve(in *Instances, warm Warmth, perSecond float64) State {
	st := s.unscaled(in, warm, perSecond)
	if in.autoscaled() {
		s.scale(&st, in, perSecond, max(st.Keep, in.kept(warm)))
	}
	return st
}

// unscaled is the pool without the instances that an autoscaler adds.
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

// started is the instances that requests start, with so many always kept: those that
// an autoscaler adds are not among them.
func (s *Solver) started(in *Instances, perSecond, keep float64) State {
	if in.roomy() {
		return in.alone(perSecond, keep)
	}
	st := s.Answer(in.Pool(perSecond, keep))
	return State{Cold: st.ColdStart, Waits: st.Waits, Running: st.Running, Total: st.Total, Valid: st.Valid}
}

// maxKept is the most warm instances looked at.
const maxKept = 1e6

// keep is the smallest number of warm instances that meets the p99 target, at
// least 1, and 1 where no number does: doubled, then halved.
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

// answers remembers what the cold-start model said: one question of each hash.
type answers [1024]struct {
	pool  coldstart.Pool
	state coldstart.State
}

// Answer asks the cold-start model, or remembers: offers share pools, and
// crossovers and phases come back to the same points.
func (s *Solver) Answer(q coldstart.Pool) coldstart.State {
	h := math.Float64bits(q.Rate)
	for _, f := range [...]float64{q.Service, q.Cold, q.Idle, q.Concurrency, float64(q.Min), q.Burst} {
		h = (h ^ math.Float64bits(f)) * 1099511628211
		h ^= h >> 32
	}
	a := &s.answers[h%uint64(len(s.answers))]
	if a.pool != q {
		a.pool, a.state = q, s.model.Solve(q)
	}
	return a.state
}
