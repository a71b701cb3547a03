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

// measure fills u for size x at a load.
func (r *run) measure(u *usage, x *runSize, ld *load, m mode) {
	w := r.work
	*u = usage{}
	q := &u.q
	q[qEgressGB] = ld.perMonth * w.egressGB
	q[qEgressGiB] = ld.perMonth * w.egressGiB
	q[qLogGB] = ld.perMonth * w.assume.logKB / 1e6
	q[qTrafficGB] = ld.perMonth * w.trafficGB
	q[qHours], q[qMonths] = w.hours, 1
	r.countNeeds(u, x.variant, ld)
	if r.offer.balanced {
		q[qLCUHours] = r.balancerUnits(ld) * w.hours
	}
	switch r.offer.Model {
	case catalog.PerInvocation:
		r.perInvocation(u, x, ld, m)
	case catalog.CPUTime:
		r.cpuTime(u, x, ld, m)
	case catalog.ActiveInstance:
		r.activeInstance(u, x, ld, m)
	case catalog.ActiveCPU:
		r.activeCPU(u, x, ld, m)
	case catalog.Uptime:
		r.uptime(u, x, ld, m)
	default:
		r.fleet(u, x, ld, m)
	}
	r.addPings(u, x.variant, m.warmth.pinged)
}

// perInvocation bills each request for its memory and its rounded duration,
// initialising included where the vendor bills it. With warm instances bought,
// what they serve has a rate of its own, and what finds them busy spills over
// (Erlang B on the number kept).
func (r *run) perInvocation(u *usage, x *runSize, ld *load, m mode) {
	w := r.work
	initS := 0.0
	if r.billsInit {
		initS = r.init.mean()
	}
	warmShare := 0.0
	for i, pc := range w.pieces {
		s := r.pool(x, ld, i, m)
		u.add(&s, pc.Share, pc.Times)
		if s.keep > 0 && pc.Times > 0 {
			warmShare += pc.Share * pc.Times * (1 - w.spill(ld.perSecond*pc.Times, x.serviceS, s.keep))
		}
	}
	q := &u.q
	gb := r.gigabytes(x.requestMB)
	opened := w.connects(r.offer) * w.month * r.offer.Connections.EachConnect // as requests, each as long as one
	q[qGBSeconds] = gb * (ld.perMonth*((1-warmShare)*x.billedS+u.cold*initS) + opened*x.billedS)
	q[qProvisionedGBSeconds] = u.keep * gb * w.month
	q[qProvisionedDurationGBSeconds] = ld.perMonth * gb * warmShare * x.billedS
}

// spill is the share of requests that find every one of keep instances busy.
func (w *workload) spill(perSecond, serviceS, keep float64) float64 {
	if perSecond <= 0 {
		return 0
	}
	if w.deterministic {
		return max(0, 1-keep/math.Ceil(perSecond*serviceS-1e-9))
	}
	sum := 0.0
	for _, m := range w.moments(perSecond) {
		if m.requests > 0 {
			sum += m.requests * queue.ErlangB(m.perSecond*serviceS, keep)
		}
	}
	return sum
}

// cpuTime bills the time a request computes; waiting is free.
func (r *run) cpuTime(u *usage, x *runSize, ld *load, m mode) {
	w := r.work
	if m.exact || r.need != 0 { // no bill depends on instances
		for i, pc := range w.pieces {
			s := r.pool(x, ld, i, m)
			u.add(&s, pc.Share, pc.Times)
		}
	}
	u.q.setCPU(ld.perMonth * x.billedS)
	u.q[qObjectGBSeconds] = r.awake(x.variant, ld) * r.gigabytes(x.allocMB) * w.month
}

// activeInstance bills an instance while at least one request is in flight,
// each active period rounded up, starting included where the vendor bills it;
// instances kept warm pay an idle rate, and what idles before its time-out
// nothing, that rate or the active one.
func (r *run) activeInstance(u *usage, x *runSize, ld *load, m mode) {
	w := r.work
	active, idle := 0.0, 0.0
	for i, pc := range w.pieces {
		rate := ld.perSecond * pc.Times
		s := r.pool(x, ld, i, m)
		u.add(&s, pc.Share, pc.Times)
		kept := w.idleKept(rate, x.variant, s.keep)
		if w.holds(r.offer) {
			kept = max(0, s.keep-s.running)
		}
		spare := max(0, s.total-s.running-kept)
		a := s.running - r.unbilled(x.variant, &s, rate)
		switch r.offer.Billing.Idle {
		case catalog.IdleActive: // the next active period goes on from there
			a += spare + r.rounding(&s, rate)
		case catalog.IdleRate:
			a += periodRounding(x.variant, w, rate)
			kept += spare
		default:
			a += periodRounding(x.variant, w, rate)
		}
		// Rounded periods cannot take longer than the instances exist, and what
		// is billed as active does not idle.
		a = max(0, min(a, s.total+r.rounding(&s, rate)))
		active += pc.Share * a
		idle += pc.Share * min(kept, max(0, s.total-a))
	}
	u.q.setInstances(&r.plan, x.variant, active*w.month)
	u.q[qIdleVCPUSeconds] = idle * r.billedVCPU(x.variant) * w.month
	u.q[qIdleGiBSeconds] = idle * r.gigabytes(x.allocMB) * w.month
}

// unbilled is the mean number of instances that are starting without being
// billed: while they are placed, and while they initialise unless that counts.
func (r *run) unbilled(x *variant, s *poolState, rate float64) float64 {
	if s.whole {
		return 0
	}
	if r.billsInit {
		return s.cold * rate * r.init.overheadS
	}
	return s.cold * rate * (x.coldS - x.serviceS)
}

// rounding is the instance-time per second that rounding the lives of instances
// up adds: half a step each, or what is missing to the least that is billed.
func (r *run) rounding(s *poolState, rate float64) float64 {
	starts := s.cold * rate
	if starts == 0 {
		return 0
	}
	b := &r.offer.Billing
	return starts * max(b.GranularityMS/2e3, b.MinimumMS/1e3-s.total/starts)
}

// periodRounding is the instance-time per second that rounding active periods
// up adds. An instance that takes one request at a time is active once a
// request. One that takes several is active while at least one is in flight,
// as if each took its rounded time: with Poisson arrivals the share of time
// without any is e^-(rate·time) (M/G/inf, Takacs 1962).
func periodRounding(x *variant, w *workload, rate float64) float64 {
	switch {
	case rate <= 0 || w.connections > 0: // active as long as connections are open
		return 0
	case x.slots < 2:
		return rate * (x.billedS - x.serviceS)
	case w.deterministic:
		return min(1, rate*x.billedS) - min(1, rate*x.serviceS)
	}
	sum := 0.0
	for _, m := range w.moments(rate) {
		sum += m.time * (math.Exp(-m.perSecond*x.serviceS) - math.Exp(-m.perSecond*x.billedS))
	}
	return sum
}

// idleKept is the mean number of kept instances that idle: E[(keep-N)+] for the
// N instances that requests at this rate keep busy, which are as few as hold
// them. Requests in flight are Poisson.
func (w *workload) idleKept(perSecond float64, x *variant, keep float64) float64 {
	switch {
	case keep == 0:
		return 0
	case perSecond <= 0:
		return keep
	case w.deterministic:
		a := perSecond * x.serviceS
		return max(0, keep-max(min(1, a), a/x.concurrency))
	}
	sum := 0.0
	for _, m := range w.moments(perSecond) {
		if m.time > 0 {
			sum += m.time * shortfall(keep, m.perSecond*x.serviceS, x.concurrency)
		}
	}
	return sum
}

// shortfall is E[(keep-ceil(X/c))+] for X Poisson with mean a.
func shortfall(keep, a, c float64) float64 {
	sd := math.Sqrt(a)
	switch {
	case a-8*sd > keep*c:
		return 0
	case a > 1e4: // so many that X is as good as normal
		z := (keep - a/c) * c / sd
		return sd / c * (z*normalCDF(z) + math.Exp(-z*z/2)/math.Sqrt(2*math.Pi))
	}
	// The sum starts where the terms begin to count.
	n := math.Floor(max(0, a-10*sd-10))
	lg, _ := math.Lgamma(n + 1)
	pn, sum := math.Exp(n*math.Log(a)-a-lg), 0.0
	for end := min(keep*c, a+10*sd+20); n < end; n++ {
		sum += pn * max(0, keep-math.Ceil(n/c-1e-9))
		pn *= a / (n + 1)
	}
	return sum
}

func normalCDF(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

// activeCPU bills CPU while it computes, and memory while an instance handles
// requests or, where idling is billed, while it is awake.
func (r *run) activeCPU(u *usage, x *runSize, ld *load, m mode) {
	w := r.work
	awake := 0.0
	for i, pc := range w.pieces {
		rate := ld.perSecond * pc.Times
		s := r.pool(x, ld, i, m)
		u.add(&s, pc.Share, pc.Times)
		a := s.running
		if r.offer.Billing.Idle == catalog.IdleActive {
			a = s.total + r.rounding(&s, rate)
		}
		awake += pc.Share * max(0, a-r.unbilled(x.variant, &s, rate))
	}
	u.q.setInstances(&r.plan, x.variant, awake*w.month)
	cpuS := w.cpuS
	if w.billedS > 0 {
		cpuS = w.billedS * w.cpu
	}
	u.q.setCPU(ld.perMonth * cpuS)
}

// uptime bills an instance from its start to its stop, the idle time-out
// included.
func (r *run) uptime(u *usage, x *runSize, ld *load, m mode) {
	w := r.work
	up := 0.0
	for i, pc := range w.pieces {
		rate := ld.perSecond * pc.Times
		s := r.pool(x, ld, i, m)
		u.add(&s, pc.Share, pc.Times)
		up += pc.Share * max(0, s.total+r.rounding(&s, rate)-r.unbilled(x.variant, &s, rate))
	}
	u.q.setInstances(&r.plan, x.variant, up*w.month)
}

// fleet bills instances sized in advance: enough for the peak of a burst in
// each piece of the shape, and never fewer than the copies asked for.
func (r *run) fleet(u *usage, x *runSize, ld *load, m mode) {
	w := r.work
	n := 0.0
	for _, pc := range w.pieces {
		k := r.copies(x.variant, ld.perSecond, pc.Times)
		n += pc.Share * k
		u.copies = max(u.copies, k)
		if m.exact { // no bill depends on it
			u.running += pc.Share * k * -math.Expm1(-ld.perSecond*pc.Times*x.serviceS/k)
		}
	}
	u.total = n
	u.q.setInstances(&r.plan, x.variant, n*w.month)
}

// copies is how many instances of size x hold so many times a mean rate, and
// the connections there are then. It is the one place where a fleet's size
// follows from the capacity of an instance.
func (r *run) copies(x *variant, perSecond, times float64) float64 {
	w := r.work
	need := math.Ceil(perSecond * times * w.burst / x.perSecond * (1 - 1e-12)) // less is rounding noise
	if w.holds(r.offer) {
		need = max(need, math.Ceil(w.connections*times/x.held*(1-1e-12)))
	}
	return max(need, r.fewest())
}

// fewest is the least number of instances of a fleet sized in advance.
func (r *run) fewest() float64 { return max(r.work.copies, r.offer.Scaling.MinInstances, 1) }

// countNeeds sets the quantities that come of the part's needs.
func (r *run) countNeeds(u *usage, x *variant, ld *load) {
	o, w := r.offer, r.work
	u.q[qSteps] = ld.perMonth * x.steps(o)
	if w.needs == httpNeed { // the rule: nothing but requests
		for _, k := range [...]int{qRequests, qArrivals, qMessages, qObjectRequests} {
			u.q[k] = ld.perMonth
		}
		return
	}
	for _, k := range [...]int{qRequests, qArrivals, qMessages, qMessageGiB, qObjectRequests, qStateReads, qStateWrites} {
		each, base := w.counted(o, k)
		u.q[k] = ld.perMonth*each + base
	}
	u.q[qConnectionMinutes] = w.connections * w.month / 60
	u.q[qStateGBMonths] = w.stateMB / 1024
}

// balancerUnits is the mean of AWS's load-balancer capacity units: the largest
// of 25 new connections a second, 3,000 active ones and 1 GB an hour.
// https://aws.amazon.com/elasticloadbalancing/pricing/
func (r *run) balancerUnits(ld *load) float64 {
	w, sum := r.work, 0.0
	a := w.assume
	for _, pc := range w.pieces {
		rate := ld.perSecond * pc.Times
		opened := rate * a.connPerRequest
		open := opened * a.connS
		if w.connections > 0 {
			opened, open = w.connects(r.offer)*pc.Times, w.connections*pc.Times
		}
		sum += pc.Share * max(opened/25, open/3000, rate*3600*w.trafficGB)
	}
	return sum
}

// add counts in a piece of the traffic.
func (u *usage) add(s *poolState, share, times float64) {
	u.cold += share * times * s.cold
	u.waits += share * times * s.waits
	u.running += share * s.running
	u.total += share * s.total
	u.keep += share * s.keep
}
