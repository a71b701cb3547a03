package plan

import (
	"math"

	"crossover/engine/autoscale"
	"crossover/engine/catalog"
)

// This file computes how connections are held open. On an instance they use memory and
// keep it running; a gateway holds them for instances that need not run; an object is
// awake while one is open, or only while it handles a message.

// holdOf returns the place where an offer holds connections.
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

// Holds reports whether instances of the offer hold the part's connections.
func (w *Workload) Holds(o *Offer) bool {
	return w.Connections > 0 && o.Hold == catalog.HoldInstance
}

// Connects returns the number of connections opened per second. In the long run it is the
// number that end, by themselves or because the platform ends them.
func (w *Workload) Connects(o *Offer) float64 {
	if w.Connections == 0 {
		return 0
	}
	length := w.connectionS
	if l := o.Connections.MaxS; l > 0 {
		length = min(length, l)
	}
	return w.Open() / length
}

// shares returns the shares of its connections for which the memory of a size is tried, if
// the memory can be chosen. With all of them few machines hold every connection; with
// fewer, each of the many machines needed for the messages holds a few.
func (p *Plan) shares(s *catalog.Size) []float64 {
	if p.Work.Holds(p.Offer) && (s.StepMB > 0 || p.Offer.Compute.Sizes == "") {
		return connectionShares[:]
	}
	return connectionShares[:1]
}

var connectionShares = [...]float64{1, 1. / 2, 1. / 4, 1. / 16, 1. / 64, 0}

// holdConnections sets the number of connections an instance holds: those that fit in its
// memory beside the program and the most requests in flight, limited by the platform or a
// process. The memory grows within its range to hold a share of the connections that each
// copy has at the peak. It reports whether the part's memory leaves room for any.
func (p *Plan) holdConnections(x *Size, r memoryRange, inFlight, share float64) bool {
	w, a := p.Work, p.Work.Assume
	limit := a.instanceConnections
	if l := p.Offer.Connections.PerInstance; l > 0 {
		limit = l
		if c := w.Part.Concurrency; c > 0 { // a connection counts as a long request
			limit = min(limit, c)
		}
		if t := p.Offer.Scaling.TargetCPU; t > 0 { // the autoscaler's target applies to connections too
			limit = max(1, math.Floor(limit*t))
		}
	}
	inFlight = min(inFlight, autoscale.Enough(1, a.inFlightSpread)) // whatever the CPU takes
	program := w.MemoryMB + (math.Ceil(inFlight-1e-9)-1)*w.RequestMB + r.reserve
	most := min(limit, max(1, math.Floor((max(r.most, x.AllocMB)-program)/a.connectionMB)))
	if r.most == 0 && r.step > 0 { // an unlimited range
		most = limit
	}
	copies := math.Ceil(w.Open() * w.Busiest / most)
	if !p.Offer.Model.Pooled() {
		copies = max(copies, p.Asked)
	}
	need := program + math.Ceil(share*w.Open()*w.Busiest/copies)*a.connectionMB
	if need > x.AllocMB && (r.step > 0 || r.most > r.least) {
		x.AllocMB = r.least + roundUp(max(0, need-r.least), r.step)
		if r.most > 0 {
			x.AllocMB = max(r.least, min(x.AllocMB, r.most))
		}
	}
	x.Held = min(limit, math.Floor((x.AllocMB-program)/a.connectionMB+1e-9))
	if x.Held < 1 {
		x.Held = 1 // so that there is a bill
		return false
	}
	x.heldMB = min(x.Held, math.Ceil(w.Open()*w.Busiest)) * a.connectionMB
	x.Slots = min(x.Slots, room(x.AllocMB-r.reserve-x.heldMB, w)) // the rest is for requests
	x.Concurrency = min(x.Concurrency, x.Slots)
	return true
}

// store is a table of sizes that hold state, such as the nodes of a cache.
type store struct {
	sizes  []catalog.Size
	titles []string
}

// newStore compiles a table; title is the title of its lines, or "" for the table's own.
func newStore(t *catalog.SizeTable, title string) *store {
	s := &store{sizes: t.Sizes}
	if title == "" {
		title = t.Title
	}
	for i := range t.Sizes {
		s.titles = append(s.titles, title+", "+t.Sizes[i].Name)
	}
	return s
}

// Title returns the title of a line for one of the sizes.
func (s *store) Title(size *catalog.Size) string {
	for i := range s.sizes {
		if &s.sizes[i] == size {
			return s.titles[i]
		}
	}
	return ""
}

// choose returns the size that holds mb of state at the lowest price, and the number
// needed.
func (s *store) choose(mb float64) (size *catalog.Size, n float64) {
	best := math.Inf(1)
	for i := range s.sizes {
		x := &s.sizes[i]
		k := max(1, math.Ceil(mb/x.MemoryMB-1e-9))
		if c := k * x.Price; c < best || c == best && k < n {
			best, size, n = c, x, k
		}
	}
	return size, n
}

// whole returns the cheapest size that holds mb in one piece, or the largest.
func (s *store) whole(mb float64) *catalog.Size {
	best := &s.sizes[0]
	for i := range s.sizes {
		x := &s.sizes[i]
		holds, held := x.MemoryMB >= mb, best.MemoryMB >= mb
		if holds && (!held || x.Price < best.Price) || !held && x.MemoryMB > best.MemoryMB {
			best = x
		}
	}
	return best
}

// keep sets a line's size and number to hold the part's state in each copy, or its single
// database.
func (p *Plan) keep(l *Line, s *store) {
	if l.need == databaseNeed {
		l.Stored = s.whole(p.Work.Part.DatabaseMB)
		if most := l.Stored.MemoryMB; Over(p.Work.Part.DatabaseMB, most) {
			p.Refused.Add(Reason{Code: DatabaseMissing, Detail: "has no managed database of more than " + Count(most) + " MB with a known price"})
		}
		return
	}
	size, n := s.choose(p.Work.StateMB)
	l.Stored = size
	l.Each *= n * p.Asked
}
