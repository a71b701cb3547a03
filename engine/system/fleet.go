package system

import (
	"cmp"
	"math"
	"slices"

	"crossover/engine/layout"
	"crossover/engine/plan"
	"crossover/engine/run"
)

// This file computes the capacity that a part leaves on its machines for other parts: the
// loads of package layout.
//
// A fleet fills its machines one after the other, until CPU, memory or concurrency is
// exhausted. The CPU and memory left on the last one are free for other parts on the same
// offer and size. A GPU is never shared, but the GPUs of a machine are counted one by one.
// Where redundancy asks for more copies than the load needs, the load is spread evenly
// over the copies, and each of them is an item. Parts that hold connections or keep state
// do not share machines.

// stretchLoad is the machines a part needs in one stretch of its traffic.
type stretchLoad struct {
	share, times float64
	layout.Load
}

// stretchesOf returns the machines a fleet of size x needs in each stretch of the month,
// the busiest first.
func stretchesOf(r *run.Run, x *plan.Size, ld *run.Load) []stretchLoad {
	w := r.Work
	out := make([]stretchLoad, 0, len(w.Pieces))
	for _, pc := range w.Pieces {
		rate := r.Peak(x, ld.PerSecond*pc.Times)
		l := stretchLoad{share: pc.Share, times: pc.Times}
		least := r.Fewest()
		if rate > x.PerSecond*(least-1) {
			l.Full, l.Copies = r.Copies(x, ld.PerSecond, pc.Times)-1, 1
			l.Item = itemOf(&r.Plan, x, max(0, rate-l.Full*x.PerSecond))
		} else {
			l.Copies = least
			l.Item = itemOf(&r.Plan, x, rate/least)
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b stretchLoad) int { return cmp.Compare(b.times, a.times) })
	return out
}

// itemOf returns the shares of one machine that requests at a rate use.
func itemOf(p *plan.Plan, x *plan.Size, perSecond float64) [layout.Dims]float64 {
	w := p.Work
	var it [layout.Dims]float64
	if limit := p.CPULimit(x); !math.IsInf(limit, 1) {
		it[0] = perSecond / limit
	}
	atOnce := perSecond * x.ServiceS / p.Target()
	slots := min(max(1, math.Ceil(atOnce-1e-9)), max(1, x.Slots))
	it[1] = (w.MemoryMB + (slots-1)*w.RequestMB) / max(1, x.AllocMB-p.Offer.Compute.ReserveMB)
	if x.GPUs > 0 && w.GPU {
		each := max(1, w.Part.Concurrency)
		gpus := 1.0
		if mb := w.Offers.GPUMemory(x.Machine); mb > 0 && w.GPUMB > mb { // a request needs several GPUs
			gpus = math.Ceil(w.GPUMB / mb)
		}
		it[2] = max(1, math.Ceil(atOnce/each-1e-9)) * gpus / x.GPUs
	}
	for d := range it {
		it[d] = min(it[d], 1)
	}
	return it
}

// slotShares divides the month so that no part's load changes within a slot. The busiest
// stretches of all parts are assumed to coincide, then the next, which is the worst case
// for sharing machines.
func slotShares(all [][]stretchLoad) []float64 {
	edges := []float64{1}
	for _, stretches := range all {
		at := 0.0
		for _, l := range stretches {
			at += l.share
			edges = append(edges, at)
		}
	}
	slices.Sort(edges)
	var out []float64
	last := 0.0
	for _, e := range edges {
		if e-last > 1e-9 && e < 1+1e-9 {
			out = append(out, e-last)
			last = e
		}
	}
	return out
}

// inSlots returns the load in each slot.
func inSlots(stretches []stretchLoad, shares []float64) []layout.Load {
	out := make([]layout.Load, len(shares))
	k, end, at := 0, stretches[0].share, 0.0
	for i, s := range shares {
		for at+s/2 > end && k+1 < len(stretches) {
			k++
			end += stretches[k].share
		}
		out[i] = stretches[k].Load
		at += s
	}
	return out
}
