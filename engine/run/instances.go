package run

import (
	"math"

	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/pool"
)

// This file computes how many instances a run has: in a piece of the traffic, at the peak,
// and for objects.

// pool returns the state of the pool of size x in piece i of the traffic. It is solved if
// the mode is exact, and otherwise read from its column.
func (r *Run) pool(x *Size, ld *Load, i int, m Mode) (s pool.State) {
	w, times := r.Work, r.Work.Pieces[i].Times
	rate := ld.PerSecond * times
	switch {
	case m.Bill && r.apart:
		return s
	case w.Holds(r.Offer):
		s = r.held(x, rate, times)
		limit(r, &s, x, ld, times, m)
		return s
	case r.Offer.Scaling.PerRun:
		return pool.PerRun(rate, x.ColdS)
	case rate <= 0 && (w.Deterministic || !m.Least):
		s = x.Instances.Unused(m.warmth)
		limit(r, &s, x, ld, times, m)
		return s
	case w.Deterministic:
		s = x.Instances.Scheduled(m.warmth, rate)
	case m.Least:
		most := math.Inf(1)
		if r.created {
			most = r.most(x, ld, times, m)
		}
		s = x.Instances.Fewest(rate, rate/x.PerSecond, most)
		s.Cold = r.Offer.Scaling.MinColdProbability
		return s
	case m.Exact:
		s = r.Pools.Solve(&x.Instances, m.warmth, rate)
	case ld.grid != nil:
		s = *r.Pools.Sample(&x.Instances, &x.at, ld.grid, w.Pieces, &w.LogTimes, wanted(r, m), ld.point, i)
	default:
		s = r.Pools.Along(&x.Instances, &x.at, rate, pool.Shifted(ld.position, w.LogTimes[i]), wanted(r, m))
	}
	if m.Timed && !m.Exact {
		r.Pools.Surge(&s, &x.Instances, rate)
	}
	s.AtLeast(r.Offer.Scaling.MinColdProbability, rate/x.PerSecond)
	limit(r, &s, x, ld, times, m)
	return s
}

// limit leaves s no more instances than the user has created. Where all of these are
// kept running, none starts.
func limit(r *Run, s *pool.State, x *Size, ld *Load, times float64, m Mode) {
	if !r.created {
		return
	}
	most := r.most(x, ld, times, m)
	if s.AtMost(most); max(x.Instances.Kept, m.warmth.Pinged) >= most {
		s.Cold, s.Waits = 0, 0
	}
}

// most returns the number of instances the user has created for times the mean rate: those
// of a fleet of fixed size.
func (r *Run) most(x *Size, ld *Load, times float64, m Mode) float64 {
	return max(r.Copies(x.Size, ld.PerSecond, times), m.warmth.Pinged)
}

// held returns the pool that holds times the mean number of connections.
func (r *Run) held(x *Size, perSecond, times float64) pool.State {
	w := r.Work
	return x.Instances.Held(pool.Holding{
		Open: w.Open() * times, Opened: w.Connects(r.Offer) * times, Each: x.Held,
		PerSecond: perSecond, Sustained: x.PerSecond,
	})
}

// peak returns the number of instances at the peak: in the busiest piece, during a burst.
func (r *Run) peak(x *Size, ld *Load, exact bool) float64 {
	w := r.Work
	rate := ld.PerSecond * w.Busiest * w.Burst
	switch {
	case w.Holds(r.Offer):
		return r.held(x, rate, w.Busiest).Total
	case r.Offer.Scaling.PerRun:
		return pool.PerRun(rate, x.ColdS).Total
	case rate <= 0:
		return x.Instances.Unused(pool.Warmth{}).Total
	}
	var s pool.State
	switch {
	case w.Deterministic:
		s = x.Instances.Scheduled(pool.Warmth{}, rate)
	case exact || pool.Beyond(rate):
		calm := x.Instances.Without()
		s = r.Pools.Solve(&calm, pool.Warmth{}, rate)
	default:
		s = r.Pools.Interpolate(&x.Instances, &x.at, pool.Shifted(ld.position, math.Log10(w.Busiest*w.Burst)), pool.NeedTotal, true)
	}
	s.AtLeast(r.Offer.Scaling.MinColdProbability, rate/x.PerSecond)
	if r.created {
		s.AtMost(r.most(x, ld, w.Busiest, Mode{}))
	}
	return s.Total
}

// awake returns the mean number of billed objects: those with a connection, or those
// handling a request. Each room has one object. Each message is handled by itself, and
// objects are billed for it including the time it waits.
// https://developers.cloudflare.com/durable-objects/platform/pricing/
func (r *Run) awake(x *plan.Size, ld *Load) float64 {
	o, w := r.Offer, r.Work
	busy := (ld.PerSecond + w.Connects(o)) * x.ServiceS
	if w.Connections == 0 {
		return busy
	}
	open := max(min(1, w.Connections), w.Connections/w.Room)
	if o.Hold == catalog.HoldHibernating {
		return min(open, busy)
	}
	return open * w.Online
}

// roomOverload reports whether the messages of one room need more CPU than the single
// thread of its object.
func (r *Run) roomOverload(ld *Load) bool {
	o, w := r.Offer, r.Work
	if w.Connections == 0 || o.Hold != catalog.HoldObject && o.Hold != catalog.HoldHibernating {
		return false
	}
	share := min(1, w.Room/w.Connections)
	return plan.Over(ld.PerSecond*w.Busiest*share*w.CPUS, 1)
}
