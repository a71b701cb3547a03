package engine_test

import (
	"maps"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
)

// TestNoOtherSizeIsCheaper compares the size chosen for each offer with those it has when
// the user fixes them. Fleets have the cheapest. Pools without a target for their p99 may
// cost a tenth more: a size is left out if a cheaper one is as good in the limits of a pool.
func TestNoOtherSizeIsCheaper(t *testing.T) {
	v := compile(t, shipped(t))
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		for o := range v.Engine().Len() {
			most := 1 + 1e-9
			if v.Engine().Offer(o).Model.Pooled() {
				most = 1.1
			}
			if p := s.SelectedPart(); p.P99MS == 0 && p.BilledMS == 0 { // billed for other times than its CPU takes
				checkSizes(t, v, &s, o, most)
			}
		}
	})
}

// TestNoOtherSizeIsCheaperCases does so for scenarios in which another size was up to twice
// as cheap.
func TestNoOtherSizeIsCheaperCases(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct{ name, offer, tokens string }{
		{"memory for the requests in flight", "aws-eks-fargate", "memory=3754MB duration=241ms cpu=1% request_memory=76MB rate=5.635/s"},
		{"fewer whole instances", "gcp-cloud-run-request", "memory=3495MB duration=136ms cpu=1% request_memory=197MB rate=330/s"},
		{"fewer machines", "fly-machines-performance", "memory=1611MB duration=276ms cpu=3% request_memory=93MB rate=70.425/s"},
		{"replicas between the sizes", "azure-container-apps", "memory=3836MB duration=993ms cpu=37% request_memory=16MB rate=3.731/s"},
		{"bursts on saved CPU need memory", "fly-machines-shared", "memory=1699MB duration=368ms cpu=16% request_memory=92MB rate=7.858/s burst=8 burst_length=60s shape=daytime"},
		{"as good as one of two sizes in each way", "fly-machines-shared-always", "memory=1337MB duration=7120ms cpu=7% request_memory=53MB rate=6.518/s burst=8 burst_length=60s"},
		{"bursts on a fleet's saved CPU", "aws-ec2-t3", "memory=1285MB duration=2356ms cpu=3% request_memory=37MB rate=151.903/s burst=8 burst_length=60s"},
		{"faster requests leave time without any", "azure-functions-flex", "memory=82MB duration=53ms cpu=70% request_memory=3MB rate=112.501/s"},
		{"a percent is not noise", "railway-services", "memory=321MB duration=1514ms cpu=1% request_memory=100MB rate=103.017/s"},
		{"another of the cheap sizes meets the target", "modal-cpu", "memory=2993MB duration=425ms cpu=17% request_memory=2MB rate=0.013/s p99=2017ms shape=daytime"},
		{"a size that is faster than the cheapest", "cloudflare-containers", "memory=591MB duration=90ms cpu=15% request_memory=91MB rate=0.015/s p99=474ms shape=daytime"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := parse(t, "level=hobby free=off "+tt.tokens)
			checkSizes(t, v, &s, index(t, v, tt.offer), 1+1e-9)
		})
	}
}

// checkSizes fails t if an offer costs more than most times what it costs in a size fixed.
func checkSizes(t rapid.TB, v *engine.Evaluator, s *scenario.Scenario, o int, most float64) {
	t.Helper()
	got := v.Estimate(s, s.Selected, o)
	if v.Engine().Offer(o).Compute.Sizes == "" || !got.Feasible() {
		return
	}
	for _, z := range v.Sizes(s, s.Selected, o) {
		if z.Feasible && got.Monthly > z.Monthly*most+1e-6 {
			t.Errorf("%s: %s costs $%.2f as %s, and $%.2f as %s", s, v.Engine().Offer(o).ID, got.Monthly, got.Size, z.Monthly, z.Size)
		}
	}
}

// TestSizeIsTheCheapest compares the size chosen for an offer with every size of its table
// alone, at many rates. Pools may cost up to 3 % more.
func TestSizeIsTheCheapest(t *testing.T) {
	proptest.Sequential(t)
	c := shipped(t)
	v := compile(t, c)
	scenarios := []string{
		"", "duration=1s cpu=10%", "duration=20ms cpu=90%", "memory=2GB duration=3s cpu=100%",
		"cpu=2% request_memory=0MB memory=200MB", "gpu=l4 memory=16GB duration=800ms cpu=10%", "memory=1500MB shape=office p99=2s",
		"memory=3754MB duration=241ms cpu=1% request_memory=76MB", "memory=3495MB duration=136ms cpu=1% request_memory=197MB",
	}
	if proptest.Raced {
		scenarios = scenarios[:2]
	}
	for pi := range c.Providers {
		p := &c.Providers[pi]
		for _, o := range p.Offers {
			table := p.SizeTables[o.Compute.Sizes]
			full := index(t, v, o.ID)
			for _, size := range table.Named(o.Compute.Only) {
				w := compile(t, alone(c, p, o, table, size))
				for _, tokens := range scenarios {
					s := parse(t, tokens)
					for x := 1e-4; x < 1e5; x *= 5.3 {
						q := at(s, x)
						got, one := v.Estimate(&q, q.Selected, full), w.Estimate(&q, q.Selected, 0)
						most := 1.0
						if o.Model.Pooled() {
							most = 1.03
						}
						if got.Feasible() && one.Feasible() && got.Monthly > one.Monthly*most+1e-6 {
							t.Errorf("%s: %s at %.3g/s costs $%.2f as %s, and $%.2f as %s", tokens, o.ID, x, got.Monthly, got.Size, one.Monthly, one.Size)
						}
					}
				}
			}
		}
	}
}

// alone returns a catalogue with one offer, in one size.
func alone(c *catalog.Catalog, p *catalog.Provider, o catalog.Offer, table catalog.SizeTable, size catalog.Size) *catalog.Catalog {
	table.Sizes = []catalog.Size{size}
	provider := *p
	provider.Offers = []catalog.Offer{o}
	provider.SizeTables = maps.Clone(p.SizeTables)
	provider.SizeTables[o.Compute.Sizes] = table
	out := *c
	out.Providers = []catalog.Provider{provider}
	return &out
}
