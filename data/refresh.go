package data

import (
	_ "embed"
	"fmt"

	"crossover/engine/catalog"
)

//go:embed refresh.yaml
var refreshFile []byte

// Refresh says where vendors' public price lists have the rates of the
// catalogue.
type Refresh struct {
	Sources []PriceSource `yaml:"sources"`
}

// PriceSource is one price list.
type PriceSource struct {
	ID       string `yaml:"id"`
	Title    string `yaml:"title"`
	Provider string `yaml:"provider"`
	// Format says how the list is written: see [PriceFormats].
	Format string `yaml:"format"`
	// Base and Path are its address.
	Base string `yaml:"base"`
	Path string `yaml:"path"`
	// Filter is what an answer is narrowed to, for lists that are asked.
	Filter string          `yaml:"filter,omitempty"`
	Prices []PriceSelector `yaml:"prices"`
}

// The formats of price lists.
const (
	// AWSOffer is an AWS Price List bulk offer file:
	// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file.html
	AWSOffer = "aws-offer"
	// AzureRetail is the Azure Retail Prices API:
	// https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices
	AzureRetail = "azure-retail"
)

// PriceFormats lists the formats of price lists.
func PriceFormats() []string { return []string{AWSOffer, AzureRetail} }

// PriceSelector finds one rate, or the sizes of tables, in a price list.
type PriceSelector struct {
	Rate  string   `yaml:"rate,omitempty"`
	Sizes []string `yaml:"sizes,omitempty"`
	// By is the attribute that holds a size's name.
	By string `yaml:"by,omitempty"`
	// Where is what the attributes of the product must be.
	Where map[string]string `yaml:"where"`
	// Units are the units the list may count in, and how many of the rate's
	// own each is.
	Units map[string]float64 `yaml:"units"`
}

// LoadRefresh reads where to refresh the prices of a catalogue from.
func LoadRefresh(c *catalog.Catalog) (*Refresh, error) {
	r := &Refresh{}
	err := Decode("refresh.yaml", refreshFile, r, func() (out []catalog.Problem) {
		for i := range r.Sources {
			out = append(out, r.Sources[i].check(fmt.Sprintf("sources[%d]", i), c)...)
		}
		return out
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// check reports what a source refers to and the catalogue does not have.
func (s *PriceSource) check(path string, c *catalog.Catalog) (out []catalog.Problem) {
	wrong := func(field, value, want string) {
		out = append(out, catalog.Problem{Path: path + "." + field, Value: value, Want: want})
	}
	var p *catalog.Provider
	for i := range c.Providers {
		if c.Providers[i].ID == s.Provider {
			p = &c.Providers[i]
		}
	}
	if p == nil {
		wrong("provider", s.Provider, "a provider of the catalogue")
		return out
	}
	if s.Format != AWSOffer && s.Format != AzureRetail {
		wrong("format", s.Format, "one of: "+list(PriceFormats()))
	}
	for j, sel := range s.Prices {
		at := fmt.Sprintf("prices[%d].", j)
		if _, ok := p.Rates[sel.Rate]; sel.Rate != "" && !ok {
			wrong(at+"rate", sel.Rate, "a rate there is: "+likely(sel.Rate, sortedKeys(p.Rates)))
		}
		for _, t := range sel.Sizes {
			if p.SizeTables[t].Unit == "" {
				wrong(at+"sizes", t, "a table of sizes that have a price")
			}
		}
		if (sel.Rate == "") == (len(sel.Sizes) == 0) || (sel.By == "") != (len(sel.Sizes) == 0) {
			wrong(at+"rate", sel.Rate, "a rate, or sizes and by")
		}
		if len(sel.Where) == 0 || len(sel.Units) == 0 {
			wrong(at+"where", "", "where and units")
		}
		for u, n := range sel.Units {
			if !(n > 0) {
				wrong(at+"units."+u, fmt.Sprint(n), "a number greater than 0")
			}
		}
	}
	return out
}

// ReadOverlay decodes a file in the form of [Overlay] by itself, without
// laying it over a catalogue.
func ReadOverlay(name string, text []byte) (*OverlayFile, error) {
	f := &OverlayFile{}
	if err := Decode(name, text, f, func() []catalog.Problem { return nil }); err != nil {
		return nil, err
	}
	return f, nil
}
