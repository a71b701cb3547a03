package system

import (
	"cmp"
	"slices"

	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/run"
	"crossover/engine/scenario"
)

// quotes holds the input of layouts about one part: an estimate of every offer, and the
// capacity that fleets leave on their machines.
type quotes struct {
	key  quoteKey
	used uint64
	// estimates are in the engine's order of offers.
	estimates []run.Estimate
	// fleets is indexed by offer; nil where parts cannot share machines.
	fleets []*fleetOn
	// others are estimates on sizes that are not the cheapest for this part, nil if the
	// size cannot run it.
	others map[sizeKey]*sized
}

// sizeKey identifies machines that parts can share: an offer in a size.
type sizeKey struct {
	offer int
	size  string
	// allocMB distinguishes the settings of a size with variable memory.
	allocMB float64
}

// fleetOn is a fleet of one size, with its load in each stretch.
type fleetOn struct {
	sizeKey
	stretches []stretchLoad
}

// sized is an estimate on one size, with its fleet.
type sized struct {
	estimate run.Estimate
	fleet    *fleetOn
}

// quoteKey holds everything that a part's estimates depend on.
type quoteKey struct {
	part                scenario.Part
	perSecond, perMonth float64
	terms               scenario.Terms
}

func (p *Planner) quoteKey(s *scenario.Scenario, i int) quoteKey {
	k := quoteKey{part: *s.Part(i), perSecond: s.PerSecond(i), perMonth: s.PerMonth(i), terms: s.Terms}
	k.part.Name, k.part.Rate, k.part.Share, k.part.Of, k.part.Note = "", scenario.Rate{}, 0, "", ""
	if o := p.Runner.Offers.Find(k.part.Lock); o < 0 || p.Runner.Offers.List[o].Kind != catalog.KindGPU {
		k.part.Lock = "" // fill leaves out needless offers, except the one that the part is locked to
	}
	k.terms.Ops, k.terms.Vendor, k.terms.Currency, k.terms.Growth = 0, 0, scenario.Currency{}, scenario.Growth{}
	return k
}

// quoteCache caches the quotes of recent parts. While a slider moves one part, the others
// do not change.
type quoteCache struct {
	list  []*quotes
	clock uint64
}

// quotes returns the quotes for part i of s.
func (p *Planner) quotes(s *scenario.Scenario, i int) *quotes {
	c, key := &p.cache, p.quoteKey(s, i)
	c.clock++
	for _, q := range c.list {
		if q.key == key {
			q.used = c.clock
			return q
		}
	}
	var q *quotes
	if len(c.list) > s.Len() { // one more than a system has parts
		q = slices.MinFunc(c.list, func(a, b *quotes) int { return cmp.Compare(a.used, b.used) })
	} else {
		q = &quotes{}
		c.list = append(c.list, q)
	}
	q.fill(p.Runner.Part(s, i), nil)
	q.key, q.used = key, c.clock
	return q
}

// fill computes the quotes of some offers for a part and overwrites the previous ones. If only
// is nil, these are all but the GPUs that the part does not need and is not locked to.
func (q *quotes) fill(pt *run.Part, only []int) {
	var z run.Result
	ld := pt.Load()
	n, lock := pt.Len(), pt.Scenario.Part(pt.Index).Lock
	if only != nil {
		n = len(only)
	}
	list := slices.Grow(q.estimates[:0], n)
	q.fleets = append(q.fleets[:0], make([]*fleetOn, pt.Len())...)
	q.others = nil
	for o := range pt.Len() {
		if only != nil && !slices.Contains(only, o) || only == nil && pt.Needless(o) && pt.Offers.List[o].ID != lock {
			continue
		}
		list = list[:len(list)+1] // reuse the bill in the spare capacity
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

// onSize returns the estimate of part i, whose quotes are q, on a size chosen by another
// part, or nil if that size cannot run it.
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

// estimateOn compiles an offer in one size only. A size that costs more and does no more
// would otherwise be dropped, although it may be worth sharing.
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
