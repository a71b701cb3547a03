package result

import (
	"cmp"
	"math"
	"strings"

	"crossover/engine/catalog"
)

func (l *Prices) json() any {
	return object{
		{"catalog", catalogObject(l.Engine)},
		{"today", l.Today.Format("2006-01-02")},
		{"max_age_days", l.MaxAge}, // a price older than this is stale
		{"prices", each(l.List, l.object)},
	}
}

func (l *Prices) object(p *catalog.Price) object {
	var included object
	if p.Pool != nil {
		included = object{{"amount", p.Pool.Amount}, {"unit", p.Pool.Unit}, {"kind", p.Pool.Kind}}
	}
	var age any // null without a date
	if days, ok := l.Age(p); ok {
		age = days
	}
	return object{
		{"provider", p.Provider},
		// The rate's ID or the size's name, and the size's table.
		{"meter", p.Meter},
		{"table", p.Table},
		{"title", p.Title},
		{"unit", p.Unit},
		// The price for per units, and for one unit; with tiers, that of the first tier.
		{"price_usd", p.Price},
		{"per", p.Per},
		{"unit_price_usd", catalog.Decimal(p.Price / p.Per)},
		{"tiers", each(p.Tiers, tierObject)},
		{"included", included},
		{"offers", p.Offers},
		{"source", p.Source},
		{"as_of", p.AsOf},
		{"age_days", age},
		{"stale", l.stale(p)},
		{"confidence", p.Confidence},
		{"note", strings.TrimSpace(p.Note)},
		{"override", p.Override},
	}
}

// tierObject describes a tier; up_to is null for the last one.
func tierObject(t *catalog.Tier) object {
	return object{{"up_to", cmp.Or(t.UpTo, math.Inf(1))}, {"price_usd", t.Price}}
}
