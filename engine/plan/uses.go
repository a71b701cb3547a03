package plan

import (
	"math"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// Uses are bill lines for what requests of a part use elsewhere, at prices of
// the user's own: a place for each, to price without allocating.
type Uses struct {
	n    int
	list [scenario.MaxUses]use
}

// use is the bill line of one of them.
type use struct {
	meter  Meter
	bill   catalog.BillLine
	rate   catalog.Rate
	tariff billing.Tariff
	tiers  [1]billing.Tier
	each   float64
	// scope names the offers that the line is for; empty for all.
	scope scenario.Places
}

// set prepares the lines of a part's uses.
func (u *Uses) set(of scenario.Uses) {
	var list [scenario.MaxUses]scenario.Use
	u.n = of.Read(&list)
	for i := range u.n {
		from, to := &list[i], &u.list[i]
		to.each, to.scope = from.Each, from.Scope
		to.tiers[0] = billing.Tier{UpTo: math.Inf(1), Price: from.Price / from.Per}
		to.tariff.Tiers = to.tiers[:]
		to.rate = catalog.Rate{Title: from.Name, Unit: from.Name, Per: from.Per, Price: from.Price,
			Provenance: catalog.Provenance{Note: "Priced in the scenario.", Override: "the scenario"}}
		to.bill = catalog.BillLine{Rate: from.Name, Quantity: catalog.QArrivals, Group: catalog.GroupUses}
		to.meter = Meter{BillLine: &to.bill, ListRate: &to.rate, Counted: QArrivals, Each: 1, allowance: -1, Account: -1, Name: from.Name, Unit: from.Name, Tariff: &to.tariff}
	}
}

// applyUses puts the lines of the part's uses on the plan's bill.
func (p *Plan) applyUses() {
	o := p.Offer
	for i := range p.Work.uses.n {
		u := &p.Work.uses.list[i]
		if u.scope == "" || u.scope.Has(o.ID, o.Product, p.Work.Offers.provider(o).ID) {
			p.Lines = append(p.Lines, Line{Meter: &u.meter, Tariff: &u.tariff, Counted: QArrivals, Allowance: -1, Each: u.each, Factor: 1})
		}
	}
}
