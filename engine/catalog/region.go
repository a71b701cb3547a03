package catalog

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Class is a group of nearby regions that a scenario can ask for.
type Class string

// The classes.
const (
	USEast      Class = "us-east"
	USWest      Class = "us-west"
	EUWest      Class = "eu-west"
	EUCentral   Class = "eu-central"
	APSoutheast Class = "ap-southeast"
	APNortheast Class = "ap-northeast"
)

// Classes lists every class.
var Classes = []Class{USEast, USWest, EUWest, EUCentral, APSoutheast, APNortheast}

// Words returns Classes as text.
func (Class) Words() []string { return Texts(Classes) }

// Region is another region of a provider, with the differences from its home region.
type Region struct {
	// Name is the provider's own, such as eu-central-1.
	Name string `yaml:"name"`
	// Offers are the IDs of the offers sold there at known prices, or prefixes of IDs with
	// an asterisk.
	Offers []string `yaml:"offers"`
	// Rates are the rates that differ, by ID. Rates not listed are assumed to be as at
	// home.
	Rates map[string]Regional `yaml:"rates,omitempty"`
	// Sizes are the sizes that differ, by table. Of a listed table, only sizes with a
	// factor are sold.
	Sizes map[string]RegionalSizes `yaml:"sizes,omitempty"`
	// Pools are the allowances that differ.
	Pools map[string]RegionalPool `yaml:"pools,omitempty"`
}

// Regional is a rate in one region: a factor on the home price, or the price or tiers
// themselves, which [Catalog.SettleRegions] converts to factors. A reduction of the home
// price, such as a user's discount, therefore applies here too. A factor of 1 is a price
// known to be the same.
type Regional struct {
	Factor float64 `yaml:"factor,omitempty"`
	Price  float64 `yaml:"price,omitempty"`
	// Tiers have the ends of the home tiers. After settling, their prices are factors.
	Tiers      []Tier `yaml:"tiers,omitempty"`
	Provenance `yaml:",inline"`
	// Settled is set when the price or tiers have been converted to factors.
	Settled bool
}

// RegionalSizes are the prices of sizes in one region: factors on the home prices, by
// prefixes of the sizes' names, or prices by name, which [Catalog.SettleRegions] converts
// to factors.
type RegionalSizes struct {
	Factors    map[string]float64 `yaml:"factors,omitempty"`
	Prices     map[string]float64 `yaml:"prices,omitempty"`
	Provenance `yaml:",inline"`
}

// RegionalPool is an allowance in one region.
type RegionalPool struct {
	Amount     float64 `yaml:"amount" valid:"positive"`
	Provenance `yaml:",inline"`
}

// RoundTrip is the round trip between two region classes, the same in both directions.
type RoundTrip struct {
	From Class `yaml:"from"`
	To   Class `yaml:"to"`
	// MS is the usual round trip in milliseconds, and High its upper bound; 0 means MS.
	MS         float64 `yaml:"ms" valid:"positive"`
	High       float64 `yaml:"high,omitempty"`
	Provenance `yaml:",inline"`
}

// Site is the region in which an offer runs.
type Site struct {
	// Region is the provider's name of the region.
	Region string
	// Class is the region's class; empty if the offer is sold everywhere at one price, or
	// is the user's own.
	Class Class
}

// sells reports whether an offer is sold in the region.
func (r *Region) sells(id string) bool {
	return slices.ContainsFunc(r.Offers, func(word string) bool {
		start, all := strings.CutSuffix(word, "*")
		return word == id || all && strings.HasPrefix(id, start)
	})
}

// Site returns the region in which an offer of the provider runs if a class is asked for:
// in that class if it is sold there, or else in the nearest one by round trip.
func (c *Catalog) Site(p *Provider, offer string, asked Class) Site {
	home := Site{p.Region, p.Class}
	if p.Class == "" || p.Class == asked {
		return home
	}
	best, nearest := home, c.Between(asked, p.Class)
	for _, class := range Classes {
		r, ok := p.Regions[class]
		if !ok || !r.sells(offer) {
			continue
		}
		if ms := c.Between(asked, class); ms.MS < nearest.MS {
			best, nearest = Site{r.Name, class}, ms
		}
	}
	return best
}

// Classes lists the region classes in which an offer of the provider is sold at known
// prices: all of them if it is sold everywhere at one price.
func (p *Provider) Classes(offer string) []Class {
	var out []Class
	for _, class := range Classes {
		r, ok := p.Regions[class]
		if p.Class == "" || p.Class == class || ok && r.sells(offer) {
			out = append(out, class)
		}
	}
	return out
}

// Between returns the round trip between two classes. It is 0 within one class, or to an
// offer sold everywhere.
func (c *Catalog) Between(a, b Class) RoundTrip {
	for _, t := range c.Assumptions.RoundTrips {
		if t.From == a && t.To == b || t.From == b && t.To == a {
			return t
		}
	}
	return RoundTrip{From: a, To: b}
}

// In returns the provider with the prices at a site.
func (p *Provider) In(at Site) *Provider {
	r, ok := p.Regions[at.Class]
	if !ok {
		return p
	}
	out := *p
	out.Region, out.Pools, out.Rates, out.SizeTables = r.Name, maps.Clone(p.Pools), maps.Clone(p.Rates), maps.Clone(p.SizeTables)
	for id, there := range r.Pools {
		pool := out.Pools[id]
		pool.Amount, pool.Provenance = there.Amount, there.Provenance
		out.Pools[id] = pool
	}
	for id, rate := range out.Rates {
		out.Rates[id] = r.rate(id, rate, p.Region)
	}
	for id, table := range out.SizeTables {
		out.SizeTables[id] = r.table(id, table, p.Region)
	}
	return &out
}

// rate returns a home rate at the region's price.
func (r *Region) rate(id string, rate Rate, home string) Rate {
	there, ok := r.Rates[cmp.Or(rate.CopyOf, id)]
	if !ok {
		if !rate.Account && (rate.Price != 0 || len(rate.Tiers) > 0) {
			rate.Provenance = assumedAs(rate.Provenance, home)
		}
		return rate
	}
	rate.Provenance = rate.Provenance.elsewhere(&there.Provenance, there.Settled)
	rate.Price = Decimal(rate.Price * there.Factor)
	rate.Tiers = slices.Clone(rate.Tiers)
	for i := range rate.Tiers {
		factor := there.Factor
		if len(there.Tiers) == len(rate.Tiers) {
			factor = there.Tiers[i].Price
		}
		rate.Tiers[i].Price = Decimal(rate.Tiers[i].Price * factor)
	}
	return rate
}

// table returns a home table of sizes at the region's prices.
func (r *Region) table(id string, t SizeTable, home string) SizeTable {
	there, ok := r.Sizes[cmp.Or(t.CopyOf, id)]
	if !ok {
		if t.Unit != "" {
			t.Provenance = assumedAs(t.Provenance, home)
		}
		return t
	}
	at := t
	at.Sizes, at.Provenance = nil, t.Provenance.elsewhere(&there.Provenance, there.Prices != nil)
	for _, z := range t.Sizes {
		if f := there.factor(z.Name); f > 0 {
			z.Price = Decimal(z.Price * f)
			at.Sizes = append(at.Sizes, z)
		}
	}
	return at
}

// factor returns the factor on a size's home price, by the longest matching prefix; 0 if
// the size is not sold.
func (r *RegionalSizes) factor(size string) float64 {
	best, factor := -1, 0.0
	for start, f := range r.Factors {
		if strings.HasPrefix(size, start) && len(start) > best {
			best, factor = len(start), f
		}
	}
	return factor
}

// SettleRegions converts regional prices to factors on the home prices. It is called
// before a user's file changes the home prices, and after it for the file's own.
func (c *Catalog) SettleRegions() {
	for i := range c.Providers {
		p := &c.Providers[i]
		for _, r := range p.Regions {
			for id, x := range r.Rates {
				home := p.Rates[id]
				r.Rates[id] = x.settled(&home)
			}
			for id, x := range r.Sizes {
				r.Sizes[id] = x.settled(p.SizeTables[id].Sizes)
			}
		}
	}
}

// settled returns the rate with factors in place of prices. A price without a home price
// is kept, and validation rejects it.
func (r Regional) settled(home *Rate) Regional {
	if r.Price > 0 && r.Factor == 0 && home.Price > 0 {
		r.Price, r.Factor, r.Settled = 0, r.Price/home.Price, true
	}
	same := slices.EqualFunc(r.Tiers, home.Tiers, func(a, b Tier) bool { return a.UpTo == b.UpTo && b.Price > 0 })
	if len(r.Tiers) > 0 && same && !r.Settled {
		r.Tiers, r.Settled = slices.Clone(r.Tiers), true
		for i := range r.Tiers {
			r.Tiers[i].Price /= home.Tiers[i].Price
		}
	}
	return r
}

// settled returns the sizes with factors in place of prices.
func (r RegionalSizes) settled(home []Size) RegionalSizes {
	if len(r.Prices) == 0 {
		return r
	}
	prices := maps.Clone(r.Prices)
	if r.Factors = maps.Clone(r.Factors); r.Factors == nil {
		r.Factors = map[string]float64{}
	}
	for _, z := range home {
		if there, ok := prices[z.Name]; ok && z.Price > 0 {
			r.Factors[z.Name] = there / z.Price
			delete(prices, z.Name)
		}
	}
	r.Prices = prices
	return r
}

// elsewhere returns the source of a regional price: the region's if the price is its own,
// and for a factor the less reliable of the two sources.
func (p Provenance) elsewhere(there *Provenance, own bool) Provenance {
	if p.Override != "" || !own && p.Weaker(there) {
		return p
	}
	return *there
}

// assumedAs returns the source of a regional price assumed to be the home price.
func assumedAs(p Provenance, home string) Provenance {
	if p.Override != "" {
		return p
	}
	p.Confidence = 0
	p.Note = strings.TrimSpace("Assumed as in " + home + ". " + p.Note)
	return p
}

// In returns the catalogue at the prices of a region class: for each provider that sells
// there the regional prices, and for the rest the home prices.
func (c *Catalog) In(class Class) *Catalog {
	out := *c
	out.Providers = make([]Provider, len(c.Providers))
	for i := range c.Providers {
		out.Providers[i] = *c.Providers[i].In(Site{Class: class})
	}
	return &out
}
