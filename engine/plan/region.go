package plan

import (
	"slices"
	"sync"

	"crossover/engine/catalog"
)

// regions holds the offers of one catalogue for each region class, compiled on demand.
type regions struct {
	once [6]sync.Once
	list [6]*Offers
}

// In returns the offers for a region class: each where it is sold, at the prices there.
// Their order is the same for every class.
func (c *Offers) In(class catalog.Class) *Offers {
	k := slices.Index(catalog.Classes, class)
	if class == c.class || k < 0 {
		return c
	}
	c.regions.once[k].Do(func() {
		there, err := compile(c.Cat, class, c.regions)
		if err != nil {
			there = c // c refers to the same names and has compiled, so this cannot fail
		}
		c.regions.list[k] = there
	})
	return c.regions.list[k]
}

// away returns the round trip in seconds from the class asked for to where an offer runs,
// at a bound.
func (c *Offers) away(o *Offer, b Bound) float64 {
	if o.Edge || o.Site.Class == "" || o.Site.Class == c.class {
		return 0
	}
	t := c.Cat.Between(c.class, o.Site.Class)
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
