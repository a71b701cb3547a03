package pricelist

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// gathered holds the prices found on the pages of a response so far.
type gathered struct {
	wanted []Wanted
	rows   map[match][]row
}

func gather(wanted []Wanted) *gathered { return &gathered{wanted, map[match][]row{}} }

// row is a price of a meter above an amount.
type row struct {
	from  float64
	price string
	unit  string
	since string
}

// list returns the prices found on all pages.
func (g *gathered) list() *List {
	offers := map[match][]offerPrice{}
	for m, rows := range g.rows {
		tiers, err := rowTiers(rows, g.wanted[m.wanted].Units)
		offers[m] = []offerPrice{{tiers, err}}
	}
	return &List{Found: settle(g.wanted, offers)}
}

// azureItem is an entry of a page: attributes and price.
type azureItem map[string]any

func (i azureItem) text(name string) string {
	s, _ := i[name].(string)
	return s
}

// azurePage reads a page of the Azure Retail Prices API and returns the address of the next
// one, or "" after the last.
func (g *gathered) azurePage(r io.Reader) (next string, err error) {
	var page struct {
		BillingCurrency, NextPageLink string
		Items                         []azureItem
	}
	err = decodePage(r, &page)
	switch {
	case err != nil:
		return "", err
	case page.BillingCurrency != "" && page.BillingCurrency != "USD":
		return "", pricedIn(page.BillingCurrency)
	case page.Items == nil:
		return "", schemaf("the answer has no Items")
	}
	for _, i := range page.Items {
		if err := g.azure(i); err != nil {
			return "", err
		}
	}
	return page.NextPageLink, nil
}

// azure records an entry if it is wanted.
func (g *gathered) azure(i azureItem) error {
	if kind := i.text("type"); kind != "" && kind != "Consumption" {
		return nil
	}
	for k := range g.wanted {
		name, ok := g.wanted[k].matches(i.text)
		if !ok {
			continue
		}
		price, priced := i["unitPrice"].(float64)
		from, amount := i["tierMinimumUnits"].(float64)
		switch {
		case i.text("currencyCode") != "USD":
			return pricedIn(cmp.Or(i.text("currencyCode"), "no currency"))
		case !priced && i["unitPrice"] != nil:
			return schemaf("%q is no price", fmt.Sprint(i["unitPrice"]))
		case !priced:
			return schemaf("the meter %q has no unitPrice", i.text("meterName"))
		case !amount && i["tierMinimumUnits"] != nil:
			return schemaf("%q is no amount", fmt.Sprint(i["tierMinimumUnits"]))
		}
		m := match{k, name}
		g.rows[m] = append(g.rows[m], row{from, strconv.FormatFloat(price, 'g', -1, 64), i.text("unitOfMeasure"), i.text("effectiveStartDate")})
	}
	return nil
}

// rowTiers converts the rows of a meter to tiers. A later row replaces an earlier one
// from the same amount.
func rowTiers(rows []row, units map[string]float64) ([]Tier, error) {
	sort.SliceStable(rows, func(i, j int) bool {
		return cmp.Or(cmp.Compare(rows[i].from, rows[j].from), -cmp.Compare(rows[i].since, rows[j].since)) < 0
	})
	var steps []step
	for i, r := range rows {
		if i > 0 && r.from == rows[i-1].from {
			if r.since == rows[i-1].since && r.price != rows[i-1].price {
				return nil, schemaf("a meter has two prices from %v on", r.from)
			}
			continue
		}
		s, err := newStep(r.price, strconv.FormatFloat(r.from, 'f', -1, 64), "Inf", r.unit, units)
		if err != nil {
			return nil, err
		}
		if n := len(steps); n > 0 {
			steps[n-1].to = s.from
		}
		s.to = math.Inf(1)
		steps = append(steps, s)
	}
	return tiers(steps)
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

// gcpPage reads a page of Google's Cloud Billing Catalog API, with the prices of a region,
// and returns the token of the next one, or "" after the last.
func (g *gathered) gcpPage(r io.Reader, region string) (next string, err error) {
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
		if err := g.gcp(&page.SKUs[i], region); err != nil {
			return "", err
		}
	}
	return page.Next, nil
}

// gcp records an entry if it is wanted.
func (g *gathered) gcp(k *gcpSKU, region string) error {
	if k.Category.Usage != "OnDemand" || !slices.Contains(k.Regions, region) && !slices.Contains(k.Regions, "global") {
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
func (g *gcpSKU) attribute(name string) string {
	switch name {
	case "description":
		return g.plain()
	case "resourceGroup":
		return g.Category.Group
	}
	return ""
}

// plain returns the description without the suffixes that distinguish regions and price
// tiers: "Services CPU Tier 2  (Request-based billing)", "Worker Pools CPU in us-east1".
func (g *gcpSKU) plain() string {
	d, _, _ := strings.Cut(strings.ReplaceAll(g.Description, " Tier 2", ""), " in ")
	if i := strings.LastIndex(d, " ("); i >= 0 && slices.Contains(g.Regions, strings.TrimSuffix(d[i+2:], ")")) {
		d = d[:i]
	}
	return strings.Join(strings.Fields(d), " ")
}
