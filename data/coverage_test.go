package data

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"crossover/engine/catalog"
	"crossover/engine/proptest"
	"crossover/engine/verify"
)

// figure is a price or an allowance of the catalogue. A machine that is in
// several tables has one price.
type figure struct {
	name  string // as examples refer to it; an allowance has a + before its own
	scale func(factor float64)
}

// figures lists what a provider charges and includes. What is free cannot be
// raised and is left out.
func figures(p *catalog.Provider) []figure {
	var out []figure
	for _, id := range slices.Sorted(maps.Keys(p.Rates)) {
		r := p.Rates[id]
		if r.Price == 0 && len(r.Tiers) == 0 {
			continue
		}
		out = append(out, figure{p.ID + "/" + id, func(factor float64) {
			changed := r
			changed.Price *= factor
			changed.Tiers = slices.Clone(r.Tiers)
			for i := range changed.Tiers {
				changed.Tiers[i].Price *= factor
			}
			p.Rates[id] = changed
		}})
	}
	machines := map[string][]*catalog.Size{}
	for _, table := range p.SizeTables {
		for i := range table.Sizes {
			if s := &table.Sizes[i]; s.Price > 0 {
				machines[s.Name] = append(machines[s.Name], s)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(machines)) {
		prices := make([]float64, len(machines[name]))
		for i, s := range machines[name] {
			prices[i] = s.Price
		}
		out = append(out, figure{p.ID + "/" + name, func(factor float64) {
			for i, s := range machines[name] {
				s.Price = prices[i] * factor
			}
		}})
	}
	for _, id := range slices.Sorted(maps.Keys(p.Pools)) {
		pool := p.Pools[id]
		out = append(out, figure{p.ID + "/+" + id, func(factor float64) {
			changed := pool
			changed.Amount *= factor
			p.Pools[id] = changed
		}})
	}
	return out
}

// users returns the examples whose figure can depend on a provider's prices.
func users(examples []verify.Example, provider string) []verify.Example {
	mine := func(ref string) bool {
		return strings.HasPrefix(ref, provider+"/") || strings.HasPrefix(ref, provider+"-")
	}
	return slices.DeleteFunc(slices.Clone(examples), func(x verify.Example) bool {
		line := func(l verify.Line) bool { return mine(l.Ref) }
		side := func(s verify.Side) bool { return mine(s.Offer) || slices.ContainsFunc(s.Lines, line) }
		return !mine(x.Offer) && !slices.ContainsFunc(x.Lines, line) &&
			!slices.ContainsFunc(slices.Collect(maps.Values(x.Prices)), mine) &&
			(x.BreakEven == nil || !slices.ContainsFunc(x.BreakEven.Sides[:], side))
	})
}

// coarse reports whether a figure shows in no published digits when it is raised by
// a hundredth: by a tenth it does.
func coarse(name string) bool { return step(name) > 1.01 && !strings.Contains(name, "/+") }

// step is how far a figure is raised: by a hundredth, where that shows in the
// digits published, and an allowance by a tenth.
func step(name string) float64 {
	switch name {
	case "aws/cloudfront-requests", "aws/fargate-memory-arm64", "aws/gp3", "aws/lambda-edge-duration", "aws/registry",
		"aws/step-transitions", "aws/t4g.nano", "azure/event-grid", "cloudflare/kv-writes", "fly/rootfs", "gcp/egress",
		"gcp/lb-hours", "hetzner/ipv4", "railway/cpu", "render/0.5c-512mb",
		"vercel/invocations", "vercel/transfer", "aws/db.t4g.small", "aws/db.t4g.medium", "aws/db.t4g.large",
		"vercel/isr-reads", "vercel/images", "vercel/image-reads", "vercel/origin-transfer", "cloudflare/r2-reads":
		return 1.10
	}
	if strings.Contains(name, "/+") {
		return 1.10
	}
	return 1.01
}

// The figures that examples depend on, and all there are: more when there are
// more, never fewer.
const figuresTouched, figuresShipped = 291, 408

// TestExamplesReactToTheCatalogue raises each price and each allowance: if some
// example that agreed does not any longer, they test it. It names those that
// nothing tests.
func TestExamplesReactToTheCatalogue(t *testing.T) {
	proptest.Sequential(t)
	examples, c := loadExamplesT(t), load(t)
	var untouched, roughly []string
	touched, all := 0, 0
	for i := range c.Providers {
		p := &c.Providers[i]
		mine, before := users(examples, p.ID), touched
		alone := *c
		alone.Providers = c.Providers[i : i+1]
		for _, f := range figures(p) {
			f.scale(step(f.name))
			v := testEngine(t, &alone).NewEvaluator()
			shows := slices.ContainsFunc(mine, func(x verify.Example) bool {
				r := verify.Run(context.Background(), v, x)
				return !r.OK()
			})
			f.scale(1)
			all++
			if shows {
				touched++
				if coarse(f.name) {
					roughly = append(roughly, f.name)
				}
			} else {
				untouched = append(untouched, f.name)
			}
		}
		if touched == before {
			t.Errorf("no example depends on a price of %s", p.ID)
		}
	}
	t.Logf("%d of %d prices and allowances are tested by examples; not these: %s", touched, all, strings.Join(untouched, " "))
	t.Logf("these show only when they are raised by a tenth: %s", strings.Join(roughly, " "))
	if touched != figuresTouched || all != figuresShipped {
		t.Errorf("examples depend on %d of %d prices and allowances, and the test says %d of %d: correct it, upwards",
			touched, all, figuresTouched, figuresShipped)
	}
	if float64(touched) < 0.7*float64(all) {
		t.Errorf("examples depend on %d of %d prices and allowances, want 70 %%", touched, all)
	}
}

// TestReadmeCounts holds what README.md says in numbers.
func TestReadmeCounts(t *testing.T) {
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(page)), " ")
	for _, want := range []string{
		fmt.Sprintf("what %d offers of", len(offers(t))),
		fmt.Sprintf("`crossover verify` recomputes %d published figures", len(loadExamplesT(t))),
		fmt.Sprintf("%d of %d prices and allowances", figuresTouched, figuresShipped),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("README.md does not say %q", want)
		}
	}
}
