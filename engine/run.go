package engine

import (
	"math"

	"crossover/engine/catalog"
	"crossover/engine/queue"
)

// run is one offer on one part: a plan, and the pools of its sizes.
type run struct {
	plan
	pools *solver
	sizes []runSize
	// need is the figures of pools that the bill and the limits rest on.
	need need
}

// runSize is a size, and the instances of it.
type runSize struct {
	*variant
	instances instances
	at        place
}

// prepare compiles offer o for workload w. The run keeps a pointer to w.
func (r *run) prepare(o *offer, w *workload, pools *solver) {
	r.plan.prepare(o, w)
	r.fill(pools)
}

// prepareSize is prepare for one of the offer's sizes only; it reports whether
// that holds the part.
func (r *run) prepareSize(o *offer, w *workload, pools *solver, name string) bool {
	fits := r.plan.prepareSize(o, w, name)
	if fits {
		r.fill(pools)
	}
	return fits
}

// fill describes the instances of each size.
func (r *run) fill(pools *solver) {
	o, w := r.offer, r.work
	r.pools, r.need = pools, needs(&r.plan)
	r.sizes = r.sizes[:0]
	for i := range r.variants {
		x := &r.variants[i]
		in := instances{
			service: x.serviceS, cold: x.coldS, idle: o.Scaling.IdleS, lifetime: o.Scaling.LifetimeS,
			concurrency: x.concurrency, burst: 1, keptWarm: o.Billing.KeptWarm,
		}
		if w.burst > 1 {
			in.burst, in.burstS = w.burst, w.burstS
		}
		if in.keptWarm && w.p99 > 0 {
			in.target = warmTarget{p99: w.p99, network: r.rtt, variance: r.variance(x), start: r.init}
		}
		r.sizes = append(r.sizes, runSize{variant: x, instances: in, at: nowhere})
	}
}

// needs are the figures of pools that a plan's bill and limits rest on.
func needs(p *plan) need {
	o, w := p.offer, p.work
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

// load is a mean rate, and the requests it is in a month. They are kept apart
// because a rate given per month must not pass through seconds and back.
type load struct {
	perSecond, perMonth float64
	// position is where the rate stands among the knots of a column.
	position float64
	// grid is the rates of the curve that the load is a point of, or nil, and
	// point its place there.
	grid  *grid
	point int
}

// loadOf is the load of a rate that is so many requests a month.
func loadOf(perSecond, perMonth float64) load {
	return load{perSecond: perSecond, perMonth: perMonth, position: position(perSecond)}
}

// times is a load so many times another.
func (ld load) times(n float64) load { return loadOf(ld.perSecond*n, ld.perMonth*n) }

// on makes the load a point of a grid.
func (ld load) on(g *grid) load {
	ld.grid, ld.point = g, g.add(ld.perSecond, ld.position)
	return ld
}

// mode is how a run is worked out.
type mode struct {
	// exact has pools solved; otherwise they are interpolated along the rate.
	exact bool
	// warmth is what keeps instances warm besides the traffic; it takes exact.
	warmth warmth
}

// result is what a run comes to at a load. It has room for the usage of two
// sizes, the cheapest so far and one that it is compared with: the caller keeps
// one and hands it in again.
type result struct {
	// monthly is the $/month of the cheapest size.
	monthly float64
	size    *runSize
	usages  [2]usage
	// cheapest is the place of the cheapest size's usage.
	cheapest int
}

// usage is that of the cheapest size.
func (z *result) usage() *usage { return &z.usages[z.cheapest] }

// cost finds the size that is the cheapest at a load.
func (r *run) cost(z *result, ld *load, m mode) {
	if !r.offer.Model.Pooled() {
		r.costFleet(z, ld, m)
		return
	}
	z.monthly = math.Inf(1)
	for i := range r.sizes {
		r.try(z, &r.sizes[i], ld, m)
	}
}

// try makes z that of size x where that costs less.
func (r *run) try(z *result, x *runSize, ld *load, m mode) {
	u := &z.usages[1-z.cheapest]
	r.measure(u, x, ld, m)
	if c := r.total(u, x.variant, &r.terms); c < z.monthly || math.IsInf(z.monthly, 1) {
		z.monthly, z.size, z.cheapest = c, x, 1-z.cheapest
	}
}

// costFleet is cost for fleets sized in advance. Some lines, such as a load
// balancer's or a cache's, come with the second copy: a single larger machine, or
// one that has room for the state, may do without.
func (r *run) costFleet(z *result, ld *load, m mode) {
	w := r.work
	z.monthly = math.Inf(1)
	x := r.cheapestFleet(ld.perSecond, math.Inf(1), false)
	r.try(z, x, ld, m)
	if !r.offer.several || w.copies > 1 {
		return
	}
	alone := z.usage().copies <= 1
	if !alone {
		r.tryAlone(z, ld, m, false)
	}
	if w.stateMB > 0 && !(alone && x.keepsState) {
		r.tryAlone(z, ld, m, true)
	}
}

// tryAlone tries a single machine, which has to have room for the part's state
// if keeping it is wanted.
func (r *run) tryAlone(z *result, ld *load, m mode, keeping bool) {
	if x := r.cheapestFleet(ld.perSecond, 1, keeping); x != nil {
		r.try(z, x, ld, m)
	}
}

// cheapestFleet picks the size whose fleet costs the least among those of at
// most so many copies, and with room for the part's state if keeping it is
// wanted, or nil.
func (r *run) cheapestFleet(perSecond, most float64, keeping bool) *runSize {
	w := r.work
	best := math.Inf(1)
	var chosen *runSize
	for i := range r.sizes {
		x := &r.sizes[i]
		if x.monthCost >= best { // sizes are in order of price
			break
		}
		if keeping && !x.keepsState {
			continue
		}
		if !math.IsInf(most, 1) && r.copies(x.variant, perSecond, w.busiest) > most {
			continue
		}
		n := 0.0
		for _, pc := range w.pieces {
			n += pc.Share * r.copies(x.variant, perSecond, pc.Times)
		}
		if c := n * x.monthCost; c < best {
			best, chosen = c, x
		}
	}
	return chosen
}

// latency is the distribution of a request's time in a result.
func (r *run) latency(z *result, ld *load) latency {
	x, u := z.size.variant, z.usage()
	if r.offer.Model.Pooled() {
		return poolLatency(r.rtt, x.serviceS, r.variance(x), r.init, u.cold, u.waits)
	}
	return r.queueLatency(x, ld)
}

// queueLatency is a request to a fleet sized in advance: in each piece of the
// traffic, inside bursts and outside, a queue before as many servers as
// requests can be worked on at once.
func (r *run) queueLatency(x *variant, ld *load) latency {
	w := r.work
	wait, mean := 0.0, 0.0
	for _, pc := range w.pieces {
		rate := ld.perSecond * pc.Times
		if rate == 0 {
			continue
		}
		n := r.copies(x, ld.perSecond, pc.Times)
		for _, m := range w.moments(rate) {
			if m.requests == 0 {
				continue
			}
			q := queue.AllenCunneen(m.perSecond, x.serviceS, n*x.parallel, 1, w.assume.serviceCV2)
			if !q.Stable {
				return noLatency(r.rtt)
			}
			share := pc.Share * pc.Times * m.requests
			wait += share * q.Probability
			mean += share * q.Mean
		}
	}
	if wait > 1e-12 {
		mean /= wait
	}
	return fleetLatency(r.rtt, x.serviceS, r.variance(x), min(wait, 1), mean)
}
