package data

import (
	"fmt"
	"slices"
	"strings"

	"crossover/engine/catalog"
)

// Refresh maps the catalogue's rates to vendors' public price lists.
type Refresh struct {
	// Codes are the region codes in AWS's usage types.
	Codes   map[string]string `yaml:"codes"`
	Sources []PriceSource     `yaml:"sources"`
}

// PriceSource is one price list.
type PriceSource struct {
	ID       string `yaml:"id"`
	Title    string `yaml:"title"`
	Provider string `yaml:"provider"`
	// Format is the format of the list; see [PriceFormats].
	Format string `yaml:"format"`
	// Base and Path are its URL.
	Base string `yaml:"base"`
	Path string `yaml:"path"`
	// Filter is the query of a list that supports one.
	Filter string `yaml:"filter,omitempty"`
	// Region is the region to look for in a list with all regions.
	Region string          `yaml:"region,omitempty"`
	Prices []PriceSelector `yaml:"prices"`
}

// In returns the source for a region of the provider, given by the provider's name. ok is
// false if the list is the same for all regions and this is not the home region.
func (r *Refresh) In(s PriceSource, region, home string) (_ PriceSource, ok bool) {
	code := r.Codes[region]
	prefix := ""
	if region != home {
		prefix = code + "-"
	}
	fill := strings.NewReplacer("{region}", region, "{code}", code, "{prefix}", prefix)
	ok = region == home || s.Path != fill.Replace(s.Path) || s.Filter != fill.Replace(s.Filter) || s.Region != ""
	s.Path, s.Filter, s.Region = fill.Replace(s.Path), fill.Replace(s.Filter), fill.Replace(s.Region)
	s.Prices = slices.Clone(s.Prices)
	for i, sel := range s.Prices {
		where := make(map[string]string, len(sel.Where))
		for k, v := range sel.Where {
			where[k] = fill.Replace(v)
		}
		s.Prices[i].Where = where
	}
	return s, ok
}

// The formats of price lists.
const (
	// AWSOffer is an AWS Price List bulk offer file:
	// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file.html
	AWSOffer = "aws-offer"
	// AzureRetail is the Azure Retail Prices API:
	// https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices
	AzureRetail = "azure-retail"
	// GCPSKUs is Google's Cloud Billing Catalog API, which requires a key:
	// https://cloud.google.com/billing/v1/how-tos/catalog-api
	GCPSKUs = "gcp-skus"
)

// PriceFormats lists the formats of price lists.
func PriceFormats() []string { return []string{AWSOffer, AzureRetail, GCPSKUs} }

// The components by which sizes are priced.
const (
	PartVCPU   = "vcpu"
	PartMemory = "memory"
)

// Covers reports whether the selector matches a size of a table.
func (s *PriceSelector) Covers(table string, z *catalog.Size) bool {
	return slices.Contains(s.Sizes, table) && strings.HasPrefix(z.Name, s.Only)
}

// PriceSelector finds one rate, or the sizes of tables, in a price list.
type PriceSelector struct {
	Rate  string   `yaml:"rate,omitempty"`
	Sizes []string `yaml:"sizes,omitempty"`
	// Only restricts the sizes to those whose names start with it.
	Only string `yaml:"only,omitempty"`
	// By is the attribute that holds a size's name. A list that prices sizes by component
	// has a Part instead: vcpu for a vCPU, or memory for a GiB. Their sum is the size's
	// price.
	By   string `yaml:"by,omitempty"`
	Part string `yaml:"part,omitempty"`
	// Where holds the required attributes of the product. A value with an asterisk is a
	// prefix.
	Where map[string]string `yaml:"where"`
	// Units maps the units in the list to the number of the rate's own units in each.
	Units map[string]float64 `yaml:"units"`
}

// LoadRefresh reads the sources for refreshing the prices of a catalogue.
func LoadRefresh(c *catalog.Catalog) (*Refresh, error) {
	own, err := ownFiles()
	if err != nil {
		return nil, err
	}
	r := &Refresh{}
	return r, Decode(refreshFile, []byte(own[refreshFile]), r, func() (out []catalog.Problem) {
		for i := range r.Sources {
			out = append(out, r.Sources[i].check(fmt.Sprintf("sources[%d]", i), c)...)
		}
		return out
	})
}

// check reports references of a source to entries that the catalogue does not have.
func (s *PriceSource) check(path string, c *catalog.Catalog) (out []catalog.Problem) {
	wrong := func(field, value, want string) {
		out = append(out, catalog.Problem{Path: path + "." + field, Value: value, Want: want})
	}
	p := c.Provider(s.Provider)
	if p == nil {
		wrong("provider", s.Provider, "a provider of the catalogue")
		return out
	}
	if !slices.Contains(PriceFormats(), s.Format) {
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
		if (sel.Rate == "") == (len(sel.Sizes) == 0) || (sel.By == "" && sel.Part == "") != (len(sel.Sizes) == 0) || sel.By != "" && sel.Part != "" {
			wrong(at+"rate", sel.Rate, "a rate, or sizes with by or part")
		}
		if !slices.Contains([]string{"", PartVCPU, PartMemory}, sel.Part) {
			wrong(at+"part", sel.Part, PartVCPU+" or "+PartMemory)
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

// ReadOverlay decodes a file in the format of [Overlay] without applying it to a
// catalogue.
func ReadOverlay(name string, text []byte) (*OverlayFile, error) {
	f := &OverlayFile{}
	return f, Decode(name, text, f, func() []catalog.Problem { return nil })
}
