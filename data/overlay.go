package data

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/goccy/go-yaml/ast"

	"crossover/data/strict"
	"crossover/engine/catalog"
)

// Overlay is a user's file to lay over a catalogue. It has the fields of a
// provider's file, of which it gives those to change:
//
//	provider: aws
//	rates:
//	  lambda-requests: {price: 0.18}
//	sizes:
//	  c7g: {sizes: [{name: c7g.large, price: 0.061}]}
//
// Fields given replace the catalogue's; entries with a name (rates, sizes,
// offers, pools, commitments, accelerators) are merged by it, other lists
// (tiers, the lines of a bill) are replaced. A rate with a new price loses the
// tiers, source, date and note of the old one. An entry that is new has to be
// whole. A provider that is new needs what a provider's file needs.
//
// Beside these fields, or instead of them, a file may have
//
//	providers:    several of the above, as a list
//	discounts:    see [PriceCut]
//	assumptions:  those to change
//	starts:       classes of start times to change or add
//
// Every figure that comes from an overlay is marked with it, in
// [catalog.Provenance] and the other fields called Override.
type Overlay struct {
	// Name is what problems call the file, and Mark what the figures that come
	// from it are marked with.
	Name, Mark string
	Text       []byte
}

// PriceCut is a discount in an overlay: a percentage off the prices of a
// provider, of a meter (a rate, a table of sizes or a size), or of the bills
// of a product or an offer.
//
//	discounts:
//	  - {percent: 12, provider: aws, note: Enterprise agreement}
//	  - {percent: 20, provider: aws, meter: lambda-requests}
//	  - {percent: 5, product: aws-lambda, groups: [compute, requests]}
//
// Discounts are applied last, over the prices that all files together set, and
// each on what the ones before have left.
type PriceCut struct {
	// Percent is what is taken off, more than 0 and less than 100.
	Percent float64 `yaml:"percent"`
	// Provider is a provider's ID. A meter that several providers have needs it.
	Provider string `yaml:"provider,omitempty"`
	// Product and Offer narrow the discount to their bills.
	Product string `yaml:"product,omitempty"`
	Offer   string `yaml:"offer,omitempty"`
	// Meter is the ID of a rate or of a table of sizes, or the name of a size.
	Meter string `yaml:"meter,omitempty"`
	// Groups keeps to the lines of a bill that belong to one of them.
	Groups []catalog.Group `yaml:"groups,omitempty"`
	Note   string          `yaml:"note,omitempty"`
}

// OverlayFile is what an overlay may hold, for programs that describe or write
// the format: the fields of a provider, and the sections beside them.
type OverlayFile struct {
	catalog.Provider `yaml:",inline"`
	Providers        []catalog.Provider   `yaml:"providers,omitempty"`
	Discounts        []PriceCut           `yaml:"discounts,omitempty"`
	Assumptions      *catalog.Assumptions `yaml:"assumptions,omitempty"`
	Starts           []catalog.Start      `yaml:"starts,omitempty"`
}

// layOver lays files over a catalogue.
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
		c.SettleRegions() // on the prices that the file was written for
		c.Overlays = append(c.Overlays, o.Mark)
	}
	d.Over = nil
	c.StandBeside() // before anything asks what is on a bill
	l.strays()
	if len(d.Problems) == 0 {
		l.cutPrices()
	}
}

// layer lays overlays over a catalogue.
type layer struct {
	*strict.Decoder
	c *catalog.Catalog
	// had is what the catalogue had before.
	had  map[string]catalog.Provider
	cuts []cut
	// copies say which rate or table of sizes one was copied from, as
	// provider/ID.
	copies map[string]string
}

// original is the ID that a rate or table of a provider had before bills of
// their own were given to some offers.
func (l *layer) original(provider, id string) string {
	if of, ok := l.copies[provider+"/"+id]; ok {
		return of
	}
	return id
}

// lay lays one file over the catalogue. Paths of what is not part of the
// catalogue start with root.
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

// sections are the fields of an overlay beside those of a provider.
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

// providers lays a list of providers over the catalogue.
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

// provider lays the fields of a provider over the one they name, or adds it.
func (l *layer) provider(pairs []*ast.MappingValueNode, path string, n ast.Node) {
	k := slices.IndexFunc(pairs, func(p *ast.MappingValueNode) bool { return strict.Text(p.Key) == "provider" })
	if k < 0 {
		l.Wrong(n, path, "", "provider: the provider that the fields are of: "+list(l.ids()))
		return
	}
	if len(pairs) == 1 {
		l.Wrong(n, path, "", "a field to change beside provider: rates, sizes, offers, pools, title, region or regions")
		return
	}
	id := strict.Text(pairs[k].Value)
	i := slices.Index(l.ids(), id)
	if i < 0 {
		if !slices.ContainsFunc(pairs, func(p *ast.MappingValueNode) bool { return strict.Text(p.Key) == "offers" }) {
			l.Wrong(pairs[k].Value, strict.Join(path, "provider"), id,
				"a provider of the catalogue: "+list(l.ids())+"; or a new one, with its title, region and offers")
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

// ids are the providers there are.
func (l *layer) ids() []string {
	out := make([]string, len(l.c.Providers))
	for i := range out {
		out[i] = l.c.Providers[i].ID
	}
	return out
}

func (l *layer) providerFields() []string {
	return slices.Clone(l.Fields(reflect.TypeFor[catalog.Provider]()))
}

// inventory is what each provider of a catalogue has, by its ID: copies whose maps and
// lists no file is laid over.
func inventory(c *catalog.Catalog) map[string]catalog.Provider {
	out := map[string]catalog.Provider{}
	for _, p := range c.Providers {
		p.Rates, p.Pools, p.SizeTables, p.Beside = maps.Clone(p.Rates), maps.Clone(p.Pools), maps.Clone(p.SizeTables), maps.Clone(p.Beside)
		out[p.ID] = p
	}
	return out
}
