package engine

import (
	"math"
	"slices"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// plan is an offer compiled for a part: everything that does not depend on the
// rate.
type plan struct {
	offer *offer
	work  *workload
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
	refused reasons
}

// hopeless reports whether the offer cannot run the part whatever its load: a
// limit is in the way, or even warm requests that wait for nothing miss the
// latency target, on every size.
func (p *plan) hopeless() bool {
	if p.refused.blocks() {
		return true
	}
	target := p.work.p99
	return target > 0 && !slices.ContainsFunc(p.variants, func(x variant) bool {
		l := warmLatency(p.rtt, x.serviceS, p.variance(&x))
		return l.within(target)
	})
}

// planLine is a meter of the offer under the scenario's terms.
type planLine struct {
	*meter
	tariff    *billing.Tariff
	quantity  int
	allowance int
	// times multiplies the quantity, off is what a commitment takes off, and
	// factor what is left of the price.
	times, off, factor float64
	credited           bool
	// stored is the size chosen to hold state, where the line is for one.
	stored *catalog.Size
}

// terms are the included amounts, a place for each of the offer's allowances,
// and the credit.
type terms struct {
	included [maxAllowances]float64
	credit   float64
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

// prepare compiles offer o for workload w into p, reusing p's buffers. p keeps
// a pointer to w.
func (p *plan) prepare(o *offer, w *workload) {
	p.begin(o, w)
	p.sizes()
	p.prune()
	p.refuseTimes()
}

// prepareSize is prepare for one of the offer's sizes only; it reports whether
// that holds the part.
func (p *plan) prepareSize(o *offer, w *workload, name string) bool {
	p.begin(o, w)
	k := slices.IndexFunc(o.sizes, func(z catalog.Size) bool { return z.Name == name })
	x, fits := p.variant(&o.sizes[k], 1)
	if !fits {
		return false
	}
	x.monthCost = p.monthCost(&x)
	p.variants = append(p.variants[:0], x)
	p.refuseTimes()
	return true
}

// begin compiles everything but the sizes.
func (p *plan) begin(o *offer, w *workload) {
	p.offer, p.work = o, w
	p.refused = reasons{}
	p.rtt = w.assume.regionRTT
	if o.Edge {
		p.rtt = w.assume.edgeRTT
	}
	p.init = initFor(o.start, w.part, o.Arch).times(w.startTimes)
	p.mbPerGB = mbPerGB(o, w.gb)
	p.billsInit = o.Billing.Init && w.billedS == 0
	p.apply()
	p.applyUses()
	p.refuse()
	p.refuseNeeds()
}

// banned is the term of the scenario that rules the offer out, or empty.
func (p *plan) banned() string {
	t, o, provider := p.work.terms, p.offer, p.work.offers.provider(p.offer).ID
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
func (p *plan) apply() {
	o, w := p.offer, p.work
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
			meter: l, tariff: l.tariff, quantity: l.quantity, allowance: l.allowance,
			times: l.times * l.chunks(w), off: off, factor: 1 - off,
			credited: o.Credit != nil && slices.Contains(o.Credit.Groups, l.Group),
		}
		if l.store != nil {
			pl.keep(l.store, w)
		}
		p.lines = append(p.lines, pl)
	}
	p.terms, p.unfree = terms{}, terms{}
	for i := range o.allowances {
		if o.allowances[i].plan {
			p.unfree.included[i] = o.allowances[i].amount
		}
		if o.allowances[i].plan || w.free {
			p.terms.included[i] = o.allowances[i].amount
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
func (l *meter) wanted(groups scenario.Lines) bool {
	if on, switched := groups.Of(string(l.Group)); switched {
		return on
	}
	return !l.Optional
}
