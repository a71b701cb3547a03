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

// warming appends to dst what running an offer for part i of s in other ways
// costs, and the latency each gives, beginning with the offer as it is: pinged
// and kept warm with 1, 2, 4 … instances until cold starts are next to none,
// or with more headroom. Limits of the offer are not looked at.
//
// A pinger of n instances is taken to have the effect of n instances that are
// always kept, which is the least it has: calls that find instances busy start
// more. Where an instance takes several requests at once, several calls end up
// on the same one, so that a pinger keeps one at most.
func (n *runner) warming(s *scenario.Scenario, i, offer int, dst []Warmed) []Warmed {
	pt := n.part(s, i)
	o := &pt.offers.list[offer]
	if !o.Model.Pooled() {
		return n.headroom(s, i, offer, dst)
	}
	dst = append(dst, pt.warmed(AsIs, offer, 0))
	if o.Billing.KeptWarm {
		return pt.more(dst, Kept, offer)
	}
	switch {
	case o.Model == catalog.Uptime && !o.Scaling.PerRun:
		dst = pt.more(dst, Kept, offer)
	case pingable(o):
		dst = pt.more(dst, Pinged, offer)
	}
	for k := range pt.offers.list {
		if pt.offers.list[k].Warms == o.ID {
			dst = pt.more(dst, Kept, k)
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
func (pt *part) more(dst []Warmed, way Way, offer int) []Warmed {
	last := dst[len(dst)-1]
	for n := 1.0; n <= mostWarmed; n *= 2 {
		w := pt.warmed(way, offer, n)
		if n == 1 || w.Probability < last.Probability*0.99 {
			dst = append(dst, w)
			last = w
		}
		if w.Probability < rarely || way == Pinged && pt.runs[offer].variants[0].concurrency >= 2 {
			break
		}
	}
	return dst
}

// mostWarmed is the most instances tried, and rarely a chance of a cold start
// that nobody pays to lower.
const mostWarmed, rarely = 4096, 1e-5

// warmed is an offer run in one way, with n instances pinged or kept.
func (pt *part) warmed(way Way, offer int, n float64) Warmed {
	m := mode{exact: true}
	switch {
	case way == Pinged, way == Kept && !pt.offers.list[offer].Billing.KeptWarm:
		m.warmth.pinged = n
	case way == Kept:
		m.warmth.kept = n
	}
	var z result
	ld, r := pt.load(), &pt.runs[offer]
	r.cost(&z, &ld, m)
	l := r.latency(&z, &ld)
	if !r.offer.Model.Pooled() {
		n = z.usage().total
	}
	return Warmed{
		Way: way, Offer: offer, Instances: n, Monthly: z.monthly, Probability: min(z.usage().cold, 1),
		Latency: Latency{l.quantile(p50) * 1e3, l.quantile(p95) * 1e3, l.quantile(p99) * 1e3},
	}
}

// headroom is a fleet of fixed size with more copies than it needs: at a lower
// utilisation, or at least so many. Of those ways only the ones that are faster
// than all cheaper ones are kept.
func (n *runner) headroom(s *scenario.Scenario, i, offer int, dst []Warmed) []Warmed {
	dst = append(dst, n.part(s, i).warmed(AsIs, offer, 0))
	first := len(dst)
	sc := *s
	for _, u := range [...]float64{0.5, 0.4, 0.3, 0.2, 0.1, 0.05} {
		if sc.Utilisation = u; u < s.Utilisation {
			dst = append(dst, n.part(&sc, i).warmed(Headroom, offer, 0))
		}
	}
	sc.Utilisation = s.Utilisation
	for _, copies := range [...]float64{2, 3, 4, 8, 16} {
		if sc.Redundancy = copies; copies > s.Redundancy {
			dst = append(dst, n.part(&sc, i).warmed(Headroom, offer, 0))
		}
	}
	more := dst[first:]
	sort.SliceStable(more, func(a, b int) bool { return more[a].Monthly < more[b].Monthly })
	best := dst[first-1].Latency.P99MS
	dst = dst[:first]
	for _, w := range more {
		if !(w.Latency.P99MS >= best*0.999) {
			best = w.Latency.P99MS
			dst = append(dst, w)
		}
	}
	return dst
}

// addPings adds the calls that keep so many instances warm to the usage of size x.
func (r *run) addPings(u *usage, x *variant, pinged float64) {
	if pinged == 0 || !pingable(r.offer) {
		return
	}
	w, b := r.work, &r.offer.Billing
	calls := pinged * w.month / r.pingEvery()
	each := billing.RoundTime(w.assume.pingMS, b.GranularityMS, b.MinimumMS) / 1e3
	q := &u.q
	q[qRequests] += calls
	q[qGBSeconds] += calls * each * r.gigabytes(x.requestMB)
	seconds := calls * each
	if b.Idle == catalog.IdleActive {
		seconds = 0 // the instances are billed while they idle, pinged or not
	}
	vcpu, gib := r.billedVCPU(x), r.gigabytes(x.allocMB)
	q[qInstanceSeconds] += seconds
	q[qInstanceHours] += seconds / 3600
	q[qInstanceMonths] += seconds / w.month
	q[qVCPUSeconds] += seconds * vcpu
	q[qVCPUHours] += seconds * vcpu / 3600
	q[qGiBSeconds] += seconds * gib
	q[qGiBHours] += seconds * gib / 3600
}

// pingEvery is the time between the calls of a pinger, in seconds: soon enough
// that an idle instance is still there.
func (r *run) pingEvery() float64 {
	return min(r.work.assume.pingIntervalS, 0.9*r.offer.Scaling.IdleS)
}
