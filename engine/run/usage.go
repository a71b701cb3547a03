package run

import (
	"math"

	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/queue"
)

// This file turns a part's traffic into billed quantities, with one function per billing
// model. It does not depend on prices.

// usage is the usage of one offer by one part in a month.
type usage struct {
	q plan.Quantities
	// cold and waits are shares of the requests.
	cold, waits float64
	// slowed is the mean time in seconds that sharing an instance's CPU adds to a request.
	slowed float64
	// late describes the requests of bursts to which the autoscaler has not reacted yet.
	late pool.Late
	// running, total and Keep are mean numbers of instances; copies is the peak size of a
	// fleet of fixed size.
	running, total, Keep, copies float64
	// memoryMB is the memory of each instance.
	memoryMB float64
	// batch describes the batches in which messages of a queue come.
	batch batches
	// valid lists the limits of the model that the figures exceed.
	valid pool.Validity
}

// measure fills u for size x at a load.
func (r *Run) measure(u *usage, x *Size, ld *Load, m Mode) {
	w := r.Work
	*u = usage{}
	u.memoryMB = memoryMB(r, x, ld.PerSecond)
	q := &u.q
	q[plan.QEgressGB] = ld.PerMonth * w.EgressGB
	q[plan.QEgressGiB] = ld.PerMonth * w.EgressGiB
	q[plan.QOutboundGB] = ld.PerMonth * w.OutboundGB
	q[plan.QLogGB] = ld.PerMonth * w.LogGB()
	q[plan.QLogGiB] = q[plan.QLogGB] * 1e9 / (1 << 30)
	q[plan.QTrafficGB] = ld.PerMonth * w.TrafficGB
	q[plan.QHours], q[plan.QMonths] = w.Hours, 1
	u.batch = batched(r, x.Size, ld, m)
	r.countNeeds(u, x.Size, ld)
	if r.Offer.Balanced {
		q[plan.QLCUHours] = r.balancerUnits(ld) * w.Hours
	}
	switch r.Offer.Model {
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
	r.addPings(u, x.Size, m.warmth.Pinged)
}

// memoryMB returns the memory of each instance of size x, for the requests in flight at the
// peak.
func memoryMB(r *Run, x *Size, perSecond float64) float64 {
	return x.MemoryMB(&r.Plan, perSecond*r.Work.Busiest*r.Work.Burst*x.ServiceS)
}

// perInvocation bills each request for its memory and its rounded duration, including
// initialisation where the vendor bills it. Requests served by warm instances that were
// bought have their own rate; those that find them busy spill over (Erlang B on the number
// kept).
func (r *Run) perInvocation(u *usage, x *Size, ld *Load, m Mode) {
	w := r.Work
	initS := 0.0
	if r.BillsInit {
		initS = r.Init.Mean()
	}
	warmShare := 0.0
	for i, pc := range w.Pieces {
		s := r.pool(x, ld, i, m)
		u.add(&s, pc.Share, pc.Times)
		switch {
		case s.Keep == 0 || pc.Times == 0:
		case m.Least: // the cheaper rate
			warmShare += pc.Share * pc.Times
		default:
			warmShare += pc.Share * pc.Times * (1 - spill(w, ld.PerSecond*pc.Times, x.ServiceS, s.Keep))
		}
	}
	q := &u.q
	gb, billedS := r.Gigabytes(x.RequestMB), billedS(r, x.Size, u, m)
	opened := w.Connects(r.Offer) * w.Month * r.Offer.Connections.EachConnect // billed as requests, each as long as one
	q[plan.QGBSeconds] = gb * (ld.PerMonth*((1-warmShare)*billedS+u.cold*initS) + opened*billedS)
	q[plan.QProvisionedGBSeconds] = u.Keep * gb * w.Month
	q[plan.QProvisionedDurationGBSeconds] = ld.PerMonth * gb * warmShare * billedS
	q.SetDisk(&r.Plan, ld.PerMonth*(billedS+u.cold*initS)+opened*billedS)
}

// spill returns the share of requests that find all keep instances busy.
func spill(w *plan.Workload, perSecond, serviceS, keep float64) float64 {
	if perSecond <= 0 {
		return 0
	}
	if w.Deterministic {
		return max(0, 1-keep/math.Ceil(perSecond*serviceS-1e-9))
	}
	sum := 0.0
	for _, m := range w.Moments(perSecond) {
		if m.Requests > 0 {
			sum += m.Requests * queue.ErlangB(m.PerSecond*serviceS, keep)
		}
	}
	return sum
}

// cpuTime bills the time a request computes; waiting is free.
func (r *Run) cpuTime(u *usage, x *Size, ld *Load, m Mode) {
	w := r.Work
	if m.Exact || wanted(r, m) != 0 { // no bill depends on instances here
		for i, pc := range w.Pieces {
			s := r.pool(x, ld, i, m)
			u.add(&s, pc.Share, pc.Times)
		}
	}
	u.q.SetCPU(ld.PerMonth * billedS(r, x.Size, u, m))
	u.q[plan.QObjectGBSeconds] = r.awake(x.Size, ld) * r.Gigabytes(x.AllocMB) * w.Month
}

// activeInstance bills an instance while at least one request is in flight. Each active
// period is rounded up, and includes the start where the vendor bills it. Instances kept
// warm pay an idle rate. An instance that idles before its idle expiry pays nothing, that
// rate, or the active rate, depending on the vendor.
func (r *Run) activeInstance(u *usage, x *Size, ld *Load, m Mode) {
	w, active, idle := r.Work, 0.0, 0.0
	for i, pc := range w.Pieces {
		rate := ld.PerSecond * pc.Times
		s := r.pool(x, ld, i, m)
		u.add(&s, pc.Share, pc.Times)
		billedS, rounded := x.BilledS, periodRounding(x.Size, w, rate)
		if r.Offer.Billing.Idle == catalog.IdleActive { // the next active period continues the billed one
			billedS, rounded = x.ServiceS, r.rounding(&s, rate)
		} else if m.Least { // so that what is active rises with the rate
			whole := plan.Size{BilledS: x.BilledS, Slots: x.Slots}
			rounded = max(0, 0.9*periodRounding(&whole, w, rate)-s.Running)
		}
		kept := idleKept(w, rate, x.Size, s.Keep, billedS)
		if w.Holds(r.Offer) || x.Instances.Scale.Window > 0 || m.Least { // requests go to the least loaded
			kept = max(0, s.Keep-s.Running-rounded)
		}
		spare := max(0, s.Total-s.Running-kept)
		a := s.Running - r.unbilled(x.Size, &s, rate) + rounded
		if r.Offer.Billing.Idle == catalog.IdleActive {
			a += spare
		} else if r.Offer.Billing.Idle == catalog.IdleRate {
			kept += spare
		}
		// Rounded periods cannot exceed the instances' lifetime, and time billed as active
		// is not idle.
		a = max(0, min(a, s.Total+r.rounding(&s, rate)))
		active += pc.Share * a
		idle += pc.Share * min(kept, max(0, s.Total-a))
	}
	u.q.SetInstances(&r.Plan, x.Size, u.memoryMB, active*w.Month)
	u.q[plan.QIdleVCPUSeconds] = idle * r.BilledVCPU(x.Size) * w.Month
	u.q[plan.QIdleGiBSeconds] = idle * r.Gigabytes(u.memoryMB) * w.Month
}

// unbilled returns the mean number of instances that are starting without being billed:
// while they are placed, and while they initialise unless that is billed. Those that the CPU
// needs are not starting.
func (r *Run) unbilled(x *plan.Size, s *pool.State, rate float64) float64 {
	if s.Whole {
		return 0
	}
	eachS := x.ColdS - x.ServiceS
	if r.BillsInit {
		eachS = r.Init.OverheadS
	}
	return min((s.Cold*rate+s.Added)*eachS, max(0, s.Total-rate/x.PerSecond))
}

// rounding returns the instance-time per second added by rounding up the lives of
// instances: half a step each, or the time missing to the billed minimum.
func (r *Run) rounding(s *pool.State, rate float64) float64 {
	starts := s.Cold*rate + s.Added
	if starts == 0 {
		return 0
	}
	b := &r.Offer.Billing
	return starts * max(b.GranularityMS/2e3, b.MinimumMS/1e3-s.Total/starts)
}

// periodRounding returns the instance-time per second added by rounding up active periods.
// An instance that takes one request at a time is active once per request. One that takes
// several is active while at least one is in flight, as if each took its rounded time:
// with Poisson arrivals the share of time without a request is e^-(rate·time) (M/G/inf,
// Takacs 1962).
func periodRounding(x *plan.Size, w *plan.Workload, rate float64) float64 {
	switch {
	case rate <= 0 || w.Connections > 0: // active while connections are open
		return 0
	case x.Slots < 2:
		return rate * (x.BilledS - x.ServiceS)
	case w.Deterministic:
		return min(1, rate*x.BilledS) - min(1, rate*x.ServiceS)
	}
	sum := 0.0
	for _, m := range w.Moments(rate) {
		sum += m.Time * (math.Exp(-m.PerSecond*x.ServiceS) - math.Exp(-m.PerSecond*x.BilledS))
	}
	return sum
}

// idleKept returns the mean number of kept instances that idle: E[(keep-N)+], where N is
// the smallest number of instances that holds the requests in flight, which are Poisson. A
// request counts for billedS, because what is billed as active is not idle.
func idleKept(w *plan.Workload, perSecond float64, x *plan.Size, keep, billedS float64) float64 {
	switch {
	case keep == 0:
		return 0
	case perSecond <= 0:
		return keep
	case w.Deterministic:
		a := perSecond * billedS
		return max(0, keep-max(min(1, a), a/x.Concurrency))
	}
	sum := 0.0
	for _, m := range w.Moments(perSecond) {
		if m.Time > 0 {
			sum += m.Time * shortfall(keep, m.PerSecond*billedS, x.Concurrency)
		}
	}
	return sum
}

// shortfall returns E[(keep-ceil(X/c))+] for X Poisson with mean a.
func shortfall(keep, a, c float64) float64 {
	sd := math.Sqrt(a)
	switch {
	case a-8*sd > keep*c:
		return 0
	case a > 1e4: // X is close to normal
		z := (keep - a/c) * c / sd
		return sd / c * (z*0.5*math.Erfc(-z/math.Sqrt2) + math.Exp(-z*z/2)/math.Sqrt(2*math.Pi))
	}
	// Start the sum at the first term that is not negligible.
	n := math.Floor(max(0, a-10*sd-10))
	lg, _ := math.Lgamma(n + 1)
	pn, sum := math.Exp(n*math.Log(a)-a-lg), 0.0
	for end := min((math.Ceil(keep)-1)*c+1, a+10*sd+20); n < end; n++ { // more requests leave none idle
		sum += pn * max(0, keep-math.Ceil(n/c-1e-9))
		pn *= a / (n + 1)
	}
	return sum
}

// activeCPU bills CPU while a request computes, and memory while an instance handles
// requests or, where idling is billed, while it is awake.
func (r *Run) activeCPU(u *usage, x *Size, ld *Load, m Mode) {
	w, awake := r.Work, 0.0
	for i, pc := range w.Pieces {
		rate := ld.PerSecond * pc.Times
		s := r.pool(x, ld, i, m)
		u.add(&s, pc.Share, pc.Times)
		a := s.Running
		if r.Offer.Billing.Idle == catalog.IdleActive {
			a = s.Total + r.rounding(&s, rate)
		}
		a = max(0, a-r.unbilled(x.Size, &s, rate))
		if r.created {
			a = min(a, r.most(x, ld, pc.Times, m))
		}
		awake += pc.Share * a
	}
	u.q.SetInstances(&r.Plan, x.Size, u.memoryMB, awake*w.Month)
	cpuS := w.CPUS
	if w.BilledS > 0 {
		cpuS = w.BilledS * w.CPU
	}
	u.q.SetCPU(ld.PerMonth * cpuS)
}

// uptime bills an instance from its start to its stop, including the idle time.
func (r *Run) uptime(u *usage, x *Size, ld *Load, m Mode) {
	w, up := r.Work, 0.0
	for i, pc := range w.Pieces {
		rate := ld.PerSecond * pc.Times
		s := r.pool(x, ld, i, m)
		u.add(&s, pc.Share, pc.Times)
		a := max(0, s.Total+r.rounding(&s, rate)-r.unbilled(x.Size, &s, rate))
		if r.created {
			a = min(a, r.most(x, ld, pc.Times, m))
		}
		up += pc.Share * a
	}
	u.q.SetInstances(&r.Plan, x.Size, u.memoryMB, up*w.Month)
}

// fleet bills a fleet of fixed size: enough for the peak of a burst in each piece of the
// shape, and never fewer than the copies asked for.
func (r *Run) fleet(u *usage, x *Size, ld *Load, m Mode) {
	w, n := r.Work, 0.0
	for _, pc := range w.Pieces {
		k := r.Copies(x.Size, ld.PerSecond, pc.Times)
		n += pc.Share * k
		u.copies = max(u.copies, k)
		if m.Exact { // no bill depends on it
			u.running += pc.Share * k * -math.Expm1(-ld.PerSecond*pc.Times*x.ServiceS/k)
		}
	}
	u.total = n
	u.q.SetInstances(&r.Plan, x.Size, u.memoryMB, n*w.Month)
}

// Copies returns the number of instances of size x that serve times the mean rate and hold
// the connections open then. It is the one place that derives a fleet's size from the
// capacity of an instance.
func (r *Run) Copies(x *plan.Size, perSecond, times float64) float64 {
	w := r.Work
	need := math.Ceil(r.Peak(x, perSecond*times) / x.PerSecond * (1 - 1e-12)) // the factor removes rounding noise
	if w.Holds(r.Offer) {
		need = max(need, math.Ceil(w.Open()*times/x.Held*(1-1e-12)))
	}
	return max(need, r.Fewest())
}

// Peak returns the rate that a fleet of size x is sized for at a mean rate: the rate of
// bursts, less the part covered by the machines' saved CPU credits.
func (r *Run) Peak(x *plan.Size, mean float64) float64 {
	return mean * max(1, r.Work.Burst/x.Surge)
}

// Fewest returns the least number of instances of a fleet of fixed size.
func (r *Run) Fewest() float64 { return max(r.Asked, r.Offer.Scaling.MinInstances, 1) }

// countNeeds sets the quantities that follow from the part's needs.
func (r *Run) countNeeds(u *usage, x *plan.Size, ld *Load) {
	o, w := r.Offer, r.Work
	u.q[plan.QSteps] = ld.PerMonth * x.Steps(o)
	if w.Needs == plan.HTTPNeed { // the common case: requests only
		for _, k := range [...]int{plan.QRequests, plan.QArrivals, plan.QMessages, plan.QObjectRequests} {
			u.q[k] = ld.PerMonth
		}
		u.q[plan.QFrontRequests] = ld.PerMonth * w.Part.Hits
		return
	}
	for _, k := range [...]int{plan.QRequests, plan.QFrontRequests, plan.QArrivals, plan.QMessages, plan.QMessageGiB, plan.QObjectRequests, plan.QStateReads, plan.QStateWrites} {
		each, base := w.Counted(o, k)
		u.q[k] = ld.PerMonth*each + base
	}
	u.q[plan.QRequests] /= u.batch.of
	u.q[plan.QFrontRequests] /= u.batch.of
	u.q[plan.QConnectionMinutes] = w.Open() * w.Month / 60
	u.q[plan.QStateGBMonths] = w.StateMB / 1024
}

// balancerUnits returns the mean of AWS's load-balancer capacity units: the largest of 25
// new connections a second, 3,000 active ones and 1 GB an hour.
// https://aws.amazon.com/elasticloadbalancing/pricing/
func (r *Run) balancerUnits(ld *Load) float64 {
	w, sum := r.Work, 0.0
	a := w.Assume
	for _, pc := range w.Pieces {
		rate := ld.PerSecond * pc.Times
		opened := rate * w.Part.Hits * a.ConnPerRequest
		open := opened * a.ConnS
		if w.Connections > 0 {
			opened, open = w.Connects(r.Offer)*pc.Times, w.Open()*pc.Times
		}
		sum += pc.Share * max(opened/25, open/3000, rate*3600*w.TrafficGB)
	}
	return sum
}

// add adds the state of a pool in one piece of the traffic.
func (u *usage) add(s *pool.State, share, times float64) {
	u.cold += share * times * s.Cold
	u.waits += share * times * s.Waits
	u.slowed += share * times * s.Slowed
	u.late.Add(&s.Late, share*times)
	u.running += share * s.Running
	u.total += share * s.Total
	u.Keep += share * s.Keep
	u.valid |= s.Valid
}
