package engine_test

import (
	"math"
	"slices"
	"testing"

	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/scenario"
)

// TestRegionsAreTheCatalogues checks that scenarios can name the region classes of the
// catalogue and no others.
func TestRegionsAreTheCatalogues(t *testing.T) {
	if got := catalog.Texts(catalog.Classes); !slices.Equal(got, scenario.Regions) {
		t.Errorf("the catalogue has %v, scenarios %v", got, scenario.Regions)
	}
}

// TestBillsInRegions recomputes bills by hand from the price lists of the regions. 10/s
// are 26.28M requests a month, of 8 KB each 210.24 GB.
func TestBillsInRegions(t *testing.T) {
	v := compile(t, shipped(t))
	const h, gb, lcu = 730, 210.24, 236.52
	for _, x := range []struct {
		offer, tokens, region string
		want                  map[string]float64
	}{
		{"aws-fargate-x86", "region=eu-central", "eu-central-1", map[string]float64{
			"fargate-vcpu-x86": h * 0.04656, "fargate-memory-x86": 2 * h * 0.00511, "alb-hours": h * 0.0270,
			"alb-lcu": lcu * 0.008, "egress": gb * 0.09, "ipv4": 3 * h * 0.005,
		}},
		{"aws-fargate-x86", "region=ap-northeast", "ap-northeast-1", map[string]float64{
			"fargate-vcpu-x86": h * 0.05056, "fargate-memory-x86": 2 * h * 0.00553, "alb-hours": h * 0.0243,
			"alb-lcu": lcu * 0.008, "egress": gb * 0.114, "ipv4": 3 * h * 0.005,
		}},
		{"aws-fargate-arm64", "region=ap-northeast", "ap-northeast-1", map[string]float64{
			"fargate-vcpu-arm64": h * 0.04045,
		}},
		{"vercel-functions", "region=eu-central", "fra1", map[string]float64{
			"active-cpu":  26.28e6*0.036/3600*0.184 - 20, // the plan's credit
			"invocations": 26.28 * 0.60, "cdn-requests": (26.28 - 10) * 2.60,
		}},
		{"vercel-functions", "region=ap-northeast", "hnd1", map[string]float64{
			"active-cpu":  26.28e6*0.036/3600*0.202 - 20,
			"invocations": 26.28 * 0.60, "cdn-requests": (26.28 - 10) * 2.60,
		}},
		{"gcp-cloud-run-request", "region=eu-central", "europe-west3", map[string]float64{
			"run-requests": 26.28 * 0.40, "egress": gb * 1e9 / (1 << 30) * 0.12,
		}},
		{"gcp-gke-autopilot", "region=eu-central", "europe-west3", map[string]float64{"gke-cluster": h * 0.10}},
		{"fly-machines-shared-always", "region=ap-southeast", "sin", map[string]float64{"egress": gb * 0.04}},
		{"digitalocean-basic", "region=eu-west", "lon", nil},
	} {
		s := parse(t, "parts=api free=off rate=10/s "+x.tokens)
		i := v.Engine().Find(x.offer)
		if site := v.Engine().Site(&s, i); site.Region != x.region {
			t.Errorf("%s with %s runs in %s, want %s", x.offer, x.tokens, site.Region, x.region)
		}
		e := v.Estimate(&s, 0, i)
		got := map[string]float64{}
		for _, l := range e.Bill {
			got[l.Meter] += l.Amount
		}
		var whole float64
		for meter, want := range x.want {
			whole += want
			if want > 0 && math.Abs(got[meter]-want) > 0.005 {
				t.Errorf("%s with %s: %s is $%.4f, by hand $%.4f", x.offer, x.tokens, meter, got[meter], want)
			}
		}
		if _, all := x.want["ipv4"]; all && math.Abs(e.Monthly-whole) > 0.01 { // those are all of the bill's lines
			t.Errorf("%s with %s is $%.4f, by hand $%.4f", x.offer, x.tokens, e.Monthly, whole)
		}
	}
}

// TestDearerRegions compares computing in two regions: Cloud Run's tier 2 costs 1.4 times
// its tier 1, and Modal's named regions 1.5 or 1.75 times an unnamed one.
func TestDearerRegions(t *testing.T) {
	v := compile(t, shipped(t))
	for _, x := range []struct {
		offer, cheap, dear string
		factor             float64
	}{
		{"gcp-cloud-run-request", "eu-west", "eu-central", 1.4},
		{"modal-cpu", "us-east", "eu-central", 1.5},
		{"modal-cpu", "us-east", "ap-northeast", 1.75},
		{"modal-gpu-l4", "us-east", "us-west", 1.75},
	} {
		compute := func(region string) float64 {
			s := parse(t, "parts=api free=off rate=10/s region="+region)
			var sum float64
			for _, l := range v.Estimate(&s, 0, v.Engine().Find(x.offer)).Bill {
				if l.Group == catalog.GroupCompute {
					sum += l.Amount
				}
			}
			return sum
		}
		if a, b := compute(x.cheap), compute(x.dear); a == 0 || math.Abs(b/a-x.factor) > 1e-9 {
			t.Errorf("%s: $%.4f in %s and $%.4f in %s: a factor of %.6f, want %v", x.offer, a, x.cheap, b, x.dear, b/a, x.factor)
		}
	}
}

// TestAFactorOnAnAssumption checks that a factor on an assumption is an assumption, too.
func TestAFactorOnAnAssumption(t *testing.T) {
	read := catalog.Provenance{Source: "https://example.com", AsOf: "2026-10", Confidence: 2}
	p := catalog.Provider{
		Rates:      map[string]catalog.Rate{"rate": {Price: 1}},
		SizeTables: map[string]catalog.SizeTable{"table": {Unit: "hour", Sizes: []catalog.Size{{Name: "one", Price: 1}}}},
		Regions: map[catalog.Class]catalog.Region{catalog.EUWest: {
			Rates: map[string]catalog.Regional{"rate": {Factor: 1.5, Provenance: read}},
			Sizes: map[string]catalog.RegionalSizes{"table": {Factors: map[string]float64{"one": 1.5}, Provenance: read}},
		}},
	}
	there := p.In(catalog.Site{Class: catalog.EUWest})
	if r, z := there.Rates["rate"], there.SizeTables["table"]; r.Price != 1.5 || r.Confidence != 0 || z.Sizes[0].Price != 1.5 || z.Confidence != 0 {
		t.Errorf("%+v, %+v: want 1.5 and confidence 0", r, z)
	}
}

// TestAFactorIsNoBetterThanItsBase checks the confidence of prices in regions: a factor on
// a price at home has no more confidence than that price, and a price of the region's own
// has that of its source.
func TestAFactorIsNoBetterThanItsBase(t *testing.T) {
	v := compile(t, shipped(t))
	for _, x := range []struct {
		offer, region, meter string
		confidence           int
	}{
		{"digitalocean-basic", "eu-west", "load-balancer", 1},
		{"aws-ec2-m7g", "eu-west", "m7g.medium", 1},
		{"aws-fargate-x86", "eu-central", "fargate-vcpu-x86", 2},
		{"aws-fargate-x86", "eu-west", "alb-hours", 1}, // read there; two sources at home
	} {
		s := parse(t, "parts=api level=production rate=10/s region="+x.region)
		found := false
		for _, l := range v.Estimate(&s, 0, v.Engine().Find(x.offer)).Bill {
			if l.Meter == x.meter {
				found = true
				if l.Provenance.Confidence != x.confidence {
					t.Errorf("%s in %s: %s has confidence %d, want %d", x.offer, x.region, l.Meter, l.Provenance.Confidence, x.confidence)
				}
			}
		}
		if !found {
			t.Errorf("%s in %s: no line for %s", x.offer, x.region, x.meter)
		}
	}
}

// TestOffersRunWhereTheyAreSold checks the nearest region, its text, and that every
// request has the round trip.
func TestOffersRunWhereTheyAreSold(t *testing.T) {
	v := compile(t, shipped(t))
	for _, x := range []struct {
		offer, region, at string
		awayMS            float64
	}{
		{"hetzner-cx", "us-east", "eu-central", 94}, // CX is sold in Europe only
		{"hetzner-ccx", "us-east", "ash", 0},
		{"hetzner-cx", "eu-central", "eu-central", 0},
		{"hetzner-cpx", "ap-northeast", "sin", 73},
		{"hetzner-cax", "eu-west", "eu-central", 26},
		{"aws-ec2-gpu-g6", "eu-central", "us-east-1", 94}, // its price in eu-central is unknown
		{"azure-container-apps", "eu-central", "northeurope", 26},
		{"azure-container-apps", "ap-southeast", "japaneast", 73},
		{"cloudflare-workers-paid", "ap-northeast", "global", 0},
		{"cloudflare-containers", "ap-northeast", "global", 0},
		{"modal-cpu", "eu-west", "eu-west", 0},
		{"replicate-t4", "eu-central", "us", 94},
		{"modal-cpu", "eu-central", "eu", 0},
	} {
		here := parse(t, "parts=api region="+x.region)
		i := v.Engine().Find(x.offer)
		if got := v.Engine().Site(&here, i).Region; got != x.at {
			t.Errorf("%s runs in %s for who asks for %s, want %s", x.offer, got, x.region, x.at)
		}
		e := v.Estimate(&here, 0, i)
		var away float64
		for _, r := range e.Reasons() {
			if r.Code == plan.OtherRegion {
				away = r.Value * 1e3
			}
		}
		if math.Abs(away-x.awayMS) > 1e-9 {
			t.Errorf("%s in %s: %v ms away, want %v", x.offer, x.region, away, x.awayMS)
		}
		strict := parse(t, "parts=api region_strict=on region="+x.region)
		e = v.Estimate(&strict, 0, i)
		refused := slices.ContainsFunc(e.Reasons(), func(r plan.Reason) bool { return r.Code == plan.RegionRefused })
		if refused != (x.awayMS > 0) {
			t.Errorf("%s in %s: region_strict refuses it: %v", x.offer, x.region, refused)
		}
	}
	near, far := parse(t, "parts=api region=eu-central"), parse(t, "parts=api")
	i := v.Engine().Find("hetzner-cpx")
	a, b := v.Estimate(&near, 0, i), v.Estimate(&far, 0, i)
	if d := b.Latency.P50MS - a.Latency.P50MS; math.Abs(d-94) > 1e-6 {
		t.Errorf("the median is %.3f ms more across the Atlantic, want 94", d)
	}
}

// TestEveryRegionPricesEveryOffer prices all offers in all regions: each has a price,
// which does not depend on the evaluator's earlier questions.
func TestEveryRegionPricesEveryOffer(t *testing.T) {
	v := compile(t, shipped(t))
	for _, region := range scenario.Regions {
		s := parse(t, "parts=api region="+region)
		warm, fresh := v.Estimates(&s, 0, nil), compile(t, shipped(t)).Estimates(&s, 0, nil)
		for i := range warm {
			if math.IsNaN(warm[i].Monthly) || warm[i].Monthly < 0 || warm[i].Monthly != fresh[i].Monthly {
				t.Errorf("%s in %s: $%v, and asked alone $%v", v.Engine().Offer(i).ID, region, warm[i].Monthly, fresh[i].Monthly)
			}
		}
	}
}
