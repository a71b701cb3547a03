package result

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/tui/format"
)

// Prices is a list of prices of a catalogue.
type Prices struct {
	Engine *engine.Engine
	List   []catalog.Price
	Today  time.Time
	// MaxAge is the age in days above which a price is marked.
	MaxAge int
}

// Age returns a price's age in days; ok is false if it has no date.
func (ps *Prices) Age(p *catalog.Price) (days int, ok bool) { return catalog.Age(p.AsOf, ps.Today) }

// stale reports whether a price is older than MaxAge.
func (ps *Prices) stale(p *catalog.Price) bool {
	age, ok := ps.Age(p)
	return ok && age > ps.MaxAge
}

// unit returns the unit of a price: request, 1M requests, hour.
func unit(p *catalog.Price) string {
	u := format.Units(p.Per, strings.TrimPrefix(p.Unit, "instance-"))
	if p.Per != 1 {
		return format.Count(p.Per) + " " + u
	}
	return u
}

// show writes the prices in a block per provider, with sources as notes.
func (ps *Prices) show(p *page) {
	g := NewGrid("price of~", "$>", "for~", "as of", "c>", "from>")
	var notes sources
	provider, table := "", ""
	for i := range ps.List {
		x := &ps.List[i]
		if x.Provider != provider {
			provider, table = x.Provider, ""
			g.Add(ps.title(provider), "", "", "", "", "")
		}
		indent := "  "
		if x.Table != "" {
			indent = "    "
			if x.Table != table {
				table = x.Table
				g.Add("  sizes "+Label(table), "", "", "", "", "")
			}
		}
		asOf := cmp.Or(x.AsOf, format.None)
		if ps.stale(x) {
			asOf += "!"
		}
		g.Add(indent+Label(x.Meter), format.Exactly(x.Price), unit(x), asOf, strconv.Itoa(x.Confidence), notes.number(x))
		for k := 1; k < len(x.Tiers); k++ {
			g.Add("    from "+format.Count(x.Tiers[k-1].UpTo), format.Exactly(x.Tiers[k].Price), "", "", "", "")
		}
	}
	if len(ps.List) > 0 {
		p.table(g)
		p.gap()
		p.text("c: 2 for two independent sources, 1 for one, 0 for an assumption")
		p.text("from:")
		for i, s := range notes.list {
			p.entry(fmt.Sprintf("%4d  ", i+1), Sentence(s))
		}
		p.gap()
	}
	p.text(ps.summary())
}

// title returns a provider's title with its ID.
func (ps *Prices) title(id string) string {
	return Label(ps.Engine.Catalog().Provider(id).Title) + " (" + id + ")"
}

// summary counts the prices.
func (ps *Prices) summary() string {
	old, own := 0, 0
	for i := range ps.List {
		if ps.stale(&ps.List[i]) {
			old++
		}
		if ps.List[i].Override != "" {
			own++
		}
	}
	s := CountPrices(len(ps.List))
	if old > 0 {
		s += fmt.Sprintf(", %d older than %d days (!)", old, ps.MaxAge)
	}
	if own > 0 {
		s += fmt.Sprintf(", %d from your own files", own)
	}
	return s
}

// CountPrices returns the number of prices in words.
func CountPrices(n int) string { return format.Several(n, "price") }

// sources numbers the sources of prices.
type sources struct{ list []string }

func (s *sources) number(p *catalog.Price) string {
	text := from(&p.Provenance)
	i := slices.Index(s.list, text)
	if i < 0 {
		i, s.list = len(s.list), append(s.list, text)
	}
	return strconv.Itoa(i + 1)
}

// from describes the source of a price.
func from(p *catalog.Provenance) string {
	switch {
	case p.Override != "" && p.Source != "":
		return "your " + p.Override + ": " + p.Source
	case p.Override != "":
		return "your " + p.Override
	case p.Source != "":
		return p.Source
	}
	return "assumed"
}

// csv has one row per price.
func (ps *Prices) csv() *Grid {
	g := NewGrid("provider", "meter", "table", "title", "price_usd", "per", "unit", "tiers", "as_of", "age_days", "stale",
		"confidence", "source", "override", "note")
	for i := range ps.List {
		p := &ps.List[i]
		age := ""
		if n, ok := ps.Age(p); ok {
			age = strconv.Itoa(n)
		}
		g.addRaw(p.Provider, p.Meter, p.Table, p.Title, p.Price, p.Per, p.Unit, tiersText(p.Tiers), p.AsOf, age,
			ps.stale(p), p.Confidence, p.Source, p.Override, strings.TrimSpace(p.Note))
	}
	return g
}

// tiersText writes tiers as up_to:price; the last has no end.
func tiersText(tiers []catalog.Tier) string {
	out := make([]string, len(tiers))
	for i, t := range tiers {
		if out[i] = ":" + format.Exactly(t.Price); t.UpTo > 0 {
			out[i] = format.Exactly(t.UpTo) + out[i]
		}
	}
	return strings.Join(out, ";")
}

func (ps *Prices) json() any {
	return object{
		{"catalog", catalogObject(ps.Engine)},
		{"today", ps.Today.Format("2006-01-02")},
		{"max_age_days", ps.MaxAge}, // a price older than this is stale
		{"prices", each.Of(ps.List, ps.object)},
	}
}

func (ps *Prices) object(p *catalog.Price) object {
	var included object
	if p.Pool != nil {
		included = object{{"amount", p.Pool.Amount}, {"unit", p.Pool.Unit}, {"kind", p.Pool.Kind}}
	}
	var age any // null without a date
	if days, ok := ps.Age(p); ok {
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
		{"tiers", each.Of(p.Tiers, tierObject)},
		{"included", included},
		{"offers", p.Offers},
		{"source", p.Source},
		{"as_of", p.AsOf},
		{"age_days", age},
		{"stale", ps.stale(p)},
		{"confidence", p.Confidence},
		{"note", strings.TrimSpace(p.Note)},
		{"override", p.Override},
	}
}

// tierObject describes a tier; up_to is null for the last one.
func tierObject(t *catalog.Tier) object {
	return object{{"up_to", cmp.Or(t.UpTo, math.Inf(1))}, {"price_usd", t.Price}}
}

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
		return object{{"price_usd", p.Price}, {"per", p.Per}, {"tiers", each.Of(p.Tiers, tierObject)}}
	}
	return object{
		{"prices", each.Of(d.changes, func(c *priceChange) object {
			p := cmp.Or(c.new, c.old)
			return object{{"provider", p.Provider}, {"table", p.Table}, {"meter", p.Meter}, {"unit", p.Unit}, {"before", price(c.old)}, {"after", price(c.new)}}
		})},
		{"offers", each.Of(d.offers(), func(o *offerChange) object { return object{{"id", o.ID}, {"title", o.Title}, {"change", o.how}} })},
	}
}

// csv has a row per price, with the first of its tiers, and a row per offer.
func (d *PriceDiff) csv() *Grid {
	g := NewGrid("kind", "id", "unit", "before_unit_usd", "after_unit_usd", "change")
	unitPrice := func(p *catalog.Price) any {
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
		g.addRaw("price", p.Provider+"/"+p.Meter, p.Unit, unitPrice(c.old), unitPrice(c.new), how)
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
