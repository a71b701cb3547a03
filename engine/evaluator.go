package engine

import (
	"math"

	"crossover/engine/coldstart"
	"crossover/engine/queue"
	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// Evaluator answers questions about scenarios. It keeps buffers and what it has
// worked out about pools, so one goroutine uses it at a time; its answers do
// not depend on what it was asked before.
type Evaluator struct {
	e *Engine
	// bound and assume are which of the engine's assumptions hold.
	bound   Bound
	assume  *assumptions
	solver  coldstart.Solver
	answers answers
	columns columns
	grid    grid
	scene   scenario.Scenario
	part    int
	work    workload
	pieces  [traffic.MaxPieces]traffic.Piece
	plans   []plan
	uses    [scenario.MaxUses]usedElsewhere
	numUses int
	// best is the usage of the size chosen, other that of one it is compared
	// with: the two buffers change places.
	best, other *usage
	usages      [2]usage
	chosen      *variant
	// scratch is a plan for one point of an axis that is not the rate.
	scratch plan
	// warmth is set while [Evaluator.Warming] looks at other ways to run an offer.
	warmth      warmth
	scratchPart scenario.Part
	sheets      sheets
	// last is the layout found last: an offer a part.
	last []int
}

// NewEvaluator returns an evaluator of e.
func (e *Engine) NewEvaluator() *Evaluator { return e.newEvaluator(Typical) }

// newEvaluator returns an evaluator for which the assumptions are at a bound.
func (e *Engine) newEvaluator(b Bound) *Evaluator {
	v := &Evaluator{e: e, bound: b, assume: &e.assume[b], plans: make([]plan, len(e.offers)), part: -1, columns: columns{shared: &e.pools[b]}}
	v.best, v.other = &v.usages[0], &v.usages[1]
	return v
}

// Engine returns the compiled catalogue the evaluator works on.
func (v *Evaluator) Engine() *Engine { return v.e }

// set prepares every offer for part i of s. Repeating the question costs
// nothing, and no plan depends on the rate.
func (v *Evaluator) set(s *scenario.Scenario, i int) {
	if v.part == i && v.scene == *s {
		return
	}
	same := v.part == i && sameButRate(&v.scene, s, i)
	v.scene, v.part = *s, i
	if same {
		return
	}
	v.columns.tick()
	v.work = v.newWorkload(&v.scene, i, v.pieces[:])
	v.setUses(v.scene.Part(i).Uses)
	for o := range v.plans {
		v.prepare(&v.plans[o], &v.e.offers[o], &v.work)
	}
}

// sameButRate reports whether part i is the same in both but for its rate, and
// how that grows.
func sameButRate(a, b *scenario.Scenario, i int) bool {
	p, q := *a.Part(i), *b.Part(i)
	p.Name, p.Rate, p.Share, p.Of = "", scenario.Rate{}, 0, ""
	q.Name, q.Rate, q.Share, q.Of = "", scenario.Rate{}, 0, ""
	t, u := a.Terms, b.Terms
	t.Growth, u.Growth = scenario.Growth{}, scenario.Growth{}
	return p == q && t == u
}

// current is the load of the part that was set.
func (v *Evaluator) current() load {
	r := v.scene.PerSecond(v.part)
	return load{perSecond: r, perMonth: v.scene.PerMonth(v.part), position: position(r), point: -1}
}

// at is the load of a given rate in requests per second.
func (v *Evaluator) at(perSecond float64) load {
	return load{perSecond: perSecond, perMonth: perSecond * v.work.month, position: position(perSecond), point: -1}
}

// grown is a load so many times another.
func (ld load) grown(n float64) load {
	r := ld.perSecond * n
	return load{perSecond: r, perMonth: ld.perMonth * n, position: position(r), point: -1}
}

// growing is how the traffic of the part that was set grows: not at all where
// its work is scheduled.
func (v *Evaluator) growing() scenario.Growth {
	if !v.scene.Grows(v.part) {
		return scenario.Growth{}
	}
	return v.scene.Growth
}

// inMonth is the load of the part that was set, so many months from now.
func (v *Evaluator) inMonth(m float64) load {
	g := v.growing()
	return v.current().grown(g.Times(m))
}

// alongRate reports whether nothing but the rate changes along an axis for the
// part that was set: months take connections with them where it holds some.
func (v *Evaluator) alongRate(a Axis) bool {
	return a == AxisRate || a == AxisMonth && (v.work.connections == 0 || v.scene.Part(v.part).Share > 0)
}

// loadAt is the load at x of an axis along which only the rate changes.
func (v *Evaluator) loadAt(a Axis, x float64) load {
	if a == AxisMonth {
		return v.inMonth(x)
	}
	return v.at(x)
}

// cost returns the $/month of a prepared offer at a load, leaving its usage in
// v.best, and the size that is the cheapest there.
func (v *Evaluator) cost(p *plan, ld *load, exact bool) (float64, *variant) {
	if !p.offer.Model.Pooled() {
		return v.costFleet(p, ld, exact)
	}
	best := v.try(p, &p.variants[0], ld, exact)
	v.take(&p.variants[0])
	for i := 1; i < len(p.variants); i++ {
		if c := v.try(p, &p.variants[i], ld, exact); c < best {
			best = c
			v.take(&p.variants[i])
		}
	}
	return best, v.chosen
}

// try is the cost of a plan with size x, leaving its usage in v.other.
func (v *Evaluator) try(p *plan, x *variant, ld *load, exact bool) float64 {
	v.measure(v.other, p, x, &v.work, ld, exact)
	return p.total(v.other, x, &p.terms)
}

// take makes the size tried last the one chosen.
func (v *Evaluator) take(x *variant) {
	v.best, v.other, v.chosen = v.other, v.best, x
}

// costFleet is cost for fleets sized in advance. Some lines, such as a load
// balancer's or a cache's, come with the second copy: one larger machine, or one
// that has room for the state, may do without.
func (v *Evaluator) costFleet(p *plan, ld *load, exact bool) (float64, *variant) {
	w := &v.work
	x := cheapestFleet(p, w, ld.perSecond, math.Inf(1), false)
	best := v.try(p, x, ld, exact)
	v.take(x)
	if !p.offer.several || w.copies > 1 {
		return best, v.chosen
	}
	alone := v.best.copies <= 1
	if !alone {
		best = v.tryAlone(p, ld, exact, best, false)
	}
	if w.stateMB > 0 && !(alone && x.keepsState) {
		best = v.tryAlone(p, ld, exact, best, true)
	}
	return best, v.chosen
}

// tryAlone is the lower of best and what a single machine costs, which has to
// have room for the part's state if keeping it is wanted.
func (v *Evaluator) tryAlone(p *plan, ld *load, exact bool, best float64, keeping bool) float64 {
	x := cheapestFleet(p, &v.work, ld.perSecond, 1, keeping)
	if x == nil {
		return best
	}
	c := v.try(p, x, ld, exact)
	if c >= best {
		return best
	}
	v.take(x)
	return c
}

// cheapestFleet picks the size whose fleet costs the least among those of at
// most so many copies, and with room for the part's state if keeping it is
// wanted, or nil.
func cheapestFleet(p *plan, w *workload, perSecond, most float64, keeping bool) *variant {
	best := math.Inf(1)
	var chosen *variant
	for i := range p.variants {
		x := &p.variants[i]
		if x.monthCost >= best { // sizes are in order of price
			break
		}
		if keeping && !x.keepsState {
			continue
		}
		if !math.IsInf(most, 1) && copies(p, x, w, perSecond, w.busiest) > most {
			continue
		}
		n := 0.0
		for _, pc := range w.pieces {
			n += pc.Share * copies(p, x, w, perSecond, pc.Times)
		}
		if c := n * x.monthCost; c < best {
			best, chosen = c, x
		}
	}
	return chosen
}

// latency is the distribution of a request's time for the usage in u.
func (v *Evaluator) latency(p *plan, x *variant, u *usage, ld *load) latency {
	if p.offer.Model.Pooled() {
		return v.poolLatency(p, x, u.cold, u.waits)
	}
	return v.queueLatency(p, x, ld)
}

// queueLatency is a request to a fleet sized in advance: in each piece of the
// traffic, inside bursts and outside, a queue before as many servers as
// requests can be worked on at once.
func (v *Evaluator) queueLatency(p *plan, x *variant, ld *load) latency {
	w := &v.work
	wait, mean := 0.0, 0.0
	for _, pc := range w.pieces {
		rate := ld.perSecond * pc.Times
		if rate == 0 {
			continue
		}
		n := copies(p, x, w, ld.perSecond, pc.Times)
		for _, m := range w.moments(rate) {
			if m.requests == 0 {
				continue
			}
			q := queue.AllenCunneen(m.perSecond, x.serviceS, n*x.parallel, 1, v.assume.serviceCV2)
			if !q.Stable {
				return latency{none: true, network: p.rtt}
			}
			share := pc.Share * pc.Times * m.requests
			wait += share * q.Probability
			mean += share * q.Mean
		}
	}
	if wait > 1e-12 {
		mean /= wait
	}
	return v.fleetLatency(p, x, min(wait, 1), mean)
}
