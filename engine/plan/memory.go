package plan

import (
	"math"
	"slices"

	"crossover/engine/autoscale"
)

// This file computes the memory of an instance: for the program, for the requests in flight
// and for connections.

// memoryRange is the range of a size's memory in MB: least, and further steps up to most
// (0 for no limit), including reserve for the system.
type memoryRange struct{ least, most, step, reserve float64 }

// stretch sets the memory of an instance to hold want requests at once, within its range.
// It returns the number of requests it holds, at most limit and at least 1.
func stretch(x *Size, r memoryRange, want, limit float64, w *Workload) float64 {
	x.AllocMB = r.holding(want, 0, w)
	return max(1, min(limit, room(x.AllocMB-r.reserve, w)))
}

// holding returns the memory in the range that holds the given number of requests at once
// beside connections, or the largest.
func (r *memoryRange) holding(requests, heldMB float64, w *Workload) float64 {
	need := w.MemoryMB + (math.Ceil(requests-1e-9)-1)*w.RequestMB + heldMB + r.reserve
	mb := r.least + roundUp(max(0, need-r.least), r.step)
	if r.most > 0 && mb > r.most {
		mb = max(r.most, r.least)
	}
	return mb
}

// MemoryMB returns the memory with which an instance of a size is bought when inFlight
// requests are in flight in total at the peak. It is smaller than AllocMB if these are
// fewer than an instance is meant to take.
func (x *Size) MemoryMB(p *Plan, inFlight float64) float64 {
	if x.memory.step == 0 {
		return x.AllocMB
	}
	most := max(1, math.Ceil(inFlight)) // without traffic or chance
	if inFlight > 0 && !p.Work.Deterministic {
		most = autoscale.Enough(inFlight, p.Work.Assume.inFlightSpread)
	}
	return min(x.AllocMB, x.memory.holding(most, x.heldMB, p.Work))
}

// Stretches reports whether a fleet of the plan has memory that follows the requests in
// flight. Its cheapest size is found at the most memory.
func Stretches(p *Plan) bool {
	return !p.Offer.Model.Pooled() && slices.ContainsFunc(p.Sizes, func(x Size) bool { return x.memory.step > 0 })
}

// room returns the number of requests that fit into memory: the first needs the instance's
// memory, each further one the request memory.
func room(usableMB float64, w *Workload) float64 {
	if w.RequestMB <= 0 {
		return math.Inf(1)
	}
	return 1 + math.Floor(max(0, usableMB-w.MemoryMB)/w.RequestMB)
}

// spare returns the memory of an instance not used by the program, requests or
// connections, in MB.
func (p *Plan) spare(x *Size, r memoryRange) float64 {
	w := p.Work
	taken := w.MemoryMB + (math.Ceil(x.Concurrency-1e-9)-1)*w.RequestMB + r.reserve
	if w.Connections > 0 {
		taken += min(x.Held, math.Ceil(w.Open()*w.Busiest)) * p.Work.Assume.connectionMB
	}
	return x.AllocMB - taken
}

func roundUp(x, step float64) float64 {
	if step <= 0 {
		return x
	}
	return math.Ceil(x/step-1e-9) * step
}

// memoryRange returns the memory that a size can be set to.
func (x *Size) memoryRange(p *Plan) memoryRange {
	s, c := x.Machine, &p.Offer.Compute
	r := memoryRange{s.MemoryMB, Most(s), s.StepMB, c.ReserveMB}
	if c.Sizes == "" {
		r = memoryRange{x.AllocMB, c.MaxMB, c.StepMB, 0}
		if p.Offer.memoryOf(&p.fixed) > 0 {
			r.most, r.step = r.least, 0
		}
	} else if mb := p.fixed.MemoryMB; mb > 0 {
		r.least, r.most, r.step = mb, mb, 0
	}
	return r
}
