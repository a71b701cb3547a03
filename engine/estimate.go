package engine

import (
	"math"
	"sort"

	"crossover/engine/scenario"
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

// Estimates appends an estimate of every offer for part i of s to dst, in the
// engine's order, reusing the bills that are in dst's spare capacity.
func (v *Evaluator) Estimates(s *scenario.Scenario, i int, dst []Estimate) []Estimate {
	return v.all(s, i, dst, full)
}

// Headlines is Estimates without what only details show: bills are left out, so
// are latency, limits of the rate and peak of offers that something other than
// the rate rules out, and the peak of pools without a limit on instances. Of the
// latency there is the p99; the other percentiles are NaN.
// It is what a moving handle can afford for every offer.
func (v *Evaluator) Headlines(s *scenario.Scenario, i int, dst []Estimate) []Estimate {
	return v.all(s, i, dst, headline)
}

func (v *Evaluator) all(s *scenario.Scenario, i int, dst []Estimate, want detail) []Estimate {
	v.set(s, i)
	ld := v.current()
	if cap(dst) == 0 { // many keep theirs for long: it is made to measure
		dst = make([]Estimate, 0, len(v.plans))
	}
	for o := range v.plans {
		n := len(dst)
		if n < cap(dst) {
			dst = dst[:n+1]
		} else {
			dst = append(dst, Estimate{})
		}
		v.estimate(&dst[n], &v.plans[o], o, &ld, want)
	}
	return dst
}

// detail is how much of an estimate is wanted.
type detail bool

const (
	headline detail = false
	full     detail = true
)

// Estimate returns the estimate of one offer for part i of s.
func (v *Evaluator) Estimate(s *scenario.Scenario, i, offer int) Estimate {
	v.set(s, i)
	var e Estimate
	ld := v.current()
	v.estimate(&e, &v.plans[offer], offer, &ld, full)
	return e
}

// estimate fills e with the exact figures of a prepared offer.
func (v *Evaluator) estimate(e *Estimate, p *plan, offer int, ld *load, want detail) {
	w := &v.work
	lines := e.Bill[:0]
	sum, x := v.cost(p, ld, true)
	u := v.best
	*e = Estimate{Offer: offer, Requests: ld.perMonth, Size: x.size.Name, Monthly: sum, Bill: lines, reasons: p.refused}
	if want == full {
		e.Bill, e.Monthly = p.bill(lines, u, x)
	}
	e.MonthlyWithoutFree = p.withoutFree(u, x, e.Monthly)
	e.Fleet = Fleet{Running: u.running, Idle: max(0, u.total-u.running), Total: u.total, Peak: u.copies}
	start := p.init
	if s := p.offer.Scaling.ScaleOutS; s > 0 && !p.offer.Model.Pooled() {
		start.overheadS = s // a fleet places an instance as fast as it scales out
	}
	e.ColdStart = ColdStart{Probability: min(u.cold, 1), Waits: u.waits,
		P50MS: start.quantile(0) * 1e3, P99MS: start.quantile(z99) * 1e3}
	if want == headline && p.refused.blocks() {
		return
	}
	lim := &p.offer.Limits
	if p.offer.Model.Pooled() && (want == full || lim.MaxInstances > 0 || lim.SoftInstances > 0) {
		e.Fleet.Peak = max(u.total, v.peak(p, x, w, ld, true))
	}
	l := v.latency(p, x, u, ld)
	e.Latency = Latency{P50MS: math.NaN(), P95MS: math.NaN(), P99MS: l.quantile(p99) * 1e3}
	if want == full {
		e.Latency.P50MS, e.Latency.P95MS = l.quantile(p50)*1e3, l.quantile(p95)*1e3
	}
	v.refuseAt(&e.reasons, p, ld, e.Fleet.Peak, &l)
	if w.p99 > 0 && !l.none && !l.within(w.p99) {
		e.reasons.add(Reason{Code: LatencyTarget, Value: e.Latency.P99MS / 1e3, Limit: w.p99})
	}
}

// refuseAt adds the limits that depend on the rate, other than the latency
// target.
func (v *Evaluator) refuseAt(r *reasons, p *plan, ld *load, peak float64, l *latency) {
	lim, w := &p.offer.Limits, &v.work
	if l.none || w.roomOverload(p.offer, ld) {
		r.add(Reason{Code: Overload})
	}
	if m := lim.MaxRequestsPerDay; over(perDay(w, ld), m) {
		r.add(Reason{Code: DailyLimit, Value: perDay(w, ld), Limit: m})
	}
	if m := lim.MaxInstances; over(peak, m) {
		r.add(Reason{Code: InstanceLimit, Value: math.Ceil(peak), Limit: m})
	}
	if m := lim.SoftInstances; over(peak, m) {
		r.add(Reason{Code: InstanceQuota, Value: math.Ceil(peak), Limit: m})
	}
	if m := lim.SoftRequestsPerS; over(ld.perSecond*w.busiest*w.burst, m) {
		r.add(Reason{Code: RateQuota, Value: ld.perSecond * w.busiest * w.burst, Limit: m})
	}
}

// over reports whether x is above a limit, 0 meaning none; a billionth is
// rounding noise.
func over(x, limit float64) bool { return limit > 0 && x > limit*(1+1e-9) }

// perDay is the mean number of requests a day.
func perDay(w *workload, ld *load) float64 { return ld.perMonth / w.hours * 24 }

// withoutFree is the bill without free tiers and their credits.
func (p *plan) withoutFree(u *usage, x *variant, with float64) float64 {
	if !p.free {
		return with
	}
	return p.total(u, x, &p.unfree)
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
