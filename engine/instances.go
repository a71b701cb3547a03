package engine

import (
	"math"

	"crossover/engine/catalog"
)

// This file is how many instances a run has: in a piece of the traffic, at the
// busiest moment, and for objects.

// pool returns the state of the pool of size x in piece i of the traffic: solved
// where the exact figure is wanted, or else from its column.
func (r *run) pool(x *runSize, ld *load, i int, m mode) poolState {
	w := r.work
	rate := ld.perSecond * w.pieces[i].Times
	switch {
	case w.holds(r.offer):
		return r.held(x, rate, w.pieces[i].Times)
	case r.offer.Scaling.PerRun:
		return perRun(rate, x.coldS)
	case rate <= 0:
		return x.instances.unused(m.warmth)
	}
	var s poolState
	switch {
	case w.deterministic:
		s = x.instances.scheduled(m.warmth, rate)
	case m.exact:
		s = r.pools.solve(&x.instances, m.warmth, rate)
	case ld.grid != nil:
		s = *r.pools.sample(&x.instances, &x.at, ld.grid, w.pieces, &w.logTimes, r.need, ld.point, i)
	default:
		s = r.pools.along(&x.instances, &x.at, rate, shifted(ld.position, w.logTimes[i]), r.need)
	}
	s.atLeast(r.offer.Scaling.MinColdProbability, rate/x.perSecond)
	return s
}

// held is a pool that holds so many times the mean connections.
func (r *run) held(x *runSize, perSecond, times float64) poolState {
	w := r.work
	return x.instances.held(holding{
		open: w.connections * times, opened: w.connects(r.offer) * times, each: x.held,
		perSecond: perSecond, sustained: x.perSecond,
	})
}

// peak is the number of instances at the busiest moment: in the busiest piece,
// at the peak of a burst.
func (r *run) peak(x *runSize, ld *load, exact bool) float64 {
	w := r.work
	rate := ld.perSecond * w.busiest * w.burst
	switch {
	case w.holds(r.offer):
		return r.held(x, rate, w.busiest).total
	case r.offer.Scaling.PerRun:
		return perRun(rate, x.coldS).total
	case rate <= 0:
		return x.instances.unused(warmth{}).total
	}
	var s poolState
	switch {
	case w.deterministic:
		s = x.instances.scheduled(warmth{}, rate)
	case exact || beyond(rate):
		calm := x.instances.without()
		s = r.pools.solve(&calm, warmth{}, rate)
	default:
		s = r.pools.interpolate(&x.instances, &x.at, shifted(ld.position, math.Log10(w.busiest*w.burst)), needTotal, true)
	}
	s.atLeast(r.offer.Scaling.MinColdProbability, rate/x.perSecond)
	return s.total
}

// awake is the mean number of objects that are billed: those with a connection,
// or those handling a request. Each room has an object. A message is handled by
// itself, waiting included: how objects are billed for it.
// https://developers.cloudflare.com/durable-objects/platform/pricing/
func (r *run) awake(x *variant, ld *load) float64 {
	o, w := r.offer, r.work
	busy := (ld.perSecond + w.connects(o)) * x.serviceS
	if w.connections == 0 {
		return busy
	}
	open := max(min(1, w.connections), w.connections/w.room)
	if o.hold == catalog.HoldHibernating {
		return min(open, busy)
	}
	return open
}

// roomOverload reports whether the messages of one room compute more than the
// one thread that its object has.
func (r *run) roomOverload(ld *load) bool {
	o, w := r.offer, r.work
	if w.connections == 0 || !o.holdsObjects() {
		return false
	}
	share := min(1, w.room/w.connections)
	return over(ld.perSecond*w.busiest*share*w.cpuS, 1)
}
