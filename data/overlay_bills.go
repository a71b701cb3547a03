package data

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"crossover/engine/catalog"
)

// cutBills applies a discount on the bills of a product or an offer. Prices
// that other bills share with them are copied first, so that those stay.
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

// of reports whether the discount is on an offer's bill.
func (c *cut) of(o *catalog.Offer) bool {
	return (c.Offer == "" || c.Offer == o.ID) && (c.Product == "" || c.Product == o.Product)
}

// bills cuts the prices on some of a provider's bills.
type bills struct {
	*layer
	p   *catalog.Provider
	cut *cut
	// rates and tables say which rate or table stands in for another.
	rates, tables map[string]string
}

// offer cuts the prices on one bill and returns how many lines that concerns.
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
			if as, ok := b.table(line.Table); ok {
				line.Table = as
				n++
			}
		case line.Size && b.sizes(o):
			n++
		case !line.Size && b.cut.on(b.original(b.p.ID, line.Rate)):
			line.Rate = b.rate(line.Rate)
			n++
		}
	}
	return n
}

// rate returns the rate to use for one with its price cut.
func (b *bills) rate(id string) string {
	if have, ok := b.rates[id]; ok {
		return have
	}
	r := b.p.Rates[id]
	b.cut.rate(&r)
	as := id
	if b.shared(func(o *catalog.Offer) bool {
		return slices.ContainsFunc(o.Bill, func(l catalog.BillLine) bool { return l.Rate == id && b.outside(o, l) })
	}) {
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

// outside reports whether a line of an offer is none that the discount is on.
func (b *bills) outside(o *catalog.Offer, l catalog.BillLine) bool {
	return !b.cut.of(o) || len(b.cut.Groups) > 0 && !slices.Contains(b.cut.Groups, l.Group)
}

// shared reports whether any offer of the provider uses something.
func (b *bills) shared(uses func(*catalog.Offer) bool) bool {
	for i := range b.p.Offers {
		if uses(&b.p.Offers[i]) {
			return true
		}
	}
	return false
}

// free returns a name for the copy of a rate or table that nothing has yet.
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

// sizes cuts the prices of the sizes an offer has, and reports whether the
// discount is on any.
func (b *bills) sizes(o *catalog.Offer) bool {
	as, ok := b.table(o.Compute.Sizes)
	if ok {
		o.Compute.Sizes = as
	}
	return ok
}

// table returns the table to use for one with its prices cut, and reports
// whether the discount is on any of its sizes.
func (b *bills) table(id string) (string, bool) {
	if as, ok := b.tables[id]; ok {
		return as, true
	}
	t := b.p.SizeTables[id]
	if !slices.ContainsFunc(t.Sizes, func(s catalog.Size) bool { return b.onSize(id, s.Name) }) {
		return id, false
	}
	as := id
	if b.shared(func(x *catalog.Offer) bool {
		return x.Compute.Sizes == id && !b.cut.of(x) ||
			slices.ContainsFunc(x.Bill, func(l catalog.BillLine) bool { return l.Table == id && b.outside(x, l) })
	}) {
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
	b.tables[id], b.tables[as] = as, as
	return as, true
}

func (b *bills) onSize(table, name string) bool {
	return b.cut.on(b.original(b.p.ID, table), name)
}
