package engine

import (
	"math"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// usedElsewhere is a bill line for what requests use elsewhere at a price of
// the user's own. An evaluator has a place for each, to price without
// allocating.
type usedElsewhere struct {
	line   line
	bill   catalog.BillLine
	rate   catalog.Rate
	tariff billing.Tariff
	tiers  [1]billing.Tier
	each   float64
	// provider is the only one the line is for; empty for all.
	provider string
}

// applyUses puts the lines of the part's uses on a plan's bill.
func (v *Evaluator) applyUses(p *plan) {
	for i := range v.numUses {
		u := &v.uses[i]
		if u.provider == "" || u.provider == v.e.cat.Providers[p.offer.provider].ID {
			p.lines = append(p.lines, planLine{line: &u.line, tariff: &u.tariff, quantity: qArrivals, pool: -1, times: u.each, factor: 1})
		}
	}
}

// setUses prepares the lines of a part's uses.
func (v *Evaluator) setUses(uses scenario.Uses) {
	var list [scenario.MaxUses]scenario.Use
	v.numUses = uses.Read(&list)
	for i := range v.numUses {
		x, u := &list[i], &v.uses[i]
		u.each, u.provider = x.Each, x.Provider
		u.tiers[0] = billing.Tier{UpTo: math.Inf(1), Price: x.Price / x.Per}
		u.tariff.Tiers = u.tiers[:]
		u.rate = catalog.Rate{Title: x.Name, Unit: x.Name, Per: x.Per, Price: x.Price,
			Provenance: catalog.Provenance{Note: "Priced in the scenario.", Override: "the scenario"}}
		u.bill = catalog.BillLine{Rate: x.Name, Quantity: catalog.QArrivals, Group: catalog.GroupUses}
		u.line = line{BillLine: &u.bill, rate: &u.rate, quantity: qArrivals, times: 1, pool: -1, meter: -1, title: x.Name, unit: x.Name, tariff: &u.tariff}
	}
}
