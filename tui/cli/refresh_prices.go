package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"crossover/data"
	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/tui/cli/pricelist"
	"crossover/tui/format"
)

// priceSet holds the prices of a refresh by provider: those of the home region, and those of
// other regions.
type priceSet map[string]*catalog.Provider

// refreshHead is the beginning of files of refreshed prices. Other files are never
// overwritten.
const refreshHead = "# Written by crossover prices refresh"

// readPriceSet reads the prices of an earlier refresh, to keep those that are not fetched
// this time, and the catalogue with them.
func readPriceSet(name string, base *catalog.Catalog) (priceSet, *catalog.Catalog, error) {
	s := priceSet{}
	text, err := readFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, base, nil
	case err != nil:
		return nil, nil, badf("read earlier prices: %w", err)
	case !bytes.HasPrefix(text, []byte(refreshHead)):
		return nil, nil, badf("%s was not written by this command, so it is left as it is; name another file with -o", name)
	}
	file, err := data.ReadOverlay(name, text)
	if err != nil {
		return nil, nil, bad(err)
	}
	before, err := loadCatalog([]data.Overlay{{Name: name, Mark: name, Text: text}})
	if err != nil {
		return nil, nil, err
	}
	for i := range file.Providers {
		s[file.Providers[i].ID] = &file.Providers[i]
	}
	return s, before, nil
}

// len counts the prices.
func (s priceSet) len() (n int) {
	for _, p := range s {
		n += len(p.Rates)
		for _, t := range p.SizeTables {
			n += len(t.Sizes)
		}
		for _, r := range p.Regions {
			n += len(r.Rates)
			for _, t := range r.Sizes {
				n += len(t.Prices)
			}
		}
	}
	return n
}

// wanted converts selectors to requests for prices in a list.
func wanted(src *data.PriceSource, base *catalog.Catalog) []pricelist.Wanted {
	var out []pricelist.Wanted
	p := base.Provider(src.Provider)
	for _, sel := range src.Prices {
		w := pricelist.Wanted{Where: sel.Where, By: sel.By, Units: sel.Units, Names: map[string]bool{}}
		for _, t := range sel.Sizes {
			for _, z := range p.SizeTables[t].Sizes {
				if sel.Covers(t, &z) {
					w.Names[z.Name] = true
				}
			}
		}
		out = append(out, w)
	}
	return out
}

// taking is the state of copying a list into a set of prices.
type taking struct {
	priceSet
	list *priceList
	from catalog.Provenance
	// base is the provider as shipped, with all its sizes. had has the previous prices in
	// the list's region, and into those of the set.
	base, had, into *catalog.Provider
	// older permits replacing prices by older ones.
	older bool
	// took counts the prices taken. absent counts those that the list of another region
	// lacks: not everything is sold everywhere.
	took, absent int
	problems     []error
	// stale names the prices kept because they are newer than the list.
	stale []string
}

// errStale means that a list is older than the price it would replace.
var errStale = errors.New("the list is older")

// take copies the prices found in a list into the set.
func (s priceSet) take(l *priceList, found *pricelist.List, base, before *catalog.Catalog, today time.Time, older bool) *taking {
	id := l.Provider
	if s[id] == nil {
		s[id] = &catalog.Provider{ID: id}
	}
	if s[id].Regions == nil {
		s[id].Regions = map[catalog.Class]catalog.Region{}
	}
	t := &taking{
		priceSet: s, list: l, older: older, base: base.Provider(id), had: before.In(l.class).Provider(id), into: s[id],
		from: catalog.Provenance{Source: l.Base + l.Path, AsOf: cmp.Or(found.AsOf, today.Format("2006-01-02")), Confidence: 2},
	}
	for _, f := range found.Found {
		sel := l.Prices[f.Wanted]
		err := f.Err
		switch {
		case err != nil, sel.Part != "":
		case sel.Rate != "":
			err = t.rate(sel.Rate, f.Tiers)
		default:
			err = t.size(sel.Sizes, f.Name, f.Tiers)
		}
		t.note(cmp.Or(sel.Rate, f.Name, strings.Join(sel.Sizes, ", ")), err)
	}
	for id, table := range t.base.SizeTables {
		for i := range table.Sizes {
			if price := t.sum(id, &table.Sizes[i], found.Found); price > 0 {
				t.note(table.Sizes[i].Name, t.size([]string{id}, table.Sizes[i].Name, []pricelist.Tier{{Price: price}}))
			}
		}
	}
	return t
}

// note records the reason that a price was not taken.
func (t *taking) note(name string, err error) {
	switch {
	case err == nil:
	case errors.Is(err, errStale):
		t.stale = append(t.stale, name)
	case t.list.away() && errors.Is(err, pricelist.ErrAbsent):
		t.absent++
	default:
		t.problems = append(t.problems, fmt.Errorf("%s: %w", name, err))
	}
}

// sum returns the price of a size from those of its vCPUs and memory, or 0 if one is
// missing. A share of a core costs that share.
func (t *taking) sum(table string, z *catalog.Size, found []pricelist.Found) (price float64) {
	for _, f := range found {
		sel := &t.list.Prices[f.Wanted]
		switch {
		case sel.Part == "" || !sel.Covers(table, z):
		case f.Err != nil:
			return 0
		case sel.Part == data.PartVCPU:
			price += f.Tiers[0].Price * z.VCPU * cmp.Or(z.Baseline, 1)
		default:
			price += f.Tiers[0].Price * z.MemoryMB / 1024
		}
	}
	return price
}

// replaces reports whether a price of the list replaces an old one, and returns its
// provenance. A newer price stays, unless it is an assumption. An unchanged price keeps
// its note.
func (t *taking) replaces(old catalog.Provenance, same bool) (from catalog.Provenance, yes bool, err error) {
	from = t.from
	switch {
	case t.older || old.Confidence == 0 || from.AsOf >= old.AsOf:
	case same:
		return from, false, nil
	default:
		return from, false, errStale
	}
	if same && old.Confidence > 0 {
		from.Note = strings.TrimSpace(old.Note)
	}
	return from, true, nil
}

// rate stores a rate in the set.
func (t *taking) rate(id string, found []pricelist.Tier) error {
	old := t.had.Rates[id]
	per := cmp.Or(old.Per, 1)
	free := 0.0 // an included amount, which the catalogue holds in a pool or counts as used up
	if len(found) > 1 && found[0].Price == 0 {
		free, found = found[0].UpTo, found[1:]
	}
	tiers := each.Of(found, func(f *pricelist.Tier) catalog.Tier {
		return catalog.Tier{UpTo: catalog.Decimal(max(0, f.UpTo-free)), Price: catalog.Decimal(f.Price * per)}
	})
	was := old.Tiers
	if len(was) == 0 {
		was = []catalog.Tier{{Price: old.Price}}
	}
	if err := plausible(was[0].Price, tiers[0].Price); err != nil {
		return err
	}
	from, yes, err := t.replaces(old.Provenance, slices.Equal(was, tiers))
	if !yes {
		return err
	}
	price := 0.0
	if len(tiers) == 1 {
		price, tiers = tiers[0].Price, nil
	}
	t.took++
	if t.list.away() {
		r := t.into.Regions[t.list.class]
		put(&r.Rates, id, catalog.Regional{Price: price, Tiers: tiers, Provenance: from})
		t.into.Regions[t.list.class] = r
		return nil
	}
	put(&t.into.Rates, id, catalog.Rate{Price: price, Tiers: tiers, Provenance: from})
	return nil
}

// put sets an entry of a map, which may be nil.
func put[V any](m *map[string]V, key string, v V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = v
}

// size stores a size in the set, in every table that has it.
func (t *taking) size(tables []string, name string, tiers []pricelist.Tier) error {
	if len(tiers) != 1 {
		return errors.New("the price has tiers, and sizes have none")
	}
	price := catalog.Decimal(tiers[0].Price)
	for _, id := range tables {
		if !slices.ContainsFunc(t.base.SizeTables[id].Sizes, func(z catalog.Size) bool { return z.Name == name }) {
			continue
		}
		table, was := t.had.SizeTables[id], 0.0
		for _, z := range table.Sizes {
			if z.Name == name {
				was = z.Price
			}
		}
		if err := plausible(was, price); err != nil {
			return err
		}
		from, yes, err := t.replaces(table.Provenance, was == price)
		if err != nil {
			return err
		}
		if !yes {
			continue
		}
		t.took++
		t.putSize(id, name, price, from)
	}
	return nil
}

// putSize sets the price of a size. The provenance applies to the table's whole entry in
// the set.
func (t *taking) putSize(table, name string, price float64, from catalog.Provenance) {
	if t.list.away() {
		r := t.into.Regions[t.list.class]
		sizes := r.Sizes[table]
		sizes.Provenance = from
		put(&sizes.Prices, name, price)
		put(&r.Sizes, table, sizes)
		t.into.Regions[t.list.class] = r
		return
	}
	sizes := t.into.SizeTables[table]
	sizes.Provenance = from
	i := slices.IndexFunc(sizes.Sizes, func(x catalog.Size) bool { return x.Name == name })
	if i < 0 {
		i = len(sizes.Sizes)
		sizes.Sizes = append(sizes.Sizes, catalog.Size{Name: name})
	}
	sizes.Sizes[i].Price = price
	put(&t.into.SizeTables, table, sizes)
}

// plausible returns an error for a price so far from the old one that it must be for
// something else.
func plausible(old, now float64) error {
	const most = 5
	if !(now > 0) || old > 0 && (now > old*most || now < old/most) {
		return fmt.Errorf("the list says $%s, the catalogue $%s: too far apart to be the same thing", format.Exactly(now), format.Exactly(old))
	}
	return nil
}

// yaml formats the set as an overlay, without empty fields. Numbers have all their
// digits and no exponent.
func (s priceSet) yaml(now time.Time) ([]byte, error) {
	var file struct {
		Providers []*catalog.Provider `yaml:"providers"`
	}
	for _, id := range slices.Sorted(maps.Keys(s)) {
		if p := s[id]; len(p.Rates)+len(p.SizeTables)+len(p.Regions) > 0 {
			file.Providers = append(file.Providers, p)
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s on %s.\n# The next refresh overwrites it; put prices of your own into another file.\n", refreshHead, now.Format("2006-01-02"))
	exactly := func(x float64) ([]byte, error) { return []byte(format.Exactly(x)), nil }
	err := yaml.NewEncoder(&b, yaml.IndentSequence(true), yaml.OmitEmpty(), yaml.OmitZero(), yaml.CustomMarshaler(exactly)).Encode(file)
	return b.Bytes(), err
}
