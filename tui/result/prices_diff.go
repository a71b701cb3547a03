package result

import (
	"fmt"
	"maps"
	"slices"

	"crossover/engine/catalog"
	"crossover/tui/format"
)

// PriceDiff is how the prices of one catalogue differ from those of another.
type PriceDiff struct {
	before, after *catalog.Catalog
	changes       []priceChange
}

// priceChange is one price that changed; a nil price is one that is not there.
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

// Each calls do for every price that changed; one that is not there is nil.
func (d *PriceDiff) Each(do func(old, now *catalog.Price)) {
	for _, c := range d.changes {
		do(c.old, c.new)
	}
}

// Write writes the changes for people.
func (d *PriceDiff) Write(b *Sheet) {
	g := Grid{Columns: []Column{
		{Title: "price of", Gives: true}, {Title: "old $", Right: true}, {Title: "new $", Right: true}, {Title: "for"}, {Title: "change", Right: true},
	}}
	for _, c := range d.changes {
		for _, row := range c.rows() {
			g.Add(row...)
		}
	}
	if len(d.changes) > 0 {
		g.table(b)
	}
	if len(d.changes) == 1 {
		b.WriteString("1 price changes\n")
	} else {
		fmt.Fprintf(b, "%d prices change\n", len(d.changes))
	}
}

// rows are the lines of a change: one a tier.
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

// tierRows are the lines of the tiers after the first.
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

// WriteOffers lists the offers that only one of the catalogues has, and those that
// changed otherwise than in price.
func (d *PriceDiff) WriteOffers(b *Sheet) {
	had, has := map[string]bool{}, map[string]bool{}
	for i := range d.before.Providers {
		for _, o := range d.before.Providers[i].Offers {
			had[o.ID+"/"+o.Override] = true
			had[o.ID] = true
		}
	}
	for i := range d.after.Providers {
		for _, o := range d.after.Providers[i].Offers {
			has[o.ID] = true
			switch {
			case !had[o.ID]:
				fmt.Fprintf(b, "new offer %s: %s\n", Label(o.ID), Label(o.Title))
			case !had[o.ID+"/"+o.Override]:
				fmt.Fprintf(b, "changed offer %s: %s\n", Label(o.ID), Label(o.Title))
			}
		}
	}
	for i := range d.before.Providers {
		for _, o := range d.before.Providers[i].Offers {
			if !has[o.ID] {
				fmt.Fprintf(b, "offer %s is gone: %s\n", Label(o.ID), Label(o.Title))
			}
		}
	}
}
