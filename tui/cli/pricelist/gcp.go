package pricelist

import (
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
)

// GCPReader collects prices of one region from the pages of a response of Google's Cloud
// Billing Catalog API.
type GCPReader struct {
	gathered
	region string
}

// gcpSKU is an entry of a page.
type gcpSKU struct {
	Description string `json:"description"`
	Category    struct {
		Usage string `json:"usageType"`
		Group string `json:"resourceGroup"`
	} `json:"category"`
	Regions []string `json:"serviceRegions"`
	Pricing []struct {
		Since      string `json:"effectiveTime"`
		Expression struct {
			Unit  string    `json:"usageUnit"`
			Rates []gcpRate `json:"tieredRates"`
		} `json:"pricingExpression"`
	} `json:"pricingInfo"`
}

// gcpRate is a price above an amount.
type gcpRate struct {
	From  float64 `json:"startUsageAmount"`
	Price struct {
		Currency string      `json:"currencyCode"`
		Units    json.Number `json:"units"`
		Nanos    float64     `json:"nanos"`
	} `json:"unitPrice"`
}

// NewGCPReader returns a reader for wanted prices in a region.
func NewGCPReader(region string, wanted []Wanted) *GCPReader {
	return &GCPReader{gathered{wanted: wanted, rows: map[match][]row{}}, region}
}

// Page reads a page and returns the token of the next one, or "" after the last.
func (g *GCPReader) Page(r io.Reader) (next string, err error) {
	var page struct {
		SKUs []gcpSKU `json:"skus"`
		Next string   `json:"nextPageToken"`
	}
	if err := decodePage(r, &page); err != nil {
		return "", err
	}
	if page.SKUs == nil {
		return "", schemaf("the answer has no skus")
	}
	for i := range page.SKUs {
		if err := g.sku(&page.SKUs[i]); err != nil {
			return "", err
		}
	}
	return page.Next, nil
}

// sku records an entry if it is wanted.
func (g *GCPReader) sku(k *gcpSKU) error {
	if k.Category.Usage != "OnDemand" || !slices.Contains(k.Regions, g.region) && !slices.Contains(k.Regions, "global") {
		return nil
	}
	for i := range g.wanted {
		name, ok := g.wanted[i].matches(k.attribute)
		if !ok {
			continue
		}
		if len(k.Pricing) == 0 {
			return schemaf("the SKU %q has no pricingInfo", k.Description)
		}
		now := k.Pricing[len(k.Pricing)-1] // in order of time
		for _, rate := range now.Expression.Rates {
			if rate.Price.Currency != "USD" {
				return pricedIn(rate.Price.Currency)
			}
			units, err := rate.Price.Units.Float64()
			if err != nil && rate.Price.Units != "" {
				return schemaf("%q is no amount", rate.Price.Units)
			}
			m := match{i, name}
			g.rows[m] = append(g.rows[m], row{
				rate.From, strconv.FormatFloat(units+rate.Price.Nanos/1e9, 'g', 12, 64), now.Expression.Unit, now.Since,
			})
		}
	}
	return nil
}

// attribute returns an attribute of a SKU for selectors.
func (k *gcpSKU) attribute(name string) string {
	switch name {
	case "description":
		return k.plain()
	case "resourceGroup":
		return k.Category.Group
	}
	return ""
}

// plain returns the description without the suffixes that distinguish regions and price
// tiers: "Services CPU Tier 2  (Request-based billing)", "Worker Pools CPU in us-east1".
func (k *gcpSKU) plain() string {
	d, _, _ := strings.Cut(strings.ReplaceAll(k.Description, " Tier 2", ""), " in ")
	if i := strings.LastIndex(d, " ("); i >= 0 && slices.Contains(k.Regions, strings.TrimSuffix(d[i+2:], ")")) {
		d = d[:i]
	}
	return strings.Join(strings.Fields(d), " ")
}
