package engine

import (
	"math"

	"crossover/engine/catalog"
)

// This file is how connections are held open. On an instance they take memory
// and keep it running; a gateway holds them for instances that need not run; an
// object is awake while one is open, or only while it handles a message.

// holdOf is where an offer holds connections.
func holdOf(o *catalog.Offer) catalog.Hold {
	switch {
	case o.Connections.Hold != "":
		return o.Connections.Hold
	case o.Model == catalog.PerInvocation || o.Model == catalog.CPUTime || o.Scaling.PerRun:
		return catalog.HoldNone
	default:
		return catalog.HoldInstance
	}
}

// holds reports whether instances of the offer hold the part's connections.
func (w *workload) holds(o *offer) bool {
	return w.connections > 0 && o.hold == catalog.HoldInstance
}

// holdsObjects reports whether the offer is objects that hold connections.
func (o *offer) holdsObjects() bool {
	return o.hold == catalog.HoldObject || o.hold == catalog.HoldHibernating
}

// connects is how many connections are opened a second: in the long run as many
// as end, by themselves or because the platform ends them.
func (w *workload) connects(o *offer) float64 {
	if w.connections == 0 {
		return 0
	}
	length := w.connectionS
	if l := o.Connections.MaxS; l > 0 {
		length = min(length, l)
	}
	return w.connections / length
}

// awake is the mean number of objects that are billed: those with a connection,
// or those handling a request. Each room has an object. A message is handled by
// itself, waiting included: how objects are billed for it.
// https://developers.cloudflare.com/durable-objects/platform/pricing/
func (w *workload) awake(o *offer, x *variant, ld *load) float64 {
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
func (w *workload) roomOverload(o *offer, ld *load) bool {
	if w.connections == 0 || !o.holdsObjects() {
		return false
	}
	share := min(1, w.room/w.connections)
	return over(ld.perSecond*w.busiest*share*w.cpuS, 1)
}

// growths are the shares of its connections that the memory of a size is tried
// with, where it can be chosen: few machines hold them all, or each of many that
// are there for the messages a few.
func (v *Evaluator) growths(o *offer, s *catalog.Size, w *workload) []float64 {
	if w.holds(o) && (s.StepMB > 0 || o.Compute.Sizes == "") {
		return growths[:]
	}
	return growths[:1]
}

var growths = [...]float64{1, 1. / 4, 1. / 16, 1. / 64, 0}

// holdConnections sets how many connections an instance holds: what its memory
// has room for beside the program and the requests it works on, and no more
// than the platform or a process allows. The memory grows as far as its range
// goes, to hold that share of what the busiest time has on each copy. It reports
// whether the part's memory leaves room for any.
func (v *Evaluator) holdConnections(p *plan, x *variant, r memoryRange, w *workload, grown float64) bool {
	a := v.assume
	limit := a.instanceConnections
	if l := p.offer.Connections.PerInstance; l > 0 {
		limit = l
		if c := w.part.Concurrency; c > 0 { // a connection is a request that lasts
			limit = min(limit, c)
		}
		if t := p.offer.Scaling.TargetCPU; t > 0 { // what an autoscaler aims at, of either
			limit = max(1, math.Floor(limit*t))
		}
	}
	program := w.memoryMB + (math.Ceil(x.concurrency-1e-9)-1)*w.requestMB + r.reserve
	most := min(limit, max(1, math.Floor((max(r.most, x.allocMB)-program)/a.connectionMB)))
	if r.most == 0 && r.step > 0 { // a range without an end
		most = limit
	}
	copies := math.Ceil(w.connections * w.busiest / most)
	if !p.offer.Model.Pooled() {
		copies = max(copies, w.copies)
	}
	need := program + math.Ceil(grown*w.connections*w.busiest/copies)*a.connectionMB
	if need > x.allocMB && (r.step > 0 || r.most > r.least) {
		x.allocMB = r.least + roundUp(max(0, need-r.least), r.step)
		if r.most > 0 {
			x.allocMB = max(r.least, min(x.allocMB, r.most))
		}
	}
	x.held = min(limit, math.Floor((x.allocMB-program)/a.connectionMB+1e-9))
	if x.held < 1 {
		x.held = 1 // to have a bill all the same
		return false
	}
	return true
}

// heldPool is a pool whose instances hold connections. With Poisson arrivals
// the share of time without an open connection is e^-N for N on average, and an
// instance stops if none opens before its idle time is over (M/G/inf, Takacs
// 1962). Beyond what one holds, as many run as hold them all.
func heldPool(p *plan, x *variant, w *workload, perSecond, times float64) poolState {
	o := p.offer
	open, opened := w.connections*times, w.connects(o)*times
	closed := math.Exp(-open)
	down := closed * math.Exp(-opened*o.Scaling.IdleS)
	s := poolState{running: 1 - closed, total: 1 - down, whole: true}
	if open > x.held {
		s.running = math.Ceil(open/x.held - 1e-9)
	}
	s.running = max(s.running, perSecond/x.perSecond) // what the messages take
	s.total = max(s.total, s.running)
	if perSecond > 0 {
		s.cold = min(1, down*opened/perSecond)
	}
	if o.Billing.KeptWarm {
		s.keep = 1
		s.total, s.cold = max(1, s.total), 0
	}
	return s
}
