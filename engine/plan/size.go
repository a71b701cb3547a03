package plan

import (
	"math"
	"slices"

	"crossover/engine/autoscale"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// Size is one size in which an offer can be run.
type Size struct {
	Machine *catalog.Size
	vcpu    float64
	AllocMB float64
	// memory is the range of an instance's memory, without a step if it is fixed. heldMB is
	// the part of it that connections take.
	memory memoryRange
	heldMB float64
	// RequestMB is the memory billed per request, for offers that bill so: the memory the
	// part asks for, regardless of other requests on the instance.
	RequestMB float64
	GPUs      float64
	// ServiceS is the mean time of a warm request on this size, and BilledS the time
	// billed for a request.
	ServiceS, BilledS float64
	// Slots is the number of requests an instance can hold, Concurrency the number it is
	// given before another one is needed, at least 1, and Parallel the number it can work
	// on before they slow each other down.
	Slots, Concurrency, Parallel float64
	// Held is the number of connections an instance holds, if any. KeepsState is set if it
	// has room for the part's state.
	Held       float64
	KeepsState bool
	// PerSecond is the rate that an instance sustains. Surge is the factor by which it can
	// exceed that during a burst with the CPU credits it has saved; 1 for none.
	PerSecond, Surge float64
	// ColdS is the total time of a cold request.
	ColdS float64
	// MonthCost is the price of one instance with AllocMB that runs all month, and mbCost
	// that of one MB of it.
	MonthCost, mbCost float64
}

// sizes fills p.Sizes with the sizes that hold the part. If none does, it adds a reason
// and uses the largest, so that there is a bill.
func (p *Plan) sizes() {
	o, w := p.Offer, p.Work
	p.Sizes = slices.Grow(p.Sizes[:0], len(o.Sizes))
	largest, mostGPU := -1, 0.0
	for i := range o.Sizes {
		s := &o.Sizes[i]
		if !o.is(s, &p.fixed) {
			continue
		}
		if largest < 0 || Most(s) >= Most(&o.Sizes[largest]) {
			largest = i
		}
		if w.level == scenario.Critical && o.sharesCores(s) && !p.Refused.Has(LevelRefuses) {
			continue
		}
		mostGPU = max(mostGPU, s.GPUs*p.Work.Offers.GPUMemory(s))
		for _, share := range p.shares(s) {
			if x, ok := p.variant(s, share); ok {
				p.Sizes = append(p.Sizes, x)
			}
		}
	}
	tryMemory(p)
	if len(p.Sizes) == 0 {
		x, _ := p.variant(&o.Sizes[largest], 1)
		p.Sizes = append(p.Sizes, x)
		if w.GPU && o.Kind == catalog.KindGPU && w.GPUMB > mostGPU {
			p.Refused.Add(Reason{Code: GPUMemoryLimit, Value: w.GPUMB, Limit: mostGPU})
		} else if !p.Refused.Has(MemoryLimit) {
			r := x.memoryRange(p)
			need, limit := w.MemoryMB, r.most-r.reserve
			if w.Holds(o) {
				need += p.Work.Assume.connectionMB
			}
			if o.Compute.Isolate {
				need = w.workingSet()
			}
			p.Refused.Add(Reason{Code: MemoryLimit, Value: need, Limit: limit})
		}
	}
	refuseGPU(p)
	for i := range p.Sizes {
		price(p, &p.Sizes[i])
	}
}

// workingSet returns the least memory of an isolate for the part, in MB: the user's value,
// or the code and one request, but no less than the assumed share of the memory that the
// part needs elsewhere.
func (w *Workload) workingSet() float64 {
	if set := w.Part.WorkingSetMB; set > 0 {
		return set
	}
	return max(w.Assume.codeMB+w.RequestMB, w.MemoryMB*w.Assume.workingSetShare)
}

// Most returns the largest memory of a size.
func Most(s *catalog.Size) float64 { return max(s.MemoryMB, s.MaxMemoryMB) }

// variant computes one size: whether it holds the part, and the capacity of an instance.
// Its memory grows to hold a share of the connections, if there are any.
func (p *Plan) variant(s *catalog.Size, share float64) (Size, bool) {
	o, w := p.Offer, p.Work
	x := Size{Machine: s, GPUs: s.GPUs, Surge: 1}
	x.vcpu = s.VCPU - o.Compute.ReserveVCPU
	if o.Compute.Sizes == "" {
		x.vcpu = o.Compute.VCPU
		x.AllocMB = o.memoryOf(&p.fixed)
		if x.AllocMB == 0 {
			x.AllocMB = roundUp(max(w.MemoryMB, o.Compute.MinMB, p.leastMB), o.Compute.StepMB)
		}
		if o.Compute.MBPerVCPU > 0 {
			x.vcpu = x.AllocMB / o.Compute.MBPerVCPU
		}
		x.RequestMB = x.AllocMB
	}
	x.ServiceS = p.service(s, x.vcpu)
	fits := p.place(&x, share)
	x.BilledS = w.Billed(o, x.ServiceS, 1)
	x.ColdS = x.ServiceS + p.startS
	if w.GPU && s.GPU != "" && w.GPUMB > s.GPUs*p.Work.Offers.GPUMemory(s) {
		fits = false
	}
	return x, fits
}

// service returns the mean time of a warm request on v vCPUs. The computing part is
// stretched on less than one vCPU; the rest waits for I/O regardless of the CPU. With a
// GPU the rest is the GPU's work, scaled by the assumed speed of the offer's GPU.
func (p *Plan) service(s *catalog.Size, vcpu float64) float64 {
	w := p.Work
	if w.BilledS > 0 {
		return w.BilledS
	}
	compute, rest := w.CPUS, w.serviceS-w.CPUS
	if s.GPU != "" && w.GPU {
		rest *= w.gpuSpeed / w.Offers.gpuSpeed(s.GPU)
	}
	if vcpu > 0 && vcpu < 1 && !p.Offer.Compute.Isolate {
		compute /= vcpu
	}
	return compute + rest
}

// place computes the number of requests an instance takes: the least of its concurrency
// limit, its CPU and its memory. It reports whether the part fits.
func (p *Plan) place(x *Size, share float64) bool {
	o, w, s := p.Offer, p.Work, x.Machine
	limit := p.concurrencyLimit(s, x.GPUs)
	cpuLimit := p.CPULimit(x)
	// The CPU limit is a rate in requests per second; multiplied by their duration it is a
	// number in flight.
	want := max(1, min(limit, cpuLimit*x.ServiceS))
	if p.averages() || w.Holds(o) { // memory for nearly all requests in flight at once
		want = min(limit, autoscale.Enough(want, w.Assume.inFlightSpread))
	}
	fits := true
	r := x.memoryRange(p)
	if o.Compute.Sizes != "" && !o.Compute.Isolate {
		x.memory = r
	}
	switch {
	case o.Compute.Isolate:
		room := o.Compute.MaxMB - p.Work.Assume.codeMB
		fits = w.workingSet() <= o.Compute.MaxMB
		x.AllocMB = o.Compute.MaxMB
		x.Slots = max(1, math.Floor(room/max(w.RequestMB, 1e-3)))
	case o.Compute.Sizes == "":
		fits = (o.Compute.MaxMB == 0 || x.AllocMB <= o.Compute.MaxMB) && w.MemoryMB <= x.AllocMB
		x.Slots = stretch(x, r, want, limit, w)
	default:
		fits = w.MemoryMB <= r.most-r.reserve && x.vcpu > 0
		x.Slots = stretch(x, r, want, limit, w)
	}
	x.Concurrency = max(1, min(x.Slots, cpuLimit*x.ServiceS))
	switch {
	case p.autoscaled(x): // the target of an average is not a limit
		x.Concurrency = x.Slots
		if !o.Policy.OnRequest { // only the first request starts an instance
			x.Concurrency = max(x.Slots, p.Work.Assume.serverConcurrency)
		}
	case o.Policy.Fixed:
		x.Concurrency = min(x.Concurrency, max(1, o.Policy.InFlight))
	}
	if w.Holds(o) && !o.Compute.Isolate && !p.holdConnections(x, r, min(limit, x.Slots), share) {
		fits = false
	}
	x.KeepsState = o.Model == catalog.Nodes && p.spare(x, r) >= w.StateMB
	switch {
	case p.autoscaled(x):
		x.PerSecond = min(cpuLimit, x.Slots/x.ServiceS)
		if !o.Policy.OnRequest { // as in a fleet of fixed size
			x.PerSecond = min(cpuLimit, p.Target()*x.Slots/x.ServiceS)
		}
	case o.Model.Pooled() && !o.Created():
		// A limited number of requests leaves CPU to spare, unless the CPU is a baseline
		// that a busy instance exceeds.
		x.PerSecond = x.Concurrency / x.ServiceS
		if o.sharesCores(s) {
			x.PerSecond = min(x.PerSecond, cpuLimit)
		}
	default:
		// A fleet of fixed size keeps the same reserve in its slots as in its CPU.
		x.PerSecond = min(cpuLimit, p.Target()*x.Slots/x.ServiceS)
		x.Surge = surge(p, x, cpuLimit)
	}
	x.Parallel = x.Slots
	if w.CPUS > 0 && x.vcpu > 0 { // a burstable size can burst for a single request
		x.Parallel = max(1, min(x.Slots, x.vcpu/w.CPUS*x.ServiceS))
	}
	return fits
}

// concurrencyLimit returns the number of requests an instance takes by the user's setting
// and the platform's rules.
func (p *Plan) concurrencyLimit(s *catalog.Size, gpus float64) float64 {
	o, w := p.Offer, p.Work
	limit := o.Scaling.Concurrency
	most := o.Scaling.MaxConcurrency
	if limit == 0 || o.Policy.Fixed { // a soft limit only says when to start a machine
		limit = p.Work.Assume.serverConcurrency * max(1, s.VCPU/2) // assumed for one or two cores
	}
	if s.Concurrency > 0 {
		limit, most = s.Concurrency, s.Concurrency
	}
	if gpus > 0 && w.GPU {
		// A request has a GPU to itself unless the user says otherwise.
		groups := gpus
		if mb := p.Work.Offers.GPUMemory(s); mb > 0 && w.GPUMB > mb { // or several, for their memory
			groups = max(1, math.Floor(gpus/math.Ceil(w.GPUMB/mb)))
		}
		limit, most = groups, 0
		if w.Part.Concurrency > 0 {
			return w.Part.Concurrency * groups
		}
	}
	if w.Part.Concurrency > 0 {
		limit = w.Part.Concurrency
		if most > 0 {
			limit = min(limit, most)
		}
	}
	return limit
}

// CPULimit returns the requests per second that an instance's CPU sustains at the target
// utilisation. A size with shared cores sustains only its share.
func (p *Plan) CPULimit(x *Size) float64 {
	if p.Work.CPUS <= 0 || x.vcpu <= 0 {
		return math.Inf(1)
	}
	return p.Target() * x.vcpu * sustained(p, x.Machine) / p.Work.CPUS
}

// sustained returns the share of its vCPUs that a size can use indefinitely.
func sustained(p *Plan, s *catalog.Size) float64 {
	switch {
	case s.Baseline > 0:
		return s.Baseline
	case p.Offer.shared:
		return p.Work.Assume.sharedCore
	default:
		return 1
	}
}

// outlast is the number of mean burst lengths that saved CPU credits must cover; one burst
// in twenty is longer.
const outlast = 3

// surge returns the factor by which an instance exceeds its sustained rate during the
// part's bursts, or 1 if it has not saved enough CPU for them. An instance that saves a
// share b of each vCPU for a time s can run at full speed for s·b/(1-b).
func surge(p *Plan, x *Size, limit float64) float64 {
	b, w := x.Machine.Baseline, p.Work
	if b == 0 || w.Burst <= 1 || w.BurstS*outlast > p.Offer.savedS*b/(1-b) {
		return 1
	}
	return max(1, min(limit/b, p.Target()*x.Slots/x.ServiceS)/x.PerSecond)
}

// inBursts returns the requests per second that an instance handles during a burst.
func (s *Size) inBursts() float64 { return s.PerSecond * s.Surge }

// Target returns the share of its capacity that an instance is meant to use: the
// platform's target, or the scenario's.
func (p *Plan) Target() float64 {
	if t := p.Offer.Scaling.TargetCPU; t > 0 {
		return t
	}
	return p.Work.utilisation
}

// prune keeps the sizes that can be the cheapest at some rate, cheapest first.
func (p *Plan) prune() {
	w := p.Work
	p.Cheap = 1
	if len(p.Sizes) == 1 {
		return
	}
	if l := p.maxRun(); l > 0 {
		p.prefer(func(x *Size) bool { return p.longest(x) <= l })
	}
	if w.Part.LongestMS > 0 {
		p.prefer(func(x *Size) bool { return w.keepsLongest(*x) })
	}
	if w.P99 > 0 {
		p.TooSlow = p.Sizes[0]
		p.prefer(func(x *Size) bool { return p.warm(x, w.P99) })
		p.Slow = !p.warm(&p.TooSlow, w.P99) && p.warm(&p.Sizes[0], w.P99)
		if p.Offer.Billing.KeptWarm && p.Offer.Compute.Sizes == "" { // more instances are kept instead of larger ones
			p.prefer(func(x *Size) bool { return p.warm(x, w.P99*roomForStarts) })
			p.Sizes = p.Sizes[:1]
		}
	}
	p.Cheap = len(p.Sizes)
	xs := p.Sizes
	sortByPrice(xs)
	if p.Offer.Model.Pooled() {
		if p.Most.Instances == 0 && !p.Offer.Billing.KeptWarm { // with a maximum, or some kept, a more expensive size may need fewer
			splitFaster(p)
		}
		return
	}
	n := 0
	for i := range xs { // a more expensive size must do more than each cheaper one
		if !slices.ContainsFunc(xs[:n], func(x Size) bool { return x.does(&xs[i], p.Offer) }) {
			xs[n] = xs[i]
			n++
		}
	}
	p.Sizes = xs[:n]
	p.Cheap = len(p.Sizes)
}

// sortByPrice sorts sizes by price, then by memory. They are few and nearly sorted.
func sortByPrice(xs []Size) {
	before := func(x, y *Size) bool {
		return x.MonthCost < y.MonthCost || x.MonthCost == y.MonthCost && x.AllocMB < y.AllocMB
	}
	for i := 1; i < len(xs); i++ {
		for j := i; j > 0 && before(&xs[j], &xs[j-1]); j-- {
			xs[j], xs[j-1] = xs[j-1], xs[j]
		}
	}
}

// does reports whether a machine of size s does whatever one of size y does.
func (s *Size) does(y *Size, o *Offer) bool {
	return s.PerSecond >= y.PerSecond && s.inBursts() >= y.inBursts() && s.Held >= y.Held &&
		o.Brought(s.Machine) >= o.Brought(y.Machine) && (s.KeepsState || !y.KeepsState)
}

// roomForStarts is the share of the latency target for warm requests where instances are
// kept warm. With less time left for cold starts the number kept would grow without bound.
const roomForStarts = 0.9

// slack is the relative advantage that makes a size worth considering.
const slack = 1e-6

// beats reports whether s is about as good as y at any rate while costing no more per
// month. It compares the costs in the limiting cases of a pool: an instance that mostly
// waits, one that is billed while it handles a request, and as many whole instances of s as
// do what one of y does. With allowances, a smaller billed quantity is an advantage too.
func (s *Size) beats(y *Size, p *Plan) bool {
	const more = 1 + slack
	times := max(y.PerSecond/s.PerSecond, y.inBursts()/s.inBursts(), y.Concurrency/s.Concurrency, 1)
	if y.Held > 0 {
		times = max(times, y.Held/s.Held)
	}
	o, slower := p.Offer, s.ServiceS > y.ServiceS*more
	switch {
	case s.MonthCost*s.BilledS > y.MonthCost*y.BilledS*more || s.MonthCost*math.Ceil(times*(1-slack)) > y.MonthCost*more:
		return false
	case s.PerSecond*s.ServiceS < min(1, y.PerSecond*y.ServiceS)*(1-slack): // a single request may start another instance of s
		return false
	case slower && p.Work.P99 > 0 && o.Compute.Sizes != "": // y may be the cheapest that meets the target
		return false
	case o.Model == catalog.ActiveInstance && y.Slots >= 2 && (slower || s.Slots < 2 && s.BilledS > s.ServiceS):
		return false // overlapping requests on y are rounded up together, and faster ones leave time without any
	}
	return len(o.allowances) == 0 || s.vcpu*s.BilledS <= y.vcpu*y.BilledS*more && s.AllocMB*s.BilledS <= y.AllocMB*y.BilledS*more
}

// prefer drops the sizes for which ok is false, unless it is false for all.
func (p *Plan) prefer(ok func(*Size) bool) {
	n := 0
	for i := range p.Sizes {
		if x := p.Sizes[i]; ok(&x) {
			p.Sizes[i] = p.Sizes[n]
			p.Sizes[n] = x
			n++
		}
	}
	if n > 0 {
		p.Sizes = p.Sizes[:n]
	}
}

// Variance is the variance of a request's own time on size x, in s².
func (p *Plan) Variance(x *Size) float64 {
	return p.Work.Assume.ServiceCV2 * x.ServiceS * x.ServiceS
}
