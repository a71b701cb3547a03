package data

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"crossover/data/strict"
	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/engine/nearest"
)

// Overlay is a user's file that changes a catalogue. It has the fields of a provider's
// file, of which it gives those to change:
//
//	provider: aws
//	rates:
//	  lambda-requests: {price: 0.18}
//	sizes:
//	  c7g: {sizes: [{name: c7g.large, price: 0.061}]}
//
// The fields replace the catalogue's. Named entries (rates, sizes, offers, pools,
// commitments, accelerators) are merged by name; other lists (tiers, the lines of a bill)
// are replaced. A rate with a new price loses the tiers, source, date and note of the old
// one. A new entry must be complete. A new provider needs all fields of a provider's file.
//
// In addition, or instead, a file may have
//
//	providers:    several of the above, as a list
//	discounts:    see [PriceCut]
//	assumptions:  those to change
//	starts:       classes of start times to change or add
//
// Every figure from an overlay is marked in [catalog.Provenance] and the other fields
// named Override.
type Overlay struct {
	// Name is the file's name in errors, and Mark the mark of its figures.
	Name, Mark string
	Text       []byte
}

// PriceCut is a discount in an overlay: a percentage off the prices of a provider, of a
// meter (a rate, a table of sizes or a size), or of the bills of a product or an offer.
//
//	discounts:
//	  - {percent: 12, provider: aws, note: Enterprise agreement}
//	  - {percent: 20, provider: aws, meter: lambda-requests}
//	  - {percent: 5, product: aws-lambda, groups: [compute, requests]}
//
// Discounts are applied last, to the prices that all files together set, each to the
// result of the previous ones.
type PriceCut struct {
	// Percent is the percentage taken off, more than 0 and less than 100.
	Percent float64 `yaml:"percent"`
	// Provider is a provider's ID. It is required for a meter that several providers have.
	Provider string `yaml:"provider,omitempty"`
	// Product and Offer restrict the discount to their bills.
	Product string `yaml:"product,omitempty"`
	Offer   string `yaml:"offer,omitempty"`
	// Meter is the ID of a rate or of a table of sizes, or the name of a size.
	Meter string `yaml:"meter,omitempty"`
	// Groups restricts the discount to lines of these groups.
	Groups []catalog.Group `yaml:"groups,omitempty"`
	Note   string          `yaml:"note,omitempty"`
}

// OverlayFile is the format of an overlay, for programs that describe or write it: the
// fields of a provider, and the additional sections.
type OverlayFile struct {
	catalog.Provider `yaml:",inline"`
	Providers        []catalog.Provider   `yaml:"providers,omitempty"`
	Discounts        []PriceCut           `yaml:"discounts,omitempty"`
	Assumptions      *catalog.Assumptions `yaml:"assumptions,omitempty"`
	Starts           []catalog.Start      `yaml:"starts,omitempty"`
}

// layOver applies files to a catalogue.
func layOver(d *strict.Decoder, c *catalog.Catalog, overlays []Overlay) {
	c.SettleRegions()
	if len(overlays) == 0 {
		c.StandBeside()
		return
	}
	l := &layer{Decoder: d, c: c, had: inventory(c), copies: map[string]string{}}
	for i, o := range overlays {
		d.Over = overlaying{mark: o.Mark}
		l.lay(fmt.Sprintf("overlays[%d]", i), o)
		c.SettleRegions() // against the prices that the file was written for
		c.Overlays = append(c.Overlays, o.Mark)
	}
	d.Over = nil
	c.StandBeside() // before bills are examined
	l.strays()
	if len(d.Problems) == 0 {
		l.cutPrices()
	}
}

// layer applies overlays to a catalogue.
type layer struct {
	*strict.Decoder
	c *catalog.Catalog
	// had is the catalogue before the overlays.
	had  map[string]catalog.Provider
	cuts []cut
	// copies maps a copied rate or table of sizes to its original, as provider/ID.
	copies map[string]string
}

// original returns the ID of the rate or table that this one was copied from, or its own.
func (l *layer) original(provider, id string) string {
	if of, ok := l.copies[provider+"/"+id]; ok {
		return of
	}
	return id
}

// lay applies one file to the catalogue. Paths outside the catalogue start with root.
func (l *layer) lay(root string, o Overlay) {
	body := l.Document(o.Name, root, o.Text)
	if body = l.Resolve(body, root); body == nil {
		return
	}
	var own []*ast.MappingValueNode // the provider's fields
	pairs := l.Pairs(body, root)
	for _, pair := range pairs {
		key := strict.Text(pair.Key)
		switch {
		case slices.Contains(sections(), key):
			l.section(key, pair.Value, root, o.Mark)
		case slices.Contains(l.providerFields(), key):
			own = append(own, pair)
		default:
			l.Wrong(pair.Key, root, key, "a field that exists: "+list(append(l.providerFields(), sections()...)))
		}
	}
	if len(own) > 0 {
		l.provider(own, root, body)
	} else if len(pairs) == 0 && len(l.Problems) == 0 {
		l.Wrong(body, root, "", "something to change: provider with its fields, "+list(sections()))
	}
}

// sections returns the fields of an overlay in addition to those of a provider.
func sections() []string { return []string{"providers", "discounts", "assumptions", "starts"} }

// section reads a section.
func (l *layer) section(key string, n ast.Node, root, mark string) {
	switch key {
	case "providers":
		l.providers(n, root+".providers")
	case "discounts":
		l.readCuts(n, root+".discounts", mark)
	case "assumptions":
		l.Root = ""
		l.Value(n, "assumptions", reflect.ValueOf(&l.c.Assumptions).Elem(), 0)
	case "starts":
		l.Root = ""
		l.Value(n, "starts", reflect.ValueOf(&l.c.Starts).Elem(), 0)
	}
	l.Root = root
}

// providers applies a list of providers to the catalogue.
func (l *layer) providers(n ast.Node, path string) {
	if n = l.Resolve(n, path); n == nil {
		return
	}
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		l.Wrong(n, path, strict.Text(n), "a list of providers")
		return
	}
	for i, item := range s.Values {
		at := fmt.Sprintf("%s[%d]", path, i)
		if item = l.Resolve(item, at); item == nil {
			continue
		}
		if pairs := l.Pairs(item, at); len(pairs) > 0 {
			l.provider(pairs, at, item)
		}
	}
}

// provider applies the fields to the provider they name, or adds it.
func (l *layer) provider(pairs []*ast.MappingValueNode, path string, n ast.Node) {
	k := slices.IndexFunc(pairs, func(p *ast.MappingValueNode) bool { return strict.Text(p.Key) == "provider" })
	if k < 0 {
		l.Wrong(n, path, "", "provider: the provider that the fields are of: "+list(l.c.ProviderIDs()))
		return
	}
	if len(pairs) == 1 {
		l.Wrong(n, path, "", "a field to change beside provider: rates, sizes, offers, pools, title, region or regions")
		return
	}
	id := strict.Text(pairs[k].Value)
	i := slices.Index(l.c.ProviderIDs(), id)
	if i < 0 {
		if !slices.ContainsFunc(pairs, func(p *ast.MappingValueNode) bool { return strict.Text(p.Key) == "offers" }) {
			l.Wrong(pairs[k].Value, strict.Join(path, "provider"), id,
				"a provider of the catalogue: "+list(l.c.ProviderIDs())+"; or a new one, with its title, region and offers")
			return
		}
		i = len(l.c.Providers)
		l.c.Providers = append(l.c.Providers, catalog.Provider{})
	}
	root := l.Root
	l.Root = fmt.Sprintf("providers[%d]", i)
	l.Mark(l.Root, n)
	l.Fill(pairs, l.Root, reflect.ValueOf(&l.c.Providers[i]).Elem(), 0)
	l.Root = root
}

func (l *layer) providerFields() []string {
	return slices.Clone(l.Fields(reflect.TypeFor[catalog.Provider]()))
}

// inventory returns the providers by ID, as copies whose maps and lists the overlays do
// not change.
func inventory(c *catalog.Catalog) map[string]catalog.Provider {
	out := map[string]catalog.Provider{}
	for _, p := range c.Providers {
		p.Rates, p.Pools, p.SizeTables, p.Beside = maps.Clone(p.Rates), maps.Clone(p.Pools), maps.Clone(p.SizeTables), maps.Clone(p.Beside)
		out[p.ID] = p
	}
	return out
}

// strays reports likely mistakes in overlays of existing providers: a misspelt name looks
// like a new entry that is incomplete, or that nothing uses.
func (l *layer) strays() {
	for i := range l.c.Providers {
		p := &l.c.Providers[i]
		had, old := l.had[p.ID]
		if !old {
			continue
		}
		at := fmt.Sprintf("providers[%d]", i)
		used := usedBy(p)
		l.stray(at+".rates.", sortedKeys(p.Rates), sortedKeys(had.Rates), used, "rate", "title, unit, price and an offer whose bill uses it",
			func(id string) bool { return p.Rates[id].Title != "" && p.Rates[id].Unit != "" })
		l.stray(at+".pools.", sortedKeys(p.Pools), sortedKeys(had.Pools), used, "pool", "amount, unit, kind and a rate that draws on it",
			func(id string) bool { return p.Pools[id].Unit != "" })
		l.stray(at+".sizes.", sortedKeys(p.SizeTables), sortedKeys(had.SizeTables), used, "size table", "title, sizes and an offer that uses it",
			func(id string) bool { return p.SizeTables[id].Title != "" })
		l.stray(at+".beside.", sortedKeys(p.Beside), sortedKeys(had.Beside), used, "set of lines", "lines, and an offer that names it in beside",
			func(id string) bool { return len(p.Beside[id]) > 0 })
		l.straySizes(at, p, had)
		l.strayOffers(at, p, had)
	}
}

// usedBy lists the rates, pools and size tables that the offers of a provider
// use, as kind/name.
func usedBy(p *catalog.Provider) map[string]bool {
	used := map[string]bool{}
	for i := range p.Offers {
		o := &p.Offers[i]
		used["size table/"+o.Compute.Sizes] = true
		for _, name := range o.Beside {
			used["set of lines/"+name] = true
		}
		for _, b := range o.Bill {
			used["rate/"+b.Rate] = true
			used["pool/"+p.Rates[b.Rate].Pool] = true
			used["size table/"+b.Table] = true
		}
	}
	return used
}

// stray reports new entries of a map that are incomplete or unused.
func (l *layer) stray(path string, have, had []string, used map[string]bool, kind, needs string, whole func(id string) bool) {
	for _, id := range have {
		if !slices.Contains(had, id) && !(whole(id) && used[kind+"/"+id]) {
			l.Locate(path+id, id, wanted(id, kind, had, needs))
		}
	}
}

// straySizes reports incomplete new sizes in tables of the catalogue.
func (l *layer) straySizes(at string, p *catalog.Provider, had catalog.Provider) {
	for _, id := range sortedKeys(had.SizeTables) {
		old := namesOf(had.SizeTables[id].Sizes, func(s *catalog.Size) string { return s.Name })
		for i, s := range p.SizeTables[id].Sizes {
			if s.VCPU == 0 && s.MemoryMB == 0 && !slices.Contains(old, s.Name) {
				l.Locate(fmt.Sprintf("%s.sizes.%s.sizes[%d].name", at, id, i), s.Name, wanted(s.Name, "size of the table", old, "vcpu and memory_mb"))
			}
		}
	}
}

// strayOffers reports incomplete new offers.
func (l *layer) strayOffers(at string, p *catalog.Provider, had catalog.Provider) {
	old := namesOf(had.Offers, func(o *catalog.Offer) string { return o.ID })
	for i := range p.Offers {
		if o := &p.Offers[i]; o.Title == "" && len(o.Bill) == 0 && !slices.Contains(old, o.ID) {
			l.Locate(fmt.Sprintf("%s.offers[%d].id", at, i), o.ID, wanted(o.ID, "offer", old, "title, compute and bill"))
		}
	}
}

// namesOf returns the sorted names of the entries of a list.
func namesOf[T any](list []T, name func(*T) string) []string {
	out := each.Of(list, name)
	slices.Sort(out)
	return out
}

// wanted returns the message for an unknown name, with likely names.
func wanted(name, kind string, there []string, needs string) string {
	article := "a"
	if strings.Contains("aeiou", kind[:1]) {
		article = "an"
	}
	return fmt.Sprintf("%s %s there is: %s; or for a new one its %s", article, kind, likely(name, there), needs)
}

// list formats names for a message.
func list(names []string) string {
	if len(names) == 0 {
		return "there are none"
	}
	return strings.Join(names, ", ")
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// likely lists the names nearest to an unknown one, the nearest first, or all names if
// there are few.
func likely(name string, there []string) string {
	const few, most = 8, 4
	n := len(there)
	if n > few {
		n = most
	}
	return list(nearest.Names(name, there, n))
}
