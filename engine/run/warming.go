package run

import (
	"sort"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/latency"
	"crossover/engine/plan"
	"crossover/engine/scenario"
)

// Mitigation is a measure against cold starts or queues.
type Mitigation uint8

// The mitigations.
const (
	// AsIs does nothing.
	AsIs Mitigation = iota
	// Pinged keeps instances warm by calling them at intervals.
	Pinged
	// Kept buys warm instances: provisioned concurrency, min instances, machines that
	// never stop.
	Kept
	// Headroom runs a fleet of fixed size at a lower utilisation.
	Headroom
)

var mitigationNames = [...]string{"as it is", "pinged", "kept warm", "headroom"}

// String names the mitigation.
func (m Mitigation) String() string { return mitigationNames[m] }

// Warmed is the price and latency of an offer run with a mitigation.
type Warmed struct {
	Mitigation Mitigation
	// Offer is the index of the offer bought. It differs from the offer asked about where
	// keeping warm is a separate offer.
	Offer int
	// Instances is the number pinged or kept, or the fleet's mean size.
	Instances float64
	// Monthly is in dollars per month.
	Monthly float64
	// Probability is the probability of a cold start.
	Probability float64
	Latency     Latency
}

// Warming appends to dst the cost and latency of running an offer for part i of s in other
// ways, beginning with the offer as it is: pinged or kept warm with 1, 2, 4 … instances
// until cold starts are negligible, or with more headroom. It ignores the offer's limits.
//
// Pinging n instances is assumed to have the effect of n instances always kept, which is a
// lower bound: calls that find instances busy start more. Where an instance takes several
// requests at once, several calls can reach the same one, so a pinger keeps at most one.
func (r *Runner) Warming(s *scenario.Scenario, i, offer int, dst []Warmed) []Warmed {
	pt := r.Part(s, i)
	o := &pt.Offers.List[offer]
	if !o.Model.Pooled() {
		return r.headroom(s, i, offer, dst)
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
	for k := range pt.Offers.List {
		if pt.Offers.List[k].Warms == o.ID {
			dst = pt.more(dst, Kept, k)
		}
	}
	return dst
}

// pingable reports whether calling an offer at intervals keeps an instance: idle instances
// must expire after a time, and must not be billed for idling.
func pingable(o *plan.Offer) bool {
	return o.Scaling.IdleS > 0 && o.Model != catalog.CPUTime && o.Model != catalog.Uptime
}

// more appends an offer with 1, 2, 4 … warm instances, until cold starts are negligible.
// After the first it leaves out numbers that change nothing because as many instances run
// anyway.
func (pt *Part) more(dst []Warmed, way Mitigation, offer int) []Warmed {
	last := dst[len(dst)-1]
	for n := 1.0; n <= mostWarmed; n *= 2 {
		w := pt.warmed(way, offer, n)
		if n == 1 || w.Probability < last.Probability*0.99 {
			dst = append(dst, w)
			last = w
		}
		if w.Probability < rarely || way == Pinged && pt.Run(offer).Sizes[0].Concurrency >= 2 {
			break
		}
	}
	return dst
}

// mostWarmed is the largest number of instances to try, and rarely a probability of a cold
// start too small to pay for.
const mostWarmed, rarely = 4096, 1e-5

// warmed evaluates an offer run in one way, with n instances pinged or kept.
func (pt *Part) warmed(way Mitigation, offer int, n float64) Warmed {
	m := Mode{Exact: true}
	switch {
	case way == Pinged, way == Kept && !pt.Offers.List[offer].Billing.KeptWarm:
		m.warmth.Pinged = n
	case way == Kept:
		m.warmth.Kept = n
	}
	var z Result
	ld, r := pt.Load(), pt.Run(offer)
	r.Cost(&z, &ld, m)
	l := r.Latency(&z, &ld)
	if !r.Offer.Model.Pooled() {
		n = z.Usage().total
	}
	return Warmed{
		Mitigation: way, Offer: offer, Instances: n, Monthly: z.Monthly, Probability: min(z.Usage().cold, 1),
		Latency: Latency{l.Quantile(latency.P50) * 1e3, l.Quantile(latency.P95) * 1e3, l.Quantile(latency.P99) * 1e3},
	}
}

// headroom appends a fleet of fixed size with more copies than it needs: at a lower
// utilisation, or with a minimum number. It keeps only the ways that are faster than every
// cheaper one.
func (r *Runner) headroom(s *scenario.Scenario, i, offer int, dst []Warmed) []Warmed {
	dst = append(dst, r.Part(s, i).warmed(AsIs, offer, 0))
	first := len(dst)
	sc := *s
	for _, u := range [...]float64{0.5, 0.4, 0.3, 0.2, 0.1, 0.05} {
		if sc.Utilisation = u; u < s.Utilisation {
			dst = append(dst, r.Part(&sc, i).warmed(Headroom, offer, 0))
		}
	}
	sc.Utilisation = s.Utilisation
	for _, copies := range [...]float64{2, 3, 4, 8, 16} {
		if sc.Redundancy = copies; copies > s.Copies() {
			dst = append(dst, r.Part(&sc, i).warmed(Headroom, offer, 0))
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

// addPings adds the calls that keep pinged instances warm to the usage of size x.
func (r *Run) addPings(u *usage, x *plan.Size, pinged float64) {
	if pinged == 0 || !pingable(r.Offer) {
		return
	}
	w, b := r.Work, &r.Offer.Billing
	calls := pinged * w.Month / r.pingEvery()
	each := billing.RoundTime(w.Assume.PingMS, b.GranularityMS, b.MinimumMS) / 1e3
	q := &u.q
	q[plan.QRequests] += calls
	q[plan.QGBSeconds] += calls * each * r.Gigabytes(x.RequestMB)
	seconds := calls * each
	if b.Idle == catalog.IdleActive {
		seconds = 0 // the instances are billed while idle, pinged or not
	}
	vcpu, gib := r.BilledVCPU(x), r.Gigabytes(u.memoryMB)
	q[plan.QInstanceSeconds] += seconds
	q[plan.QInstanceHours] += seconds / 3600
	q[plan.QInstanceMonths] += seconds / w.Month
	q[plan.QVCPUSeconds] += seconds * vcpu
	q[plan.QVCPUHours] += seconds * vcpu / 3600
	q[plan.QGiBSeconds] += seconds * gib
	q[plan.QGiBHours] += seconds * gib / 3600
}

// pingEvery returns the time between the calls of a pinger, in seconds: short enough that
// an idle instance is still there, with a probability of 99 % where the distribution of
// the idle expiry is known.
func (r *Run) pingEvery() float64 {
	stays := 0.9 * r.Offer.Scaling.IdleS
	if e := r.Offer.Scaling.Expiry(); e.Given() {
		stays = e.Quantile(0.01)
	}
	return min(r.Work.Assume.PingIntervalS, stays)
}
