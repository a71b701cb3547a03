package engine

import (
	"slices"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// sheet is what layouts need to know about one part: an estimate of every
// offer, and what fleets leave of their machines.
type sheet struct {
	key  sheetKey
	used uint64
	// estimates are every offer's, in the engine's order.
	estimates []Estimate
	// fleets are by offer, nil where parts cannot share machines.
	fleets []*fleetOn
	// others are estimates on sizes that are not the cheapest for this part, nil
	// where the size cannot run it.
	others map[sizeKey]*sized
}

// sizeKey is an offer in a certain size: what parts can share machines of.
type sizeKey struct {
	offer int
	size  string
	// allocMB tells apart what a size of variable memory can be set to.
	allocMB float64
}

// fleetOn is a fleet of one size and what it needs of it.
type fleetOn struct {
	sizeKey
	stretches []stretchLoad
}

// sized is an estimate on one size, and the fleet it is of.
type sized struct {
	estimate Estimate
	fleet    *fleetOn
}

// sheetKey is all that a part's estimates depend on.
type sheetKey struct {
	part                scenario.Part
	perSecond, perMonth float64
	terms               scenario.Terms
}

func sheetKeyOf(s *scenario.Scenario, i int) sheetKey {
	k := sheetKey{part: *s.Part(i), perSecond: s.PerSecond(i), perMonth: s.PerMonth(i), terms: s.Terms}
	k.part.Name, k.part.Rate, k.part.Share, k.part.Of, k.part.Lock = "", scenario.Rate{}, 0, "", ""
	k.terms.Ops, k.terms.Vendor, k.terms.Currency, k.terms.Growth = 0, 0, scenario.Currency{}, scenario.Growth{}
	return k
}

// sheets remembers the parts of the systems asked about last: while a slider
// moves one part, the others stay.
type sheets struct {
	list  []*sheet
	clock uint64
}

// sheet returns what layouts need to know about part i of s.
func (v *Evaluator) sheet(s *scenario.Scenario, i int) *sheet {
	c, key := &v.sheets, sheetKeyOf(s, i)
	c.clock++
	for _, sh := range c.list {
		if sh.key == key {
			sh.used = c.clock
			return sh
		}
	}
	var sh *sheet
	if len(c.list) > s.Len() { // one more than a system needs
		sh = slices.MinFunc(c.list, func(a, b *sheet) int { return int(int64(a.used) - int64(b.used)) })
	} else {
		sh = &sheet{}
		c.list = append(c.list, sh)
	}
	v.fillSheet(sh, s, i)
	sh.key, sh.used = key, c.clock
	return sh
}

// fillSheet works out a sheet, in the place of one that is no longer needed.
func (v *Evaluator) fillSheet(sh *sheet, s *scenario.Scenario, i int) {
	v.set(s, i)
	ld := v.current()
	list := sh.estimates[:0]
	sh.fleets = append(sh.fleets[:0], make([]*fleetOn, len(v.plans))...)
	sh.others = nil
	for o := range v.plans {
		if len(list) < cap(list) {
			list = list[:len(list)+1]
		} else {
			list = append(list, Estimate{})
		}
		e := &list[o]
		v.estimate(e, &v.plans[o], o, &ld, full)
		if e.Feasible() && v.e.offers[o].packs && v.work.connections == 0 && v.work.stateMB == 0 {
			sh.fleets[o] = v.fleetOf(o, &v.plans[o], v.chosen, &ld)
		}
	}
	sh.estimates = list
}

func (v *Evaluator) fleetOf(o int, p *plan, x *variant, ld *load) *fleetOn {
	return &fleetOn{sizeKey{o, x.size.Name, x.allocMB}, v.loads(p, x, ld)}
}

// onSize is the estimate of part i, whose sheet is sh, on a size that another
// part has chosen, or nil if that cannot run it.
func (v *Evaluator) onSize(s *scenario.Scenario, i int, sh *sheet, key sizeKey) *sized {
	if on, known := sh.others[key]; known {
		return on
	}
	if sh.others == nil {
		sh.others = map[sizeKey]*sized{}
	}
	on := v.estimateOn(s, i, key)
	sh.others[key] = on
	return on
}

func (v *Evaluator) estimateOn(s *scenario.Scenario, i int, key sizeKey) *sized {
	v.set(s, i)
	ld, p, o := v.current(), &v.scratch, &v.e.offers[key.offer]
	// The plan is prepared afresh: a size that costs more and does no more was
	// dropped, and could still be one to share.
	v.prepare(p, o, &v.work)
	k := slices.IndexFunc(o.sizes, func(z catalog.Size) bool { return z.Name == key.size })
	x, fits := v.variant(p, &o.sizes[k], &v.work, 1)
	if !fits || x.allocMB != key.allocMB {
		return nil
	}
	x.monthCost = monthCost(p, &x, &v.work)
	p.variants = append(p.variants[:0], x)
	p.refuseTimes(&v.work)
	on := &sized{}
	v.estimate(&on.estimate, p, key.offer, &ld, full)
	if !on.estimate.Feasible() {
		return nil
	}
	on.fleet = v.fleetOf(key.offer, p, v.chosen, &ld)
	return on
}
