// Package run evaluates one offer for one part: its usage, price, latency, and the limits
// it exceeds.
//
// A [Runner] compiles every offer for a [Part]; each is a [Run]. [Run.Cost] finds the
// cheapest size at a [Load] and writes usage and price to a [Result] that the caller
// lends, so that a step of a slider allocates nothing. Seven billing models turn usage
// into quantities: see usage.go.
package run

import (
	"math"
	"slices"

	"crossover/engine/catalog"
	"crossover/engine/latency"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/queue"
)

// Run is one offer for one part: a plan, and the pools of its sizes.
type Run struct {
	plan.Plan
	Pools *pool.Solver
	sizes []Size
	// need is the set of figures of pools that the bill and the limits depend on.
	need pool.Need
	// apart is set if no bill and no limit depends on the pool.
	apart bool
	// created is set if the user creates the instances.
	created bool
	// start holds the times of a cold start.
	start ColdStart
	// out is the index of the egress line if machines bring an allowance for it, or -1.
	// outEach is its quantity per request.
	out     int
	outEach float64
	// compiled is the part's counter at the time the run was compiled.
	compiled uint64
}

// Size is a size and its instances.
type Size struct {
	*plan.Size
	Instances pool.Instances
	at        pool.Place
}

// Prepare compiles offer o for workload w. The run keeps a pointer to w.
func (r *Run) Prepare(o *plan.Offer, w *plan.Workload, pools *pool.Solver) {
	r.Plan.Prepare(o, w)
	r.fill(pools)
}

// PrepareSize is Prepare for a single size of the offer. It reports whether that size
// holds the part.
func (r *Run) PrepareSize(o *plan.Offer, w *plan.Workload, pools *pool.Solver, name string) bool {
	fits := r.Plan.PrepareSize(o, w, name)
	if fits {
		r.fill(pools)
	}
	return fits
}

// fill sets up the instances of each size.
func (r *Run) fill(pools *pool.Solver) {
	r.Pools, r.need, r.created = pools, needs(&r.Plan), r.Offer.Created()
	r.apart = r.need == 0 || r.need == pool.NeedCold && r.Offer.Model == catalog.PerInvocation && !r.BillsInit
	start := r.Init
	if s := r.Offer.Scaling.ScaleOutS; s > 0 && !r.Offer.Model.Pooled() {
		start.OverheadS = s // a fleet places an instance as fast as it scales out
	}
	r.start = ColdStart{P50MS: start.Quantile(0) * 1e3, P99MS: start.Quantile(latency.Z99) * 1e3}
	r.out = -1
	for i := range r.Lines {
		if l := &r.Lines[i]; l.Allowance >= 0 && l.Allowance == r.Offer.Brings {
			each, _ := r.Work.Counted(r.Offer, l.Counted)
			r.out, r.outEach = i, each*l.Each
		}
	}
	r.sizes = slices.Grow(r.sizes[:0], len(r.Sizes))
	for i := range r.Sizes {
		x := &r.Sizes[i]
		r.sizes = append(r.sizes, Size{Size: x, Instances: instancesOf(r, x), at: pool.Nowhere})
	}
	keepMore(r)
}

// instancesOf describes the instances of a size.
func instancesOf(r *Run, x *plan.Size) pool.Instances {
	o, w := r.Offer, r.Work
	if !o.Model.Pooled() { // a fleet needs no more
		return pool.Instances{Kept: r.Kept}
	}
	in := pool.Instances{
		Service: x.ServiceS, Cold: x.ColdS, Idle: o.Scaling.IdleS, Expiry: o.Scaling.Expiry(), Lifetime: o.Scaling.LifetimeS,
		Concurrency: x.Concurrency, Burst: 1, KeptWarm: o.Billing.KeptWarm, Kept: r.Kept,
	}
	in.Scale = r.Plan.Autoscale(x)
	if w.Burst > 1 {
		in.Burst, in.BurstS = w.Burst, w.BurstS
	}
	if in.KeptWarm {
		in.Least = r.Asked
	}
	if in.KeptWarm && w.P99 > 0 && w.Part.Copies == 0 {
		in.Target = pool.WarmTarget{P99: w.P99, Network: r.RTT, Variance: r.Variance(x), Start: r.Init}
	}
	return in
}

// wanted returns the figures of pools to read in a mode.
func wanted(r *Run, m Mode) pool.Need {
	if m.Timed {
		return r.need | pool.NeedCold | pool.NeedWaits
	}
	return r.need
}

// needs returns the figures of pools that a plan's bill and limits depend on.
func needs(p *plan.Plan) pool.Need {
	o, w := p.Offer, p.Work
	var n pool.Need
	switch o.Model {
	case catalog.PerInvocation:
		n = pool.NeedCold
	case catalog.ActiveInstance:
		n = pool.NeedRunning | pool.NeedTotal | pool.NeedCold
	case catalog.ActiveCPU:
		n = pool.NeedRunning | pool.NeedCold
		if o.Billing.Idle == catalog.IdleActive {
			n = pool.NeedTotal | pool.NeedCold
		}
	case catalog.Uptime:
		n = pool.NeedTotal | pool.NeedCold
	case catalog.CPUTime, catalog.Provisioned, catalog.Nodes:
	}
	if o.Billing.KeptWarm {
		n |= pool.NeedKeep | pool.NeedTotal
	}
	if o.Limits.MaxInstances > 0 || p.Most.Instances > 0 {
		n |= pool.NeedTotal
	}
	if w.P99 > 0 {
		n |= pool.NeedCold | pool.NeedWaits
	}
	return n
}

// Load is a mean rate and its requests per month. Both are stored, because a rate given
// per month must not be converted to seconds and back.
type Load struct {
	PerSecond, PerMonth float64
	// position is the position of the rate among the knots of a column.
	position float64
	// grid holds the rates of the curve that the load is a point of, or nil. point is its
	// index there.
	grid  *pool.Grid
	point int
}

// loadOf returns the load of a rate with perMonth requests a month.
func loadOf(perSecond, perMonth float64) Load {
	return Load{PerSecond: perSecond, PerMonth: perMonth, position: pool.Position(perSecond)}
}

// Times returns the load multiplied by n.
func (ld Load) Times(n float64) Load { return loadOf(ld.PerSecond*n, ld.PerMonth*n) }

// On adds the load to a grid as a point.
func (ld Load) On(g *pool.Grid) Load {
	ld.grid, ld.point = g, g.Add(ld.PerSecond, ld.position)
	return ld
}

// Mode says how a run is computed.
type Mode struct {
	// Exact solves pools; otherwise they are interpolated along the rate.
	Exact bool
	// Bill omits pools that neither the bill nor a limit depends on. The latency of the
	// result is then undefined, unless the part has a target for it.
	Bill bool
	// Timed reads of interpolated pools what the latency depends on, too, and solves what
	// autoscalers do under bursts.
	Timed bool
	// Least uses a lower bound of instances and starts without solving pools. The cost is
	// then a lower bound of the offer's, whatever its latency.
	Least bool
	// hurry is the share of the delay allowed to batches that is not used; at 1 messages come
	// one by one, unless the user fixed the batch.
	hurry float64
	// warmth overrides what keeps instances warm besides the traffic. It requires Exact.
	warmth pool.Warmth
}

// Result is the price and usage of a run at a load. It holds the usage of two sizes, the
// cheapest so far and the one compared with it. The caller keeps a Result and passes it in
// again.
type Result struct {
	// Monthly is the $/month of the cheapest size.
	Monthly float64
	Size    *Size
	usages  [2]usage
	// cheapest is the index of the cheapest size's usage.
	cheapest int
	// missed is the cheapest setting if it misses the latency target and another one meets
	// it.
	missed missed
}

// Usage returns the usage of the cheapest size.
func (r *Result) Usage() *usage { return &r.usages[r.cheapest] }

// Cost finds the cheapest size at a load.
func (r *Run) Cost(z *Result, ld *Load, m Mode) {
	z.missed = missed{}
	if !r.Offer.Model.Pooled() {
		r.costFleet(z, ld, m)
		return
	}
	if !m.Least {
		m.hurry = 1
	}
	cheapest(r, z, ld, m)
	if m.Least {
		return
	}
	if r.Work.P99 > 0 && !meets(r, z, ld) {
		search(r, z, ld, m)
	}
	if r.Batches.Most > 1 && r.Batches.Fixed == 0 {
		batch(r, z, ld, m)
	}
}

// cheapest finds the cheapest of the permitted sizes, whatever its latency.
func cheapest(r *Run, z *Result, ld *Load, m Mode) {
	z.Monthly = math.Inf(1)
	if m.Least && r.Work.P99 > 0 { // the target may require another size, which may cost less
		for i := range r.sizes {
			r.try(z, &r.sizes[i], ld, m)
		}
		return
	}
	for i := range r.sizes[:r.Cheap] {
		if x := &r.sizes[i]; m.Least || r.Cheap == 1 || r.Most.Instances == 0 || !r.Most.Under(r.peak(x, ld, m.Exact)) {
			r.try(z, x, ld, m)
		}
	}
	if !math.IsInf(z.Monthly, 1) {
		return
	}
	for i := range r.sizes[:r.Cheap] { // no size keeps the maximum
		r.try(z, &r.sizes[i], ld, m)
	}
}

// try replaces z's size by x if that costs less.
func (r *Run) try(z *Result, x *Size, ld *Load, m Mode) {
	u := &z.usages[1-z.cheapest]
	r.measure(u, x, ld, m)
	if c := r.total(u, x.Size, &r.Terms); c < z.Monthly || math.IsInf(z.Monthly, 1) {
		z.Monthly, z.Size, z.cheapest = c, x, 1-z.cheapest
	}
}

// costFleet is Cost for fleets of fixed size. Some lines, such as a load balancer or a
// cache, are billed only with a second copy. A single larger machine, or one with room for
// the state, may avoid them.
func (r *Run) costFleet(z *Result, ld *Load, m Mode) {
	w := r.Work
	z.Monthly = math.Inf(1)
	var x *Size
	if r.Most.Instances > 0 {
		x = r.cheapestFleet(ld.PerSecond, r.Most.Instances, false)
	}
	if x == nil {
		x = r.cheapestFleet(ld.PerSecond, math.Inf(1), false)
	}
	r.try(z, x, ld, m)
	if plan.Scatters(&r.Plan, z.Usage().copies) { // prefer a single machine, if one is large enough
		if one := r.cheapestFleet(ld.PerSecond, 1, true); one != nil {
			z.Monthly = math.Inf(1)
			r.try(z, one, ld, m)
		}
	}
	if !r.Offer.Several || r.Asked > 1 {
		return
	}
	alone := z.Usage().copies <= 1
	if !alone {
		r.tryAlone(z, ld, m, false)
	}
	if w.StateMB > 0 && !(alone && x.KeepsState) {
		r.tryAlone(z, ld, m, true)
	}
}

// tryAlone tries a single machine, which must have room for the part's state if keeping is
// set.
func (r *Run) tryAlone(z *Result, ld *Load, m Mode, keeping bool) {
	if x := r.cheapestFleet(ld.PerSecond, 1, keeping); x != nil {
		r.try(z, x, ld, m)
	}
}

// cheapestFleet returns the size with the cheapest fleet of at most most copies, or nil.
// If keeping is set, the size must have room for the part's state.
func (r *Run) cheapestFleet(perSecond, most float64, keeping bool) *Size {
	w := r.Work
	best := math.Inf(1)
	var chosen *Size
	for i := range r.sizes {
		x := &r.sizes[i]
		each := x.CostWith(memoryMB(r, x, perSecond))
		if each >= best {
			continue
		}
		if keeping && !x.KeepsState {
			continue
		}
		if !math.IsInf(most, 1) && r.Copies(x.Size, perSecond, w.Busiest) > most {
			continue
		}
		n := 0.0
		for _, pc := range w.Pieces {
			n += pc.Share * r.Copies(x.Size, perSecond, pc.Times)
		}
		if c := n*each + beyond(r, x.Size, perSecond, n); c < best {
			best, chosen = c, x
		}
	}
	return chosen
}

// beyond returns the $/month of egress beyond the allowance that n machines of size x
// bring.
func beyond(r *Run, x *plan.Size, perSecond, n float64) float64 {
	if r.out < 0 {
		return 0
	}
	l := &r.Lines[r.out]
	return l.Tariff.Charge(max(0, r.outEach*perSecond*r.Work.Month-n*r.Offer.Brought(x.Machine))) * l.Factor
}

// Latency returns the distribution of a request's time in a result. For a job that is the
// time of a run including its start, and never beyond the longest.
func (r *Run) Latency(z *Result, ld *Load) latency.Distribution {
	l := r.latency(z, ld)
	b := &z.Usage().batch
	r.Work.Cut(&l, b.of, b.waitS)
	return l
}

func (r *Run) latency(z *Result, ld *Load) latency.Distribution {
	x, u := z.Size.Size, z.Usage()
	if r.Offer.Model.Pooled() {
		slow := 1 + u.slowed/x.ServiceS
		serviceS, variance := x.ServiceS*slow, r.Variance(x)*slow*slow
		if b := &u.batch; b.of > 1 { // until the whole batch is done
			serviceS, variance = b.of*serviceS+b.waitS/2, b.of*variance+b.waitS*b.waitS/12
		}
		l := latency.OfPool(r.RTT, serviceS, variance, r.Init, u.cold, u.waits)
		l.Late(u.late.Share, x.ServiceS+u.late.Mean, r.Variance(x)+u.late.SD*u.late.SD)
		return l
	}
	return r.queueLatency(x, ld)
}

// queueLatency returns the latency of a request to a fleet of fixed size. In each piece of
// the traffic, inside and outside bursts, it is a queue with as many servers as the fleet
// can handle requests at once.
func (r *Run) queueLatency(x *plan.Size, ld *Load) latency.Distribution {
	w := r.Work
	wait, mean := 0.0, 0.0
	for _, pc := range w.Pieces {
		rate := ld.PerSecond * pc.Times
		if rate == 0 {
			continue
		}
		n := r.Copies(x, ld.PerSecond, pc.Times)
		for _, m := range w.Moments(rate) {
			if m.Requests == 0 {
				continue
			}
			q := queue.AllenCunneen(m.PerSecond, x.ServiceS, n*x.Parallel, 1, w.Assume.ServiceCV2)
			if !q.Stable {
				return latency.None(r.RTT)
			}
			share := pc.Share * pc.Times * m.Requests
			wait += share * q.Probability
			mean += share * q.Mean
		}
	}
	if wait > 1e-12 {
		mean /= wait
	}
	return latency.OfFleet(r.RTT, x.ServiceS, r.Variance(x), min(wait, 1), mean)
}
