package plan

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"crossover/engine/catalog"
)

// refuse adds the reasons that rule the offer out at any size.
func (p *Plan) refuse() {
	o, w, part, batch := p.Offer, p.Work, p.Work.Part, max(1, p.Batches.Fixed)
	if by := p.banned(); by != "" {
		p.Refused.Add(Reason{Code: Banned, Detail: by})
	}
	isGPU := o.Kind == catalog.KindGPU
	if w.GPU && !isGPU {
		r := Reason{Code: GPUMissing, Detail: part.GPU}
		if part.GPU == "any" {
			r.Detail = "one"
		}
		p.Refused.Add(r)
	}
	if !w.GPU && isGPU {
		p.Refused.Add(Reason{Code: GPUNotNeeded})
	}
	if o.Closed != "" {
		p.Refused.Add(Reason{Code: Closed, Detail: o.Closed})
	}
	if len(o.Runtimes) > 0 && !slices.Contains(o.Runtimes, part.Runtime) {
		p.Refused.Add(Reason{Code: RuntimeMissing, Detail: strings.Join(o.Runtimes, ", ")})
	}
	if part.Arch != "any" && !slices.Contains(o.Arch, part.Arch) {
		p.Refused.Add(Reason{Code: ArchMismatch, Detail: strings.Join(o.Arch, ", ")})
	}
	if l := o.Limits.MaxResponseKB; l > 0 && part.ResponseKB > l && w.Connections == 0 {
		p.Refused.Add(Reason{Code: ResponseLimit, Value: part.ResponseKB, Limit: l})
	}
	if l := o.Limits.MaxCPUMS; l > 0 && batch*w.CPUS*1e3 > l {
		p.Refused.Add(Reason{Code: CPULimit, Value: batch * w.CPUS, Limit: l / 1e3})
	}
	if o.Compute.Isolate && part.WorkingSetMB == 0 {
		p.Refused.Add(Reason{Code: WorkingSetAssumed, Value: w.workingSet(), Limit: o.Compute.MaxMB})
	}
	if o.shared && w.CPUS > 0 {
		p.Refused.Add(Reason{Code: SharedCores, Value: w.Assume.sharedCore * 100})
	}
	// The memory of isolates is checked with the sizes.
	if l := o.Limits.MaxMemoryMB; l > 0 && w.MemoryMB > l && !o.Compute.Isolate {
		p.Refused.Add(Reason{Code: MemoryLimit, Value: w.MemoryMB, Limit: l})
	}
}

// refuseGPU drops sizes with a lesser GPU than the model that the part asks for. If there are
// no others, it keeps them and adds a reason.
func refuseGPU(p *Plan) {
	w, c := p.Work, p.Work.Offers
	if p.Offer.Kind != catalog.KindGPU {
		return // it has none, which is a reason of its own
	}
	p.prefer(func(x *Size) bool { return w.lesserGPU(x.Machine) == 0 })
	s, asked := p.Sizes[0].Machine, w.Part.GPU
	switch w.lesserGPU(s) {
	case GPUSlower:
		p.Refused.Add(Reason{Code: GPUSlower, Value: w.gpuSpeed, Limit: c.gpuSpeed(s.GPU), Detail: s.GPU + ", slower than the " + asked})
	case GPUSmaller:
		p.Refused.Add(Reason{Code: GPUSmaller, Value: c.gpuMB[asked], Limit: c.GPUMemory(s), Detail: asked})
	}
}

// lesserGPU returns the code of the reason why the GPU of a size cannot stand in for the
// model that the part asks for: it is slower, or it has less memory. The code is 0 if it
// can.
func (w *Workload) lesserGPU(s *catalog.Size) ReasonCode {
	c, asked := w.Offers, w.Part.GPU
	switch {
	case !w.GPU, asked == "any":
		return 0
	case c.gpuSpeed(s.GPU) < w.gpuSpeed:
		return GPUSlower
	case c.GPUMemory(s) < c.gpuMB[asked]:
		return GPUSmaller
	}
	return 0
}

// discounted reports whether the scenario's commitment lowers the price of a line.
func (p *Plan) discounted() bool {
	for i := range p.Lines {
		if p.Lines[i].Off > 0 {
			return true
		}
	}
	return false
}

// maxRun returns the longest time a request may take in seconds, 0 for no limit.
func (p *Plan) maxRun() float64 {
	l := &p.Offer.Limits
	if p.Work.Event && l.MaxEventDurationS > 0 {
		return l.MaxEventDurationS
	}
	return l.MaxDurationS
}

// longest returns the longest run of a request on size x, scaled like the mean.
func (p *Plan) longest(x *Size) float64 {
	w := p.Work
	if w.serviceS <= 0 || w.BilledS > 0 {
		return max(x.ServiceS, w.longestS)
	}
	return w.longestS * (x.ServiceS / w.serviceS)
}

// refuseTimes adds reasons for runs that are too long for the part or the offer on the
// fastest remaining size.
func (p *Plan) refuseTimes() {
	if r := p.Work.tooSlow(p.Sizes); r.Code != 0 {
		p.Refused.Add(r)
	}
	l := p.maxRun()
	if l == 0 {
		return
	}
	best := math.Inf(1)
	for i := range p.Sizes {
		best = min(best, p.longest(&p.Sizes[i]))
	}
	if best *= max(1, p.Batches.Fixed); Over(best, l) {
		p.Refused.Add(Reason{Code: DurationLimit, Value: best, Limit: l})
	}
}

// tooSlow returns a reason if runs take longer on average on every size than the part's
// longest; its code is 0 otherwise.
func (w *Workload) tooSlow(sizes []Size) Reason {
	if w.Part.LongestMS == 0 || slices.ContainsFunc(sizes, w.keepsLongest) {
		return Reason{}
	}
	x := slices.MinFunc(sizes, func(a, b Size) int { return cmp.Compare(a.ServiceS, b.ServiceS) })
	on := "its GPU"
	if x.GPUs == 0 {
		on = Count(x.vcpu) + " vCPU"
	}
	return Reason{Code: TooSlow, Value: x.ServiceS, Limit: w.longestS, Detail: on}
}

// keepsLongest reports whether a run on size x takes no longer on average than the part's
// longest.
func (w *Workload) keepsLongest(x Size) bool { return !Over(x.ServiceS, w.longestS) }

// Over reports whether x exceeds a limit, beyond rounding noise; a limit of 0 means none.
func Over(x, limit float64) bool { return limit > 0 && x > limit*(1+1e-9) }
