package plan

import (
	"math"
	"slices"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/nearest"
	"crossover/engine/scenario"
)

// Uses are bill lines for services that requests of a part use elsewhere, at the user's
// own prices. The buffer avoids allocation.
type Uses struct {
	n    int
	list [scenario.MaxUses]use
}

// use is the bill line of one use.
type use struct {
	meter  Meter
	bill   catalog.BillLine
	rate   catalog.Rate
	tariff billing.Tariff
	tiers  [1]billing.Tier
	each   float64
	// scope names the offers that the line applies to; empty for all.
	scope scenario.Places
	// listed is set if the price is the catalogue's; see [Uses.of].
	listed bool
}

// set prepares the lines of a part's uses.
func (u *Uses) set(of scenario.Uses) {
	var list [scenario.MaxUses]scenario.Use
	u.n = of.Read(&list)
	for i := range u.n {
		from, to := &list[i], &u.list[i]
		to.each, to.scope, to.listed = from.Each, from.Scope, from.Per == 0
		to.tiers[0] = billing.Tier{UpTo: math.Inf(1), Price: from.Price / from.Per}
		to.tariff.Tiers = to.tiers[:]
		to.rate = catalog.Rate{Title: from.Name, Unit: from.Name, Per: from.Per, Price: from.Price,
			Provenance: catalog.Provenance{Note: "Priced in the scenario.", Override: "the scenario"}}
		to.bill = catalog.BillLine{Rate: from.Name, Quantity: catalog.QArrivals, Group: catalog.GroupUses}
		to.meter = Meter{BillLine: &to.bill, ListRate: &to.rate, Counted: QArrivals, Each: 1, allowance: -1, Account: -1, Name: from.Name, Unit: from.Name, Tariff: &to.tariff}
	}
}

// applyUses adds the lines of the part's uses to the plan's bill.
func (p *Plan) applyUses() {
	o := p.Offer
	for i := range p.Work.uses.n {
		u := &p.Work.uses.list[i]
		if !u.listed && u.isOf(o, p.Work.Offers) {
			p.Lines = append(p.Lines, Line{Meter: &u.meter, Tariff: &u.tariff, Counted: QArrivals, Allowance: -1, Each: u.each, Factor: 1})
		}
	}
}

// isOf reports whether a use applies to an offer.
func (u *use) isOf(o *Offer, c *Offers) bool {
	return u.scope == "" || u.scope.Has(o.ID, o.Product, c.provider(o).ID)
}

// of returns the number of units of a catalogue rate that each request uses on an offer.
func (u *Uses) of(rate string, o *Offer, c *Offers) float64 {
	n := 0.0
	for i := range u.n {
		if x := &u.list[i]; x.listed && x.meter.Name == rate && x.isOf(o, c) {
			n += x.each
		}
	}
	return n
}

// checkUses returns errors for uses of catalogue rates that no offer's bill can have.
func (c *Offers) checkUses(p *scenario.Part) (errs []error) {
	var list [scenario.MaxUses]scenario.Use
	for _, u := range list[:p.Uses.Read(&list)] {
		token := p.Name + ".uses"
		if bad := c.checkPlaces(token, u.Scope); len(bad) > 0 || u.Per > 0 {
			errs = append(errs, bad...)
			continue
		}
		var known []string
		for i := range c.List {
			o := &c.List[i]
			for k := range o.lines {
				if l := &o.lines[k]; l.Used && (u.Scope == "" || u.Scope.Has(o.ID, o.Product, c.provider(o).ID)) {
					known = append(known, l.Rate)
				}
			}
		}
		if !slices.Contains(known, u.Name) {
			slices.Sort(known)
			errs = append(errs, &scenario.TokenError{Token: token + "=" + string(p.Uses), Problem: "no rate for " + u.Name + " is known there" +
				nearest.Question(u.Name, slices.Compact(known), "; write the price, such as "+u.Name+":1@0.40/M")})
		}
	}
	return errs
}
