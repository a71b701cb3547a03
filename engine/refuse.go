package engine

import (
	"math"
	"slices"
	"strings"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// refuse notes what rules the offer out whatever its size.
func (p *plan) refuse() {
	o, w, part := p.offer, p.work, p.work.part
	if by := p.banned(); by != "" {
		p.refused.add(Reason{Code: Banned, Detail: by})
	}
	if o.Closed != "" {
		p.refused.add(Reason{Code: Closed, Detail: o.Closed})
	}
	if len(o.Runtimes) > 0 && !slices.Contains(o.Runtimes, part.Runtime) {
		p.refused.add(Reason{Code: RuntimeMissing, Detail: strings.Join(o.Runtimes, ", ")})
	}
	if part.Arch != "any" && !slices.Contains(o.Arch, part.Arch) {
		p.refused.add(Reason{Code: ArchMismatch, Detail: strings.Join(o.Arch, ", ")})
	}
	isGPU := o.Kind == catalog.KindGPU
	if w.gpu && !isGPU {
		p.refused.add(Reason{Code: GPUMissing, Detail: part.GPU})
	}
	if !w.gpu && isGPU {
		p.refused.add(Reason{Code: GPUNotNeeded})
	}
	if l := o.Limits.MaxResponseKB; l > 0 && part.ResponseKB > l && w.connections == 0 {
		p.refused.add(Reason{Code: ResponseLimit, Value: part.ResponseKB, Limit: l})
	}
	if l := o.Limits.MaxCPUMS; l > 0 && w.cpuS*1e3 > l {
		p.refused.add(Reason{Code: CPULimit, Value: w.cpuS, Limit: l / 1e3})
	}
	// The memory of isolates is checked with the sizes.
	if l := o.Limits.MaxMemoryMB; l > 0 && w.memoryMB > l && !o.Compute.Isolate {
		p.refused.add(Reason{Code: MemoryLimit, Value: w.memoryMB, Limit: l})
	}
	switch {
	case o.Spot != "":
		p.refused.add(Reason{Code: SpotRisk, Detail: o.Spot})
	case w.commit == string(scenario.CommitSpot) && p.discounted():
		p.refused.add(Reason{Code: SpotRisk, Detail: "is priced as spot capacity, which the vendor may take back"})
	}
}

// discounted reports whether the scenario's commitment lowers a line.
func (p *plan) discounted() bool {
	for i := range p.lines {
		if p.lines[i].off > 0 {
			return true
		}
	}
	return false
}

// maxRun is how long a request may take, 0 for no limit.
func (p *plan) maxRun() float64 {
	l := &p.offer.Limits
	if p.work.event && l.MaxEventDurationS > 0 {
		return l.MaxEventDurationS
	}
	return l.MaxDurationS
}

// longest is the longest run of a request on size x, which stretches as the
// mean does.
func (p *plan) longest(x *variant) float64 {
	w := p.work
	if w.serviceS <= 0 || w.billedS > 0 {
		return max(x.serviceS, w.longestS)
	}
	return w.longestS * (x.serviceS / w.serviceS)
}

// refuseTimes notes a request too long for the fastest size that is left.
func (p *plan) refuseTimes() {
	l := p.maxRun()
	if l == 0 {
		return
	}
	best := math.Inf(1)
	for i := range p.variants {
		best = min(best, p.longest(&p.variants[i]))
	}
	if over(best, l) {
		p.refused.add(Reason{Code: DurationLimit, Value: best, Limit: l})
	}
}

// over reports whether x is above a limit, 0 meaning none; a billionth is
// rounding noise.
func over(x, limit float64) bool { return limit > 0 && x > limit*(1+1e-9) }
