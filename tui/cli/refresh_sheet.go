package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"crossover/data"
	"crossover/engine/catalog"
	"crossover/tui/cli/pricelist"
	"crossover/tui/format"
)

// sheet is the prices of a refresh, by provider.
type sheet struct {
	rates map[string]map[string]catalog.Rate
	sizes map[string]map[string]catalog.SizeTable
}

// refreshHead is how files of refreshed prices start: other files are never
// overwritten.
const refreshHead = "# Written by crossover prices refresh"

// readSheet reads the prices of an earlier refresh, to keep those that are not
// fetched this time, and the catalogue with them.
func readSheet(name string, base *catalog.Catalog) (*sheet, *catalog.Catalog, error) {
	s := &sheet{rates: map[string]map[string]catalog.Rate{}, sizes: map[string]map[string]catalog.SizeTable{}}
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
	for _, p := range file.Providers {
		s.rates[p.ID], s.sizes[p.ID] = p.Rates, p.SizeTables
	}
	return s, before, nil
}

// len counts the prices.
func (s *sheet) len() int {
	n := 0
	for _, rates := range s.rates {
		n += len(rates)
	}
	for _, tables := range s.sizes {
		for _, t := range tables {
			n += len(t.Sizes)
		}
	}
	return n
}

// wanted turns selectors into what a price list is searched for.
func wanted(src *data.PriceSource, base *catalog.Catalog) []pricelist.Wanted {
	var out []pricelist.Wanted
	p := providerOf(base, src.Provider)
	for _, sel := range src.Prices {
		w := pricelist.Wanted{Where: sel.Where, By: sel.By, Units: sel.Units}
		if len(sel.Sizes) > 0 {
			w.Names = map[string]bool{}
			for _, t := range sel.Sizes {
				for _, size := range p.SizeTables[t].Sizes {
					w.Names[size.Name] = true
				}
			}
		}
		out = append(out, w)
	}
	return out
}

// providerOf finds a provider, which the selectors' check has found before.
func providerOf(c *catalog.Catalog, id string) *catalog.Provider {
	i := slices.IndexFunc(c.Providers, func(p catalog.Provider) bool { return p.ID == id })
	return &c.Providers[i]
}

// take puts what was found in a list into the sheet. It returns how many
// prices it took and what is wrong with the others.
func (s *sheet) take(src *data.PriceSource, list *pricelist.List, base *catalog.Catalog, today time.Time) (n int, problems []error) {
	from := catalog.Provenance{Source: src.Base + src.Path, AsOf: cmp.Or(list.AsOf, today.Format("2006-01-02")), Confidence: 2}
	p := providerOf(base, src.Provider)
	for _, f := range list.Found {
		sel := src.Prices[f.Wanted]
		var took int
		err := f.Err
		switch {
		case err != nil:
		case sel.Rate != "":
			took, err = s.takeRate(p, sel.Rate, f.Tiers, from)
		default:
			took, err = s.takeSize(p, sel.Sizes, f.Name, f.Tiers, from)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", cmp.Or(sel.Rate, f.Name), err))
		}
		n += took
	}
	return n, problems
}

// takeRate puts a rate into the sheet.
func (s *sheet) takeRate(p *catalog.Provider, id string, tiers []pricelist.Tier, from catalog.Provenance) (int, error) {
	old := p.Rates[id]
	per := cmp.Or(old.Per, 1)
	if old.Pool != "" && len(tiers) > 1 && tiers[0].Price == 0 {
		tiers = tiers[1:] // the free tier, which the pool has
	}
	rate := catalog.Rate{Provenance: from}
	rate.Note = strings.TrimSpace(old.Note)
	for _, t := range tiers {
		rate.Tiers = append(rate.Tiers, catalog.Tier{UpTo: catalog.Decimal(t.UpTo), Price: catalog.Decimal(t.Price * per)})
	}
	was := old.Price
	if len(old.Tiers) > 0 {
		was = old.Tiers[0].Price
	}
	if err := plausible(was, rate.Tiers[0].Price); err != nil {
		return 0, err
	}
	if len(rate.Tiers) == 1 {
		rate.Price, rate.Tiers = rate.Tiers[0].Price, nil
	}
	if s.rates[p.ID] == nil {
		s.rates[p.ID] = map[string]catalog.Rate{}
	}
	s.rates[p.ID][id] = rate
	return 1, nil
}

// takeSize puts a size into the sheet, in every table that has it.
func (s *sheet) takeSize(p *catalog.Provider, tables []string, name string, tiers []pricelist.Tier, from catalog.Provenance) (n int, err error) {
	if len(tiers) != 1 {
		return 0, errors.New("the price has tiers, and sizes have none")
	}
	price := catalog.Decimal(tiers[0].Price)
	for _, id := range tables {
		for _, size := range p.SizeTables[id].Sizes {
			if size.Name != name {
				continue
			}
			if err := plausible(size.Price, price); err != nil {
				return n, err
			}
			s.put(p, id, name, price, from)
			n++
		}
	}
	return n, nil
}

// put sets the price of a size. What is said of a table's prices is said of
// all that the sheet has of it.
func (s *sheet) put(p *catalog.Provider, table, name string, price float64, from catalog.Provenance) {
	if s.sizes[p.ID] == nil {
		s.sizes[p.ID] = map[string]catalog.SizeTable{}
	}
	t := s.sizes[p.ID][table]
	t.Provenance = from
	t.Note = strings.TrimSpace(p.SizeTables[table].Note)
	i := slices.IndexFunc(t.Sizes, func(x catalog.Size) bool { return x.Name == name })
	if i < 0 {
		i = len(t.Sizes)
		t.Sizes = append(t.Sizes, catalog.Size{Name: name})
	}
	t.Sizes[i].Price = price
	s.sizes[p.ID][table] = t
}

// plausible refuses a price so far from the old one that it must be for
// something else.
func plausible(old, now float64) error {
	const most = 5
	if !(now > 0) || old > 0 && (now > old*most || now < old/most) {
		return fmt.Errorf("the list says $%s, the catalogue $%s: too far apart to be the same thing", format.Exactly(now), format.Exactly(old))
	}
	return nil
}
