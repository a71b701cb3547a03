package result

import (
	"math"
	"strings"

	"crossover/engine/catalog"
)

// pricesJSON is the answer of prices. Its keys are a promise: add, never
// rename.
type pricesJSON struct {
	Catalog catalogJSON `json:"catalog"`
	Today   string      `json:"today"`
	// MaxAgeDays is the age beyond which a price is stale.
	MaxAgeDays int          `json:"max_age_days"`
	Prices     []pricedJSON `json:"prices"`
}

type pricedJSON struct {
	Provider string `json:"provider"`
	// Meter is the rate's ID or the size's name, Table the size's table.
	Meter string `json:"meter"`
	Table string `json:"table"`
	Title string `json:"title"`
	Unit  string `json:"unit"`
	// Price is for Per units, UnitPrice for one; of the first tier, where there
	// are tiers.
	Price     Number        `json:"price_usd"`
	Per       Number        `json:"per"`
	UnitPrice Number        `json:"unit_price_usd"`
	Tiers     []tierJSON    `json:"tiers"`
	Included  *includedJSON `json:"included"`
	Offers    []string      `json:"offers"`
	Source    string        `json:"source"`
	AsOf      string        `json:"as_of"`
	// AgeDays is null where there is no date.
	AgeDays    *int   `json:"age_days"`
	Stale      bool   `json:"stale"`
	Confidence int    `json:"confidence"`
	Note       string `json:"note"`
	Override   string `json:"override"`
}

// tierJSON is a tier; the last one has no end.
type tierJSON struct {
	UpTo  Number `json:"up_to"`
	Price Number `json:"price_usd"`
}

type includedJSON struct {
	Amount Number `json:"amount"`
	Unit   string `json:"unit"`
	Kind   string `json:"kind"`
}

func (l *Prices) json() any {
	out := pricesJSON{
		Catalog: catalogOf(l.Engine),
		Today:   l.Today.Format("2006-01-02"), MaxAgeDays: l.MaxAge, Prices: []pricedJSON{},
	}
	for i := range l.List {
		out.Prices = append(out.Prices, l.price(&l.List[i]))
	}
	return out
}

func (l *Prices) price(p *catalog.Price) pricedJSON {
	out := pricedJSON{
		Provider: p.Provider, Meter: p.Meter, Table: p.Table, Title: p.Title, Unit: p.Unit,
		Price: Number(p.Price), Per: Number(p.Per), UnitPrice: Number(catalog.Decimal(p.Price / p.Per)), Tiers: []tierJSON{},
		Offers: append([]string{}, p.Offers...), Source: p.Source, AsOf: p.AsOf, Stale: l.stale(p),
		Confidence: p.Confidence, Note: strings.TrimSpace(p.Note), Override: p.Override,
	}
	for _, t := range p.Tiers {
		end := Number(t.UpTo)
		if t.UpTo == 0 {
			end = Number(math.Inf(1))
		}
		out.Tiers = append(out.Tiers, tierJSON{UpTo: end, Price: Number(t.Price)})
	}
	if p.Pool != nil {
		out.Included = &includedJSON{Number(p.Pool.Amount), p.Pool.Unit, string(p.Pool.Kind)}
	}
	if age, ok := l.Age(p); ok {
		out.AgeDays = &age
	}
	return out
}
