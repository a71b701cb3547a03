package plan

import (
	"math"

	"crossover/engine/autoscale"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// Size is one size an offer could be run with.
type Size struct {
	Machine *catalog.Size
	vcpu    float64
	AllocMB float64
	// memory is what an instance's memory can be set to, without a step where it is
	// always the same.
	memory memoryRange
	// requestMB is what a request is billed for where each one is: the memory
	// the part asks for, whatever else an instance holds.
	RequestMB float64
	GPUs      float64
	// serviceS is the mean time of a warm request on this size, billedS what is
	// billed of a request.
	ServiceS, BilledS float64
	// slots is how many requests an instance can hold, concurrency how many it
	// is given before another one is needed, at least 1, and parallel how many
	// it can work on before they slow each other down.
	Slots, Concurrency, Parallel float64
	// held is how many connections an instance holds, where it holds any, and
	// keepsState is set where it has room for the part's state.
	Held       float64
	KeepsState bool
	// PerSecond is what an instance sustains, and Surge by how many times more it serves
	// during a burst, on what it has saved of shared cores; 1 for none.
	PerSecond, Surge float64
	// coldS is the whole time of a cold request.
	ColdS float64
	// monthCost is what one instance costs when it runs all month.
	MonthCost float64
}

// sizes fills p.Sizes with those that hold the part. Where none does, it
// notes so and takes the largest, to show its bill all the same.
func (p *Plan) sizes() {
	o, w := p.Offer, p.Work
	p.Sizes = p.Sizes[:0]
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
	for i := range p.Sizes {
		p.Sizes[i].MonthCost = p.monthCost(&p.Sizes[i])
	}
}

// workingSet is the least memory that an isolate of the part takes, in MB: what the
// user says, or its code and one request, and no less than the assumed share of
// the memory the part would need elsewhere.
func (w *Workload) workingSet() float64 {
	if set := w.Part.WorkingSetMB; set > 0 {
		return set
	}
	return max(w.Assume.codeMB+w.RequestMB, w.MemoryMB*w.Assume.workingSetShare)
}

// Most is the largest memory a size comes with.
func Most(s *catalog.Size) float64 { return max(s.MemoryMB, s.MaxMemoryMB) }

// variant works out one size: whether it holds the part, and what an instance
// of it can do. Its memory grows to hold a share of the connections, where there
// are any.
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
	x.BilledS = w.billed(o, x.ServiceS)
	x.ColdS = x.ServiceS + p.startS
	if w.GPU && s.GPU != "" && w.GPUMB > s.GPUs*p.Work.Offers.GPUMemory(s) {
		fits = false
	}
	return x, fits
}

// service is the mean time of a warm request on v vCPUs: the share that
// computes stretches when there is less than one, the rest waits on I/O
// whatever the CPU. With a GPU the rest is the GPU's work, which goes by the
// assumed speed of the offer's.
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

// place works out how many requests an instance takes: the least of its
// concurrency limit, its CPU and its memory. It reports whether the part fits.
func (p *Plan) place(x *Size, share float64) bool {
	o, w, s := p.Offer, p.Work, x.Machine
	limit := p.concurrencyLimit(s, x.GPUs)
	cpuLimit := p.CPULimit(x)
	// The CPU limit is in requests per second; in flight it is times their
	// duration.
	want := max(1, min(limit, cpuLimit*x.ServiceS))
	if p.averages() { // memory for nearly all that are in flight at once
		want = min(limit, autoscale.Enough(want, w.Assume.inFlightSpread))
	}
	fits := true
	r := x.memoryRange(p)
	if o.Compute.Sizes != "" && !o.Compute.Isolate && !w.Holds(o) {
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
	case p.autoscaled(x): // the target of an average is no limit
		x.Concurrency = x.Slots
		if !o.Policy.OnRequest { // requests start no more than the first
			x.Concurrency = max(x.Slots, p.Work.Assume.serverConcurrency)
		}
	case o.Policy.Fixed:
		x.Concurrency = min(x.Concurrency, max(1, o.Policy.InFlight))
	}
	if w.Holds(o) && !o.Compute.Isolate && !p.holdConnections(x, r, share) {
		fits = false
	}
	x.KeepsState = o.Model == catalog.Nodes && p.spare(x, r) >= w.StateMB
	switch {
	case p.autoscaled(x):
		x.PerSecond = min(cpuLimit, x.Slots/x.ServiceS)
		if !o.Policy.OnRequest { // as in a fleet sized in advance
			x.PerSecond = min(cpuLimit, p.Target()*x.Slots/x.ServiceS)
		}
	case o.Model.Pooled() && !o.Created():
		// Requests that are few enough at once leave CPU to spare, except
		// where it is a baseline that a busy instance exceeds.
		x.PerSecond = x.Concurrency / x.ServiceS
		if o.sharesCores(s) {
			x.PerSecond = min(x.PerSecond, cpuLimit)
		}
	default:
		// A fleet sized in advance leaves room in its slots as in its CPU.
		x.PerSecond = min(cpuLimit, p.Target()*x.Slots/x.ServiceS)
		x.Surge = surge(p, x, cpuLimit)
	}
	x.Parallel = x.Slots
	if w.CPUS > 0 && x.vcpu > 0 { // a burstable size bursts for a single request
		x.Parallel = max(1, min(x.Slots, x.vcpu/w.CPUS*x.ServiceS))
	}
	return fits
}

// concurrencyLimit is how many requests an instance takes by the user's wish
// and the platform's rules.
func (p *Plan) concurrencyLimit(s *catalog.Size, gpus float64) float64 {
	o, w := p.Offer, p.Work
	limit := o.Scaling.Concurrency
	most := o.Scaling.MaxConcurrency
	if limit == 0 || o.Policy.Fixed { // a soft limit only tells when to start a machine
		limit = p.Work.Assume.serverConcurrency * max(1, s.VCPU/2) // assumed for one or two cores
	}
	if s.Concurrency > 0 {
		limit, most = s.Concurrency, s.Concurrency
	}
	if gpus > 0 && w.GPU {
		// One request has a GPU to itself unless the user says otherwise.
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

// CPULimit is the requests per second an instance's CPU sustains at the target
// utilisation; a size that shares its cores sustains its share only.
func (p *Plan) CPULimit(x *Size) float64 {
	if p.Work.CPUS <= 0 || x.vcpu <= 0 {
		return math.Inf(1)
	}
	return p.Target() * x.vcpu * sustained(p, x.Machine) / p.Work.CPUS
}

// sustained is the share of its vCPUs that a size can use for ever.
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

// outlast is how many mean bursts what an instance has saved has to last for: one burst
// in twenty is longer.
const outlast = 3

// surge is by how many times more than it sustains an instance serves during the bursts of
// the part, where it has saved enough for them: with all it can save it runs at full speed
// for s·b/(1-b) where it saves a share b of each vCPU for a time s.
func surge(p *Plan, x *Size, limit float64) float64 {
	b, w := x.Machine.Baseline, p.Work
	if b == 0 || w.Burst <= 1 || w.BurstS*outlast > p.Offer.savedS*b/(1-b) {
		return 1
	}
	return max(1, min(limit/b, p.Target()*x.Slots/x.ServiceS)/x.PerSecond)
}

// Target is the share of its capacity an instance is meant to use: the
// platform's own, or the scenario's.
func (p *Plan) Target() float64 {
	if t := p.Offer.Scaling.TargetCPU; t > 0 {
		return t
	}
	return p.Work.utilisation
}

// memoryRange is what a size's memory can be set to: least, and further steps
// up to most (0 for no end), of which reserve is the system's.
type memoryRange struct{ least, most, step, reserve float64 }

// stretch sets the memory of an instance: enough for want requests at once, as
// far as the range goes. It returns how many requests that holds, at most
// limit and at least 1.
func stretch(x *Size, r memoryRange, want, limit float64, w *Workload) float64 {
	x.AllocMB = r.holding(want, w)
	return max(1, min(limit, room(x.AllocMB-r.reserve, w)))
}

// holding is the memory of the range that holds so many requests at once, or the
// most there is.
func (r *memoryRange) holding(requests float64, w *Workload) float64 {
	need := w.MemoryMB + (math.Ceil(requests-1e-9)-1)*w.RequestMB + r.reserve
	mb := r.least + roundUp(max(0, need-r.least), r.step)
	if r.most > 0 && mb > r.most {
		mb = max(r.most, r.least)
	}
	return mb
}

// MemoryMB is the memory that an instance of a size is bought with where so many
// requests are in flight in all at the busiest time: for these, where they are fewer
// than an instance is meant to take.
func (x *Size) MemoryMB(p *Plan, inFlight float64) float64 {
	if x.memory.step == 0 {
		return x.AllocMB
	}
	return min(x.AllocMB, x.memory.holding(autoscale.Enough(inFlight, p.Work.Assume.inFlightSpread), p.Work))
}

// room is how many requests fit into memory: the first needs the instance's
// memory, each further one the request memory on top.
func room(usableMB float64, w *Workload) float64 {
	if w.RequestMB <= 0 {
		return math.Inf(1)
	}
	return 1 + math.Floor(max(0, usableMB-w.MemoryMB)/w.RequestMB)
}

// spare is the memory of an instance that neither the program nor requests nor
// connections take, in MB.
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
		if p.Offer.Billing.KeptWarm && p.Offer.Compute.Sizes == "" { // more of them are kept, not larger ones
			p.prefer(func(x *Size) bool { return p.warm(x, w.P99*roomForStarts) })
			p.Sizes = p.Sizes[:1]
		}
	}
	p.Cheap = len(p.Sizes)
	xs := p.Sizes
	for i := 1; i < len(xs); i++ { // few and nearly sorted
		for j := i; j > 0 && xs[j].MonthCost < xs[j-1].MonthCost; j-- {
			xs[j], xs[j-1] = xs[j-1], xs[j]
		}
	}
	if p.Offer.Model.Pooled() {
		p.Sizes = xs
		if p.Most.Instances == 0 { // or else one that costs more may do with fewer
			splitFaster(p)
		}
		return
	}
	n, most, held, brought, state := 0, 0.0, 0.0, 0.0, w.StateMB == 0
	for i := range xs { // what costs more has to do more
		if x := xs[i]; x.PerSecond > most || x.Held > held || p.Offer.Brought(x.Machine) > brought || x.KeepsState && !state {
			most, held, brought, state = max(most, x.PerSecond), max(held, x.Held), max(brought, p.Offer.Brought(x.Machine)), state || x.KeepsState
			xs[n] = x
			n++
		}
	}
	p.Sizes = xs[:max(n, 1)]
	p.Cheap = len(p.Sizes)
}

// roomForStarts is the share of the latency target that warm requests take where instances
// are kept warm: with less left for starts, ever more would be kept.
const roomForStarts = 0.9

// slack is how much better a size must be at something to be worth looking at.
const slack = 0.01

// beats reports whether x is about as good as y whatever the rate, where it
// costs no more a month: in all of what a pool's cost can come down to, an instance that
// waits most of the time, one that is paid while it handles a request, and instances that
// are busy all the time. Where amounts are included, less of each thing counted is an
// advantage of its own.
func (x *Size) beats(y *Size, o *Offer) bool {
	const more = 1 + slack
	if x.MonthCost*x.BilledS > y.MonthCost*y.BilledS*more || x.MonthCost/x.PerSecond > y.MonthCost/y.PerSecond*more {
		return false
	}
	if x.MonthCost*y.Held > y.MonthCost*x.Held*more { // connections, where they are held
		return false
	}
	if o.Model == catalog.ActiveInstance && x.Slots < 2 && y.Slots >= 2 && x.BilledS > x.ServiceS {
		return false // overlapping requests on y are rounded up together
	}
	return len(o.allowances) == 0 || x.vcpu*x.BilledS <= y.vcpu*y.BilledS*more && x.AllocMB*x.BilledS <= y.AllocMB*y.BilledS*more
}

// prefer drops the sizes that a condition does not hold for, if it holds for
// any.
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
