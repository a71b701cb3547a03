package plan

import (
	"cmp"
	"slices"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

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
		if !slices.ContainsFunc(xs[:n], func(x Size) bool { return x.beats(&xs[i], p.Offer) }) {
			xs[n], xs[i] = xs[i], xs[n]
			n++
		}
	}
	p.Cheap = n
	if p.Work.P99 == 0 || p.Offer.Model == catalog.CPUTime {
		p.Sizes = xs[:n]
		return
	}
	slices.SortFunc(xs[n:], func(a, b Size) int {
		return cmp.Or(cmp.Compare(a.MonthCost, b.MonthCost), cmp.Compare(a.AllocMB, b.AllocMB))
	})
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
