package result

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"crossover/engine/catalog"
	"crossover/tui/format"
)

// PriceDiff holds the differences in price between two catalogues.
type PriceDiff struct {
	before, after *catalog.Catalog
	changes       []priceChange
}

// priceChange is a price that changed. One of old and new may be nil.
type priceChange struct{ old, new *catalog.Price }

// ComparePrices finds what changed between two catalogues.
func ComparePrices(before, after *catalog.Catalog) *PriceDiff {
	d := &PriceDiff{before: before, after: after}
	key := func(p *catalog.Price) string { return p.Provider + "/" + p.Table + "/" + p.Meter }
	old := map[string]*catalog.Price{}
	for _, p := range before.Prices() {
		old[key(&p)] = &p
	}
	for _, p := range after.Prices() {
		was := old[key(&p)]
		delete(old, key(&p))
		if was == nil || was.Price != p.Price || was.Per != p.Per || !slices.Equal(was.Tiers, p.Tiers) {
			d.changes = append(d.changes, priceChange{was, &p})
		}
	}
	for _, k := range slices.Sorted(maps.Keys(old)) {
		d.changes = append(d.changes, priceChange{old[k], nil})
	}
	return d
}

// Each calls do for every price that changed. old or now is nil for a new or a removed
// price.
func (d *PriceDiff) Each(do func(old, now *catalog.Price)) {
	for _, c := range d.changes {
		do(c.old, c.new)
	}
}

func (d *PriceDiff) json() any {
	price := func(p *catalog.Price) object {
		if p == nil {
			return nil
		}
		return object{{"price_usd", p.Price}, {"per", p.Per}, {"tiers", each(p.Tiers, tierObject)}}
	}
	return object{
		{"prices", each(d.changes, func(c *priceChange) object {
			p := cmp.Or(c.new, c.old)
			return object{{"provider", p.Provider}, {"table", p.Table}, {"meter", p.Meter}, {"unit", p.Unit}, {"before", price(c.old)}, {"after", price(c.new)}}
		})},
		{"offers", each(d.offers(), func(o *offerChange) object { return object{{"id", o.ID}, {"title", o.Title}, {"change", o.how}} })},
	}
}

// csv has a row per price, with the first of its tiers, and a row per offer.
func (d *PriceDiff) csv() *Grid {
	g := NewGrid("kind", "id", "unit", "before_unit_usd", "after_unit_usd", "change")
	each := func(p *catalog.Price) any {
		if p == nil {
			return ""
		}
		return catalog.Decimal(p.Price / p.Per)
	}
	for _, c := range d.changes {
		p, how := cmp.Or(c.new, c.old), "changed"
		if c.old == nil {
			how = "new"
		} else if c.new == nil {
			how = "gone"
		}
		g.addRaw("price", p.Provider+"/"+p.Meter, p.Unit, each(c.old), each(c.new), how)
	}
	for _, o := range d.offers() {
		g.addRaw("offer", o.ID, "", "", "", o.how)
	}
	return g
}

func (d *PriceDiff) show(p *page) {
	g := NewGrid("price of~", "old $>", "new $>", "for", "change>")
	for _, c := range d.changes {
		for _, row := range c.rows() {
			g.Add(row...)
		}
	}
	if len(g.Rows) > 0 {
		p.table(g)
	}
	p.text(CountPrices(len(d.changes)) + " changed")
	for _, o := range d.offers() {
		p.text(fmt.Sprintf("offer %s is %s: %s", Label(o.ID), o.how, Label(o.Title)))
	}
}

// rows returns the table rows of a change: one per tier.
func (c priceChange) rows() [][]string {
	if c.new == nil {
		return [][]string{{Label(c.old.Provider + "/" + c.old.Meter), format.Exactly(c.old.Price), format.None, unit(c.old), "gone"}}
	}
	name := Label(c.new.Provider + "/" + c.new.Meter)
	if c.old == nil {
		return append([][]string{{name, format.None, format.Exactly(c.new.Price), unit(c.new), "new"}}, tierRows(nil, c.new)...)
	}
	old, now := c.old.Price/c.old.Per, c.new.Price/c.new.Per
	was := format.Exactly(c.old.Price)
	if c.old.Per != c.new.Per {
		was = format.Exactly(old * c.new.Per)
	}
	first := []string{name, was, format.Exactly(c.new.Price), unit(c.new), format.Change(old, now)}
	return append([][]string{first}, tierRows(c.old, c.new)...)
}

// tierRows returns the rows of the tiers after the first.
func tierRows(old, now *catalog.Price) [][]string {
	var was []catalog.Tier
	if old != nil {
		was = old.Tiers
	}
	var out [][]string
	for k := 1; k < max(len(was), len(now.Tiers)); k++ {
		row := []string{"", format.None, format.None, "", ""}
		if k < len(was) {
			row[0], row[1] = "  from "+format.Count(was[k-1].UpTo), format.Exactly(was[k].Price)
		}
		if k < len(now.Tiers) {
			row[0], row[2] = "  from "+format.Count(now.Tiers[k-1].UpTo), format.Exactly(now.Tiers[k].Price)
		}
		if k < len(was) && k < len(now.Tiers) {
			row[4] = format.Change(was[k].Price/old.Per, now.Tiers[k].Price/now.Per)
		}
		out = append(out, row)
	}
	return out
}

// offerChange is an offer that is in only one of the catalogues or has another title or
// override.
type offerChange struct{ ID, Title, how string }

// offers returns the offers that differ.
func (d *PriceDiff) offers() (out []offerChange) {
	type version struct{ title, override string }
	all := func(c *catalog.Catalog) map[string]version {
		m := map[string]version{}
		for i := range c.Providers {
			for _, o := range c.Providers[i].Offers {
				m[o.ID] = version{o.Title, o.Override}
			}
		}
		return m
	}
	had, has := all(d.before), all(d.after)
	for _, id := range slices.Sorted(maps.Keys(has)) {
		if was, ok := had[id]; !ok {
			out = append(out, offerChange{id, has[id].title, "new"})
		} else if was.override != has[id].override {
			out = append(out, offerChange{id, has[id].title, "changed"})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(had)) {
		if _, ok := has[id]; !ok {
			out = append(out, offerChange{id, had[id].title, "gone"})
		}
	}
	return out
}
