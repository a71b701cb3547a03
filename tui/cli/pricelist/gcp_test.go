package pricelist

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

// gcpPages is a response of the Cloud Billing Catalog API in Google's documented format:
// tiers with a free one, a price tier of regions, and a global SKU.
var gcpPages = map[string]string{
	"": `{"skus":[
	  {"name":"services/1/skus/a","description":"Services CPU (Request-based billing)","category":{"usageType":"OnDemand","resourceGroup":"Compute"},
	   "serviceRegions":["us-east1","europe-west1"],"pricingInfo":[{"effectiveTime":"2026-11-28T00:00:00Z","pricingExpression":{"usageUnit":"s","tieredRates":[
	    {"startUsageAmount":0,"unitPrice":{"currencyCode":"USD","units":"0","nanos":0}},
	    {"startUsageAmount":180000,"unitPrice":{"currencyCode":"USD","units":"0","nanos":24000}}]}}]},
	  {"description":"Services CPU Tier 2  (Request-based billing)","category":{"usageType":"OnDemand"},"serviceRegions":["europe-west3"],
	   "pricingInfo":[{"pricingExpression":{"usageUnit":"s","tieredRates":[{"startUsageAmount":0,"unitPrice":{"currencyCode":"USD","units":"0","nanos":33600}}]}}]},
	  {"description":"Services CPU (Request-based billing)","category":{"usageType":"Commit1Yr"},"serviceRegions":["us-east1"],"pricingInfo":[]}
	],"nextPageToken":"more"}`,
	"more": `{"skus":[
	  {"description":"Autopilot Pod mCPU Requests (europe-west3)","category":{"usageType":"OnDemand"},"serviceRegions":["europe-west3"],
	   "pricingInfo":[{"pricingExpression":{"usageUnit":"h","tieredRates":[{"startUsageAmount":0,"unitPrice":{"currencyCode":"USD","nanos":57300}}]}}]},
	  {"description":"Worker Pools CPU in in europe-west3","category":{"usageType":"OnDemand"},"serviceRegions":["europe-west3"],
	   "pricingInfo":[{"pricingExpression":{"usageUnit":"s","tieredRates":[{"startUsageAmount":0,"unitPrice":{"currencyCode":"USD","units":"1","nanos":500000000}}]}}]},
	  {"description":"Requests","category":{"usageType":"OnDemand"},"serviceRegions":["global"],
	   "pricingInfo":[{"pricingExpression":{"usageUnit":"count","tieredRates":[{"startUsageAmount":0,"unitPrice":{"currencyCode":"USD","units":"0","nanos":400}}]}}]}
	],"nextPageToken":""}`,
}

func gcpWanted() []Wanted {
	sku := func(description, unit string, per float64) Wanted {
		return Wanted{Where: map[string]string{"description": description}, Units: map[string]float64{unit: per}}
	}
	return []Wanted{
		sku("Services CPU (Request-based billing)", "s", 1), sku("Requests", "count", 1),
		sku("Autopilot Pod mCPU Requests", "h", 0.001), sku("Worker Pools CPU", "s", 1),
	}
}

func TestGCPPages(t *testing.T) {
	address, _ := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Goog-Api-Key") != "secret" || strings.Contains(r.URL.String(), "secret") {
			t.Errorf("the key is in %s, not in its header", r.URL)
		}
		write(w, gcpPages[r.URL.Query().Get("pageToken")])
	})
	c := client()
	c.Key = "secret"
	for region, want := range map[string][]float64{"us-east1": {0, 4e-7}, "europe-west3": {3.36e-5, 4e-7, 0.0573, 1.5}} {
		list, err := c.GCP(context.Background(), address, region, gcpWanted())
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range list.Found {
			switch {
			case i >= len(want):
				if f.Err == nil {
					t.Errorf("%s: %v", region, f)
				}
			case f.Err != nil || f.Tiers[0].Price != want[i]:
				t.Errorf("%s: got %+v, want %v", region, f, want[i])
			}
		}
		if region == "us-east1" && (len(list.Found[0].Tiers) != 2 || list.Found[0].Tiers[0].UpTo != 180000 || list.Found[0].Tiers[1].Price != 2.4e-5) {
			t.Errorf("the free tier: %+v", list.Found[0])
		}
	}
}

func TestGCPThatIsWrong(t *testing.T) {
	for what, c := range map[string]struct{ old, now, want string }{
		"currency": {`"USD","units":"0","nanos":24000`, `"EUR","units":"0","nanos":24000`, "priced in EUR; want USD"},
		"no skus":  {`"skus"`, `"goods"`, "no skus; the vendor may have changed"},
		"no list":  {`"nextPageToken":"more"`, `"skus":{}`, "skus is a object where a slice was expected"},
		"no price": {`"pricingInfo":[{"effectiveTime"`, `"prices":[{"effectiveTime"`, "has no pricingInfo"},
		"again":    {`"nextPageToken":"more"`, `"nextPageToken":""`, ""},
		"units":    {`"units":"0","nanos":24000`, `"units":"x","nanos":24000`, "invalid number literal"},
	} {
		t.Run(what, func(t *testing.T) {
			address, _ := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
				write(w, strings.Replace(gcpPages[r.URL.Query().Get("pageToken")], c.old, c.now, 1))
			})
			_, err := client().GCP(context.Background(), address, "us-east1", gcpWanted())
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func FuzzGCP(f *testing.F) {
	for _, page := range gcpPages {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		r := gather(gcpWanted())
		if _, err := r.gcpPage(strings.NewReader(page), "us-east1"); err != nil {
			return
		}
		for _, found := range r.list().Found {
			if found.Err == nil && len(found.Tiers) == 0 {
				t.Errorf("a price without tiers: %+v", found)
			}
		}
	})
}
