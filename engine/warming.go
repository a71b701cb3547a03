package engine

import (
	"sort"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// Way is how an offer is run to have fewer cold starts, or shorter queues.
type Way uint8

// The ways.
const (
	// AsIs is the offer without anything done about it.
	AsIs Way = iota
	// Pinged is instances kept warm by calling them now and then.
	Pinged
	// Kept is instances bought to be warm: provisioned concurrency, min
	// instances, machines that never stop.
	Kept
	// Headroom is a fleet of fixed size run at a lower utilisation.
	Headroom
)

var wayNames = [...]string{"as it is", "pinged", "kept warm", "headroom"}

// String names the way.
func (w Way) String() string { return wayNames[w] }

// Warmed is an offer run in one way: what it costs, and what latency that buys.
type Warmed struct {
	Way Way
	// Offer is the index of the offer bought: another one than was asked about
	// where keeping warm is an offer of its own.
	Offer int
	// Instances is the number pinged or kept, or the fleet's mean size.
	Instances float64
	// Monthly is in dollars.
	Monthly float64
	// Probability is the chance of a cold start.
	Probability float64
	Latency     Latency
}

// warmth is what keeps instances warm beside the traffic: a number kept that
// replaces the one the offer would buy, or a number pinged.
type warmth struct{ kept, pinged float64 }

// mostWarmed is the most instances tried.
const mostWarmed = 4096

// Warming appends to dst what running an offer for part i of s in other ways
// costs, and the latency each gives, beginning with the offer as it is: pinged
// and kept warm with 1, 2, 4 … instances until cold starts are next to none,
// or with more headroom. Limits of the offer are not looked at.
//
// A pinger of n instances is taken to have the effect of n instances that are
// always kept, which is the least it has: calls that find instances busy start
// more. Where an instance takes several requests at once, several calls end up
// on the same one, so that a pinger keeps one at most.
func (v *Evaluator) Warming(s *scenario.Scenario, i, offer int, dst []Warmed) []Warmed {
	v.set(s, i)
	defer func() { v.warmth = warmth{} }()
	o := &v.e.offers[offer]
	if !o.Model.Pooled() {
		return v.headroom(s, i, offer, dst)
	}
	dst = append(dst, v.warmed(AsIs, offer, 0))
	if o.Billing.KeptWarm {
		return v.more(dst, Kept, offer)
	}
	switch {
	case o.Model == catalog.Uptime && !o.Scaling.PerRun:
		dst = v.more(dst, Kept, offer)
	case pingable(o):
		dst = v.more(dst, Pinged, offer)
	}
	for k := range v.e.offers {
		if v.e.offers[k].Warms == o.ID {
			dst = v.more(dst, Kept, k)
		}
	}
	return dst
}

// pingable reports whether calling an offer now and then keeps an instance:
// idle instances go after a time, and are not billed by it.
func pingable(o *offer) bool {
	return o.Scaling.IdleS > 0 && o.Model != catalog.CPUTime && o.Model != catalog.Uptime
}

// more appends an offer with 1, 2, 4 … warm instances, until hardly a request
// starts one. Numbers beyond the first that change nothing are left out: as
// many instances are there anyway.
func (v *Evaluator) more(dst []Warmed, way Way, offer int) []Warmed {
	last := dst[len(dst)-1]
	for n := 1.0; n <= mostWarmed; n *= 2 {
		w := v.warmed(way, offer, n)
		if n == 1 || w.Probability < last.Probability*0.99 {
			dst = append(dst, w)
			last = w
		}
		if w.Probability < rarely || way == Pinged && v.plans[offer].variants[0].concurrency >= 2 {
			break
		}
	}
	return dst
}

// rarely is a chance of a cold start that nobody pays to lower.
const rarely = 1e-5

// warmed is an offer run one way.
func (v *Evaluator) warmed(way Way, offer int, n float64) Warmed {
	v.warmth = warmth{}
	switch {
	case way == Pinged, way == Kept && !v.e.offers[offer].Billing.KeptWarm:
		v.warmth.pinged = n
	case way == Kept:
		v.warmth.kept = n
	}
	ld := v.current()
	p := &v.plans[offer]
	sum, x := v.cost(p, &ld, true)
	l := v.latency(p, x, v.best, &ld)
	return Warmed{
		Way: way, Offer: offer, Instances: n, Monthly: sum, Probability: min(v.best.cold, 1),
		Latency: Latency{l.quantile(p50) * 1e3, l.quantile(p95) * 1e3, l.quantile(p99) * 1e3},
	}
}

// headroom is a fleet of fixed size with more copies than it needs: at a lower
// utilisation, or at least so many. Of those ways only the ones that are faster
// than all cheaper ones are kept.
func (v *Evaluator) headroom(s *scenario.Scenario, i, offer int, dst []Warmed) []Warmed {
	dst = append(dst, v.sized(*s, i, offer, AsIs))
	first := len(dst)
	sc := *s
	for _, u := range [...]float64{0.5, 0.4, 0.3, 0.2, 0.1, 0.05} {
		if sc.Utilisation = u; u < s.Utilisation {
			dst = append(dst, v.sized(sc, i, offer, Headroom))
		}
	}
	sc.Utilisation = s.Utilisation
	for _, n := range [...]float64{2, 3, 4, 8, 16} {
		if sc.Redundancy = n; n > s.Redundancy {
			dst = append(dst, v.sized(sc, i, offer, Headroom))
		}
	}
	more := dst[first:]
	sort.SliceStable(more, func(a, b int) bool { return more[a].Monthly < more[b].Monthly })
	best, n := dst[first-1].Latency.P99MS, first
	for _, w := range more {
		if !(w.Latency.P99MS >= best*0.999) {
			best = w.Latency.P99MS
			dst[n] = w
			n++
		}
	}
	return dst[:n]
}

// sized is a fleet of the size that s asks for.
func (v *Evaluator) sized(s scenario.Scenario, i, offer int, way Way) Warmed {
	v.set(&s, i)
	w := v.warmed(way, offer, 0)
	w.Instances = v.best.total
	return w
}

// addPings adds the calls that keep instances warm to the usage of size x.
func (v *Evaluator) addPings(u *usage, p *plan, x *variant, w *workload) {
	if v.warmth.pinged == 0 || !pingable(p.offer) {
		return
	}
	b := &p.offer.Billing
	calls := v.warmth.pinged * w.month / v.pingEvery(p.offer)
	each := billing.RoundTime(v.assume.pingMS, b.GranularityMS, b.MinimumMS) / 1e3
	q := &u.q
	q[qRequests] += calls
	q[qGBSeconds] += calls * each * gigabytes(p, x.requestMB)
	seconds := calls * each
	if b.Idle == catalog.IdleActive {
		seconds = 0 // the instances are billed while they idle, pinged or not
	}
	vcpu, gib := billedVCPU(p, x), gigabytes(p, x.allocMB)
	q[qInstanceSeconds] += seconds
	q[qInstanceHours] += seconds / 3600
	q[qInstanceMonths] += seconds / w.month
	q[qVCPUSeconds] += seconds * vcpu
	q[qVCPUHours] += seconds * vcpu / 3600
	q[qGiBSeconds] += seconds * gib
	q[qGiBHours] += seconds * gib / 3600
}

// pingEvery is the time between the calls of a pinger: soon enough that an idle
// instance is still there.
func (v *Evaluator) pingEvery(o *offer) float64 {
	return min(v.assume.pingIntervalS, 0.9*o.Scaling.IdleS)
}

// Runs reports whether an offer can run part i of s, its latency target aside:
// what Warming looks at can meet that one yet.
func (v *Evaluator) Runs(s *scenario.Scenario, i, offer int) bool {
	e := v.Estimate(s, i, offer)
	for _, r := range e.Reasons() {
		if !r.Code.Warning() && r.Code != LatencyTarget {
			return false
		}
	}
	return true
}
