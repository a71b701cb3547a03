package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"crossover/data"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/format"
)

// vendor is a server with price lists in the vendors' formats. They have the catalogue's
// prices, some of them changed.
type vendor struct {
	*httptest.Server
	t    *testing.T
	base *catalog.Catalog
	refr *data.Refresh
	// all has the lists of each source in every region of its provider, and in the prices
	// of each class.
	all []priceList
	in  map[catalog.Class]*catalog.Catalog
	// price changes the price of a rate or a size.
	price func(meter string, old float64) float64
	// spoil changes or replaces the response to a request.
	spoil func(w http.ResponseWriter, r *http.Request, text string) (string, bool)
}

func newVendor(t *testing.T) *vendor {
	t.Helper()
	base, err := data.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := data.LoadRefresh(base)
	if err != nil {
		t.Fatal(err)
	}
	v := &vendor{t: t, base: base, refr: r, price: func(_ string, old float64) float64 { return old }}
	v.in = map[catalog.Class]*catalog.Catalog{}
	for _, class := range catalog.Classes {
		v.in[class] = base.In(class)
	}
	f := refreshFlags{regions: scenario.Regions}
	for _, s := range r.Sources {
		v.all = append(v.all, f.perRegion(r, s, base.Provider(s.Provider), "")...)
	}
	v.Server = httptest.NewServer(v)
	t.Cleanup(v.Close)
	return v
}

// ServeHTTP responds with a price list.
func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for i := range v.all {
		l := &v.all[i]
		if l.Path != r.URL.Path || l.Filter != r.URL.Query().Get("$filter") {
			continue
		}
		text := ""
		switch {
		case l.Format == data.AWSOffer:
			text = v.aws(l)
		case l.Format == data.AzureRetail:
			text = v.azure(l)
		case r.Header.Get("X-Goog-Api-Key") != "secret":
			http.Error(w, "no key", http.StatusForbidden)
			return
		default:
			text = v.gcp(l.ID, r.URL.Query().Get("pageToken"))
		}
		if v.spoil != nil {
			var done bool
			if text, done = v.spoil(w, r, text); done {
				return
			}
		}
		_, _ = w.Write([]byte(text))
		return
	}
	http.NotFound(w, r)
}

// sold is a product of a list.
type sold struct {
	where map[string]string
	unit  string
	tiers []catalog.Tier // prices per unit
}

// sells returns the products of a source in a region, in its own units.
func (v *vendor) sells(s *priceList) []sold {
	var out []sold
	p := v.in[s.class].Provider(s.Provider)
	for _, sel := range s.Prices {
		unit := slices.Sorted(maps.Keys(sel.Units))[0]
		if sel.Rate != "" {
			r := p.Rates[sel.Rate]
			tiers := slices.Clone(r.Tiers)
			if len(tiers) == 0 {
				tiers = []catalog.Tier{{Price: r.Price}}
			}
			for i := range tiers {
				tiers[i].Price = v.price(sel.Rate, tiers[i].Price) / max(r.Per, 1) * sel.Units[unit]
				tiers[i].UpTo /= sel.Units[unit]
			}
			out = append(out, sold{sel.Where, unit, tiers})
		}
		if sel.Part != "" {
			out = append(out, sold{sel.Where, unit, []catalog.Tier{{Price: v.price(sel.Part, part(p, &sel)) * sel.Units[unit]}}})
			continue
		}
		names := map[string]bool{}
		for _, t := range sel.Sizes {
			for _, size := range p.SizeTables[t].Sizes {
				if names[size.Name] || !sel.Covers(t, &size) {
					continue
				}
				names[size.Name] = true
				where := maps.Clone(sel.Where)
				where[sel.By] = size.Name
				out = append(out, sold{where, unit, []catalog.Tier{{Price: v.price(size.Name, size.Price)}}})
			}
		}
	}
	return out
}

// part returns the price of a vCPU or a GiB, from the first and the last size, or half
// each if they do not determine it.
func part(p *catalog.Provider, sel *data.PriceSelector) float64 {
	var of []catalog.Size
	for _, z := range p.SizeTables[sel.Sizes[0]].Sizes {
		if sel.Covers(sel.Sizes[0], &z) {
			z.VCPU, z.MemoryMB = z.VCPU*cmp.Or(z.Baseline, 1), z.MemoryMB/1024
			of = append(of, z)
		}
	}
	if len(of) == 0 {
		return 1
	}
	a, b := of[0], of[len(of)-1]
	both := a.VCPU*b.MemoryMB - b.VCPU*a.MemoryMB
	switch {
	case sel.Only != "": // memory only
		return a.Price / a.MemoryMB
	case math.Abs(both) < 1e-9 && sel.Part == data.PartVCPU:
		return a.Price / a.VCPU / 2
	case math.Abs(both) < 1e-9:
		return a.Price / a.MemoryMB / 2
	case sel.Part == data.PartVCPU:
		return (a.Price*b.MemoryMB - b.Price*a.MemoryMB) / both
	}
	return (a.VCPU*b.Price - b.VCPU*a.Price) / both
}

// gcp returns one of two pages: the SKUs of the home region, or those of other regions.
func (v *vendor) gcp(id, page string) string {
	var skus []any
	for i := range v.all {
		l := &v.all[i]
		if l.ID != id || l.away() != (page == "2") {
			continue
		}
		for _, p := range v.sells(l) {
			var rates []any
			from := 0.0
			for _, t := range p.tiers {
				rates = append(rates, map[string]any{"startUsageAmount": from, "unitPrice": map[string]any{
					"currencyCode": "USD", "units": fmt.Sprint(int(t.Price)), "nanos": (t.Price - math.Floor(t.Price)) * 1e9,
				}})
				from = t.UpTo
			}
			skus = append(skus, map[string]any{
				"description": strings.TrimSuffix(p.where["description"], "*") + " in " + l.Region, "category": map[string]string{"usageType": "OnDemand"},
				"serviceRegions": []string{l.Region},
				"pricingInfo":    []any{map[string]any{"pricingExpression": map[string]any{"usageUnit": p.unit, "tieredRates": rates}}},
			})
		}
	}
	next := ""
	if page == "" {
		next = "2"
	}
	return v.text(map[string]any{"skus": skus, "nextPageToken": next})
}

// aws returns an offer file.
func (v *vendor) aws(s *priceList) string {
	products, terms := map[string]any{}, map[string]any{}
	for i, p := range v.sells(s) {
		sku := fmt.Sprintf("SKU%06d", i)
		attributes := maps.Clone(p.where)
		delete(attributes, "productFamily")
		products[sku] = map[string]any{"sku": sku, "productFamily": p.where["productFamily"], "attributes": attributes}
		dimensions := map[string]any{}
		from := 0.0
		for k, t := range p.tiers {
			end := "Inf"
			if t.UpTo > 0 {
				end = format.Exactly(t.UpTo)
			}
			dimensions[fmt.Sprintf("%s.T.%d", sku, k)] = map[string]any{
				"unit": p.unit, "beginRange": format.Exactly(from), "endRange": end,
				"pricePerUnit": map[string]string{"USD": format.Exactly(t.Price)},
			}
			from = t.UpTo
		}
		terms[sku] = map[string]any{sku + ".T": map[string]any{"sku": sku, "effectiveDate": "2026-11-01T00:00:00Z", "priceDimensions": dimensions}}
	}
	return v.text(struct {
		Version     string `json:"formatVersion"`
		Publication string `json:"publicationDate"`
		Products    any    `json:"products"`
		Terms       any    `json:"terms"`
	}{"v1.0", "2026-11-20T12:00:00Z", products, map[string]any{"OnDemand": terms, "Reserved": terms}})
}

// azure returns a page with all prices.
func (v *vendor) azure(s *priceList) string {
	var items []any
	for _, p := range v.sells(s) {
		from := 0.0
		tiers := append([]catalog.Tier{{UpTo: 100}}, p.tiers...) // the free amount, then the price
		if strings.Contains(p.where["productName"], "Plan") {
			tiers = p.tiers
		}
		for _, t := range tiers {
			item := map[string]any{
				"currencyCode": "USD", "tierMinimumUnits": from, "unitPrice": t.Price,
				"unitOfMeasure": p.unit, "type": "Consumption", "effectiveStartDate": "2026-01-01T00:00:00Z",
			}
			for name, value := range p.where {
				item[name] = value
			}
			items = append(items, item)
			if from = t.UpTo; t.Price > 0 {
				from += 100
			}
		}
	}
	return v.text(map[string]any{"BillingCurrency": "USD", "Items": items, "NextPageLink": nil})
}

func (v *vendor) text(x any) string {
	b, err := json.Marshal(x)
	if err != nil {
		v.t.Error(err)
	}
	return string(b)
}

// refresh runs the command against the server, with home as the configuration folder.
func (v *vendor) refresh(home string, args ...string) (stdout, stderr string, code int) {
	v.t.Helper()
	return configured(v.t, home, append([]string{
		"prices", "refresh", "--aws-url", v.URL, "--azure-url", v.URL + "/", "--gcp-url", v.URL, "--wait", "1ms", "--attempts", "2", "--timeout", "20s",
	}, args...)...)
}

// recorded serves excerpts of published lists, of several dates.
func recorded(t *testing.T) *vendor {
	t.Helper()
	items, err := os.ReadFile("testdata/pricelists/azure-retail-items.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]any
	if err := json.Unmarshal(items, &all); err != nil {
		t.Fatal(err)
	}
	v := &vendor{t: t}
	aws := http.FileServer(http.Dir("testdata/pricelists"))
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/v1/services/"):
			http.ServeFile(w, r, "testdata/pricelists/gcp-"+strings.Split(r.URL.Path, "/")[3]+".json")
			return
		case r.URL.Path != "/api/retail/prices":
			r.URL.Path = strings.TrimSuffix(r.URL.Path, "index.json") + "list.json"
			aws.ServeHTTP(w, r)
			return
		}
		var some []any
		for _, x := range all {
			if strings.Contains(r.URL.Query().Get("$filter"), "'"+x["serviceName"].(string)+"'") {
				some = append(some, x)
			}
		}
		_, _ = w.Write([]byte(v.text(map[string]any{"BillingCurrency": "USD", "Items": some, "NextPageLink": nil})))
	}))
	t.Cleanup(v.Close)
	return v
}
