package pricelist

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/catalog"
)

// matches reports whether a product is wanted, and returns its member of a family.
func (w *Wanted) matches(attribute func(string) string) (name string, ok bool) {
	for k, v := range w.Where {
		start, open := strings.CutSuffix(v, "*")
		if have := attribute(k); have != v && !(open && strings.HasPrefix(have, start)) {
			return "", false
		}
	}
	if w.By == "" {
		return "", true
	}
	name = strings.ReplaceAll(attribute(w.By), " ", "") // Azure writes P1 v3 and P0v3
	return name, w.Names[name]
}

// settle returns the result for each wanted price. Several products may match if their
// prices are equal.
func settle(wanted []Wanted, offers map[match][]offerPrice) []Found {
	var out []Found
	for i := range wanted {
		w := &wanted[i]
		names := []string{""}
		if w.By != "" {
			names = slices.Sorted(maps.Keys(w.Names))
		}
		for _, name := range names {
			out = append(out, one(w, match{i, name}, offers[match{i, name}]))
		}
	}
	return out
}

func one(w *Wanted, m match, offers []offerPrice) Found {
	f := Found{Wanted: m.wanted, Name: m.name}
	for k, o := range offers {
		switch {
		case o.err != nil:
			f.Err = o.err
			return f
		case k > 0 && !slices.Equal(o.tiers, offers[0].tiers):
			f.Err = fmt.Errorf("%d products with different prices have %s", len(offers), w.describe(m.name))
			return f
		}
	}
	if len(offers) == 0 {
		f.Err = fmt.Errorf("%w with %s", ErrAbsent, w.describe(m.name))
		return f
	}
	f.Tiers = offers[0].tiers
	return f
}

// describe describes a wanted product.
func (w *Wanted) describe(name string) string {
	var parts []string
	if w.By != "" {
		parts = append(parts, w.By+" "+name)
	}
	for _, k := range slices.Sorted(maps.Keys(w.Where)) {
		parts = append(parts, k+" "+strconv.Quote(w.Where[k]))
	}
	return strings.Join(parts, ", ")
}

// step is a range of usage in the caller's units.
type step struct{ from, to, price float64 }

// newStep parses a range of usage; "Inf" or "" means no end.
func newStep(price, from, to, unit string, units map[string]float64) (step, error) {
	per, ok := units[unit]
	if !ok {
		return step{}, schemaf("the unit is %q; want %s", unit, strings.Join(slices.Sorted(maps.Keys(units)), " or "))
	}
	var s step
	for _, f := range []struct {
		text string
		into *float64
	}{{price, &s.price}, {from, &s.from}, {to, &s.to}} {
		v, err := strconv.ParseFloat(f.text, 64)
		if f.text == "" || f.text == "Inf" && f.into == &s.to {
			v, err = 0, nil
			if f.into == &s.to {
				v = math.Inf(1)
			}
			if f.into == &s.price {
				err = strconv.ErrSyntax
			}
		}
		if err != nil || math.IsNaN(v) || v < 0 || math.IsInf(v, 0) && f.into != &s.to {
			return step{}, schemaf("%q is no price or amount", f.text)
		}
		*f.into = v
	}
	return step{from: s.from * per, to: s.to * per, price: catalog.Decimal(s.price / per)}, nil
}

// tiers sorts steps and checks that they cover all usage.
func tiers(steps []step) ([]Tier, error) {
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.from, b.from) })
	var out []Tier
	end := 0.0
	for _, s := range steps {
		if s.from != end || s.to <= s.from {
			return nil, schemaf("the tiers of a price overlap or leave a gap at %v", s.from)
		}
		end = s.to
		t := Tier{UpTo: s.to, Price: s.price}
		if math.IsInf(s.to, 1) {
			t.UpTo = 0
		}
		out = append(out, t)
	}
	if !math.IsInf(end, 1) {
		return nil, schemaf("the tiers of a price end at %v", end)
	}
	return out, nil
}
