package catalog_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine/catalog"
	_ "crossover/engine/proptest"
)

var assumed = catalog.Provenance{Note: "Assumed."}

// example returns a small valid catalogue.
func example() *catalog.Catalog {
	figure := catalog.Assumption{Value: 1, Note: "Assumed."}
	return &catalog.Catalog{
		Providers: []catalog.Provider{{
			ID: "acme", Title: "Acme", Region: "here",
			Pools: map[string]catalog.Pool{
				"free": {Amount: 10, Unit: "request", Kind: catalog.IncludedFree, Provenance: assumed},
			},
			Rates: map[string]catalog.Rate{
				"requests": {Title: "Requests", Unit: "request", Price: 1, Pool: "free", Provenance: catalog.Provenance{
					Source: "https://acme.example/pricing", AsOf: "2026-10-09", Confidence: 2,
				}},
			},
			SizeTables: map[string]catalog.SizeTable{
				"boxes": {Title: "Boxes", Unit: "hour", Provenance: assumed, Sizes: []catalog.Size{
					{Name: "small", VCPU: 1, MemoryMB: 1024, Price: 0.1},
				}},
			},
			Offers: []catalog.Offer{{
				ID: "acme-boxes", Title: "Acme Boxes", Short: "Acme", Product: "acme-boxes",
				Kind: catalog.KindVM, Model: catalog.Nodes, Arch: []string{"x86"}, Start: "vm",
				Compute: catalog.Compute{Sizes: "boxes"},
				Bill: []catalog.BillLine{
					{Size: true, Quantity: catalog.QInstanceHours, Group: catalog.GroupCompute},
					{Rate: "requests", Quantity: catalog.QRequests, Group: catalog.GroupRequests},
				},
			}},
		}},
		Starts: []catalog.Start{{ID: "vm", OverheadMS: 1, Provenance: assumed, Inits: []catalog.Init{
			{P50MS: 1, P95MS: 2, Provenance: assumed},
		}}},
		Assumptions: catalog.Assumptions{
			ServiceCV: figure, EdgeRTTMS: figure, RegionRTTMS: figure, ConnectionsPerRequest: figure,
			ConnectionS: figure, RequestKB: figure, LogKB: figure, CodeMB: figure, WorkingSetShare: figure, ServerConcurrency: figure, InFlightSpread: figure, SharedCore: figure, QueueBatch: figure, BatchWaitS: figure,
			PingIntervalS: figure, PingMS: figure,
			ConnectionKB: figure, InstanceConnections: figure, StateReads: figure, StateWrites: figure,
			Operations: catalog.Operations{Edge: figure, Function: figure, Container: figure, MicroVM: figure, Kubernetes: figure, VM: figure, GPU: figure},
		},
	}
}

func TestValidateAcceptsTheExample(t *testing.T) {
	if problems := example().Validate(); problems != nil {
		t.Errorf("Validate: %v", problems)
	}
}

func TestValidateNamesWhatIsWrong(t *testing.T) {
	rate := func(c *catalog.Catalog, change func(*catalog.Rate)) {
		r := c.Providers[0].Rates["requests"]
		change(&r)
		c.Providers[0].Rates["requests"] = r
	}
	offer := func(c *catalog.Catalog) *catalog.Offer { return &c.Providers[0].Offers[0] }
	for _, test := range []struct {
		name, path, want string
		spoil            func(*catalog.Catalog)
	}{
		{"price is no number", "providers[0].rates.requests.price", "finite", func(c *catalog.Catalog) {
			rate(c, func(r *catalog.Rate) { r.Price = math.NaN() })
		}},
		{"price without end", "providers[0].rates.requests.price", "finite", func(c *catalog.Catalog) {
			rate(c, func(r *catalog.Rate) { r.Price = math.Inf(1) })
		}},
		{"free without a note", "providers[0].rates.requests.price", "a note", func(c *catalog.Catalog) {
			rate(c, func(r *catalog.Rate) { r.Price = 0 })
		}},
		{"pool in another unit", "providers[0].rates.requests.pool", "counted in GB", func(c *catalog.Catalog) {
			rate(c, func(r *catalog.Rate) { r.Unit = "GB" })
		}},
		{"no source", "providers[0].rates.requests.source", "address", func(c *catalog.Catalog) {
			rate(c, func(r *catalog.Rate) { r.Source = "" })
		}},
		{"source is a file", "providers[0].rates.requests.source", "https://", func(c *catalog.Catalog) {
			rate(c, func(r *catalog.Rate) { r.Source = "../prices.md" })
		}},
		{"short name twice", "providers[0].offers[1].short", "acme-boxes has it", func(c *catalog.Catalog) {
			again := *offer(c)
			again.ID = "acme-more"
			c.Providers[0].Offers = append(c.Providers[0].Offers, again)
		}},
		{"provider twice", "providers[1].provider", "another file", func(c *catalog.Catalog) {
			c.Providers = append(c.Providers, c.Providers[0])
		}},
		{"unknown architecture", "providers[0].offers[0].arch[0]", "x86, arm64", func(c *catalog.Catalog) {
			offer(c).Arch = []string{"riscv"}
		}},
		{"unknown runtime", "providers[0].offers[0].runtimes[0]", "node, python", func(c *catalog.Catalog) {
			offer(c).Runtimes = []string{"cobol"}
		}},
		{"figures without provenance", "providers[0].offers[0].scaling.note", "assumption", func(c *catalog.Catalog) {
			offer(c).Scaling.IdleS = 60
		}},
		{"no such size", "providers[0].offers[0].compute.only", "at least one size", func(c *catalog.Catalog) {
			offer(c).Compute.Only = "large"
		}},
		{"no memory", "providers[0].offers[0].compute.max_mb", "greater than 0", func(c *catalog.Catalog) {
			offer(c).Compute.Sizes = ""
		}},
		{"rate and size", "providers[0].offers[0].bill[0].rate", "not both", func(c *catalog.Catalog) {
			offer(c).Bill[0].Rate = "requests"
		}},
		{"neither rate nor size", "providers[0].offers[0].bill[0].rate", "size: true", func(c *catalog.Catalog) {
			offer(c).Bill[0].Size = false
		}},
		{"a first chunk alone", "providers[0].offers[0].bill[0].first_kb", "at least as large", func(c *catalog.Catalog) {
			offer(c).Bill[0].FirstKB = 64
		}},
		{"unless nothing", "providers[0].offers[0].bill[0].unless", "one of", func(c *catalog.Catalog) {
			offer(c).Bill[0].Unless = "gateway"
		}},
		{"no pool to be without", "providers[0].offers[0].bill[0].no_pool", "has a pool", func(c *catalog.Catalog) {
			offer(c).Bill[0].NoPool = true
		}},
		{"chunks of hours", "providers[0].offers[0].bill[0].chunk_kb", "only requests", func(c *catalog.Catalog) {
			offer(c).Bill[0].ChunkKB = 64
		}},
		{"quantity of another model", "providers[0].offers[0].bill[1].quantity", "nodes computes", func(c *catalog.Catalog) {
			offer(c).Bill[1].Quantity = catalog.QGBSeconds
		}},
		{"too concurrent", "providers[0].offers[0].scaling.concurrency", "at most", func(c *catalog.Catalog) {
			offer(c).Scaling = catalog.Scaling{Concurrency: 10, MaxConcurrency: 5, Provenance: assumed}
		}},
		{"no start for a runtime", "starts[0].inits", "runtime node", func(c *catalog.Catalog) {
			c.Starts[0].Inits[0].Runtime = "go"
		}},
		{"GPU without a speed", "providers[0].sizes.boxes.sizes[0].gpu", "there are none", func(c *catalog.Catalog) {
			c.Providers[0].SizeTables["boxes"].Sizes[0].GPU = "t4"
		}},
		{"GPU nobody can ask for", "assumptions.gpus[0].name", "the term gpu knows", func(c *catalog.Catalog) {
			c.Assumptions.GPUs = []catalog.GPU{{Name: "gh200", Speed: 1}}
		}},
		{"GPU that stands still", "assumptions.gpus[0].speed", "greater than 0", func(c *catalog.Catalog) {
			c.Assumptions.GPUs = []catalog.GPU{{Name: "t4", Note: "Assumed."}}
		}},
		{"assumption of nothing", "assumptions.code_mb.value", "greater than 0", func(c *catalog.Catalog) {
			c.Assumptions.CodeMB.Value = 0
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := example()
			test.spoil(c)
			problems := c.Validate()
			for _, p := range problems {
				if p.Path == test.path && strings.Contains(p.Want, test.want) {
					return
				}
			}
			t.Errorf("Validate: %v, want %s: … %s …", problems, test.path, test.want)
		})
	}
}

// TestValidateTiers checks that tiers are accepted exactly when each ends after the one
// before it and only the last has no end.
func TestValidateTiers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ends := rapid.SliceOfN(rapid.IntRange(0, 4), 1, 5).Draw(t, "ends")
		good := ends[len(ends)-1] == 0
		var tiers []catalog.Tier
		for i, end := range ends {
			tiers = append(tiers, catalog.Tier{UpTo: float64(end), Price: 1})
			if i < len(ends)-1 {
				good = good && end > 0 && (i == 0 || end > ends[i-1])
			}
		}
		c := example()
		r := c.Providers[0].Rates["requests"]
		r.Price, r.Tiers = 0, tiers
		c.Providers[0].Rates["requests"] = r
		if problems := c.Validate(); (problems == nil) != good {
			t.Fatalf("tiers ending at %v: %v", ends, problems)
		}
	})
}

func TestEveryQuantityBelongsToAModel(t *testing.T) {
	computed := map[catalog.Quantity]bool{}
	for _, m := range catalog.Models {
		for _, q := range m.Quantities() {
			computed[q] = true
		}
	}
	for _, q := range catalog.Quantities {
		if !computed[q.Name] {
			t.Errorf("no model computes %s", q.Name)
		}
		delete(computed, q.Name)
	}
	for q := range computed {
		t.Errorf("quantity %s is not listed in Quantities", q)
	}
}

func TestInitTakesTheFirstMatch(t *testing.T) {
	s := catalog.Start{Inits: []catalog.Init{
		{Runtime: "go", Arch: "arm64", P50MS: 1},
		{Runtime: "go", P50MS: 2},
		{Package: "image", P50MS: 3},
	}}
	for _, test := range []struct {
		runtime, pkg, arch string
		want               float64
		ok                 bool
	}{
		{"go", "zip", "arm64", 1, true},
		{"go", "image", "x86", 2, true},
		{"node", "image", "x86", 3, true},
		{"node", "zip", "x86", 0, false},
	} {
		got, ok := s.Init(test.runtime, test.pkg, test.arch)
		if got.P50MS != test.want || ok != test.ok {
			t.Errorf("Init(%s, %s, %s) = %v, %t", test.runtime, test.pkg, test.arch, got.P50MS, ok)
		}
	}
}

func TestValidateWarms(t *testing.T) {
	for name, warms := range map[string]string{"an unknown offer": "nobody", "without kept_warm": ""} {
		c := example()
		o := &c.Providers[0].Offers[0]
		if o.Billing.KeptWarm = warms != ""; warms == "" {
			warms = o.ID
		}
		o.Warms = warms
		if len(c.Validate()) == 0 {
			t.Errorf("%s passes", name)
		}
	}
}
