package engine

import (
	"math"

	"crossover/engine/coldstart"
	"crossover/engine/queue"
	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// Evaluator answers questions about scenarios. It keeps buffers and a cache of
// pool states, so one goroutine uses it at a time; its answers do not depend
// on what it was asked before.
type Evaluator struct {
	e       *Engine
	solver  coldstart.Solver
	columns columns
	scene   scenario.Scenario
	part    int
	work    workload
	pieces  [traffic.MaxPieces]traffic.Piece
	plans   []plan
	loads   []load // of the points of a sweep along the rate
	u, best usage
	// chosen is the size that best is for.
	chosen *variant
	// scratch is a plan for one point of an axis that is not the rate.
	scratch     plan
	scratchPart scenario.Part
}

// NewEvaluator returns an evaluator of e.
func (e *Engine) NewEvaluator() *Evaluator {
	return &Evaluator{e: e, plans: make([]plan, len(e.offers)), part: -1}
}

// Engine returns the compiled catalogue the evaluator works on.
func (v *Evaluator) Engine() *Engine { return v.e }

// set prepares every offer for part i of s; repeating the question costs
// nothing.
func (v *Evaluator) set(s *scenario.Scenario, i int) {
	if v.part == i && v.scene == *s {
		return
	}
	v.scene, v.part = *s, i
	v.columns.tick()
	v.work = v.e.newWorkload(&v.scene, i, v.pieces[:])
	for o := range v.plans {
		v.prepare(&v.plans[o], &v.e.offers[o], &v.work)
	}
}

// current is the load of the part that was set.
func (v *Evaluator) current() load {
	r := v.scene.PerSecond(v.part)
	return load{perSecond: r, perMonth: v.scene.PerMonth(v.part), position: position(r)}
}

// at is the load of a given rate in requests per second.
func (v *Evaluator) at(perSecond float64) load {
	return load{perSecond: perSecond, perMonth: perSecond * v.work.month, position: position(perSecond)}
}

// cost returns the $/month of a prepared offer at a load, leaving its usage in
// v.best, and the size that is the cheapest there.
func (v *Evaluator) cost(p *plan, ld load, exact bool) (float64, *variant) {
	if !usesPool(p.offer.Model) {
		x := cheapestFleet(p, &v.work, ld)
		v.measure(&v.best, p, x, &v.work, &ld, exact)
		v.chosen = x
		return p.total(&v.best, x), x
	}
	chosen := &p.variants[0]
	v.measure(&v.best, p, chosen, &v.work, &ld, exact)
	best := p.total(&v.best, chosen)
	for i := 1; i < len(p.variants); i++ {
		x := &p.variants[i]
		v.measure(&v.u, p, x, &v.work, &ld, exact)
		if c := p.total(&v.u, x); c < best {
			best, chosen, v.best = c, x, v.u
		}
	}
	v.chosen = chosen
	return best, chosen
}

// cheapestFleet picks the size whose fleet costs the least.
func cheapestFleet(p *plan, w *workload, ld load) *variant {
	best, chosen := math.Inf(1), &p.variants[0]
	for i := range p.variants {
		x := &p.variants[i]
		if x.monthCost >= best { // sizes are in order of price
			break
		}
		n := 0.0
		for _, pc := range w.pieces {
			n += pc.Share * copies(p, x, w, ld.perSecond*pc.Times)
		}
		if c := n * x.monthCost; c < best {
			best, chosen = c, x
		}
	}
	return chosen
}

// latency is the distribution of a request's time for the usage in u.
func (v *Evaluator) latency(p *plan, x *variant, u *usage, ld load) latency {
	if usesPool(p.offer.Model) {
		return v.poolLatency(p, x, u.cold, u.waits)
	}
	return v.queueLatency(p, x, ld)
}

// queueLatency is a request to a fleet sized in advance, in its busiest piece:
// a queue before as many servers as requests that can run at once.
func (v *Evaluator) queueLatency(p *plan, x *variant, ld load) latency {
	w := &v.work
	wait, mean := 0.0, 0.0
	for _, pc := range w.pieces {
		r := ld.perSecond * pc.Times * w.burst
		if r == 0 {
			continue
		}
		n := copies(p, x, w, ld.perSecond*pc.Times)
		q := queue.AllenCunneen(r, x.serviceS, max(1, math.Floor(n*x.parallel)), 1, v.e.assume.serviceCV2)
		if !q.Stable {
			return latency{none: true, network: p.rtt}
		}
		share := pc.Share * pc.Times
		wait += share * q.Probability
		mean += share * q.Mean
	}
	if wait > 1e-12 {
		mean /= wait
	}
	return v.fleetLatency(p, x, min(wait, 1), mean)
}
