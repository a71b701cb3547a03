package engine_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// TestAutoscaledOffers checks the default api at 12 requests a second with the platforms'
// autoscalers; for references see packages autoscale and sim. Container Apps needs one
// vCPU, in four replicas of 0.25 or two of 0.5, which cost the same.
func TestAutoscaledOffers(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "rate=12/s")
	for _, c := range []struct {
		offer             string
		instances         map[string]float64
		leastUSD, mostUSD float64
	}{
		{"gcp-cloud-run-instance", map[string]float64{"1 vCPU": 1}, 72, 77},
		{"azure-container-apps", map[string]float64{"0.25 vCPU": 4, "0.5 vCPU": 2, "1 vCPU": 1}, 95, 100},
	} {
		e := v.Estimate(&s, s.Selected, index(t, v, c.offer))
		if want := c.instances[e.Size]; math.Abs(e.Fleet.Total-want) > 0.02 || e.Monthly < c.leastUSD || e.Monthly > c.mostUSD {
			t.Errorf("%s: %.3f instances of %s for $%.2f, want %v for $%v to $%v",
				c.offer, e.Fleet.Total, e.Size, e.Monthly, want, c.leastUSD, c.mostUSD)
		}
	}
}

// TestStoppingNeverTakesMoreMachines checks that machines that stop when idle never need
// more instances, at any rate, than the same machines always on. It tries every size of
// every offer that is sold in both ways.
func TestStoppingNeverTakesMoreMachines(t *testing.T) {
	c := shipped(t)
	type pair struct {
		name             string
		stopping, always *engine.Evaluator
	}
	var pairs []pair
	for pi := range c.Providers {
		p := &c.Providers[pi]
		for _, o := range p.Offers {
			for _, on := range p.Offers {
				if !o.Model.Pooled() || on.Model.Pooled() || o.Product != on.Product || o.Compute.Sizes == "" || o.Compute.Sizes != on.Compute.Sizes {
					continue
				}
				table := p.SizeTables[o.Compute.Sizes]
				for _, size := range table.Named(o.Compute.Only) {
					pairs = append(pairs, pair{o.ID + " " + size.Name, compile(t, alone(c, p, o, table, size)), compile(t, alone(c, p, on, table, size))})
				}
			}
		}
	}
	if len(pairs) < 20 {
		t.Fatalf("%d pairs", len(pairs))
	}
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		x := pairs[rapid.IntRange(0, len(pairs)-1).Draw(t, "pair")]
		a, b := x.stopping.Estimate(&s, s.Selected, 0), x.always.Estimate(&s, s.Selected, 0)
		if a.Fleet.Total > b.Fleet.Total*(1+1e-9) {
			t.Errorf("%s: %v machines that stop, %v that never do", x.name, a.Fleet.Total, b.Fleet.Total)
		}
	})
}

// bringsTransfer reports whether machines of an offer include transfer. That can be worth
// more than the machine: a droplet for 6 dollars includes 1,000 GiB, worth 10. Then the
// bill falls when the load needs one more machine.
func bringsTransfer(id string) bool {
	return strings.HasPrefix(id, "hetzner-") || strings.HasPrefix(id, "digitalocean-")
}

// TestMonotoneInWork checks that a bill does not fall when requests take longer or need
// more CPU. Instances start at once, and pools are within 1.5 %, as in TestMonotoneInRate.
// With a GPU the rest of a request's time is the GPU's, so on a slower GPU than the one
// asked for, a request takes less time if more of it is the processor's.
func TestMonotoneInWork(t *testing.T) {
	v := compile(t, instant(shipped(t)))
	var a, b []engine.Estimate
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		factor := logarithmic(t, "factor", 1.0001, 3)
		for what, set := range map[string]func(p *scenario.Part){
			"duration": func(p *scenario.Part) { p.DurationMS *= factor },
			"cpu":      func(p *scenario.Part) { p.CPU = min(1, p.CPU*factor) },
		} {
			more := s
			set(more.SelectedPart())
			a, b = v.Headlines(&s, s.Selected, a[:0]), v.Headlines(&more, s.Selected, b[:0])
			for i := range a {
				o := v.Engine().Offer(i)
				switch {
				case what == "cpu" && o.Kind == catalog.KindGPU:
					continue
				case bringsTransfer(o.ID):
					continue
				}
				if b[i].Monthly < a[i].Monthly*(1-0.015) {
					t.Errorf("%s: %s: $%v falls to $%v at %v times the %s", s, o.ID, a[i].Monthly, b[i].Monthly, factor, what)
				}
			}
		}
	})
}
