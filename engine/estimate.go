package engine

import (
	"math"
	"sort"
)

// Estimate is what one offer means for one part: its bill, its instances, its
// cold starts, its latency, and what speaks against it.
type Estimate struct {
	// Offer is the index of the offer in the engine.
	Offer int
	// Monthly is the sum of the bill in dollars. It is there for infeasible
	// offers too, as if the limit were not.
	Monthly float64
	// MonthlyWithoutFree is the same without free tiers: what ranks offers that
	// tie at $0.
	MonthlyWithoutFree float64
	// Size names the machine or task size chosen, if there is a choice.
	Size string
	// Bill is filled by [Evaluator.Estimates] and [Evaluator.Estimate] only.
	Bill      []Line
	ColdStart ColdStart
	Latency   Latency
	Fleet     Fleet
	// Requests is the number of requests a month.
	Requests float64
	reasons  reasons
}

// ColdStart is the chance that a request waits for an instance to initialise,
// and the time that adds, given that it happens.
type ColdStart struct {
	Probability  float64
	P50MS, P99MS float64
	// Waits is the share of requests that wait for an instance another request
	// has started.
	Waits float64
}

// Latency is a request's time as its client sees it. The percentiles are NaN
// where none exists because the fleet cannot keep up.
type Latency struct{ P50MS, P95MS, P99MS float64 }

// Fleet is the mean number of instances over the month, and the most there
// are. Running ones handle requests or initialise.
type Fleet struct{ Running, Idle, Total, Peak float64 }

// Feasible reports whether the offer can run the part.
func (e *Estimate) Feasible() bool { return !e.reasons.blocks() }

// Reasons returns what speaks against the offer: what makes it infeasible
// first, then warnings.
func (e *Estimate) Reasons() []Reason {
	out := append([]Reason(nil), e.reasons.list[:e.reasons.n]...)
	sort.SliceStable(out, func(i, j int) bool { return !out[i].Code.Warning() && out[j].Code.Warning() })
	return out
}

// PerMillion returns the dollars a million requests cost, or NaN without
// traffic.
func (e *Estimate) PerMillion() float64 {
	if e.Requests == 0 {
		return math.NaN()
	}
	return e.Monthly / e.Requests * 1e6
}

// detail is how much of an estimate is wanted.
type detail bool

const (
	headline detail = false
	full     detail = true
)

// estimate fills e with the exact figures of a run at a load. What they come to is
// left in z, for callers that explain them.
func (r *run) estimate(e *Estimate, z *result, offer int, ld *load, want detail) {
	w, lines := r.work, e.Bill[:0]
	r.cost(z, ld, mode{exact: true})
	x, u := z.size, z.usage()
	*e = Estimate{Offer: offer, Requests: ld.perMonth, Size: x.size.Name, Monthly: z.monthly, Bill: lines, reasons: r.refused}
	if want == full {
		e.Bill, e.Monthly = r.bill(lines, u, x.variant)
	}
	e.MonthlyWithoutFree = r.withoutFree(z, e.Monthly)
	e.Fleet = Fleet{Running: u.running, Idle: max(0, u.total-u.running), Total: u.total, Peak: u.copies}
	start := r.init
	if s := r.offer.Scaling.ScaleOutS; s > 0 && !r.offer.Model.Pooled() {
		start.overheadS = s // a fleet places an instance as fast as it scales out
	}
	e.ColdStart = ColdStart{Probability: min(u.cold, 1), Waits: u.waits,
		P50MS: start.quantile(0) * 1e3, P99MS: start.quantile(z99) * 1e3}
	if want == headline && r.refused.blocks() {
		return
	}
	lim := &r.offer.Limits
	if r.offer.Model.Pooled() && (want == full || lim.MaxInstances > 0 || lim.SoftInstances > 0) {
		e.Fleet.Peak = max(u.total, r.peak(x, ld, true))
	}
	l := r.latency(z, ld)
	e.Latency = Latency{P50MS: math.NaN(), P95MS: math.NaN(), P99MS: l.quantile(p99) * 1e3}
	if want == full {
		e.Latency.P50MS, e.Latency.P95MS = l.quantile(p50)*1e3, l.quantile(p95)*1e3
	}
	r.refuseAt(&e.reasons, ld, e.Fleet.Peak, &l)
	if w.p99 > 0 && !l.none && !l.within(w.p99) {
		e.reasons.add(Reason{Code: LatencyTarget, Value: e.Latency.P99MS / 1e3, Limit: w.p99})
	}
}

// refuseAt adds the limits that depend on the rate, other than the latency
// target.
func (r *run) refuseAt(to *reasons, ld *load, peak float64, l *latency) {
	lim, w := &r.offer.Limits, r.work
	if l.none || r.roomOverload(ld) {
		to.add(Reason{Code: Overload})
	}
	if m := lim.MaxRequestsPerDay; over(perDay(w, ld), m) {
		to.add(Reason{Code: DailyLimit, Value: perDay(w, ld), Limit: m})
	}
	if m := lim.MaxInstances; over(peak, m) {
		to.add(Reason{Code: InstanceLimit, Value: math.Ceil(peak), Limit: m})
	}
	if m := lim.SoftInstances; over(peak, m) {
		to.add(Reason{Code: InstanceQuota, Value: math.Ceil(peak), Limit: m})
	}
	if m := lim.SoftRequestsPerS; over(ld.perSecond*w.busiest*w.burst, m) {
		to.add(Reason{Code: RateQuota, Value: ld.perSecond * w.busiest * w.burst, Limit: m})
	}
}

// feasible reports whether a result keeps the limits that depend on the rate: the
// offer's own, and a p99 target in seconds, 0 for none.
func (r *run) feasible(z *result, ld *load, target float64, exact bool) bool {
	w, lim := r.work, &r.offer.Limits
	if over(perDay(w, ld), lim.MaxRequestsPerDay) || r.roomOverload(ld) {
		return false
	}
	pooled := r.offer.Model.Pooled()
	if lim.MaxInstances > 0 {
		peak := z.usage().copies
		if pooled {
			peak = max(z.usage().total, r.peak(z.size, ld, exact))
		}
		if over(peak, lim.MaxInstances) {
			return false
		}
	}
	if target == 0 && (pooled || r.target() < 1) {
		return true // below its capacity no fleet is overloaded
	}
	l := r.latency(z, ld)
	return !l.none && (target == 0 || l.within(target))
}

// perDay is the mean number of requests a day.
func perDay(w *workload, ld *load) float64 { return ld.perMonth / w.hours * 24 }

// withoutFree is the bill without free tiers and their credits.
func (r *run) withoutFree(z *result, with float64) float64 {
	if !r.free {
		return with
	}
	return r.total(z.usage(), z.size.variant, &r.unfree)
}

// Less orders two estimates as offers are ranked: feasible ones first, then by
// price, then by price without free tiers, then by ID.
func Less(a, b *Estimate) bool {
	if a.Feasible() != b.Feasible() {
		return a.Feasible()
	}
	if a.Monthly != b.Monthly {
		return a.Monthly < b.Monthly
	}
	if a.MonthlyWithoutFree != b.MonthlyWithoutFree {
		return a.MonthlyWithoutFree < b.MonthlyWithoutFree
	}
	return a.Offer < b.Offer // offers are in order of their IDs
}

// Rank sorts estimates from the best to the worst.
func Rank(list []Estimate) {
	sort.SliceStable(list, func(i, j int) bool { return Less(&list[i], &list[j]) })
}

// FirstReason returns what speaks against the offer most: the first limit that
// makes it infeasible, or else the first warning.
func (e *Estimate) FirstReason() (Reason, bool) {
	for i := range e.reasons.n {
		if !e.reasons.list[i].Code.Warning() {
			return e.reasons.list[i], true
		}
	}
	if e.reasons.n > 0 {
		return e.reasons.list[0], true
	}
	return Reason{}, false
}
