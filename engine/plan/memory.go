package plan

import (
	"math"
	"slices"

	"crossover/engine/autoscale"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
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
func (s *Size) MemoryMB(p *Plan, inFlight float64) float64 {
	if s.memory.step == 0 || inFlight >= s.Slots {
		return s.AllocMB
	}
	most := max(1, math.Ceil(inFlight)) // without traffic or chance
	if inFlight > 0 && !p.Work.Deterministic {
		most = autoscale.Enough(inFlight, p.Work.Assume.inFlightSpread)
	}
	return min(s.AllocMB, s.memory.holding(most, s.heldMB, p.Work))
}

// CostWith returns the price of one instance that runs all month with memoryMB.
func (s *Size) CostWith(memoryMB float64) float64 {
	return s.MonthCost - s.mbCost*(s.AllocMB-memoryMB)
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
	w, requests, heldMB := p.Work, x.Concurrency, 0.0
	if w.Connections > 0 { // beside them there is room for as many requests as one needs on average
		requests = min(requests, autoscale.Enough(1, w.Assume.inFlightSpread))
		heldMB = min(x.Held, math.Ceil(w.Open()*w.Busiest)) * w.Assume.connectionMB
	}
	return x.AllocMB - w.MemoryMB - (math.Ceil(requests-1e-9)-1)*w.RequestMB - r.reserve - heldMB
}

func roundUp(x, step float64) float64 {
	if step <= 0 {
		return x
	}
	return math.Ceil(x/step-1e-9) * step
}

// memoryRange returns the memory that a size can be set to.
func (s *Size) memoryRange(p *Plan) memoryRange {
	size, c := s.Machine, &p.Offer.Compute
	r := memoryRange{size.MemoryMB, Most(size), size.StepMB, c.ReserveMB}
	if c.Sizes == "" {
		r = memoryRange{s.AllocMB, c.MaxMB, c.StepMB, 0}
		if p.Offer.memoryOf(&p.fixed) > 0 {
			r.most, r.step = r.least, 0
		}
	} else if mb := p.fixed.MemoryMB; mb > 0 {
		r.least, r.most, r.step = mb, mb, 0
	}
	return r
}

// This file finds the sizes to try if the cheapest ones miss the latency target: more
// expensive ones on which requests are faster.

// memoryTried is the step in MB between the amounts of memory to try.
const memoryTried = 32

// tryMemory appends larger memories to the sizes of an offer that gives CPU by memory, if
// there is a latency target. It stops at one vCPU, because more would cost more without
// being faster for a handler.
func tryMemory(p *Plan) {
	o, w := p.Offer, p.Work
	c := &o.Compute
	if w.P99 == 0 || c.Sizes != "" || c.MBPerVCPU == 0 || w.BilledS > 0 || w.CPUS == 0 || o.memoryOf(&p.fixed) > 0 || len(p.Sizes) == 0 {
		return
	}
	most := c.MBPerVCPU
	if c.MaxMB > 0 {
		most = min(most, c.MaxMB)
	}
	for mb := p.Sizes[0].AllocMB; mb < most; {
		mb = min(roundUp(mb+1, memoryTried), most)
		p.leastMB = roundUp(mb, c.StepMB)
		if x, ok := p.variant(&o.Sizes[0], 1); ok {
			p.Sizes = append(p.Sizes, x)
		}
	}
	p.leastMB = 0
}

// splitFaster moves the sizes that can be the cheapest to the front and sets Cheap to
// their number. Behind them it puts faster sizes in order of price, each faster than all
// before it.
func splitFaster(p *Plan) {
	xs, n := p.Sizes, 0
	for i := range xs {
		if !slices.ContainsFunc(xs[:n], func(x Size) bool { return x.beats(&xs[i], p) }) {
			xs[n], xs[i] = xs[i], xs[n]
			n++
		}
	}
	p.Cheap = n
	if p.Work.P99 == 0 || p.Offer.Model == catalog.CPUTime {
		p.Sizes = xs[:n]
		return
	}
	sortByPrice(xs[n:])
	fastest := xs[0].ServiceS
	for i := 1; i < n; i++ {
		fastest = min(fastest, xs[i].ServiceS)
	}
	end := n
	for i := n; i < len(xs); i++ {
		if xs[i].ServiceS < fastest {
			fastest = xs[i].ServiceS
			xs[end] = xs[i]
			end++
		}
	}
	p.Sizes = xs[:end]
}

// FixesSize reports whether the scenario fixes the size and the offer sells it.
func FixesSize(p *Plan) bool { return p.fixed != (scenario.SizeWanted{}) }

// Fix makes w the workload of p, a part that differs only in its size.
func (w *Workload) Fix(p *scenario.Part) {
	w.Part, w.fixed = p, p.Size.Wanted()
}

// KeepsMore reports whether more instances can be kept running at the normal price to
// reduce cold starts, and the user has not fixed their number.
func KeepsMore(p *Plan) bool {
	c := &p.Work.Part.Counts
	return p.Work.P99 > 0 && p.Offer.Model == catalog.Uptime && !p.Offer.Billing.KeptWarm && p.Offer.keepsWarm() &&
		c.Min == 0 && c.Copies == 0 && p.Work.Connections == 0
}
