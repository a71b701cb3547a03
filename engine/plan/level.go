package plan

import (
	"slices"
	"sync"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// This file applies the service level and related terms: copies, zones, and the kinds of
// capacity allowed.

// AlwaysOn reports whether the offer runs without requests and the part answers over HTTP
// on it, so that the service level applies. A GPU has one copy at any level.
func (p *Plan) AlwaysOn() bool {
	return !p.Offer.Model.Pooled() && p.Offer.Kind != catalog.KindGPU && p.Work.Needs.has(HTTPNeed)
}

// copies returns the fewest copies of a provisioned offer that the terms ask for.
func (p *Plan) copies() float64 {
	w, n := p.Work, 1.0
	switch c := &w.Part.Counts; {
	case c.Copies > 0:
		return c.Copies
	case c.Min > 0:
		n = c.Min
	case w.redundancy > 0:
		n = w.redundancy
	case p.AlwaysOn():
		n = w.level.Copies()
	}
	if m := w.Part.Max; m > 0 {
		n = min(n, m)
	}
	return n
}

// refuseLevel adds the reasons and warnings of the service level.
func (p *Plan) refuseLevel() {
	o, w := p.Offer, p.Work
	critical, asked := w.level == scenario.Critical, w.commit == string(scenario.CommitSpot)
	risk := o.Spot
	if risk == "" && asked && p.discounted() {
		risk = "is priced as spot capacity, which the vendor can reclaim"
	}
	switch {
	case risk == "":
	case critical:
		p.Refused.Add(Reason{Code: LevelRefuses, Detail: "is spot capacity"})
	case !asked:
		p.Refused.Add(Reason{Code: SpotNotAsked})
	default:
		p.Refused.Add(Reason{Code: SpotRisk, Detail: risk})
	}
	if critical && !slices.ContainsFunc(o.Sizes, func(s catalog.Size) bool { return !o.sharesCores(&s) }) {
		p.Refused.Add(Reason{Code: LevelRefuses, Detail: "has shared cores only"})
	}
	if w.level == scenario.Hobby || !p.AlwaysOn() {
		return
	}
	switch zones := w.Offers.provider(o).Zones.Count; {
	case critical && zones < w.level.Copies():
		p.Refused.Add(Reason{Code: LevelRefuses, Detail: "is not sold in three zones"})
	case zones < 2 && p.Asked > 1:
		p.Refused.Add(Reason{Code: OneZone, Value: p.Asked})
	}
}

// sharesCores reports whether a size shares its cores with other customers.
func (o *Offer) sharesCores(s *catalog.Size) bool { return o.shared || s.Baseline > 0 }

// Unbalanced reports whether the copies need a load balancer that is neither on the bill
// nor part of the platform.
func (p *Plan) Unbalanced(copies float64) bool {
	o := p.Offer
	return copies > 1 && !o.Model.Pooled() && o.Balancer == "" && p.Work.Needs.has(HTTPNeed) &&
		!slices.ContainsFunc(o.lines, func(l Meter) bool { return l.Group == catalog.GroupFrontDoor && l.need == HTTPNeed })
}

// regions holds the offers of one catalogue for each region class, compiled on demand.
type regions struct {
	once [6]sync.Once
	list [6]*Offers
}

// In returns the offers for a region class: each where it is sold, at the prices there.
// Their order is the same for every class.
func (o *Offers) In(class catalog.Class) *Offers {
	k := slices.Index(catalog.Classes, class)
	if class == o.class || k < 0 {
		return o
	}
	o.regions.once[k].Do(func() {
		there, err := compile(o.Cat, class, o.regions)
		if err != nil {
			there = o // o refers to the same names and has compiled, so this cannot fail
		}
		o.regions.list[k] = there
	})
	return o.regions.list[k]
}

// away returns the round trip in seconds from the class asked for to where an offer runs,
// at a bound.
func (o *Offers) away(offer *Offer, b Bound) float64 {
	if offer.Edge || offer.Site.Class == "" || offer.Site.Class == o.class {
		return 0
	}
	t := o.Cat.Between(o.class, offer.Site.Class)
	return b.pick(t.MS, t.MS, max(t.MS, t.High)) / 1e3
}

// refuseRegion adds a reason for an offer outside the class asked for.
func (w *Workload) refuseRegion(o *Offer, into *Reasons) {
	class := w.Offers.class
	if o.Edge || o.Site.Class == "" || o.Site.Class == class {
		return
	}
	code := OtherRegion
	if w.terms.RegionStrict {
		code = RegionRefused
	}
	into.Add(Reason{Code: code, Value: w.Offers.Cat.Between(class, o.Site.Class).MS / 1e3, Detail: o.Site.Region})
}
