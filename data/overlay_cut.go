package data

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"crossover/engine/catalog"
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
func (l *layer) wrong(c *cut, field, value, want string) {
	l.Locate(c.path+"."+field, value, want)
}

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
		l.wrong(c, "provider", c.Provider, "a provider there is: "+list(l.ids()))
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
