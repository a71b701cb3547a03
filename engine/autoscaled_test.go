package engine_test

import (
	"cmp"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/plan"
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
	check := func(t rapid.TB, s scenario.Scenario, x *pair) {
		a, b := x.stopping.Estimate(&s, s.Selected, 0), x.always.Estimate(&s, s.Selected, 0)
		if a.Fleet.Total > b.Fleet.Total*(1+1e-9) {
			t.Errorf("%s: %s: %v machines that stop, %v that never do", s, x.name, a.Fleet.Total, b.Fleet.Total)
		}
	}
	for i := range pairs { // one machine kept running meets the target, and is all that there is without traffic
		check(t, parse(t, "rate=0.368/s memory=16MB duration=2718us billed_duration=90ms cpu=100% shape=1/0/3 burst=50 burst_length=3s runtime=java p99=2s utilisation=100%"), &pairs[i])
	}
	rapid.Check(t, func(t *rapid.T) { check(t, draw(t), &pairs[rapid.IntRange(0, len(pairs)-1).Draw(t, "pair")]) })
}

// bringsTransfer reports whether machines of an offer include transfer. That can be worth
// more than the machine: a droplet for 6 dollars includes 1,000 GiB, worth 10. Then the
// bill falls when the load needs one more machine.
func bringsTransfer(id string) bool {
	return strings.HasPrefix(id, "hetzner-") || strings.HasPrefix(id, "digitalocean-")
}

// TestMonotoneInWork checks that a bill does not fall when requests take longer or need
// more CPU.
func TestMonotoneInWork(t *testing.T) {
	w := moreWork{v: compile(t, instant(shipped(t)))}
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		w.check(t, s, logarithmic(t, "factor", 1.0001, 3))
	})
}

// TestMonotoneInWorkCases checks the same for scenarios that failed once.
func TestMonotoneInWorkCases(t *testing.T) {
	w := moreWork{v: compile(t, instant(shipped(t)))}
	for name, tokens := range map[string]string{
		"memory beside connections is for messages in flight, not for those that fit the CPU": "rate=0 memory=16MB duration=2718us billed_duration=90ms cpu=50% request_memory=200MB connections=2.718 session=10s utilisation=100%",
		"the same on a fleet": "rate=0 memory=36316MB duration=2718us cpu=12.5% request_memory=5.8MB connections=2.718 session=10s utilisation=100%",
		"connections have their memory whatever the CPU takes":     "rate=0 memory=24MB duration=114us billed_duration=90ms cpu=9.6% request_memory=1MB concurrency=500 burst=8.9 burst_length=20s connections=1 session=265s level=critical utilisation=25%",
		"connections beside a few messages":                        "rate=2.72/s memory=16MB duration=2718us cpu=25% request_memory=200MB connections=2.718 session=10s utilisation=100%",
		"the same of many connections":                             "rate=0 memory=16MB duration=1284us billed_duration=90ms cpu=100% request_memory=2.7MB concurrency=500 connections=22026 session=55s redundancy=4 utilisation=100%",
		"what is rounded up to active time is not idle":            "rate=4.482/s memory=64GB duration=4482us cpu=100% request_memory=2.7MB utilisation=100%",
		"a target that no size meets is left out of the bill":      "rate=0 memory=16MB duration=12182us cpu=100% p99=150ms utilisation=100%",
		"machines that keep state have room for requests to spare": "rate=0 memory=16MB duration=2718us cpu=6.2% request_memory=2.7MB state=7854MB redundancy=1 utilisation=100%",
	} {
		t.Run(name, func(t *testing.T) { w.check(t, parse(t, tokens), 3) })
	}
}

// moreWork compares bills of requests that take more work and reuses its lists.
type moreWork struct {
	v    *engine.Evaluator
	a, b []engine.Estimate
}

// check fails t if a bill falls at factor times the duration or the CPU, or if the
// duration was measured on a faster GPU with more memory. Instances start at once, and
// pools are within 1.5 %, as in TestMonotoneInRate. With a GPU the rest of a request's
// time is the GPU's, so on a slower GPU than the one asked for, a request takes less
// time if more of it is the processor's. An instance whose CPU takes fewer at once
// needs less memory for them, and a machine has more for the state that it keeps. On a
// slower GPU the CPU's share of a request falls, so an instance takes more at once if
// it may, and a pool may need fewer. Where no size meets the latency target or the
// longest run, the bill is that without it. Beyond the limits of the model of pools,
// which the estimate names, figures are only about right.
func (w *moreWork) check(t rapid.TB, s scenario.Scenario, factor float64) {
	t.Helper()
	for what, set := range map[string]func(p *scenario.Part){
		"duration": func(p *scenario.Part) { p.DurationMS *= factor },
		"cpu":      func(p *scenario.Part) { p.CPU = min(1, p.CPU*factor) },
		"gpu":      func(p *scenario.Part) { p.GPU = cmp.Or(map[string]string{"l4": "h100", "h100": "b200"}[p.GPU], p.GPU) },
	} {
		more := s
		set(more.SelectedPart())
		w.a, w.b = w.v.Headlines(&s, s.Selected, w.a[:0]), w.v.Headlines(&more, s.Selected, w.b[:0])
		for i := range w.a {
			o := w.v.Engine().Offer(i)
			switch {
			case what == "cpu" && o.Kind == catalog.KindGPU,
				what == "gpu" && s.SelectedPart().CPU > 0 && s.SelectedPart().Concurrency > 1 && o.Model.Pooled(),
				bringsTransfer(o.ID),
				o.Model == catalog.Nodes && s.SelectedPart().StateMB > 0,
				w.b[i].Chosen.MemoryMB < w.a[i].Chosen.MemoryMB && s.SelectedPart().Connections == 0,
				beyondModel(&w.a[i]) || beyondModel(&w.b[i]),
				s.SelectedPart().P99MS > 0 && !w.b[i].Feasible(),
				w.b[i].Refused(plan.DurationLimit):
				continue
			}
			if w.b[i].Monthly < w.a[i].Monthly*(1-0.015) {
				t.Errorf("%s: %s: $%v falls to $%v at %v times the %s", s, o.ID, w.a[i].Monthly, w.b[i].Monthly, factor, what)
			}
		}
	}
}
