package data

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"crossover/engine/catalog"
)

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

// rate returns the discounted rate to use for a rate.
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

// outside reports whether the discount does not apply to a line of an offer.
func (b *bills) outside(o *catalog.Offer, l catalog.BillLine) bool {
	return !b.cut.of(o) || len(b.cut.Groups) > 0 && !slices.Contains(b.cut.Groups, l.Group)
}

// shared reports whether uses is true for any offer of the provider.
func (b *bills) shared(uses func(*catalog.Offer) bool) bool {
	for i := range b.p.Offers {
		if uses(&b.p.Offers[i]) {
			return true
		}
	}
	return false
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

// sizes applies the discount to the sizes of an offer, and reports whether it applies to
// any.
func (b *bills) sizes(o *catalog.Offer) bool {
	as, ok := b.table(o.Compute.Sizes)
	if ok {
		o.Compute.Sizes = as
	}
	return ok
}

// table returns the discounted table to use for a table, and reports whether the discount
// applies to any of its sizes.
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
