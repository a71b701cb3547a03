package data

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"crossover/engine/catalog"
	"crossover/engine/each"
)

// cut is a discount to apply, with its path in the file.
type cut struct {
	PriceCut
	path, mark string
}

// readCuts reads the discounts of an overlay.
func (l *layer) readCuts(n ast.Node, path, mark string) {
	var list []PriceCut
	l.Value(n, path, reflect.ValueOf(&list).Elem(), 0)
	for i, p := range list {
		l.cuts = append(l.cuts, cut{PriceCut: p, path: fmt.Sprintf("%s[%d]", path, i), mark: mark})
	}
}

// wrong reports a problem with a field of a discount.
func (l *layer) wrong(c *cut, field, value, want string) { l.Locate(c.path+"."+field, value, want) }

// cutPrices applies the discounts.
func (l *layer) cutPrices() {
	for i := range l.cuts {
		c := &l.cuts[i]
		if !(c.Percent > 0 && c.Percent < 100) {
			l.wrong(c, "percent", strconv.FormatFloat(c.Percent, 'g', -1, 64), "a number more than 0 and less than 100")
			continue
		}
		if providers := l.cutProviders(c); providers != nil {
			l.cut(c, providers)
		}
	}
}

// cutProviders returns the providers whose prices a discount may change, or none after a
// problem.
func (l *layer) cutProviders(c *cut) []*catalog.Provider {
	var out []*catalog.Provider
	for i := range l.c.Providers {
		if p := &l.c.Providers[i]; c.Provider == "" || c.Provider == p.ID {
			out = append(out, p)
		}
	}
	switch {
	case c.Provider == "" && c.Product == "" && c.Offer == "" && c.Meter == "":
		l.wrong(c, "provider", "", "the target of the discount: a provider, product, offer or meter")
		return nil
	case len(out) == 0:
		l.wrong(c, "provider", c.Provider, "a provider there is: "+list(l.c.ProviderIDs()))
		return nil
	case len(c.Groups) > 0 && c.Product == "" && c.Offer == "":
		l.wrong(c, "groups", fmt.Sprint(c.Groups), "a product or an offer beside it: groups are of their bills")
		return nil
	}
	for i, g := range c.Groups {
		if !slices.Contains(catalog.Groups, g) {
			l.wrong(c, fmt.Sprintf("groups[%d]", i), string(g), "one of: "+strings.Trim(fmt.Sprint(catalog.Groups), "[]"))
			return nil
		}
	}
	return out
}

// cut applies one discount.
func (l *layer) cut(c *cut, providers []*catalog.Provider) {
	if c.Product == "" && c.Offer == "" {
		of := slices.DeleteFunc(slices.Clone(providers), func(p *catalog.Provider) bool { return c.Meter != "" && !slices.Contains(meters(p), c.Meter) })
		if len(of) != 1 {
			l.wrongMeter(c, of, providers)
			return
		}
		providers = of
	}
	l.cutBills(c, providers)
}

// on reports whether the discount applies to a meter with one of these names.
func (c *cut) on(meter ...string) bool { return c.Meter == "" || slices.Contains(meter, c.Meter) }

// meters lists the names of a provider's prices.
func meters(p *catalog.Provider) []string {
	out := sortedKeys(p.Rates)
	for _, id := range sortedKeys(p.SizeTables) {
		if t := p.SizeTables[id]; t.Unit != "" {
			out = append(out, id)
			for _, s := range t.Sizes {
				out = append(out, s.Name)
			}
		}
	}
	return out
}

// wrongMeter reports a meter that no provider has, or that several have.
func (l *layer) wrongMeter(c *cut, of, among []*catalog.Provider) {
	if len(of) > 1 {
		ids := namesOf(of, func(p **catalog.Provider) string { return (*p).ID })
		l.wrong(c, "meter", c.Meter, "a provider beside it: "+strings.Join(ids, ", ")+" have one of this name")
		return
	}
	var all []string
	for _, p := range among {
		all = append(all, meters(p)...)
	}
	l.wrong(c, "meter", c.Meter, "a rate, size table or size there is: "+likely(c.Meter, all))
}

// rate applies the discount to a rate.
func (c *cut) rate(r *catalog.Rate) {
	r.Price = c.off(r.Price)
	r.Tiers = slices.Clone(r.Tiers)
	for i := range r.Tiers {
		r.Tiers[i].Price = c.off(r.Tiers[i].Price)
	}
	c.say(&r.Provenance)
}

// size applies the discount to a size, if sizes of the table have prices.
func (c *cut) size(t *catalog.SizeTable, s *catalog.Size) {
	if t.Unit == "" {
		return
	}
	s.Price = c.off(s.Price)
	p := t.From(s)
	c.say(&p)
	s.Own = &p
}

// off applies the discount to a price.
func (c *cut) off(price float64) float64 { return catalog.Decimal(price * (1 - c.Percent/100)) }

// say marks a discounted figure.
func (c *cut) say(p *catalog.Provenance) {
	p.Override = alsoIn(p.Override, c.mark)
	note := fmt.Sprintf("%s %% off (%s)", strconv.FormatFloat(c.Percent, 'g', -1, 64), c.mark)
	if c.Note != "" {
		note += ": " + strings.TrimSpace(c.Note)
	}
	if p.Note = strings.TrimSpace(p.Note); p.Note != "" {
		note = p.Note + " " + note
	}
	p.Note = note
}

// cutBills applies a discount to the bills of a product or an offer. Prices shared with
// other bills are copied first, so that those do not change.
func (l *layer) cutBills(c *cut, providers []*catalog.Provider) {
	offers, lines := 0, 0
	var ids, products []string
	for _, p := range providers {
		b := &bills{layer: l, p: p, cut: c, rates: map[string]string{}, tables: map[string]string{}}
		for i := range p.Offers {
			o := &p.Offers[i]
			ids, products = append(ids, o.ID), append(products, o.Product)
			if c.of(o) {
				offers++
				lines += b.offer(o)
			}
		}
	}
	slices.Sort(products)
	switch {
	case offers == 0 && c.Offer != "":
		l.wrong(c, "offer", c.Offer, "an offer there is: "+likely(c.Offer, ids))
	case offers == 0:
		l.wrong(c, "product", c.Product, "a product there is: "+likely(c.Product, slices.Compact(products)))
	case lines == 0 && c.Meter != "":
		l.wrong(c, "meter", c.Meter, "a meter of the bill that the discount is on")
	case lines == 0:
		l.wrong(c, "groups", fmt.Sprint(c.Groups), "a group that the bill has lines of")
	}
}

// of reports whether the discount applies to an offer's bill.
func (c *cut) of(o *catalog.Offer) bool {
	return (c.Offer == "" || c.Offer == o.ID) && (c.Product == "" || c.Product == o.Product)
}

// bills applies a discount to some of a provider's bills.
type bills struct {
	*layer
	p   *catalog.Provider
	cut *cut
	// rates and tables map a rate or table to the one that replaces it.
	rates, tables map[string]string
}

// offer applies the discount to one bill and returns the number of lines changed.
func (b *bills) offer(o *catalog.Offer) int {
	n := 0
	o.Bill = slices.Clone(o.Bill)
	for i := range o.Bill {
		line := &o.Bill[i]
		if len(b.cut.Groups) > 0 && !slices.Contains(b.cut.Groups, line.Group) {
			continue
		}
		switch {
		case line.Table != "":
			if b.table(&line.Table) {
				n++
			}
		case line.Size && b.table(&o.Compute.Sizes):
			n++
		case !line.Size && b.cut.on(b.original(b.p.ID, line.Rate)):
			line.Rate = b.rate(line.Rate)
			n++
		}
	}
	return n
}

// rate returns the discounted rate to use for a rate.
func (b *bills) rate(id string) string {
	if have, ok := b.rates[id]; ok {
		return have
	}
	r := b.p.Rates[id]
	b.cut.rate(&r)
	as := id
	if each.Find(b.p.Offers, func(o *catalog.Offer) bool { // another bill uses it
		return slices.ContainsFunc(o.Bill, func(l catalog.BillLine) bool { return l.Rate == id && b.outside(o, l) })
	}) != nil {
		as = free(b.cut, id, b.p.Rates)
		r.Title += ", " + strings.ReplaceAll(as[len(id)+1:], "-", " ")
	}
	b.copies[b.p.ID+"/"+as] = b.original(b.p.ID, id)
	if as != id {
		r.CopyOf = b.original(b.p.ID, id)
	}
	b.p.Rates[as] = r
	b.rates[id], b.rates[as] = as, as
	return as
}

// outside reports whether the discount does not apply to a line of an offer.
func (b *bills) outside(o *catalog.Offer, l catalog.BillLine) bool {
	return !b.cut.of(o) || len(b.cut.Groups) > 0 && !slices.Contains(b.cut.Groups, l.Group)
}

// free returns an unused name for the copy of a rate or table.
func free[T any](c *cut, id string, taken map[string]T) string {
	of := cmp.Or(c.Offer, c.Product)
	as := id + "-" + of
	for n := 2; ; n++ {
		if _, is := taken[as]; !is {
			return as
		}
		as = fmt.Sprintf("%s-%s-%d", id, of, n)
	}
}

// table replaces the name of a table by that of the discounted one, and reports whether the
// discount applies to any of its sizes.
func (b *bills) table(name *string) bool {
	id := *name
	if as, ok := b.tables[id]; ok {
		*name = as
		return true
	}
	t := b.p.SizeTables[id]
	if !slices.ContainsFunc(t.Sizes, func(s catalog.Size) bool { return b.onSize(id, s.Name) }) {
		return false
	}
	as := id
	if each.Find(b.p.Offers, func(x *catalog.Offer) bool { // another bill uses it
		return x.Compute.Sizes == id && !b.cut.of(x) ||
			slices.ContainsFunc(x.Bill, func(l catalog.BillLine) bool { return l.Table == id && b.outside(x, l) })
	}) != nil {
		as = free(b.cut, id, b.p.SizeTables)
		t.Title += ", " + strings.ReplaceAll(as[len(id)+1:], "-", " ")
	}
	t.Sizes = slices.Clone(t.Sizes)
	for i := range t.Sizes {
		if b.onSize(id, t.Sizes[i].Name) {
			b.cut.size(&t, &t.Sizes[i])
		}
	}
	b.copies[b.p.ID+"/"+as] = b.original(b.p.ID, id)
	if as != id {
		t.CopyOf = b.original(b.p.ID, id)
	}
	b.p.SizeTables[as] = t
	b.tables[id], b.tables[as], *name = as, as, as
	return true
}

func (b *bills) onSize(table, name string) bool { return b.cut.on(b.original(b.p.ID, table), name) }
