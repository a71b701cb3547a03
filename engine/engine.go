package engine

import (
	"fmt"
	"math"
	"sort"

	"crossover/engine/billing"
	"crossover/engine/catalog"
)

// Engine is a compiled catalogue. Its answers never change, and it is safe to
// share between goroutines; what changes lives in an [Evaluator], but for pools
// that one evaluator has worked out and another need not.
type Engine struct {
	pools [numBounds]knotCache

	cat    *catalog.Catalog
	offers []offer
	starts map[string]*catalog.Start
	gpus   map[string]float64 // speeds
	gpuMB  map[string]float64
	// assume are the assumptions, typical and at either end of what they may be.
	assume [numBounds]assumptions
	byID   map[string]int
	shared accounts
}

// offer is a catalogue offer compiled for speed: names are indices, units are
// settled.
type offer struct {
	*catalog.Offer
	provider int
	lines    []line
	// sizes are what an instance can be; one entry of size 0 where instances
	// have exactly the memory asked for.
	sizes []catalog.Size
	// sizeDiscounts are the commitments on the sizes' own prices.
	sizeDiscounts map[string]catalog.Discount
	// pools are the included amounts this offer's lines draw on.
	pools []pool
	start *catalog.Start
	// balanced is set where a line counts load-balancer units, several where
	// one comes with the second copy only.
	balanced, several bool
	// hold is where connections are held, keeps the needs that bill lines are
	// for and refuses those that are not met.
	hold           catalog.Hold
	keeps, refuses needSet
	// packs is set where several parts can share the offer's machines.
	packs bool
	// credit is the place of the offer's credit among the engine's, or -1.
	credit int
	// out is the line that counts bytes out, and zone the one that counts bytes
	// between zones, or nil.
	out, zone *line
}

// pool is an amount included without charge that lines of a bill share.
type pool struct {
	id     string
	amount float64
	plan   bool
}

// line is a compiled bill line.
type line struct {
	*catalog.BillLine
	rate     *catalog.Rate // nil where the size has the price
	quantity int
	times    float64
	chunkKB  float64
	leastKB  float64
	several  bool
	single   bool
	// need is what the part has to need for the line; 0 is nothing.
	need needSet
	// store is the table of sizes that hold state, where the line is for one.
	store *store
	// tariff is the rate in tiers; nil where a size has the price.
	tariff *billing.Tariff
	pool   int // into offer.pools, or -1
	index  int // into offer.lines
	meter  int // into the engine's meters
	title  string
	unit   string
	// sizeProvenance is where the size's own price comes from.
	sizeProvenance catalog.Provenance
}

// New compiles a catalogue. It returns an error for a catalogue that refers to
// something it does not have; package data validates in more detail, with
// files and lines.
func New(c *catalog.Catalog) (*Engine, error) {
	a := &c.Assumptions
	e := &Engine{
		cat: c, starts: map[string]*catalog.Start{}, byID: map[string]int{}, gpus: map[string]float64{}, gpuMB: map[string]float64{},
	}
	for b := range e.assume {
		e.assume[b] = assumed(a, Bound(b))
	}
	for i := range c.Starts {
		e.starts[c.Starts[i].ID] = &c.Starts[i]
	}
	for _, g := range a.GPUs {
		e.gpus[g.Name], e.gpuMB[g.Name] = g.Speed, g.MemoryMB
	}
	for pi := range c.Providers {
		p := &c.Providers[pi]
		for oi := range p.Offers {
			o, err := e.compile(p, &p.Offers[oi], pi)
			if err != nil {
				return nil, fmt.Errorf("offer %s: %w", p.Offers[oi].ID, err)
			}
			e.offers = append(e.offers, o)
		}
	}
	sort.SliceStable(e.offers, func(i, j int) bool { return e.offers[i].ID < e.offers[j].ID })
	for i := range e.offers {
		e.byID[e.offers[i].ID] = i
		e.share(&e.offers[i])
	}
	return e, nil
}

// compile resolves one offer's names.
func (e *Engine) compile(p *catalog.Provider, o *catalog.Offer, provider int) (offer, error) {
	out := offer{Offer: o, provider: provider, sizes: []catalog.Size{{}}, hold: holdOf(o)}
	for n := range o.Refuses {
		out.refuses |= needOf(n)
	}
	if out.start = e.starts[o.Start]; out.start == nil {
		return out, fmt.Errorf("no start times %q", o.Start)
	}
	var table catalog.SizeTable
	if o.Compute.Sizes != "" {
		t, ok := p.SizeTables[o.Compute.Sizes]
		if !ok {
			return out, fmt.Errorf("no sizes %q", o.Compute.Sizes)
		}
		table, out.sizes, out.sizeDiscounts = t, t.Named(o.Compute.Only), t.Discounts
		if len(out.sizes) == 0 {
			return out, fmt.Errorf("no size of %q starts with %q", o.Compute.Sizes, o.Compute.Only)
		}
	}
	for i := range o.Bill {
		l, err := compileLine(p, &o.Bill[i], &out, &table)
		if err != nil {
			return out, fmt.Errorf("bill line %d: %w", i+1, err)
		}
		out.lines = append(out.lines, l)
		out.balanced = out.balanced || l.quantity == qLCUHours
		out.several = out.several || l.several
		out.keeps |= l.need
	}
	return out, nil
}

func compileLine(p *catalog.Provider, b *catalog.BillLine, o *offer, sizes *catalog.SizeTable) (line, error) {
	l := line{BillLine: b, index: len(o.lines), times: b.Times, chunkKB: b.ChunkKB, leastKB: b.LeastKB, several: b.When == "several", single: b.When == "single", need: needOf(b.Need), pool: -1, title: b.Title}
	if l.times == 0 {
		l.times = 1
	}
	q, ok := quantityIndex[b.Quantity]
	if !ok {
		return l, fmt.Errorf("no quantity %q", b.Quantity)
	}
	l.quantity = q
	if b.Table != "" {
		t, ok := p.SizeTables[b.Table]
		if !ok || len(t.Sizes) == 0 {
			return l, fmt.Errorf("no sizes %q", b.Table)
		}
		l.store, l.unit, l.sizeProvenance = newStore(&t, b.Title), "instance-"+t.Unit, t.Provenance
		return l, nil
	}
	if b.Size {
		l.unit, l.sizeProvenance = "instance-"+sizes.Unit, sizes.Provenance
		return l, nil
	}
	r, ok := p.Rates[b.Rate]
	if !ok {
		return l, fmt.Errorf("no rate %q", b.Rate)
	}
	l.rate, l.unit = &r, r.Unit
	if l.title == "" {
		l.title = r.Title
	}
	l.tariff = tariff(&r)
	if r.Pool == "" {
		return l, nil
	}
	pl, ok := p.Pools[r.Pool]
	if !ok {
		return l, fmt.Errorf("no pool %q", r.Pool)
	}
	id := p.ID + "/" + r.Pool
	for i := range o.pools {
		if o.pools[i].id == id {
			l.pool = i
		}
	}
	if l.pool < 0 {
		l.pool = len(o.pools)
		if l.pool == maxPools {
			return l, fmt.Errorf("more than %d included amounts", maxPools)
		}
		o.pools = append(o.pools, pool{id: id, amount: pl.Amount, plan: pl.Kind == catalog.IncludedPlan})
	}
	return l, nil
}

// tariff turns a rate's prices into prices for one unit.
func tariff(r *catalog.Rate) *billing.Tariff {
	per := r.Per
	if per == 0 {
		per = 1
	}
	t := &billing.Tariff{RoundUp: r.RoundUp}
	for _, tier := range r.Tiers {
		up := tier.UpTo
		if up == 0 {
			up = math.Inf(1)
		}
		t.Tiers = append(t.Tiers, billing.Tier{UpTo: up, Price: tier.Price / per})
	}
	if len(t.Tiers) == 0 {
		flat := billing.Flat(r.Price / per)
		t.Tiers = flat.Tiers
	}
	return t
}

// Catalog returns the catalogue the engine was compiled from; it must not be
// changed.
func (e *Engine) Catalog() *catalog.Catalog { return e.cat }

// Len returns the number of offers.
func (e *Engine) Len() int { return len(e.offers) }

// Offer returns offer i, which must not be changed.
func (e *Engine) Offer(i int) *catalog.Offer { return e.offers[i].Offer }

// Provider returns the provider of offer i.
func (e *Engine) Provider(i int) *catalog.Provider { return &e.cat.Providers[e.offers[i].provider] }

// Find returns the index of the offer with that ID, or -1.
func (e *Engine) Find(id string) int {
	if i, ok := e.byID[id]; ok {
		return i
	}
	return -1
}

// IDs returns the IDs of all offers in the engine's order, which is sorted.
func (e *Engine) IDs() []string {
	ids := make([]string, len(e.offers))
	for i := range e.offers {
		ids[i] = e.offers[i].ID
	}
	return ids
}
