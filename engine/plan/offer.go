package plan

import (
	"cmp"
	"fmt"
	"math"
	"sort"

	"crossover/engine/billing"
	"crossover/engine/catalog"
)

// Offers are the offers of a catalogue, compiled into arrays. They are immutable.
type Offers struct {
	Cat *catalog.Catalog
	// List is in the order of the offers' IDs, and byID maps IDs to its indices.
	List   []Offer
	byID   map[string]int
	starts map[string]*catalog.Start
	// gpuSpeeds and gpuMB are keyed by the name of a GPU.
	gpuSpeeds, gpuMB map[string]float64
	// assume holds the assumptions at each bound.
	assume [numBounds]assumptions
	Shared accounts
	// class is the region class that the offers are compiled for, and regions holds the
	// same offers for each class.
	class   catalog.Class
	regions *regions
}

// Offer is a catalogue offer compiled for speed, with names resolved to indices and units
// converted.
type Offer struct {
	*catalog.Offer
	Provider int
	// Site is the region in which it runs, for the class that the offers are compiled for.
	Site  catalog.Site
	lines []Meter
	// Sizes are the sizes of an instance; a single zero size if instances have exactly the
	// memory asked for.
	Sizes []catalog.Size
	// shared is set if every size shares its cores. savedS is the number of seconds for
	// which a size saves unused CPU.
	shared bool
	savedS float64
	// sizeDiscounts are the commitments on the sizes' own prices.
	sizeDiscounts catalog.Discounts
	// allowances are the allowances that its lines use.
	allowances []Allowance
	// Brings is the index of the allowance that every machine brings, or -1, and BringsTo
	// its index among those of all offers.
	Brings, BringsTo int
	start            *catalog.Start
	// Balanced is set if a line counts load-balancer units, and Several if a line is
	// billed only from the second copy.
	Balanced, Several bool
	// Hold is the place where connections are held. keeps are the needs that bill lines
	// pay for, and refuses those that the offer does not meet.
	Hold           catalog.Hold
	keeps, refuses needSet
	// Packs is set if several parts can share the offer's machines.
	Packs bool
	// credit is the index of the offer's credit among the shared ones, or -1.
	credit int
	// Out is the line that counts bytes out, and Zone the one that counts bytes between
	// zones, or nil.
	Out, Zone *Meter
}

// Allowance is an amount included without charge that lines of a bill share.
type Allowance struct {
	ID     string
	Amount float64
	Plan   bool
}

// Meter is a compiled line of the offer's bill: its quantity and its rate.
type Meter struct {
	*catalog.BillLine
	ListRate *catalog.Rate // nil if the size has the price
	Counted  int
	Each     float64
	several  bool
	single   bool
	// need is the need that the line is billed for; 0 means always.
	need needSet
	// chunkNeed is the need for which large messages count as several.
	chunkNeed needSet
	// Store is the table of sizes that hold state, if the line is for one.
	Store *store
	// Tariff is the rate in tiers; nil if a size has the price.
	Tariff    *billing.Tariff
	allowance int // into offer.allowances, or -1
	index     int // into offer.lines
	Account   int // into the meters that bills of one account share
	Name      string
	Unit      string
	// SizeProvenance is the source of the size's own price.
	SizeProvenance catalog.Provenance
}

// Compile compiles a catalogue for the class us-east; see [Offers.In]. It returns an error
// if an entry refers to one that does not exist. Package data validates in more detail,
// with files and lines.
func Compile(cat *catalog.Catalog) (*Offers, error) {
	return compile(cat, catalog.USEast, &regions{})
}

func compile(cat *catalog.Catalog, class catalog.Class, all *regions) (*Offers, error) {
	a := &cat.Assumptions
	c := &Offers{
		class: class, regions: all,
		Cat: cat, starts: map[string]*catalog.Start{}, byID: map[string]int{}, gpuSpeeds: map[string]float64{}, gpuMB: map[string]float64{},
	}
	for b := range c.assume {
		c.assume[b] = assumed(a, Bound(b))
	}
	for i := range cat.Starts {
		c.starts[cat.Starts[i].ID] = &cat.Starts[i]
	}
	for _, g := range a.GPUs {
		c.gpuSpeeds[g.Name], c.gpuMB[g.Name] = g.Speed, g.MemoryMB
	}
	for pi := range cat.Providers {
		p := &cat.Providers[pi]
		at := map[catalog.Class]*catalog.Provider{}
		for oi := range p.Offers {
			site := cat.Site(p, p.Offers[oi].ID, class)
			if at[site.Class] == nil {
				at[site.Class] = p.In(site)
			}
			o, err := c.compile(at[site.Class], &p.Offers[oi], pi)
			o.Site = site
			if err != nil {
				return nil, fmt.Errorf("offer %s: %w", p.Offers[oi].ID, err)
			}
			c.List = append(c.List, o)
		}
	}
	sort.SliceStable(c.List, func(i, j int) bool { return c.List[i].ID < c.List[j].ID })
	for i := range c.List {
		c.byID[c.List[i].ID] = i
		c.share(&c.List[i])
	}
	return c, nil
}

// provider returns the provider of an offer.
func (o *Offers) provider(offer *Offer) *catalog.Provider { return &o.Cat.Providers[offer.Provider] }

// gpuSpeed returns the relative speed of a GPU, 1 if it is unknown.
func (o *Offers) gpuSpeed(name string) float64 {
	if s := o.gpuSpeeds[name]; s > 0 {
		return s
	}
	return 1
}

// GPUMemory returns the memory of one of a size's GPUs in MB, 0 without a GPU.
func (o *Offers) GPUMemory(s *catalog.Size) float64 {
	switch {
	case s.GPU == "":
		return 0
	case s.GPUMemoryMB > 0:
		return s.GPUMemoryMB
	}
	return o.gpuMB[s.GPU]
}

// compile resolves the names in one offer.
func (o *Offers) compile(p *catalog.Provider, offer *catalog.Offer, provider int) (Offer, error) {
	out := Offer{Offer: offer, Provider: provider, Sizes: []catalog.Size{{}}, Hold: holdOf(offer), Brings: -1, BringsTo: -1}
	for n := range offer.Refuses {
		out.refuses |= needOf(n)
	}
	if out.start = o.starts[offer.Start]; out.start == nil {
		return out, fmt.Errorf("no start times %q", offer.Start)
	}
	var table catalog.SizeTable
	if offer.Compute.Sizes != "" {
		t, ok := p.SizeTables[offer.Compute.Sizes]
		if !ok {
			return out, fmt.Errorf("no sizes %q", offer.Compute.Sizes)
		}
		table, out.Sizes, out.sizeDiscounts, out.shared, out.savedS = t, t.Named(offer.Compute.Only), t.Discounts, t.Shared, t.Sustained.SavedS
		if len(out.Sizes) == 0 {
			return out, fmt.Errorf("no size of %q starts with %q", offer.Compute.Sizes, offer.Compute.Only)
		}
	}
	out.lines = make([]Meter, 0, len(offer.Bill))
	for i := range offer.Bill {
		l, err := o.meter(p, &offer.Bill[i], &out, &table)
		if err != nil {
			return out, fmt.Errorf("bill line %d: %w", i+1, err)
		}
		out.lines = append(out.lines, l)
		out.Balanced = out.Balanced || l.Counted == QLCUHours
		out.Several = out.Several || l.several
		out.keeps |= l.need
	}
	return out, nil
}

// meter compiles a line of an offer's bill.
func (o *Offers) meter(p *catalog.Provider, b *catalog.BillLine, offer *Offer, sizes *catalog.SizeTable) (Meter, error) {
	l := Meter{BillLine: b, index: len(offer.lines), Each: b.Times, several: b.When == "several", single: b.When == "single", need: needOf(b.Need), chunkNeed: needOf(b.ChunkNeed), allowance: -1, Name: b.Title}
	if l.Each == 0 {
		l.Each = 1
	}
	q, ok := quantityIndex[b.Quantity]
	if !ok {
		return l, fmt.Errorf("no quantity %q", b.Quantity)
	}
	l.Counted = q
	if b.Table != "" {
		t, ok := p.SizeTables[b.Table]
		if !ok || len(t.Sizes) == 0 {
			return l, fmt.Errorf("no sizes %q", b.Table)
		}
		l.Store, l.Unit, l.SizeProvenance = newStore(&t, b.Title), "instance-"+t.Unit, t.Provenance
		return l, nil
	}
	if b.Size {
		l.Unit, l.SizeProvenance = "instance-"+sizes.Unit, sizes.Provenance
		return l, nil
	}
	r, ok := p.Rates[b.Rate]
	if !ok {
		return l, fmt.Errorf("no rate %q", b.Rate)
	}
	l.ListRate, l.Unit = &r, r.Unit
	if l.Name == "" {
		l.Name = r.Title
	}
	l.Tariff = tariff(&r)
	if r.Pool == "" || b.NoPool {
		return l, nil
	}
	pl, ok := p.Pools[r.Pool]
	if !ok {
		return l, fmt.Errorf("no pool %q", r.Pool)
	}
	id := p.ID + "/" + r.Pool
	if pl.Amount != o.Cat.Providers[offer.Provider].Pools[r.Pool].Amount {
		id += "@" + p.Region
	}
	for i := range offer.allowances {
		if offer.allowances[i].ID == id {
			l.allowance = i
		}
	}
	if l.allowance < 0 {
		l.allowance = len(offer.allowances)
		if l.allowance == MaxAllowances {
			return l, fmt.Errorf("more than %d included amounts", MaxAllowances)
		}
		if pl.PerMachine {
			offer.Brings = l.allowance
		}
		offer.allowances = append(offer.allowances, Allowance{ID: id, Amount: pl.Amount, Plan: pl.Kind == catalog.IncludedPlan})
	}
	return l, nil
}

// Brought returns the amount of the per-machine allowance that a machine of size s brings,
// or 0.
func (o *Offer) Brought(s *catalog.Size) float64 {
	if o.Brings < 0 {
		return 0
	}
	return cmp.Or(s.Brings, o.allowances[o.Brings].Amount)
}

// PerMachine reports whether a quantity counts machines over time.
func PerMachine(quantity int) bool {
	switch quantity {
	case QInstanceSeconds, QInstanceHours, QInstanceMonths, QVCPUSeconds, QVCPUHours, QGiBSeconds, QGiBHours, QGPUSeconds:
		return true
	default:
		return false
	}
}

// packable reports whether parts can share the offer's machines: whole machines whose
// price does not depend on their use.
func (o *Offer) packable() bool {
	if o.Model != catalog.Nodes {
		return false
	}
	for i := range o.lines {
		if l := &o.lines[i]; PerMachine(l.Counted) && (l.ChunkKB > 0 || l.several || l.single || l.Store != nil) {
			return false
		}
	}
	return true
}

// tariff converts a rate's prices to prices per unit.
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
