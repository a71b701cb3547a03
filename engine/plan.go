package engine

import (
	"math"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/coldstart"
	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// workload is a part as the engine needs it: plain numbers.
type workload struct {
	part                *scenario.Part
	hours, month        float64 // the billed month in hours and in seconds
	serviceS            float64 // on one full vCPU
	billedS             float64 // 0, or what is billed whatever the CPU
	cpu, cpuS           float64
	memoryMB, requestMB float64
	gpuSpeed            float64 // of the GPU the duration was measured on
	gpu                 bool
	pieces              []traffic.Piece
	shift               [traffic.MaxPieces]float64 // of a piece among the knots of a column
	busiest             float64                    // the largest multiple among the pieces
	deterministic       bool
	burst, burstS       float64
	p99                 float64 // seconds, 0 for none
	egressGB, egressGiB float64 // a request
	utilisation, copies float64
	free                bool
	commit              string
}

// load is a mean rate, and the requests it is in a month. They are kept apart
// because a rate given per month must not pass through seconds and back.
// position is where the rate stands among the knots of a column.
type load struct{ perSecond, perMonth, position float64 }

// variant is one size an offer could be run with.
type variant struct {
	size    *catalog.Size
	vcpu    float64
	allocMB float64
	gpus    float64
	// serviceS is the mean time of a warm request on this size, computeS the
	// part of it that computes; billedS what is billed of a request.
	serviceS, billedS float64
	// concurrency is how many requests an instance serves at once before
	// another one is needed, at least 1; perSecond what an instance sustains.
	concurrency, perSecond float64
	// slots is how many requests an instance can hold, parallel how many of
	// them it can work on before they slow each other down.
	slots, parallel float64
	// coldS is the whole time of a cold request.
	coldS float64
	// monthCost is what one instance costs when it runs all month.
	monthCost float64
	// column holds the pool's state along the rate axis, from when it is first
	// looked at; -1 before.
	column int
}

// plan is an offer prepared for a part: everything that does not depend on the
// rate.
type plan struct {
	offer *offer
	// variants are the sizes worth considering, cheapest first.
	variants []variant
	// discount multiplies each line's price under the scenario's commitment.
	discount []float64
	// chunks is how many times each line counts a request.
	chunks []float64
	// included is what each pool holds under the scenario's terms.
	included []float64
	credit   float64
	init     initTime
	rtt      float64
	// maxCold is the largest chance of a cold start that still meets the p99
	// target, for offers that buy warm instances.
	maxCold float64
	refused reasons
	need    need
}

// initTime is the distribution of a cold start's added time: a constant and a
// lognormal.
type initTime struct {
	overheadS, p50S, sigma float64
}

// mean returns the mean of the initialising part, in seconds.
func (t initTime) mean() float64 { return t.p50S * math.Exp(t.sigma*t.sigma/2) }

// variance returns the variance of the initialising part.
func (t initTime) variance() float64 {
	m := t.mean()
	return m * m * math.Expm1(t.sigma*t.sigma)
}

// quantile returns the time added by a cold start: the q-quantile for a
// standard normal z.
func (t initTime) quantile(z float64) float64 { return t.overheadS + t.p50S*math.Exp(t.sigma*z) }

// z95 is the 95th percentile of the standard normal distribution.
const z95 = 1.6448536269514722

// initFor picks the start times of the first entry that fits the part.
func initFor(s *catalog.Start, p *scenario.Part, archs []string) initTime {
	t := initTime{overheadS: s.OverheadMS / 1e3}
	for i := range s.Inits {
		in := &s.Inits[i]
		if in.Runtime != "" && in.Runtime != p.Runtime || in.Package != "" && in.Package != p.Package {
			continue
		}
		if in.Arch != "" && !(len(archs) == 1 && archs[0] == in.Arch) {
			continue
		}
		t.p50S = in.P50MS / 1e3
		if in.P95MS > in.P50MS && in.P50MS > 0 {
			t.sigma = math.Log(in.P95MS/in.P50MS) / z95
		}
		return t
	}
	return t
}

// newWorkload reads the part's terms.
func (e *Engine) newWorkload(s *scenario.Scenario, i int, pieces []traffic.Piece) workload {
	p := s.Part(i)
	w := workload{
		part: p, hours: s.Hours(), month: s.Hours() * 3600,
		serviceS: p.DurationMS / 1e3, billedS: p.BilledMS / 1e3, cpu: p.CPU,
		memoryMB: p.MemoryMB, requestMB: p.RequestMB,
		gpu: p.GPU != "none", gpuSpeed: e.gpuSpeed(p.GPU),
		pieces: p.Shape.Pieces(pieces[:0]), deterministic: p.Shape.Deterministic(),
		burst: p.Burst, burstS: p.BurstS, p99: p.P99MS / 1e3,
		egressGB: p.ResponseKB / 1e6, egressGiB: p.ResponseKB * 1e3 / (1 << 30),
		utilisation: s.Utilisation, copies: s.Redundancy, free: s.Free, commit: string(s.Commit),
	}
	w.cpuS = w.serviceS * w.cpu
	for i, pc := range w.pieces {
		w.shift[i] = math.Log10(pc.Times) * knotsPerDecade
		w.busiest = max(w.busiest, pc.Times)
	}
	return w
}

func (e *Engine) gpuSpeed(name string) float64 {
	if s := e.gpus[name]; s > 0 {
		return s
	}
	return 1
}

// prepare fills p with what offer o needs for workload w.
func (v *Evaluator) prepare(p *plan, o *offer, w *workload) {
	p.offer = o
	p.refused = reasons{}
	p.rtt = v.e.assume.regionRTT
	if o.Edge {
		p.rtt = v.e.assume.edgeRTT
	}
	p.init = initFor(o.start, w.part, o.Arch)
	v.terms(p, w)
	p.refuse(w)
	p.variants = p.variants[:0]
	for i := range o.sizes {
		if x, ok := v.variant(p, &o.sizes[i], w); ok {
			p.variants = append(p.variants, x)
		}
	}
	if len(p.variants) == 0 { // nothing holds it: show the bill of the largest all the same
		x, _ := v.variant(p, &o.sizes[len(o.sizes)-1], w)
		p.variants = append(p.variants, x)
		need := w.memoryMB
		if o.Compute.Isolate {
			need = v.e.assume.codeMB + w.requestMB
		}
		p.refused.add(Reason{Code: MemoryLimit, Value: need, Limit: max(o.Compute.MaxMB, x.allocMB-o.Compute.ReserveMB)})
	}
	for i := range p.variants {
		p.variants[i].monthCost = v.monthCost(p, &p.variants[i], w)
	}
	v.prune(p, w)
	p.refuseTimes(w)
	p.maxCold = v.maxCold(p, w)
	p.need = needs(p, w)
}

// terms applies free tiers, credits and commitments.
func (v *Evaluator) terms(p *plan, w *workload) {
	o := p.offer
	p.discount, p.included, p.chunks = p.discount[:0], p.included[:0], p.chunks[:0]
	for i := range o.lines {
		l := &o.lines[i]
		d := o.sizeDiscounts
		if l.rate != nil {
			d = l.rate.Discounts
		}
		f := 1.0
		if len(d) > 0 && w.commit != "none" {
			f = 1 - d[w.commit].Off
		}
		p.discount = append(p.discount, f)
		p.chunks = append(p.chunks, l.chunks(w.part.ResponseKB))
	}
	for i := range o.pools {
		if o.pools[i].plan || w.free {
			p.included = append(p.included, o.pools[i].amount)
		} else {
			p.included = append(p.included, 0)
		}
	}
	p.credit = 0
	if o.Credit != nil && (w.free || o.Credit.Kind == catalog.IncludedPlan) {
		p.credit = o.Credit.Amount
	}
}

// variant works out one size: whether it holds the part, and what an instance
// of it can do.
func (v *Evaluator) variant(p *plan, s *catalog.Size, w *workload) (variant, bool) {
	o := p.offer
	x := variant{size: s, gpus: max(s.GPUs, 0), column: -1}
	x.vcpu = s.VCPU - o.Compute.ReserveVCPU
	if o.Compute.Sizes == "" {
		x.vcpu = o.Compute.VCPU
		x.allocMB = roundUp(max(w.memoryMB, o.Compute.MinMB), o.Compute.StepMB)
		if o.Compute.MBPerVCPU > 0 {
			x.vcpu = x.allocMB / o.Compute.MBPerVCPU
		}
	}
	x.serviceS = v.service(p, s, x.vcpu, w)
	fits := v.place(p, &x, s, w)
	ms := x.serviceS * 1e3
	if o.Model == catalog.CPUTime {
		ms = w.cpuS * 1e3
	}
	if w.billedS > 0 {
		ms = w.billedS * 1e3
	}
	x.billedS = billing.RoundTime(ms, o.Billing.GranularityMS, o.Billing.MinimumMS) / 1e3
	x.coldS = x.serviceS + p.init.overheadS + p.init.mean()
	return x, fits
}

// service is the mean time of a warm request on v vCPUs: the share that
// computes stretches when there is less than one, the rest waits on I/O
// whatever the CPU. A GPU offer scales it by the assumed speed of its GPU.
func (v *Evaluator) service(p *plan, s *catalog.Size, vcpu float64, w *workload) float64 {
	if w.billedS > 0 {
		return w.billedS
	}
	d := w.serviceS
	if s.GPU != "" && w.gpu {
		d *= w.gpuSpeed / v.e.gpuSpeed(s.GPU)
	}
	if p.offer.Compute.Isolate || vcpu >= 1 || vcpu <= 0 {
		return d
	}
	return d*(1-w.cpu) + d*w.cpu/vcpu
}

// place works out how many requests an instance takes: the least of its
// concurrency limit, its CPU and its memory. It reports whether the part fits.
func (v *Evaluator) place(p *plan, x *variant, s *catalog.Size, w *workload) bool {
	o := p.offer
	limit := v.concurrencyLimit(o, s, w, x.gpus)
	cpuLimit := v.cpuLimit(p, x, s, w)
	// The CPU limit is in requests per second; in flight it is times their
	// duration.
	want := max(1, min(limit, cpuLimit*x.serviceS))
	fits := true
	switch {
	case o.Compute.Isolate:
		need := v.e.assume.codeMB + w.requestMB
		fits = need <= o.Compute.MaxMB
		x.allocMB = o.Compute.MaxMB
		limit = max(1, math.Floor((o.Compute.MaxMB-v.e.assume.codeMB)/max(w.requestMB, 1e-3)))
		want = limit
	case o.Compute.Sizes == "":
		fits = o.Compute.MaxMB == 0 || x.allocMB <= o.Compute.MaxMB
		if limit > 1 {
			x.allocMB, limit = stretch(x.allocMB, o.Compute.MaxMB, o.Compute.StepMB, want, limit, w)
		}
	default:
		usable := s.MemoryMB - o.Compute.ReserveMB
		most := max(s.MaxMemoryMB, s.MemoryMB) - o.Compute.ReserveMB
		fits = w.memoryMB <= most && x.vcpu > 0
		x.allocMB = s.MemoryMB
		if s.MaxMemoryMB > s.MemoryMB {
			x.allocMB, limit = stretch(max(usable, w.memoryMB), most, s.StepMB, want, limit, w)
			x.allocMB += o.Compute.ReserveMB
		} else {
			limit = min(limit, room(usable, w))
		}
	}
	x.slots = max(1, limit)
	x.concurrency = max(1, min(x.slots, cpuLimit*x.serviceS))
	x.perSecond = min(cpuLimit, x.slots/x.serviceS)
	if !usesPool(o.Model) {
		// A fleet sized in advance leaves room in its slots as in its CPU.
		x.perSecond = min(cpuLimit, v.target(o, w)*x.slots/x.serviceS)
	}
	x.parallel = x.slots
	if w.cpuS > 0 && x.vcpu > 0 { // a burstable size bursts for a single request
		x.parallel = max(1, min(x.slots, x.vcpu/w.cpuS*x.serviceS))
	}
	return fits
}

// concurrencyLimit is how many requests an instance takes by the user's wish
// and the platform's rules.
func (v *Evaluator) concurrencyLimit(o *offer, s *catalog.Size, w *workload, gpus float64) float64 {
	limit := o.Scaling.Concurrency
	most := o.Scaling.MaxConcurrency
	if limit == 0 {
		limit = v.e.assume.serverConcurrency
	}
	if s.Concurrency > 0 {
		limit, most = s.Concurrency, s.Concurrency
	}
	if gpus > 0 && w.gpu {
		// One request has a GPU to itself unless the user says otherwise.
		limit, most = gpus, 0
		if w.part.Concurrency > 0 {
			return w.part.Concurrency * gpus
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
func (v *Evaluator) cpuLimit(p *plan, x *variant, s *catalog.Size, w *workload) float64 {
	if w.cpuS <= 0 || x.vcpu <= 0 {
		return math.Inf(1)
	}
	base := 1.0
	if s.Baseline > 0 {
		base = s.Baseline
	}
	return v.target(p.offer, w) * x.vcpu * base / w.cpuS
}

// target is the share of its capacity an instance is meant to use: the
// platform's own, or the scenario's.
func (v *Evaluator) target(o *offer, w *workload) float64 {
	if t := o.Scaling.TargetCPU; t > 0 {
		return t
	}
	return w.utilisation
}

// room is how many requests fit into memory: the first needs the instance's
// memory, each further one the request memory on top.
func room(usableMB float64, w *workload) float64 {
	if w.requestMB <= 0 {
		return math.Inf(1)
	}
	return 1 + math.Floor(max(0, usableMB-w.memoryMB)/w.requestMB)
}

// stretch chooses the memory of an instance whose size is not fixed: enough
// for want requests at once, up to mostMB. It returns that memory and the
// requests it holds, at most limit.
func stretch(leastMB, mostMB, stepMB, want, limit float64, w *workload) (mb, slots float64) {
	mb = roundUp(max(leastMB, w.memoryMB+(math.Ceil(want-1e-9)-1)*w.requestMB), stepMB)
	if mostMB > 0 && mb > mostMB {
		mb = max(mostMB, leastMB)
	}
	return mb, min(limit, room(mb, w))
}

func roundUp(x, step float64) float64 {
	if step <= 0 {
		return x
	}
	return math.Ceil(x/step-1e-9) * step
}

// prune keeps the sizes that can be the cheapest at some rate. For pools of
// instances these are the cheapest size and the one that does the most for its
// price; for fleets sized in advance every size not beaten on both.
func (v *Evaluator) prune(p *plan, w *workload) {
	v.meetTarget(p, w)
	xs := p.variants
	for i := 1; i < len(xs); i++ { // few and nearly sorted
		for j := i; j > 0 && xs[j].monthCost < xs[j-1].monthCost; j-- {
			xs[j], xs[j-1] = xs[j-1], xs[j]
		}
	}
	if m := p.offer.Model; m != catalog.Provisioned && m != catalog.Nodes {
		best := 0
		for i := range xs {
			if xs[i].monthCost/xs[i].perSecond < xs[best].monthCost/xs[best].perSecond*(1-1e-9) {
				best = i
			}
		}
		if best > 0 && xs[0].monthCost/xs[0].perSecond > 1.01*xs[best].monthCost/xs[best].perSecond {
			xs[1] = xs[best]
			p.variants = xs[:2]
			return
		}
		p.variants = xs[:1]
		return
	}
	n, most := 0, 0.0
	for i := range xs {
		if xs[i].perSecond > most {
			most = xs[i].perSecond
			xs[n] = xs[i]
			n++
		}
	}
	p.variants = xs[:max(n, 1)]
}

// meetTarget drops sizes too slow for the p99 target before any queueing, if
// others are fast enough.
func (v *Evaluator) meetTarget(p *plan, w *workload) {
	if w.p99 == 0 || len(p.variants) < 2 {
		return
	}
	fast := func(x *variant) bool {
		l := v.warmLatency(p, x)
		return l.cdf(w.p99) >= 0.99
	}
	any := false
	for i := range p.variants {
		any = any || fast(&p.variants[i])
	}
	if !any {
		return
	}
	n := 0
	for i := range p.variants {
		if fast(&p.variants[i]) {
			p.variants[n] = p.variants[i]
			n++
		}
	}
	p.variants = p.variants[:n]
}

// poolFor is the pool of instances of one size at rate perSecond.
func poolFor(o *offer, x *variant, w *workload, perSecond, keep float64) coldstart.Pool {
	return coldstart.Pool{
		Rate: perSecond, Service: x.serviceS, Cold: x.coldS,
		Idle: o.Scaling.IdleS, Lifetime: o.Scaling.LifetimeS,
		Concurrency: x.concurrency, Min: int(keep), Burst: w.burst, BurstLength: w.burstS,
	}
}
