package engine

import (
	"math"

	"crossover/engine/coldstart"
)

// instances is all that the number of instances follows from besides the rate
// of requests. None of it is a price: what has been worked out about it stays
// true when prices change. Times are in seconds.
type instances struct {
	// service is the mean time of a warm request and cold that of a cold one,
	// initialisation included.
	service, cold float64
	// idle is how long an instance stays without a request, and lifetime the
	// longest it lives, 0 for no limit.
	idle, lifetime float64
	// concurrency is how many requests an instance is given at once, at least 1.
	concurrency float64
	// burst is the peak rate over the mean, 1 without bursts, and burstS how
	// long a burst lasts, 0 without.
	burst, burstS float64
	// keptWarm is set where instances are bought to be warm, and target says
	// for which latency.
	keptWarm bool
	target   warmTarget
}

// warmTarget is what the number of instances kept warm is chosen for: a p99 in
// seconds, and what tells a request's latency from its chance of a cold start.
// It is zero without a target.
type warmTarget struct {
	p99, network float64
	// variance is that of a warm request's time.
	variance float64
	start    initTime
}

// warmth is what keeps instances warm besides the traffic: a number kept that
// replaces the one the offer would buy, or a number pinged.
type warmth struct{ kept, pinged float64 }

// without returns the same instances without bursts.
func (in *instances) without() instances {
	calm := *in
	calm.burst, calm.burstS = 1, 0
	return calm
}

// pool is the question to the cold-start model at a rate, with so many instances
// always kept.
func (in *instances) pool(perSecond, keep float64) coldstart.Pool {
	return coldstart.Pool{
		Rate: perSecond, Service: in.service, Cold: in.cold, Idle: in.idle, Lifetime: in.lifetime,
		Concurrency: in.concurrency, Min: int(keep), Burst: in.burst, BurstLength: in.burstS,
	}
}

// poolState is the long-run state of the instances that serve one piece of the
// traffic.
type poolState struct {
	// cold and waits are shares of the requests: those that start an instance,
	// and those that wait for one that another request has started.
	cold, waits float64
	// running and total are mean numbers of instances, and keep those that are
	// always kept.
	running, total, keep float64
	// whole is set where all of the instances' time is billed, starting included.
	whole bool
}

// atLeast raises a state to what is known to be the least of it: the share of
// cold starts that the vendor publishes, and the instances that the CPU takes.
func (s *poolState) atLeast(cold, total float64) {
	s.cold = max(s.cold, cold)
	if s.total < total {
		// A burstable size sustains less than its slots suggest.
		s.total, s.running = total, max(s.running, total)
	}
}

// solver works out pools. It remembers what it has been asked, so one goroutine
// uses it at a time; its answers do not depend on what it was asked before.
type solver struct {
	model   coldstart.Solver
	answers answers
	columns columns
}

// newSolver returns a solver that shares the knots of columns with others.
func newSolver(shared *knotCache) *solver { return &solver{columns: columns{shared: shared}} }

// solve asks the cold-start model. Offers that buy warm instances buy the
// smallest number that meets the p99 target, and at least one.
func (s *solver) solve(in *instances, warm warmth, perSecond float64) poolState {
	keep := 0.0
	switch {
	case !in.keptWarm:
	case warm.kept > 0:
		keep = warm.kept
	default:
		keep = s.keep(in, perSecond)
	}
	st := s.answer(in.pool(perSecond, max(keep, warm.pinged)))
	return poolState{cold: st.ColdStart, waits: st.Waits, running: st.Running, total: st.Total, keep: keep}
}

// maxKept is the most warm instances looked at.
const maxKept = 1e6

// keep is the smallest number of warm instances that meets the p99 target, at
// least 1, and 1 where no number does: doubled, then halved.
func (s *solver) keep(in *instances, perSecond float64) float64 {
	t := &in.target
	if t.p99 == 0 {
		return 1
	}
	warm := warmLatency(t.network, in.service, t.variance)
	if !warm.within(t.p99) {
		return 1
	}
	meets := func(m float64) bool {
		st := s.answer(in.pool(perSecond, m))
		l := poolLatency(t.network, in.service, t.variance, t.start, st.ColdStart, st.Waits)
		return l.within(t.p99)
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

// answer asks the cold-start model, or remembers: offers share pools, and
// crossovers and phases come back to the same points.
func (s *solver) answer(q coldstart.Pool) coldstart.State {
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
