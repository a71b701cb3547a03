package engine

import (
	"math"
	"slices"

	"crossover/engine/billing"
	"crossover/engine/catalog"
)

// variant is one size an offer could be run with.
type variant struct {
	size    *catalog.Size
	vcpu    float64
	allocMB float64
	// requestMB is what a request is billed for where each one is: the memory
	// the part asks for, whatever else an instance holds.
	requestMB float64
	gpus      float64
	// serviceS is the mean time of a warm request on this size, billedS what is
	// billed of a request.
	serviceS, billedS float64
	// slots is how many requests an instance can hold, concurrency how many it
	// is given before another one is needed, at least 1, and parallel how many
	// it can work on before they slow each other down.
	slots, concurrency, parallel float64
	// held is how many connections an instance holds, where it holds any, and
	// keepsState is set where it has room for the part's state.
	held       float64
	keepsState bool
	// perSecond is what an instance sustains.
	perSecond float64
	// coldS is the whole time of a cold request.
	coldS float64
	// monthCost is what one instance costs when it runs all month.
	monthCost float64
}

// sizes fills p.variants with the sizes that hold the part. Where none does, it
// notes so and takes the largest, to show its bill all the same.
func (p *plan) sizes() {
	o, w := p.offer, p.work
	p.variants = p.variants[:0]
	largest, mostGPU := 0, 0.0
	for i := range o.sizes {
		s := &o.sizes[i]
		mostGPU = max(mostGPU, s.GPUs*p.work.offers.gpuMemory(s))
		for _, share := range p.shares(s) {
			if x, ok := p.variant(s, share); ok {
				p.variants = append(p.variants, x)
			}
		}
		if most(s) >= most(&o.sizes[largest]) {
			largest = i
		}
	}
	if len(p.variants) == 0 {
		x, _ := p.variant(&o.sizes[largest], 1)
		p.variants = append(p.variants, x)
		if w.gpu && o.Kind == catalog.KindGPU && w.gpuMB > mostGPU {
			p.refused.add(Reason{Code: GPUMemoryLimit, Value: w.gpuMB, Limit: mostGPU})
		} else if !p.refused.has(MemoryLimit) {
			need, limit := w.memoryMB, most(x.size)-o.Compute.ReserveMB
			if o.Compute.Sizes == "" {
				limit = o.Compute.MaxMB
			}
			if w.holds(o) {
				need += p.work.assume.connectionMB
			}
			if o.Compute.Isolate {
				need = p.work.assume.codeMB + w.requestMB
			}
			p.refused.add(Reason{Code: MemoryLimit, Value: need, Limit: limit})
		}
	}
	for i := range p.variants {
		p.variants[i].monthCost = p.monthCost(&p.variants[i])
	}
}

// most is the largest memory a size comes with.
func most(s *catalog.Size) float64 { return max(s.MemoryMB, s.MaxMemoryMB) }

// variant works out one size: whether it holds the part, and what an instance
// of it can do. Its memory grows to hold a share of the connections, where there
// are any.
func (p *plan) variant(s *catalog.Size, share float64) (variant, bool) {
	o, w := p.offer, p.work
	x := variant{size: s, gpus: s.GPUs}
	x.vcpu = s.VCPU - o.Compute.ReserveVCPU
	if o.Compute.Sizes == "" {
		x.vcpu = o.Compute.VCPU
		x.allocMB = roundUp(max(w.memoryMB, o.Compute.MinMB), o.Compute.StepMB)
		if o.Compute.MBPerVCPU > 0 {
			x.vcpu = x.allocMB / o.Compute.MBPerVCPU
		}
		x.requestMB = x.allocMB
	}
	x.serviceS = p.service(s, x.vcpu)
	fits := p.place(&x, share)
	ms := x.serviceS * 1e3
	if o.Model == catalog.CPUTime {
		ms = w.cpuS * 1e3
	}
	if w.billedS > 0 {
		ms = w.billedS * 1e3
	}
	x.billedS = billing.RoundTime(ms, o.Billing.GranularityMS, o.Billing.MinimumMS) / 1e3
	x.coldS = x.serviceS + p.init.overheadS + p.init.mean()
	if w.gpu && s.GPU != "" && w.gpuMB > s.GPUs*p.work.offers.gpuMemory(s) {
		fits = false
	}
	return x, fits
}

// service is the mean time of a warm request on v vCPUs: the share that
// computes stretches when there is less than one, the rest waits on I/O
// whatever the CPU. With a GPU the rest is the GPU's work, which goes by the
// assumed speed of the offer's.
func (p *plan) service(s *catalog.Size, vcpu float64) float64 {
	w := p.work
	if w.billedS > 0 {
		return w.billedS
	}
	compute, rest := w.cpuS, w.serviceS-w.cpuS
	if s.GPU != "" && w.gpu {
		rest *= w.gpuSpeed / w.offers.gpuSpeed(s.GPU)
	}
	if vcpu > 0 && vcpu < 1 && !p.offer.Compute.Isolate {
		compute /= vcpu
	}
	return compute + rest
}

// place works out how many requests an instance takes: the least of its
// concurrency limit, its CPU and its memory. It reports whether the part fits.
func (p *plan) place(x *variant, share float64) bool {
	o, w, s := p.offer, p.work, x.size
	limit := p.concurrencyLimit(s, x.gpus)
	cpuLimit := p.cpuLimit(x)
	// The CPU limit is in requests per second; in flight it is times their
	// duration.
	want := max(1, min(limit, cpuLimit*x.serviceS))
	fits := true
	r := memoryRange{s.MemoryMB, most(s), s.StepMB, o.Compute.ReserveMB}
	if o.Compute.Sizes == "" {
		r = memoryRange{x.allocMB, o.Compute.MaxMB, o.Compute.StepMB, 0}
	}
	switch {
	case o.Compute.Isolate:
		room := o.Compute.MaxMB - p.work.assume.codeMB
		fits = w.requestMB <= room
		x.allocMB = o.Compute.MaxMB
		x.slots = max(1, math.Floor(room/max(w.requestMB, 1e-3)))
	case o.Compute.Sizes == "":
		fits = o.Compute.MaxMB == 0 || x.allocMB <= o.Compute.MaxMB
		x.slots = stretch(x, r, want, limit, w)
	default:
		fits = w.memoryMB <= most(s)-o.Compute.ReserveMB && x.vcpu > 0
		x.slots = stretch(x, r, want, limit, w)
	}
	x.concurrency = max(1, min(x.slots, cpuLimit*x.serviceS))
	if w.holds(o) && !o.Compute.Isolate && !p.holdConnections(x, r, share) {
		fits = false
	}
	x.keepsState = o.Model == catalog.Nodes && p.spare(x, r) >= w.stateMB
	if o.Model.Pooled() {
		// Requests that are few enough at once leave CPU to spare, except
		// where it is a baseline that a busy instance exceeds.
		x.perSecond = x.concurrency / x.serviceS
		if s.Baseline > 0 {
			x.perSecond = min(x.perSecond, cpuLimit)
		}
	} else {
		// A fleet sized in advance leaves room in its slots as in its CPU.
		x.perSecond = min(cpuLimit, p.target()*x.slots/x.serviceS)
	}
	x.parallel = x.slots
	if w.cpuS > 0 && x.vcpu > 0 { // a burstable size bursts for a single request
		x.parallel = max(1, min(x.slots, x.vcpu/w.cpuS*x.serviceS))
	}
	return fits
}

// concurrencyLimit is how many requests an instance takes by the user's wish
// and the platform's rules.
func (p *plan) concurrencyLimit(s *catalog.Size, gpus float64) float64 {
	o, w := p.offer, p.work
	limit := o.Scaling.Concurrency
	most := o.Scaling.MaxConcurrency
	if limit == 0 {
		limit = p.work.assume.serverConcurrency
	}
	if s.Concurrency > 0 {
		limit, most = s.Concurrency, s.Concurrency
	}
	if gpus > 0 && w.gpu {
		// One request has a GPU to itself unless the user says otherwise.
		groups := gpus
		if mb := p.work.offers.gpuMemory(s); mb > 0 && w.gpuMB > mb { // or several, for their memory
			groups = max(1, math.Floor(gpus/math.Ceil(w.gpuMB/mb)))
		}
		limit, most = groups, 0
		if w.part.Concurrency > 0 {
			return w.part.Concurrency * groups
		}
	}
	if w.part.Concurrency > 0 {
		limit = w.part.Concurrency
		if most > 0 {
			limit = min(limit, most)
		}
	}
	return limit
}

// cpuLimit is the requests per second an instance's CPU sustains at the target
// utilisation; a burstable size sustains its baseline only.
func (p *plan) cpuLimit(x *variant) float64 {
	w, s := p.work, x.size
	if w.cpuS <= 0 || x.vcpu <= 0 {
		return math.Inf(1)
	}
	base := 1.0
	if s.Baseline > 0 {
		base = s.Baseline
	}
	return p.target() * x.vcpu * base / w.cpuS
}

// target is the share of its capacity an instance is meant to use: the
// platform's own, or the scenario's.
func (p *plan) target() float64 {
	if t := p.offer.Scaling.TargetCPU; t > 0 {
		return t
	}
	return p.work.utilisation
}

// memoryRange is what a size's memory can be set to: least, and further steps
// up to most (0 for no end), of which reserve is the system's.
type memoryRange struct{ least, most, step, reserve float64 }

// stretch sets the memory of an instance: enough for want requests at once, as
// far as the range goes. It returns how many requests that holds, at most
// limit and at least 1.
func stretch(x *variant, r memoryRange, want, limit float64, w *workload) float64 {
	need := w.memoryMB + (math.Ceil(want-1e-9)-1)*w.requestMB + r.reserve
	x.allocMB = r.least + roundUp(max(0, need-r.least), r.step)
	if r.most > 0 && x.allocMB > r.most {
		x.allocMB = max(r.most, r.least)
	}
	return max(1, min(limit, room(x.allocMB-r.reserve, w)))
}

// room is how many requests fit into memory: the first needs the instance's
// memory, each further one the request memory on top.
func room(usableMB float64, w *workload) float64 {
	if w.requestMB <= 0 {
		return math.Inf(1)
	}
	return 1 + math.Floor(max(0, usableMB-w.memoryMB)/w.requestMB)
}

// spare is the memory of an instance that neither the program nor requests nor
// connections take, in MB.
func (p *plan) spare(x *variant, r memoryRange) float64 {
	w := p.work
	taken := w.memoryMB + (math.Ceil(x.concurrency-1e-9)-1)*w.requestMB + r.reserve
	if w.connections > 0 {
		taken += min(x.held, math.Ceil(w.connections*w.busiest)) * p.work.assume.connectionMB
	}
	return x.allocMB - taken
}

func roundUp(x, step float64) float64 {
	if step <= 0 {
		return x
	}
	return math.Ceil(x/step-1e-9) * step
}

// prune keeps the sizes that can be the cheapest at some rate, cheapest first.
func (p *plan) prune() {
	w := p.work
	if len(p.variants) == 1 {
		return
	}
	if l := p.maxRun(); l > 0 {
		p.prefer(func(x *variant) bool { return p.longest(x) <= l })
	}
	if w.p99 > 0 {
		p.prefer(func(x *variant) bool {
			l := warmLatency(p.rtt, x.serviceS, p.variance(x))
			return l.within(w.p99)
		})
	}
	xs := p.variants
	for i := 1; i < len(xs); i++ { // few and nearly sorted
		for j := i; j > 0 && xs[j].monthCost < xs[j-1].monthCost; j-- {
			xs[j], xs[j-1] = xs[j-1], xs[j]
		}
	}
	if p.offer.Model.Pooled() {
		p.variants = pruneSlack(xs, p.offer)
		return
	}
	n, most, held, state := 0, 0.0, 0.0, w.stateMB == 0
	for i := range xs { // what costs more has to do more
		if x := xs[i]; x.perSecond > most || x.held > held || x.keepsState && !state {
			most, held, state = max(most, x.perSecond), max(held, x.held), state || x.keepsState
			xs[n] = x
			n++
		}
	}
	p.variants = xs[:max(n, 1)]
}

// slack is how much better a size must be at something to be worth looking at.
const slack = 0.01

// pruneSlack keeps the sizes that are not beaten on all of what a pool's cost
// can come down to: an instance that waits most of the time, one that is paid
// while it handles a request, and instances that are busy all the time. Where
// amounts are included, less of each thing counted is an advantage of its own.
func pruneSlack(xs []variant, o *offer) []variant {
	n := 0
	for i := range xs {
		if !slices.ContainsFunc(xs[:n], func(x variant) bool { return x.beats(&xs[i], o) }) {
			xs[n] = xs[i]
			n++
		}
	}
	return xs[:n]
}

// beats reports whether x is about as good as y whatever the rate, where it
// costs no more a month.
func (x *variant) beats(y *variant, o *offer) bool {
	const more = 1 + slack
	if x.monthCost*x.billedS > y.monthCost*y.billedS*more || x.monthCost/x.perSecond > y.monthCost/y.perSecond*more {
		return false
	}
	if x.monthCost*y.held > y.monthCost*x.held*more { // connections, where they are held
		return false
	}
	if o.Model == catalog.ActiveInstance && x.slots < 2 && y.slots >= 2 && x.billedS > x.serviceS {
		return false // overlapping requests on y are rounded up together
	}
	return len(o.allowances) == 0 || x.vcpu*x.billedS <= y.vcpu*y.billedS*more && x.allocMB*x.billedS <= y.allocMB*y.billedS*more
}

// prefer drops the sizes that a condition does not hold for, if it holds for
// any.
func (p *plan) prefer(ok func(*variant) bool) {
	n := 0
	for i := range p.variants {
		if x := p.variants[i]; ok(&x) {
			p.variants[i] = p.variants[n]
			p.variants[n] = x
			n++
		}
	}
	if n > 0 {
		p.variants = p.variants[:n]
	}
}

// variance is the variance of a request's own time on size x, in s².
func (p *plan) variance(x *variant) float64 {
	return p.work.assume.serviceCV2 * x.serviceS * x.serviceS
}
