package engine

import (
	"math"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// uses are bill lines for what requests of a part use elsewhere, at prices of
// the user's own: a place for each, to price without allocating.
type uses struct {
	n    int
	list [scenario.MaxUses]use
}

// use is the bill line of one of them.
type use struct {
	meter  meter
	bill   catalog.BillLine
	rate   catalog.Rate
	tariff billing.Tariff
	tiers  [1]billing.Tier
	each   float64
	// provider is the only one the line is for; empty for all.
	provider string
}

// set prepares the lines of a part's uses.
func (u *uses) set(of scenario.Uses) {
	var list [scenario.MaxUses]scenario.Use
	u.n = of.Read(&list)
	for i := range u.n {
		from, to := &list[i], &u.list[i]
		to.each, to.provider = from.Each, from.Provider
		to.tiers[0] = billing.Tier{UpTo: math.Inf(1), Price: from.Price / from.Per}
		to.tariff.Tiers = to.tiers[:]
		to.rate = catalog.Rate{Title: from.Name, Unit: from.Name, Per: from.Per, Price: from.Price,
			Provenance: catalog.Provenance{Note: "Priced in the scenario.", Override: "the scenario"}}
		to.bill = catalog.BillLine{Rate: from.Name, Quantity: catalog.QArrivals, Group: catalog.GroupUses}
		to.meter = meter{BillLine: &to.bill, rate: &to.rate, quantity: qArrivals, times: 1, allowance: -1, account: -1, title: from.Name, unit: from.Name, tariff: &to.tariff}
	}
}

// applyUses puts the lines of the part's uses on the plan's bill.
func (p *plan) applyUses() {
	for i := range p.work.uses.n {
		u := &p.work.uses.list[i]
		if u.provider == "" || u.provider == p.work.offers.provider(p.offer).ID {
			p.lines = append(p.lines, planLine{meter: &u.meter, tariff: &u.tariff, quantity: qArrivals, allowance: -1, times: u.each, factor: 1})
		}
	}
}
