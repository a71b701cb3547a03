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
const figuresTouched, figuresShipped = 300, 420

// noExample names the prices and allowances that no example depends on: what is not
// here changes some figure when it is raised.
var noExample = strings.Split(strings.Join(strings.Fields(`
	aws/fargate-disk, aws/lambda-disk, aws/pipes, aws/scheduler, aws/c7g.2xlarge, aws/c7g.4xlarge,
	aws/c7g.medium, aws/cache.m7g.large, aws/cache.r7g.large, aws/cache.t4g.medium, aws/cache.t4g.micro,
	aws/cache.t4g.small, aws/g4dn.12xlarge, aws/g4dn.4xlarge, aws/g4dn.8xlarge, aws/g5.16xlarge,
	aws/g5.24xlarge, aws/g6.16xlarge, aws/g6.24xlarge, aws/g6.4xlarge, aws/g6.8xlarge, aws/g6e.12xlarge,
	aws/g6e.16xlarge, aws/g6e.24xlarge, aws/g6e.48xlarge, aws/g6e.4xlarge, aws/g6e.8xlarge, aws/m7g.medium,
	aws/m7i.2xlarge, aws/m7i.large, aws/m8g.2xlarge, aws/m8g.4xlarge, aws/m8g.large, aws/m8g.medium,
	aws/m8g.xlarge, aws/t4g.2xlarge, aws/+cloudfront-egress, aws/+cloudfront-requests, aws/+logs,
	aws/+scheduler, aws/+step-transitions, azure/apps-requests, azure/flex-requests, azure/redis-storage,
	azure/storage-queue, azure/+apps-requests, azure/+egress, azure/+event-grid, azure/+flex-requests,
	azure/+redis-storage, cloudflare/containers-disk, cloudflare/containers-egress,
	cloudflare/containers-memory, cloudflare/d1-reads, cloudflare/kv-reads, cloudflare/kv-storage,
	cloudflare/objects-reads, cloudflare/objects-storage, cloudflare/objects-writes,
	cloudflare/+containers-cpu, cloudflare/+containers-disk, cloudflare/+containers-egress,
	cloudflare/+containers-memory, cloudflare/+kv-reads, cloudflare/+kv-storage, cloudflare/+kv-writes,
	cloudflare/+objects-duration, cloudflare/+objects-reads, cloudflare/+objects-requests,
	cloudflare/+objects-storage, cloudflare/+objects-writes, cloudflare/+r2-reads, cloudflare/+r2-writes,
	digitalocean/egress-app, digitalocean/load-balancer, digitalocean/2 vCPU 2 GB, digitalocean/4 vCPU 16 GB,
	digitalocean/apps-s-1vcpu-1gb, digitalocean/apps-s-1vcpu-2gb, digitalocean/apps-s-2vcpu-4gb,
	digitalocean/gpu-h100-1x, digitalocean/sqs-out, digitalocean/+egress-app, fly/sqs-out, hetzner/sqs-out, fly/redis-storage, fly/Basic, fly/+redis-storage,
	gcp/cloud-sql-disk, gcp/ipv4, gcp/scheduler, gcp/db-custom-2-7680, gcp/db-custom-8-30720, gcp/+pubsub,
	gcp/+scheduler, hetzner/load-balancer, koyeb/egress, koyeb/pro-plan, koyeb/eco-xlarge, koyeb/gpu-h100,
	koyeb/gpu-l4, koyeb/+egress, lambdalabs/b200-1x, modal/egress, modal/memory, modal/redis-storage,
	modal/+egress, modal/+redis-storage, railway/egress, railway/pro-plan, render/pro-workspace,
	render/1c-2g, render/2c-4g, render/4c-16g, render/8c-32g, runpod/a100-1x, runpod/h100-1x,
	vercel/pro-plan, vercel/redis-storage, vercel/+redis-storage
`), " "), ", ")

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
	t.Logf("%d of %d prices and allowances are tested by examples", touched, all)
	for _, name := range untouched {
		if !slices.Contains(noExample, name) {
			t.Errorf("no example depends on %s any longer, and noExample does not name it", name)
		}
	}
	for _, name := range noExample {
		if !slices.Contains(untouched, name) {
			t.Errorf("noExample names %s, which an example depends on or which is gone: take it out", name)
		}
	}
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
