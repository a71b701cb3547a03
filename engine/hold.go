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

// shares are the shares of its connections that the memory of a size is tried
// with, where the memory can be chosen. With all of them few machines hold every
// connection; with fewer, each of many machines that are needed for the messages
// holds a few.
func (p *plan) shares(s *catalog.Size) []float64 {
	if p.work.holds(p.offer) && (s.StepMB > 0 || p.offer.Compute.Sizes == "") {
		return connectionShares[:]
	}
	return connectionShares[:1]
}

var connectionShares = [...]float64{1, 1. / 4, 1. / 16, 1. / 64, 0}

// holdConnections sets how many connections an instance holds: what its memory
// has room for beside the program and the requests it works on, and no more
// than the platform or a process allows. The memory grows as far as its range
// goes, to hold a share of the connections that each copy has at the busiest time. It reports
// whether the part's memory leaves room for any.
func (p *plan) holdConnections(x *variant, r memoryRange, share float64) bool {
	w, a := p.work, p.work.assume
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
	need := program + math.Ceil(share*w.connections*w.busiest/copies)*a.connectionMB
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
