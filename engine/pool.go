package engine

import (
	"math"

	"crossover/engine/catalog"
	"crossover/engine/coldstart"
)

// poolState is the long-run state of the instances serving one piece of the
// traffic.
type poolState struct {
	cold, waits    float64 // shares of requests
	running, total float64 // mean instances
	keep           float64 // instances always kept
	whole          bool    // no part of the instances' time is left out of the bill
}

// need says which figures of a pool somebody will read; interpolating the
// others would be wasted on every point of every curve.
type need uint8

const (
	needCold need = 1 << iota
	needRunning
	needTotal
	needKeep
	needWaits
)

// needs are the figures plan p's bill and limits rest on.
func needs(p *plan, w *workload) need {
	o := p.offer
	var n need
	switch o.Model {
	case catalog.PerInvocation:
		n = needCold
	case catalog.ActiveInstance:
		n = needRunning | needTotal | needCold
	case catalog.ActiveCPU:
		n = needRunning | needCold
		if o.Billing.Idle == catalog.IdleActive {
			n = needTotal | needCold
		}
	case catalog.Uptime:
		n = needTotal | needCold
	}
	if o.Billing.KeptWarm {
		n |= needKeep | needTotal
	}
	if o.Limits.MaxInstances > 0 {
		n |= needTotal
	}
	if w.p99 > 0 {
		n |= needCold | needWaits
	}
	return n
}

// pool returns the state of the pool of size x in piece i of the traffic: from
// its column at the points of a grid, solved afresh where the exact figure is
// wanted.
func (v *Evaluator) pool(p *plan, x *variant, w *workload, ld *load, i int, exact bool) poolState {
	perSecond := ld.perSecond * w.pieces[i].Times
	switch {
	case w.holds(p.offer):
		return heldPool(p, x, w, perSecond, w.pieces[i].Times)
	case p.offer.Scaling.PerRun:
		return perRunPool(x, perSecond)
	}
	if perSecond <= 0 {
		return v.idlePool(p)
	}
	var s poolState
	switch {
	case w.deterministic:
		s = v.scheduledPool(p, x, perSecond)
	case exact:
		s = v.solve(p, x, w, perSecond)
	case ld.point >= 0:
		s = *v.sample(p, x, w, ld.point, i)
	default:
		s = v.along(p, x, w, perSecond, ld.position+w.shift[i], p.need)
	}
	p.atLeast(&s, x, perSecond)
	return s
}

// atLeast raises a pool to what the vendor publishes and the CPU forces.
func (p *plan) atLeast(s *poolState, x *variant, perSecond float64) {
	s.cold = max(s.cold, p.offer.Scaling.MinColdProbability)
	if least := perSecond / x.perSecond; s.total < least {
		// A burstable size sustains less than its slots suggest.
		s.total, s.running = least, max(s.running, least)
	}
}

// perRunPool is instances that each start for one run and end with it: on
// average as many as runs are under way.
func perRunPool(x *variant, perSecond float64) poolState {
	n := perSecond * x.coldS
	return poolState{cold: 1, running: n, total: n, whole: true}
}

// idlePool is what is left without traffic: what is always kept.
func (v *Evaluator) idlePool(p *plan) poolState {
	switch {
	case p.offer.Billing.KeptWarm:
		n := max(1, v.warmth.kept)
		return poolState{keep: n, total: n}
	case v.warmth.pinged > 0:
		return poolState{total: v.warmth.pinged}
	default:
		return poolState{cold: 1}
	}
}

// solve asks the cold-start model. Offers that buy warm instances buy the
// smallest number that meets the p99 target, and at least one.
func (v *Evaluator) solve(p *plan, x *variant, w *workload, perSecond float64) poolState {
	keep := 0.0
	switch {
	case !p.offer.Billing.KeptWarm:
	case v.warmth.kept > 0:
		keep = v.warmth.kept
	default:
		keep = v.keep(p, x, w, perSecond)
	}
	st := v.answer(poolFor(p.offer, x, w, perSecond, max(keep, v.warmth.pinged)))
	return poolState{cold: st.ColdStart, waits: st.Waits, running: st.Running, total: st.Total, keep: keep}
}

// warmTarget is what the number of instances kept warm is chosen for: a p99
// target, and what tells the latency of a request from its chance of a cold
// start. It is zero without a target.
type warmTarget struct {
	p99, rtt float64
	init     initTime
}

// maxKept is the most warm instances looked at.
const maxKept = 1e6

// keep is the smallest number of warm instances that meets the p99 target, at
// least 1, and 1 where no number does: doubled, then halved.
func (v *Evaluator) keep(p *plan, x *variant, w *workload, perSecond float64) float64 {
	if p.warm.p99 == 0 {
		return 1
	}
	warm := v.warmLatency(p, x)
	if !warm.within(w.p99) {
		return 1
	}
	meets := func(m float64) bool {
		st := v.answer(poolFor(p.offer, x, w, perSecond, m))
		l := v.poolLatency(p, x, st.ColdStart, st.Waits)
		return l.within(w.p99)
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
func (v *Evaluator) answer(q coldstart.Pool) coldstart.State {
	h := math.Float64bits(q.Rate)
	for _, f := range [...]float64{q.Service, q.Cold, q.Idle, q.Concurrency, float64(q.Min), q.Burst} {
		h = (h ^ math.Float64bits(f)) * 1099511628211
		h ^= h >> 32
	}
	a := &v.answers[h%uint64(len(v.answers))]
	if a.pool != q {
		a.pool, a.state = q, v.solver.Solve(q)
	}
	return a.state
}

// scheduledPool is a pool under requests at equal distances, one interval
// apart: nothing is left to chance, and the state steps where the interval
// passes the time an instance stays.
func (v *Evaluator) scheduledPool(p *plan, x *variant, perSecond float64) poolState {
	interval, idle := 1/perSecond, p.offer.Scaling.IdleS
	inFlight := perSecond * x.serviceS
	busy := max(min(1, inFlight), inFlight/x.concurrency)
	enough := max(1, math.Ceil(inFlight/x.concurrency-1e-9))
	if p.offer.Billing.KeptWarm {
		keep := max(enough, v.warmth.kept)
		return poolState{keep: keep, total: keep, running: busy}
	}
	if v.warmth.pinged >= enough {
		return poolState{total: v.warmth.pinged, running: busy}
	}
	if interval-x.serviceS < idle { // always in time for the next one
		s := poolState{running: busy, total: enough}
		if l := p.offer.Scaling.LifetimeS; l > 0 {
			s.cold = min(1, s.total*interval/l)
		}
		return s
	}
	// Warm instances are gone before the next request, new ones too unless
	// they take long to start. Requests meanwhile wait for them, if they take
	// several, or start their own.
	group := math.Ceil(x.coldS/interval - 1e-9) // requests until the first has been served
	each := max(1, min(group, math.Floor(x.concurrency)))
	served, runs, life := each, x.coldS, x.coldS+idle
	if group*interval-x.coldS < idle { // and one more in time, after which it idles again
		served++
		runs += x.serviceS
		life = group*interval + x.serviceS + idle
	}
	starts := perSecond / served
	return poolState{cold: 1 / served, waits: (each - 1) / served, running: starts * runs, total: starts * life}
}

// peak is the number of instances at the busiest moment: in the busiest piece,
// at the peak of a burst.
func (v *Evaluator) peak(p *plan, x *variant, w *workload, ld *load, exact bool) float64 {
	rate := ld.perSecond * w.busiest * w.burst
	switch {
	case w.holds(p.offer):
		return heldPool(p, x, w, rate, w.busiest).total
	case p.offer.Scaling.PerRun:
		return perRunPool(x, rate).total
	}
	if rate <= 0 {
		return v.idlePool(p).total
	}
	var s poolState
	switch {
	case w.deterministic:
		s = v.scheduledPool(p, x, rate)
	case exact || rate < minColumnRate || rate > maxColumnRate:
		calm := *w
		calm.burst = 1
		s = v.solve(p, x, &calm, rate)
	default:
		s = v.interpolate(p, x, w, ld.position+math.Log10(w.busiest*w.burst)*knotsPerDecade, needTotal, true)
	}
	p.atLeast(&s, x, rate)
	return s.total
}
