package catalog

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"
)

// Price is one price of the catalogue: a rate's, or a size's own.
type Price struct {
	Provider string
	// Meter is the rate's ID or the size's name. Table is the ID of the size's table, and
	// empty for a rate.
	Meter, Table string
	Title        string
	// Unit names the thing counted (request, GB-second); Price is for Per of them.
	Unit string
	Per  float64
	// Price is in dollars for Per units: the first tier's if there are tiers.
	Price float64
	Tiers []Tier
	// Pool is the allowance; nil if there is none.
	Pool *Pool
	// Offers are the IDs of the offers billed at this price.
	Offers []string
	Provenance
}

// Prices lists every price of the catalogue: by provider, each provider's rates by ID and
// then its sizes by table.
func (c *Catalog) Prices() []Price {
	var out []Price
	for i := range c.Providers {
		out = append(out, c.Providers[i].Prices()...)
	}
	return out
}

// Prices lists every price of the provider: its rates by ID, then its sizes by
// table.
func (p *Provider) Prices() []Price {
	var out []Price
	for _, id := range sortedKeys(p.Rates) {
		out = append(out, p.ratePrice(id))
	}
	for _, id := range sortedKeys(p.SizeTables) {
		out = append(out, p.sizePrices(id)...)
	}
	return out
}

func (p *Provider) ratePrice(id string) Price {
	r := p.Rates[id]
	out := Price{
		Provider: p.ID, Meter: id, Title: r.Title, Unit: r.Unit, Per: 1, Price: r.Price, Tiers: r.Tiers,
		Provenance: r.Provenance,
	}
	if r.Per > 0 {
		out.Per = r.Per
	}
	if len(r.Tiers) > 0 {
		out.Price = r.Tiers[0].Price
	}
	if pool, ok := p.Pools[r.Pool]; ok {
		out.Pool = &pool
	}
	for i := range p.Offers {
		if slices.ContainsFunc(p.Offers[i].Bill, func(l BillLine) bool { return l.Rate == id }) {
			out.Offers = append(out.Offers, p.Offers[i].ID)
		}
	}
	return out
}

// sizePrices lists the sizes of a table that have a price.
func (p *Provider) sizePrices(id string) []Price {
	t := p.SizeTables[id]
	if t.Unit == "" {
		return nil
	}
	var out []Price
	for i := range t.Sizes {
		s := &t.Sizes[i]
		price := Price{
			Provider: p.ID, Meter: s.Name, Table: id, Title: s.Name + ", " + t.Title, Unit: "instance-" + t.Unit, Per: 1,
			Price: s.Price, Provenance: t.From(s),
		}
		for j := range p.Offers {
			if o := &p.Offers[j]; o.sells(id, s) {
				price.Offers = append(price.Offers, o.ID)
			}
		}
		out = append(out, price)
	}
	return out
}

// sells reports whether an offer has a size and bills the size's price, or keeps state in
// one.
func (o *Offer) sells(table string, s *Size) bool {
	return slices.ContainsFunc(o.Bill, func(l BillLine) bool { return l.Table == table }) ||
		o.Compute.Sizes == table && s.has(o.Compute.Only) &&
			slices.ContainsFunc(o.Bill, func(l BillLine) bool { return l.Size })
}

// Age returns the number of days from a date of the catalogue to today. A month or year
// counts as its first day, so that a figure never appears newer than it may be. ok is
// false if there is no date.
func Age(asOf string, today time.Time) (days int, ok bool) {
	day, err := time.Parse(time.DateOnly[:min(len(asOf), len(time.DateOnly))], asOf)
	if err != nil || asOf == "" {
		return 0, false
	}
	y, m, d := today.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(day).Hours() / 24), true
}

// MaxAge is the age in days above which a price is marked as old.
const MaxAge = 180

// Doubt is a reason not to rely on a figure; empty if there is none.
type Doubt string

// The doubts, the gravest first.
const (
	Assumed   Doubt = "an assumption"
	OneSource Doubt = "one source"
	OldPrice  Doubt = "an old price"
)

// Doubt returns the gravest doubt about a figure on a day. A price older than [MaxAge] is
// old.
func (p *Provenance) Doubt(today time.Time) Doubt {
	days, dated := Age(p.AsOf, today)
	switch {
	case p.Confidence == 0:
		return Assumed
	case p.Confidence == 1:
		return OneSource
	case dated && days > MaxAge:
		return OldPrice
	}
	return ""
}

// Weaker reports whether a figure is less reliable than another: an assumption before a
// figure with one source, and an older one before a newer one.
func (p *Provenance) Weaker(than *Provenance) bool {
	return cmp.Or(cmp.Compare(p.Confidence, than.Confidence), cmp.Compare(p.AsOf, than.AsOf)) < 0
}

// Mark returns the one-character mark of the doubt, shown beside a price.
func (d Doubt) Mark() string {
	switch d {
	case Assumed:
		return "?"
	case OneSource:
		return "^"
	case OldPrice:
		return "!"
	}
	return ""
}

// Dates summarises the dates of a catalogue's prices.
type Dates struct {
	// Oldest and Newest are the first and the last day, as in [Provenance].
	Oldest, Newest string
	// Old is the number of prices older than [MaxAge] today.
	Old int
}

// Dates returns the summary of all prices as of today.
func (c *Catalog) Dates(today time.Time) Dates {
	var d Dates
	note := func(asOf string) {
		days, dated := Age(asOf, today)
		if !dated {
			return
		}
		if d.Oldest == "" || asOf < d.Oldest {
			d.Oldest = asOf
		}
		d.Newest = max(d.Newest, asOf)
		if days > MaxAge {
			d.Old++
		}
	}
	for i := range c.Providers {
		p := &c.Providers[i]
		for _, r := range p.Rates {
			note(r.AsOf)
		}
		for _, t := range p.SizeTables {
			if t.Unit == "" {
				continue
			}
			for j := range t.Sizes {
				note(t.From(&t.Sizes[j]).AsOf)
			}
		}
	}
	return d
}

// Decimal returns a price rounded to twelve significant digits, which removes binary
// rounding noise: 0.1·3 becomes 0.3. Values that are not finite are unchanged.
func Decimal(v float64) float64 {
	x, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	if err != nil || math.IsInf(x, 0) {
		return v
	}
	return x
}
