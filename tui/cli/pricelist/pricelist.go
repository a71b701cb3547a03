// Package pricelist reads vendors' public price lists: AWS Price List bulk offer files,
// the Azure Retail Prices API and Google's Cloud Billing Catalog API. It streams AWS's
// lists, reads the others page by page, and keeps only wanted prices. Only this package
// opens connections to fetch data.
package pricelist

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"crossover/engine/catalog"
)

// Wanted describes a price, or a family of prices, to find in a list.
type Wanted struct {
	// Where maps attributes of a product to required values; a value that ends in an
	// asterisk is a prefix.
	Where map[string]string
	// By is the attribute that distinguishes the members of a family, and Names has the
	// wanted values without blanks. Both are empty for a single price.
	By    string
	Names map[string]bool
	// Units maps the permitted units of the list to the number of the caller's units in
	// each.
	Units map[string]float64
}

// Tier is a range of usage with a price, in the caller's units.
type Tier struct {
	// UpTo is the end of the tier; 0 for the last one.
	UpTo float64
	// Price is in dollars per unit.
	Price float64
}

// Found is a price found in a list.
type Found struct {
	// Wanted is the index in the list of wanted prices, and Name the member of the
	// family.
	Wanted int
	Name   string
	// Tiers are in ascending order; a constant price has one.
	Tiers []Tier
	// Err is the reason that there is no price: the product is missing, or its entry is
	// invalid.
	Err error
}

// List holds the prices found in a price list.
type List struct {
	// AsOf is the list's date, as 2026-11-20, or "" if the list has none.
	AsOf  string
	Found []Found
}

// The faults of a list. ErrAbsent means that it lacks a product.
var (
	ErrAbsent   = errors.New("the list has no price for a product")
	errSchema   = errors.New("the vendor may have changed the format of its price list")
	errCut      = errors.New("the list is cut off")
	errCurrency = errors.New("the list is priced")
)

func schemaf(format string, args ...any) error {
	return fmt.Errorf("%s; %w", fmt.Sprintf(format, args...), errSchema)
}

func pricedIn(currency string) error { return fmt.Errorf("%w in %s; want USD", errCurrency, currency) }

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
	sort.SliceStable(steps, func(i, j int) bool { return steps[i].from < steps[j].from })
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
