package engine

import (
	"math"

	"crossover/engine/catalog"
	"crossover/engine/queue"
)

// This file turns a part's traffic into billed quantities: one function a
// billing model. Prices play no part in it.

// usage is what one offer does in a month for one part.
type usage struct {
	q quantities
	// cold and waits are shares of the requests.
	cold, waits float64
	// running, total and keep are mean instances; copies is the most there
	// are at any time among those sized in advance.
	running, total, keep, copies float64
}

// measure fills u for size x of plan p at the given load.
func (v *Evaluator) measure(u *usage, p *plan, x *variant, w *workload, ld *load, exact bool) {
	*u = usage{}
	q := &u.q
	q[qRequests] = ld.perMonth
	q[qEgressGB] = ld.perMonth * w.egressGB
	q[qEgressGiB] = ld.perMonth * w.egressGiB
	q[qTrafficGB] = ld.perMonth * (w.egressGB + v.e.assume.requestKB/1e6)
	q[qHours], q[qMonths] = w.hours, 1
	if p.offer.balanced {
		q[qLCUHours] = v.balancerUnits(w, ld) * w.hours
	}
	switch p.offer.Model {
	case catalog.PerInvocation:
		v.perInvocation(u, p, x, w, ld, exact)
	case catalog.CPUTime:
		v.cpuTime(u, p, x, w, ld, exact)
	case catalog.ActiveInstance:
		v.activeInstance(u, p, x, w, ld, exact)
	case catalog.ActiveCPU:
		v.activeCPU(u, p, x, w, ld, exact)
	case catalog.Uptime:
		v.uptime(u, p, x, w, ld, exact)
	default:
		v.fleet(u, p, x, w, ld, exact)
	}
}

// perInvocation bills each request for its memory and its rounded duration,
// initialising included where the vendor bills it. With warm instances bought,
// what they serve has a rate of its own, and what finds them busy spills over
// (Erlang B on the number kept).
func (v *Evaluator) perInvocation(u *usage, p *plan, x *variant, w *workload, ld *load, exact bool) {
	gb := memoryGB(p, x)
	initS := 0.0
	if p.offer.Billing.Init {
		initS = p.init.mean()
	}
	warmShare := 0.0
	for i, pc := range w.pieces {
		s := v.pool(p, x, w, ld, i, exact)
		u.add(s, pc.Share, pc.Times)
		if s.keep > 0 {
			spill := queue.ErlangB(ld.perSecond*pc.Times*x.serviceS, s.keep)
			warmShare += pc.Share * pc.Times * (1 - spill)
		}
	}
	q := &u.q
	q[qGBSeconds] = ld.perMonth * gb * ((1-warmShare)*x.billedS + u.cold*initS)
	q[qProvisionedGBSeconds] = u.keep * gb * w.month
	q[qProvisionedDurationGBSeconds] = ld.perMonth * gb * warmShare * x.billedS
}

// cpuTime bills the time a request computes; waiting is free.
func (v *Evaluator) cpuTime(u *usage, p *plan, x *variant, w *workload, ld *load, exact bool) {
	for i, pc := range w.pieces {
		u.add(v.pool(p, x, w, ld, i, exact), pc.Share, pc.Times)
	}
	u.setCPU(ld.perMonth * x.billedS)
}

// activeInstance bills an instance while at least one request is in flight,
// each active period rounded up, starting included where the vendor bills it;
// instances kept warm pay an idle rate, and what idles before its time-out
// nothing, that rate or the active one.
func (v *Evaluator) activeInstance(u *usage, p *plan, x *variant, w *workload, ld *load, exact bool) {
	active, idle := 0.0, 0.0
	for i, pc := range w.pieces {
		rate := ld.perSecond * pc.Times
		s := v.pool(p, x, w, ld, i, exact)
		u.add(s, pc.Share, pc.Times)
		a := s.running
		if !p.offer.Billing.Init {
			a -= s.cold * rate * (x.coldS - x.serviceS)
		}
		a += v.rounding(p, x, rate)
		kept := idleKept(s.keep, a)
		spare := max(0, s.total-s.running-kept)
		switch p.offer.Billing.Idle {
		case catalog.IdleActive:
			a += spare
		case catalog.IdleRate:
			kept += spare
		}
		active += pc.Share * max(a, 0)
		idle += pc.Share * kept
	}
	u.setInstances(p, x, active*w.month, w)
	u.q[qIdleVCPUSeconds] = idle * x.vcpu * w.month
	u.q[qIdleGiBSeconds] = idle * memoryGB(p, x) * w.month
}

// rounding is the instance-time per second that rounding active periods up adds.
// An instance that takes one request at a time is active once a request. One
// that takes several is active from the first of overlapping requests to the
// last: such periods start at rate·e^-a, share e^-a of them is a single request,
// and their mean length is (e^a-1)/rate, with a = rate·service (the busy period
// of M/G/inf, Takacs 1962). A longer one ends anywhere within a step: half a
// step is added on average.
func (v *Evaluator) rounding(p *plan, x *variant, rate float64) float64 {
	if rate <= 0 {
		return 0
	}
	b := &p.offer.Billing
	single := x.billedS - x.serviceS
	if x.slots < 2 {
		return rate * single
	}
	alone := math.Exp(-rate * x.serviceS)
	length := math.Expm1(rate*x.serviceS) / rate
	merged := max(b.GranularityMS/2e3, b.MinimumMS/1e3-length)
	return rate * alone * (alone*single + (1-alone)*merged)
}

// idleKept is the mean number of kept instances that idle when busy ones are
// Poisson with the given mean: E[(keep−N)⁺].
func idleKept(keep, busy float64) float64 {
	if keep == 0 {
		return 0
	}
	if busy > keep+8*math.Sqrt(busy) {
		return 0
	}
	pn, sum := math.Exp(-busy), 0.0
	if pn < 1e-300 { // so many that the mean says it all
		return max(0, keep-busy)
	}
	for n := 0.0; n < keep; n++ {
		sum += (keep - n) * pn
		pn *= busy / (n + 1)
	}
	return sum
}

// activeCPU bills CPU while it computes, and memory while an instance handles
// requests or, where idling is billed, while it is awake.
func (v *Evaluator) activeCPU(u *usage, p *plan, x *variant, w *workload, ld *load, exact bool) {
	awake := 0.0
	for i, pc := range w.pieces {
		s := v.pool(p, x, w, ld, i, exact)
		u.add(s, pc.Share, pc.Times)
		if p.offer.Billing.Idle == catalog.IdleActive {
			awake += pc.Share * s.total
		} else {
			awake += pc.Share * s.running
		}
	}
	u.setInstances(p, x, awake*w.month, w)
	cpuS := w.cpuS
	if w.billedS > 0 {
		cpuS = w.billedS * w.cpu
	}
	u.setCPU(ld.perMonth * cpuS)
}

// uptime bills an instance from its start to its stop, the idle time-out
// included.
func (v *Evaluator) uptime(u *usage, p *plan, x *variant, w *workload, ld *load, exact bool) {
	up := 0.0
	for i, pc := range w.pieces {
		s := v.pool(p, x, w, ld, i, exact)
		u.add(s, pc.Share, pc.Times)
		up += pc.Share * s.total
	}
	u.setInstances(p, x, up*w.month, w)
}

// fleet bills instances sized in advance: enough for the peak of a burst in
// each piece of the shape, and never fewer than the copies asked for.
func (v *Evaluator) fleet(u *usage, p *plan, x *variant, w *workload, ld *load, exact bool) {
	n := 0.0
	for _, pc := range w.pieces {
		m := copies(p, x, w, ld.perSecond*pc.Times)
		n += pc.Share * m
		u.copies = max(u.copies, m)
		if exact { // no bill depends on it
			u.running += pc.Share * m * -math.Expm1(-ld.perSecond*pc.Times*x.serviceS/m)
		}
	}
	u.total = n
	u.setInstances(p, x, n*w.month, w)
}

// copies is how many instances of size x hold a mean rate.
func copies(p *plan, x *variant, w *workload, perSecond float64) float64 {
	need := math.Ceil(perSecond*w.burst/x.perSecond - 1e-9)
	return max(need, w.copies, p.offer.Scaling.MinInstances, 1)
}

// balancerUnits is the mean of AWS's load-balancer capacity units: the largest
// of 25 new connections a second, 3,000 active ones and 1 GB an hour.
// https://aws.amazon.com/elasticloadbalancing/pricing/
func (v *Evaluator) balancerUnits(w *workload, ld *load) float64 {
	a, sum := &v.e.assume, 0.0
	gbPerRequest := w.egressGB + a.requestKB/1e6
	for _, pc := range w.pieces {
		r := ld.perSecond * pc.Times
		conns := r * a.connPerRequest
		sum += pc.Share * max(conns/25, conns*a.connS/3000, r*3600*gbPerRequest)
	}
	return sum
}

// add counts in a piece of the traffic.
func (u *usage) add(s poolState, share, times float64) {
	u.cold += share * times * s.cold
	u.waits += share * times * s.waits
	u.running += share * s.running
	u.total += share * s.total
	u.keep += share * s.keep
}

// setCPU sets the quantities that count computing.
func (u *usage) setCPU(seconds float64) {
	u.q[qCPUMilliseconds] = seconds * 1e3
	u.q[qCPUSeconds] = seconds
	u.q[qCPUHours] = seconds / 3600
}

// setInstances sets the quantities that count instances over time.
func (u *usage) setInstances(p *plan, x *variant, seconds float64, w *workload) {
	q := &u.q
	gib := memoryGB(p, x)
	vcpu := x.vcpu + p.offer.Compute.ReserveVCPU
	q[qInstanceSeconds] = seconds
	q[qInstanceHours] = seconds / 3600
	q[qInstanceMonths] = seconds / w.month
	q[qVCPUSeconds] = seconds * vcpu
	q[qVCPUHours] = seconds * vcpu / 3600
	q[qGiBSeconds] = seconds * gib
	q[qGiBHours] = seconds * gib / 3600
	q[qGPUSeconds] = seconds * x.gpus
}

// memoryGB is an instance's memory as the vendor counts gigabytes.
func memoryGB(p *plan, x *variant) float64 {
	if p.offer.Billing.DecimalGB {
		return x.allocMB / 1000
	}
	return x.allocMB / 1024
}
