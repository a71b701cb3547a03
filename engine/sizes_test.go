package engine_test

import (
	"maps"
	"testing"

	"crossover/engine/catalog"
	"crossover/engine/proptest"
)

// TestSizeIsTheCheapest compares the size chosen for an offer with every size of its table
// alone. Pools may cost up to 3 % more: the search skips sizes that are only slightly
// better.
func TestSizeIsTheCheapest(t *testing.T) {
	proptest.Sequential(t)
	c := shipped(t)
	v := compile(t, c)
	scenarios := []string{
		"", "duration=1s cpu=10%", "duration=20ms cpu=90%", "memory=2GB duration=3s cpu=100%",
		"cpu=2% request_memory=0MB memory=200MB", "gpu=l4 memory=16GB duration=800ms cpu=10%", "memory=1500MB shape=office p99=2s",
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
						if got.Feasible() && one.Feasible() && got.Monthly > one.Monthly*1.03+1e-6 {
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
