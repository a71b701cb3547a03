package run

import (
	"math"
	"sort"
	"strings"

	"crossover/engine/latency"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/rank"
)

// Estimate is the evaluation of one offer for one part: bill, instances, cold starts,
// latency, and reasons against the offer.
type Estimate struct {
	// Offer is the index of the offer in the engine.
	Offer int
	// Monthly is the sum of the bill in dollars. An infeasible offer has it too, priced as
	// if the limit did not exist. It is NaN for needless offers in an estimate of detail
	// Brief.
	Monthly float64
	// MonthlyWithoutFree is Monthly without free tiers.
	MonthlyWithoutFree float64
	// Size is the name of the machine or task size chosen, if there is a choice.
	Size string
	// Chosen is the setting chosen for the offer, with the reason.
	Chosen Chosen
	// Bill is empty unless the estimate's detail is Full.
	Bill      []Line
	ColdStart ColdStart
	Latency   Latency
	Fleet     Fleet
	// Job is set where nobody waits for the part. The latency is then the time of a run
	// including its start, and never beyond the longest.
	Job bool
	// Requests is the number of requests a month.
	Requests float64
	reasons  plan.Reasons
}

// ColdStart is the probability that a request waits for an instance to initialise, and the
// percentiles of the time this adds.
type ColdStart struct {
	Probability  float64
	P50MS, P99MS float64
	// Waits is the share of requests that wait for an instance another request
	// has started.
	Waits float64
}

// Latency is a request's time as its client sees it. The percentiles are NaN if the fleet
// cannot keep up.
type Latency struct{ P50MS, P95MS, P99MS float64 }

// Fleet is the mean number of instances over the month, and the peak. Running instances
// handle requests or initialise.
type Fleet struct{ Running, Idle, Total, Peak float64 }

// Feasible reports whether the offer can run the part.
func (e *Estimate) Feasible() bool { return !e.reasons.Blocks() }

// Refused reports whether the estimate has a reason with code c.
func (e *Estimate) Refused(c plan.ReasonCode) bool { return e.reasons.Has(c) }

// Reasons returns the reasons against the offer: first those that make it infeasible, then
// warnings.
func (e *Estimate) Reasons() []plan.Reason {
	out := append([]plan.Reason(nil), e.reasons.List[:e.reasons.N]...)
	sort.SliceStable(out, func(i, j int) bool { return !out[i].Code.Warning() && out[j].Code.Warning() })
	return out
}

// PerMillion returns the dollars per million requests, or NaN without traffic.
func (e *Estimate) PerMillion() float64 {
	if e.Requests == 0 {
		return math.NaN()
	}
	return e.Monthly / e.Requests * 1e6
}

// Weakest returns the line of the bill with the least reliable price: assumptions before
// prices with one source, older before newer ones. It ignores lines below a hundredth of
// the bill. It is nil for an empty bill.
func (e *Estimate) Weakest() *Line {
	var weakest *Line
	for i := range e.Bill {
		l := &e.Bill[i]
		if l.Amount <= 0 || l.Amount < e.Monthly/100 {
			continue
		}
		if weakest == nil || l.Provenance.Weaker(&weakest.Provenance) {
			weakest = l
		}
	}
	return weakest
}

// detail says how much of an estimate is wanted.
type detail uint8

const (
	// Brief asks for what Headline does, but not for prices of needless offers
	// ([plan.Workload.Needless]).
	Brief detail = iota
	// Headline asks for the price and the reasons against the offer.
	Headline
	// Full asks for everything.
	Full
)

// Estimate fills e with the exact figures of a run at a load. z receives the result they
// are based on, for callers that explain them.
func (r *Run) Estimate(e *Estimate, z *Result, offer int, ld *Load, want detail) {
	w, lines := r.Work, e.Bill[:0]
	r.Cost(z, ld, Mode{Exact: true})
	x, u := z.Size, z.Usage()
	*e = Estimate{Offer: offer, Requests: ld.PerMonth, Size: x.Machine.Name, Monthly: z.Monthly, Job: w.Part.Job(), Bill: lines, ColdStart: r.start}
	e.Chosen = chosen(r, z)
	e.reasons.N = copy(e.reasons.List[:], r.Refused.List[:r.Refused.N])
	if want == Full {
		e.Bill, e.Monthly = r.bill(lines, u, x.Size)
		tooSlow(r, &e.Chosen, ld)
	}
	e.MonthlyWithoutFree = r.WithoutFree(z, e.Monthly)
	e.Fleet = Fleet{Running: u.running, Idle: max(0, u.total-u.running), Total: u.total, Peak: u.copies}
	e.ColdStart.Probability, e.ColdStart.Waits = min(u.cold, 1), u.waits
	if want != Full && r.Refused.Blocks() {
		warnOfDoubts(&e.reasons, u)
		return
	}
	lim := &r.Offer.Limits
	if r.Offer.Model.Pooled() && (want == Full || lim.MaxInstances > 0 || r.Offer.CountsInstances() || r.Most.Instances > 0) {
		e.Fleet.Peak = max(u.total, r.peak(x, ld, true))
	}
	l := r.Latency(z, ld)
	e.Latency = Latency{P50MS: l.Quantile(latency.P50) * 1e3, P95MS: math.NaN(), P99MS: l.Quantile(latency.P99) * 1e3}
	if want == Full {
		e.Latency.P95MS = l.Quantile(latency.P95) * 1e3
	}
	r.refuseAt(&e.reasons, ld, e.Fleet.Peak, &l)
	warnOfQuotas(r, &e.reasons, x.Size, ld, e.Fleet.Peak)
	warnOfTransfer(r, &e.reasons, x.Size, u)
	if w.P99 > 0 && !l.None && !l.Within(w.P99) {
		far := ""
		if r.RTT*2e3 > e.Latency.P99MS {
			far = ", mostly the network"
		}
		e.reasons.Add(plan.Reason{Code: plan.LatencyTarget, Value: e.Latency.P99MS / 1e3, Limit: w.P99, Detail: far})
	}
	warnOfDoubts(&e.reasons, u)
}

// warnOfDoubts adds the limits of the model of pools that the usage exceeds.
func warnOfDoubts(to *plan.Reasons, u *usage) {
	for v := u.valid & pool.Doubtful; ; {
		limit, rest, ok := v.Next()
		if !ok {
			return
		}
		to.Add(plan.Reason{Code: plan.ModelLimit, Detail: limit})
		v = rest
	}
}

// refuseAt adds the reasons that depend on the rate, except the latency target.
func (r *Run) refuseAt(to *plan.Reasons, ld *Load, peak float64, l *latency.Distribution) {
	lim, w := &r.Offer.Limits, r.Work
	if l.None || r.roomOverload(ld) {
		to.Add(plan.Reason{Code: plan.Overload})
	}
	if m := lim.MaxRequestsPerDay; plan.Over(perDay(w, ld), m) {
		to.Add(plan.Reason{Code: plan.DailyLimit, Value: perDay(w, ld), Limit: m})
	}
	if m := lim.MaxInstances; plan.Over(peak, m) {
		to.Add(plan.Reason{Code: plan.InstanceLimit, Value: math.Ceil(peak), Limit: m})
	}
	if r.Most.Under(peak) {
		to.Add(plan.Reason{Code: plan.MostRefused, Value: math.Ceil(peak - 1e-9), Limit: r.Most.Instances, Detail: r.Most.Term})
	}
	if r.Unbalanced(peak) {
		to.Add(plan.Reason{Code: plan.BalancerMissing, Value: math.Ceil(peak)})
	}
	if plan.Scatters(&r.Plan, peak) && !to.Has(plan.StateMissing) {
		to.Add(plan.Reason{Code: plan.StateMissing, Value: w.StateMB, Detail: "its copies share no memory, and no store with a known price is offered beside them"})
	}
}

// Feasible reports whether a result keeps the limits that depend on the rate: the offer's
// own, and a p99 target in seconds, 0 for none.
func (r *Run) Feasible(z *Result, ld *Load, target float64, exact bool) bool {
	w, lim := r.Work, &r.Offer.Limits
	if plan.Over(perDay(w, ld), lim.MaxRequestsPerDay) || r.roomOverload(ld) || plan.Scatters(&r.Plan, z.Usage().copies) {
		return false
	}
	pooled := r.Offer.Model.Pooled()
	if lim.MaxInstances > 0 || r.Most.Instances > 0 {
		peak := z.Usage().copies
		if pooled {
			peak = max(z.Usage().total, r.peak(z.Size, ld, exact))
		}
		if plan.Over(peak, lim.MaxInstances) || r.Most.Under(peak) {
			return false
		}
	}
	if target == 0 && (pooled || r.Target() < 1) {
		return true // below its capacity no fleet is overloaded
	}
	l := r.Latency(z, ld)
	return !l.None && (target == 0 || l.Within(target))
}

// perDay returns the mean number of requests per day.
func perDay(w *plan.Workload, ld *Load) float64 { return ld.PerMonth / w.Hours * 24 }

// WithoutFree returns the bill without free tiers and their credits; with is the bill with
// them.
func (r *Run) WithoutFree(z *Result, with float64) float64 {
	if !r.Free {
		return with
	}
	return r.total(z.Usage(), z.Size.Size, &r.Unfree)
}

// Less orders two estimates as offers are ranked: feasible ones first, then as in package
// rank, then by ID. The latency of an infeasible offer is ignored.
func Less(a, b *Estimate) bool {
	if a.Feasible() != b.Feasible() {
		return a.Feasible()
	}
	if c := a.key().Compare(b.key()); c != 0 {
		return c < 0
	}
	return a.Offer < b.Offer // offers are in order of their IDs
}

func (e *Estimate) key() rank.Key {
	k := rank.Key{USD: e.Monthly}
	if math.IsNaN(k.USD) {
		k.USD = math.Inf(1)
	}
	if e.Feasible() {
		k.P99MS = e.Latency.P99MS
	}
	return k
}

// Rank sorts estimates from the best to the worst.
func Rank(list []Estimate) {
	sort.SliceStable(list, func(i, j int) bool { return Less(&list[i], &list[j]) })
}

// FirstReason returns the strongest reason against the offer: the first limit that makes
// it infeasible, or else the first warning.
func (e *Estimate) FirstReason() (plan.Reason, bool) {
	for i := range e.reasons.N {
		if !e.reasons.List[i].Code.Warning() {
			return e.reasons.List[i], true
		}
	}
	if e.reasons.N > 0 {
		return e.reasons.List[0], true
	}
	return plan.Reason{}, false
}

// Miss returns how far the offer is from the part's needs; zero if it can run the part.
func (e *Estimate) Miss() plan.Miss { return e.reasons.Miss() }

// Nearer reports whether a is nearer to the part's needs than b, regardless of price. If
// both are equally near, the one that ranks first is.
func Nearer(a, b *Estimate) bool {
	if x, y := a.Miss(), b.Miss(); x.Nearer(y) || y.Nearer(x) {
		return x.Nearer(y)
	}
	return Less(a, b)
}

// Nearest returns the estimate nearest to the part's needs, or nil for an empty list.
func Nearest(list []Estimate) *Estimate {
	var best *Estimate
	for i := range list {
		if best == nil || Nearer(&list[i], best) {
			best = &list[i]
		}
	}
	return best
}

// Remedy describes the changes that would make the offer feasible, or returns "" if no
// change of terms does.
func (e *Estimate) Remedy() string {
	var out []string
	for _, r := range e.Reasons() {
		if r.Code.Warning() {
			break
		}
		remedy := r.Remedy()
		if remedy == "" {
			return ""
		}
		out = append(out, remedy)
	}
	return strings.Join(out, " and ")
}
