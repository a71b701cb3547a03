package engine

import (
	"math"
	"slices"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/coldstart"
	"crossover/engine/scenario"
)

// plan is an offer prepared for a part: everything that does not depend on the
// rate.
type plan struct {
	offer *offer
	// variants are the sizes worth considering, cheapest first.
	variants []variant
	lines    []planLine
	// terms are the scenario's; unfree the same without free tiers.
	terms, unfree terms
	// free is set where the two differ.
	free bool
	init initTime
	// billsInit is set where initialising is on the bill: where the vendor bills
	// it and the user did not fix what is billed.
	billsInit bool
	// mbPerGB is how many MB of memory make a GB on the bill.
	mbPerGB float64
	rtt     float64
	// warm is what the number of instances kept warm depends on, for offers
	// that buy them.
	warm    warmTarget
	refused reasons
	need    need
}

// planLine is a line of the offer's bill under the scenario's terms.
type planLine struct {
	*line
	tariff   *billing.Tariff
	quantity int
	pool     int
	// times multiplies the quantity, off is what a commitment takes off, and
	// factor what is left of the price.
	times, off, factor float64
	credited           bool
	// stored is the size chosen to hold state, where the line is for one.
	stored *catalog.Size
}

// terms are the included amounts, a place for each of the offer's pools, and
// the credit.
type terms struct {
	included [maxPools]float64
	credit   float64
}

// initTime is the distribution of a cold start's added time: a constant and a
// lognormal.
type initTime struct {
	overheadS, p50S, sigma float64
}

// mean returns the mean of the initialising part, in seconds.
func (t initTime) mean() float64 { return t.p50S * math.Exp(t.sigma*t.sigma/2) }

// variance returns the variance of the initialising part.
func (t initTime) variance() float64 {
	m := t.mean()
	return m * m * math.Expm1(t.sigma*t.sigma)
}

// quantile returns the time added by a cold start: the q-quantile for a
// standard normal z.
func (t initTime) quantile(z float64) float64 { return t.overheadS + t.p50S*math.Exp(t.sigma*z) }

// z95 and z99 are the 95th and 99th percentiles of the standard normal
// distribution.
const (
	z95 = 1.6448536269514722
	z99 = 2.3263478740408408
)

// times is a start that takes so many times as long.
func (t initTime) times(n float64) initTime {
	t.overheadS *= n
	t.p50S *= n
	return t
}

// initFor picks the start times of the first entry that fits the part. An
// entry for an architecture fits offers that run on no other.
func initFor(s *catalog.Start, p *scenario.Part, archs []string) initTime {
	t := initTime{overheadS: s.OverheadMS / 1e3}
	for i := range s.Inits {
		in := &s.Inits[i]
		if in.Runtime != "" && in.Runtime != p.Runtime || in.Package != "" && in.Package != p.Package {
			continue
		}
		if in.Arch != "" && (len(archs) != 1 || archs[0] != in.Arch) {
			continue
		}
		t.p50S = in.P50MS / 1e3
		if in.P95MS > in.P50MS && in.P50MS > 0 {
			t.sigma = math.Log(in.P95MS/in.P50MS) / z95
		}
		return t
	}
	return t
}

// prepare fills p with what offer o needs for workload w.
func (v *Evaluator) prepare(p *plan, o *offer, w *workload) {
	p.offer = o
	p.refused = reasons{}
	p.rtt = v.assume.regionRTT
	if o.Edge {
		p.rtt = v.assume.edgeRTT
	}
	p.init = initFor(o.start, w.part, o.Arch).times(v.bound.of(v.scene.Uncertainty))
	p.mbPerGB = mbPerGB(o, w.gb)
	p.billsInit = o.Billing.Init && w.billedS == 0
	p.warm = warmTarget{}
	if o.Billing.KeptWarm && w.p99 > 0 {
		p.warm = warmTarget{p99: w.p99, rtt: p.rtt, init: p.init}
	}
	p.apply(w)
	v.applyUses(p)
	w.banned = v.banned(o)
	p.refuse(w)
	p.refuseNeeds(w)
	v.sizes(p, w)
	v.prune(p, w)
	p.refuseTimes(w)
	p.need = needs(p, w)
}

// banned is the term of the scenario that rules an offer out, or empty.
func (v *Evaluator) banned(o *offer) string {
	t, provider := &v.scene.Terms, v.e.cat.Providers[o.provider].ID
	switch {
	case t.Ban.Has(o.ID, o.Product, provider):
		return "ban=" + string(t.Ban)
	case t.Allow != "" && !t.Allow.Has(o.ID, o.Product, provider):
		return "allow=" + string(t.Allow)
	default:
		return ""
	}
}

// apply settles free tiers, credits and commitments.
func (p *plan) apply(w *workload) {
	o := p.offer
	p.lines = p.lines[:0]
	for i := range o.lines {
		l := &o.lines[i]
		if l.need != 0 && !w.needs.has(l.need) || !l.wanted(w.groups) {
			continue
		}
		d := o.sizeDiscounts
		if l.rate != nil {
			d = l.rate.Discounts
		}
		off := 0.0
		if len(d) > 0 && w.commit != "none" {
			off = d[w.commit].Off
		}
		pl := planLine{
			line: l, tariff: l.tariff, quantity: l.quantity, pool: l.pool,
			times: l.times * l.chunks(w), off: off, factor: 1 - off,
			credited: o.Credit != nil && slices.Contains(o.Credit.Groups, l.Group),
		}
		if l.store != nil {
			pl.keep(l.store, w)
		}
		p.lines = append(p.lines, pl)
	}
	p.terms, p.unfree = terms{}, terms{}
	for i := range o.pools {
		if o.pools[i].plan {
			p.unfree.included[i] = o.pools[i].amount
		}
		if o.pools[i].plan || w.free {
			p.terms.included[i] = o.pools[i].amount
		}
	}
	if c := o.Credit; c != nil {
		if c.Kind == catalog.IncludedPlan {
			p.unfree.credit = c.Amount
		}
		if c.Kind == catalog.IncludedPlan || w.free {
			p.terms.credit = c.Amount
		}
	}
	p.free = p.terms != p.unfree
}

// mbPerGB is how many MB make a GB: 1024, or 1000 for vendors that count so.
func mbPerGB(o *offer, counted string) float64 {
	if counted == "decimal" || counted != "binary" && o.Billing.DecimalGB {
		return 1000
	}
	return 1024
}

// wanted reports whether the line is on the bill: usual lines unless the user
// switched their group off, optional ones if the user switched it on.
func (l *line) wanted(groups scenario.Lines) bool {
	if on, switched := groups.Of(string(l.Group)); switched {
		return on
	}
	return !l.Optional
}

// poolFor is the pool of instances of one size at rate perSecond.
func poolFor(o *offer, x *variant, w *workload, perSecond, keep float64) coldstart.Pool {
	return coldstart.Pool{
		Rate: perSecond, Service: x.serviceS, Cold: x.coldS,
		Idle: o.Scaling.IdleS, Lifetime: o.Scaling.LifetimeS,
		Concurrency: x.concurrency, Min: int(keep), Burst: w.burst, BurstLength: w.burstS,
	}
}
