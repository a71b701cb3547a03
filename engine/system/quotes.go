package system

import (
	"cmp"
	"slices"

	"crossover/engine/plan"
	"crossover/engine/run"
	"crossover/engine/scenario"
)

// quotes are what layouts need to know about one part: an estimate of every
// offer, and what fleets leave of their machines.
type quotes struct {
	key  quoteKey
	used uint64
	// estimates are the offers', in the engine's order.
	estimates []run.Estimate
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
	estimate run.Estimate
	fleet    *fleetOn
}

// quoteKey is all that a part's estimates depend on.
type quoteKey struct {
	part                scenario.Part
	perSecond, perMonth float64
	terms               scenario.Terms
}

func quoteKeyOf(s *scenario.Scenario, i int) quoteKey {
	k := quoteKey{part: *s.Part(i), perSecond: s.PerSecond(i), perMonth: s.PerMonth(i), terms: s.Terms}
	k.part.Name, k.part.Rate, k.part.Share, k.part.Of, k.part.Lock, k.part.Note = "", scenario.Rate{}, 0, "", "", ""
	k.terms.Ops, k.terms.Vendor, k.terms.Currency, k.terms.Growth = 0, 0, scenario.Currency{}, scenario.Growth{}
	return k
}

// quoteCache remembers the parts of the systems asked about last: while a slider
// moves one part, the others stay.
type quoteCache struct {
	list  []*quotes
	clock uint64
}

// quotes returns what layouts need to know about part i of s.
func (p *Planner) quotes(s *scenario.Scenario, i int) *quotes {
	c, key := &p.cache, quoteKeyOf(s, i)
	c.clock++
	for _, q := range c.list {
		if q.key == key {
			q.used = c.clock
			return q
		}
	}
	var q *quotes
	if len(c.list) > s.Len() { // one more than a system needs
		q = slices.MinFunc(c.list, func(a, b *quotes) int { return cmp.Compare(a.used, b.used) })
	} else {
		q = &quotes{}
		c.list = append(c.list, q)
	}
	q.fill(p.Runner.Part(s, i), nil)
	q.key, q.used = key, c.clock
	return q
}

// fill works out the quotes of some offers for a part, or of all for nil, in the place
// of those for another.
func (q *quotes) fill(pt *run.Part, only []int) {
	var z run.Result
	ld := pt.Load()
	n := pt.Len()
	if only != nil {
		n = len(only)
	}
	list := slices.Grow(q.estimates[:0], n)
	q.fleets = append(q.fleets[:0], make([]*fleetOn, pt.Len())...)
	q.others = nil
	for o := range pt.Len() {
		if only != nil && !slices.Contains(only, o) {
			continue
		}
		list = list[:len(list)+1] // where the bill of the last one can be written over
		e, r := &list[len(list)-1], pt.Run(o)
		r.Estimate(e, &z, o, &ld, run.Full)
		if e.Feasible() && r.Offer.Packs && pt.Work.Connections == 0 && pt.Work.StateMB == 0 {
			q.fleets[o] = fleetOf(o, r, z.Size.Size, &ld)
		}
	}
	q.estimates = list
}

func fleetOf(o int, r *run.Run, x *plan.Size, ld *run.Load) *fleetOn {
	return &fleetOn{sizeKey{o, x.Machine.Name, x.AllocMB}, stretchesOf(r, x, ld)}
}

// onSize is the estimate of part i, whose quotes are q, on a size that another
// part has chosen, or nil if that cannot run it.
func (p *Planner) onSize(s *scenario.Scenario, i int, q *quotes, key sizeKey) *sized {
	if on, known := q.others[key]; known {
		return on
	}
	if q.others == nil {
		q.others = map[sizeKey]*sized{}
	}
	on := estimateOn(p.Runner.Part(s, i), key)
	q.others[key] = on
	return on
}

// estimateOn compiles an offer afresh, in one size only: a size that costs more
// and does no more is dropped otherwise, and could still be one to share.
func estimateOn(pt *run.Part, key sizeKey) *sized {
	var r run.Run
	if !r.PrepareSize(&pt.Offers.List[key.offer], &pt.Work, pt.Pools, key.size) || r.Sizes[0].AllocMB != key.allocMB {
		return nil
	}
	var z run.Result
	on, ld := &sized{}, pt.Load()
	r.Estimate(&on.estimate, &z, key.offer, &ld, run.Full)
	if !on.estimate.Feasible() {
		return nil
	}
	on.fleet = fleetOf(key.offer, &r, z.Size.Size, &ld)
	return on
}
