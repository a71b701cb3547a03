package engine_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine/catalog"
	"crossover/engine/plan"
)

// TestSizesAreHeeded fixes each size of each offer: the estimate has that size, whatever
// else the offer sells.
func TestSizesAreHeeded(t *testing.T) {
	v := compile(t, shipped(t))
	for id, list := range sizesOf(shipped(t)) {
		for _, z := range list {
			s := parse(t, "memory=64MB level=hobby size="+strings.ReplaceAll(z.Name, " ", "_"))
			e := v.Estimate(&s, s.Selected, index(t, v, id))
			byNumber := s.SelectedPart().Size.Wanted().Name == "" // 1_vCPU is any size with one
			if e.Refused(plan.SizeRefused) || e.Size != z.Name && !byNumber {
				t.Errorf("%s: %s has %q: %v", id, s, e.Size, e.Reasons())
			}
		}
	}
}

// sizesOf returns the sizes of each offer that has any.
func sizesOf(c *catalog.Catalog) map[string][]catalog.Size {
	out := map[string][]catalog.Size{}
	for k := range c.Providers {
		p := &c.Providers[k]
		for _, o := range p.Offers {
			if t, ok := p.SizeTables[o.Compute.Sizes]; ok {
				out[o.ID] = t.Named(o.Compute.Only)
			}
		}
	}
	return out
}

// TestSizeOf checks sizes by name, by the start of a name, by vCPU and by memory, and the
// refusals of offers that sell no such size.
func TestSizeOf(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct{ offer, tokens, size, why string }{
		{"aws-ec2-t4g", "size=t4g.medium", "t4g.medium", ""},
		{"aws-ec2-t4g", "size=t4g.m rate=1/day", "t4g.micro", ""},
		{"aws-ec2-t4g", "size=4vcpu", "t4g.xlarge", ""},
		{"aws-ec2-t4g", "size=2GB", "t4g.small", ""},
		{"aws-ec2-t4g", "size=T4g.small", "", "sells no size T4g.small; has t4g.nano, t4g.micro, t4g.small, t4g.medium, …"},
		{"aws-ec2-t4g", "size=t4g.micro memory=2GB", "t4g.micro", "needs 2,048 MB; at most 824 MB"},
		{"aws-fargate-x86", "size=0.25_vCPU_1_GB", "0.25 vCPU 1 GB", ""},
		{"aws-fargate-x86", "size=1_vCPU", "1 vCPU", ""},
		{"fly-machines-shared", "size=shared-cpu-1x_512MB", "shared-cpu-1x 512MB", ""},
		{"gcp-cloud-run-instance", "size=3GB", "1 vCPU", ""},
		{"aws-lambda-arm64", "size=1GB", "", ""},
		{"aws-lambda-arm64", "size=512MB memory=768MB", "", "needs 768 MB; at most 512 MB"},
		{"aws-lambda-arm64", "size=20GB", "", "sells no size 20GB; has 128 to 10,240 MB in steps of 1"},
		{"aws-lambda-arm64", "size=t4g.small", "", "sells no size t4g.small; has 128 to 10,240 MB in steps of 1"},
		{"cloudflare-workers-paid", "size=2vcpu", "", "sells no size 2vcpu; has isolates of 128 MB"},
		{"azure-functions-consumption", "size=512MB", "", "sells no size 512MB; bills the memory that runs take"},
	} {
		s := parse(t, "level=hobby "+tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		var why []string
		for _, r := range e.Reasons() {
			if r.Code == plan.SizeRefused || r.Code == plan.MemoryLimit {
				why = append(why, r.String())
			}
		}
		if got := strings.Join(why, "; "); got != tt.why || tt.size != "" && e.Size != tt.size {
			t.Errorf("%s %s: %q %q, want %q %q", tt.offer, tt.tokens, e.Size, got, tt.size, tt.why)
		}
	}
	s := parse(t, "size=t4g.smal1")
	if err := v.Engine().Check(&s); err == nil || !strings.Contains(err.Error(), "did you mean t4g.small?") {
		t.Errorf("%s: %v", s, err)
	}
}

// TestLambdaMemory compares a fixed size with the price list: 1 GB for 100 ms is a tenth
// of a GB-second, whatever the part needs.
func TestLambdaMemory(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "rate=10M/month billed_duration=100ms memory=128MB size=1GB free=off")
	e := v.Estimate(&s, s.Selected, index(t, v, "aws-lambda-arm64"))
	got := 0.0
	for _, l := range e.Bill {
		if l.Group == "compute" {
			got += l.Amount
		}
	}
	if want := 1e6 * 0.0000133334; math.Abs(got-want) > 0.005 {
		t.Errorf("%.4f, want %.4f", got, want)
	}
}

// TestFixingTheChosenSize checks that fixing the size that the search chose changes no
// bill, and that no other suitable size is cheaper by more than the hundredth below which
// the search treats sizes as equal.
func TestFixingTheChosenSize(t *testing.T) {
	v, sizes := compile(t, shipped(t)), sizesOf(shipped(t))
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, v.Engine().Len()-1).Draw(t, "offer")
		tokens := fmt.Sprintf("level=%s rate=%.4g/s memory=%dMB duration=%dms cpu=%d%% burst=%d ",
			rapid.SampledFrom([]string{"hobby", "production"}).Draw(t, "level"),
			math.Pow(10, rapid.Float64Range(-4, 2.5).Draw(t, "rate")),
			rapid.IntRange(64, 4096).Draw(t, "memory"), rapid.IntRange(5, 2000).Draw(t, "duration"),
			rapid.IntRange(0, 100).Draw(t, "cpu"), rapid.IntRange(1, 10).Draw(t, "burst"))
		if v.Engine().Offer(i).Kind == catalog.KindGPU {
			tokens += "gpu=t4 "
		}
		free := mustParse(t, tokens)
		usual := v.Estimate(&free, free.Selected, i)
		if usual.Size == "" || !usual.Feasible() {
			return
		}
		fixed := mustParse(t, tokens+"size="+strings.ReplaceAll(usual.Size, " ", "_"))
		e := v.Estimate(&fixed, fixed.Selected, i)
		if e.Size != usual.Size || math.Abs(e.Monthly-usual.Monthly) > 1e-6*max(1, usual.Monthly) {
			t.Fatalf("%s: %s on %s for %v, fixed on %s for %v", fixed, v.Engine().Offer(i).ID, usual.Size, usual.Monthly, e.Size, e.Monthly)
		}
		for _, z := range sizes[v.Engine().Offer(i).ID] {
			other := mustParse(t, tokens+"size="+strings.ReplaceAll(z.Name, " ", "_"))
			if e := v.Estimate(&other, other.Selected, i); e.Feasible() && e.Monthly < usual.Monthly*0.99-1e-9 {
				t.Fatalf("%s: %s on %s for %v, on %s for %v", other, v.Engine().Offer(i).ID, usual.Size, usual.Monthly, z.Name, e.Monthly)
			}
		}
	})
}
