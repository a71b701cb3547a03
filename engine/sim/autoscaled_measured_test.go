package sim

import (
	"math"
	"testing"

	"crossover/engine/autoscale"
)

// measuredRun returns the platform of the measurements in cloud_run_bursts_2025.csv, with
// that many instances at the start. A request with an instance to itself took 161 ms. Up
// to 4 requests a second they arrive evenly; from 6 on the gaps in the logs have a
// coefficient of variation of 0.7 and more. Fitted to these figures are a decision every second and
// the routing.
func measuredRun(rate, instances float64, seed uint64) AutoscaledConfig {
	arrivals := Even(rate)
	if rate > 4 {
		arrivals = Poisson(rate)
	}
	return AutoscaledConfig{
		Arrivals: arrivals, Compute: Lognormal(0.161, 0.05), Wait: Constant(0), Start: Lognormal(1.2, 0.5),
		Machine: autoscale.Machine{VCPU: 1, Slots: 80, Start: 1.2}, Seed: seed,
		Policy: autoscale.Policy{
			CPU: 0.6, InFlight: 48, Window: 60, Every: 1, Hold: 60, Park: 900, Least: instances, OnRequest: true, Random: true,
		},
	}
}

// TestMeasuredBursts compares the p99 of two minutes of traffic to one warm instance, over
// several runs, with that of one measured run: within a factor of two. By the instance IDs
// in the log, the measured run at 15 requests a second found three instances of the run
// before in service. It lies between the p99 from one instance and from three.
func TestMeasuredBursts(t *testing.T) {
	for _, r := range table(t, "cloud_run_bursts_2025.csv") {
		rate, want := r.num("requests_per_s"), r.num("p99_ms")/1e3
		p99 := func(instances float64) float64 {
			var all Histogram
			for seed := range uint64(16) {
				if r["platform"] == "gcp" {
					s := autoscaled(t, measuredRun(rate, instances, seed), 120)
					all.Merge(&s.All)
					continue
				}
				// Lambda: one request per instance, and a start of 0.4 s in all.
				c := simFaaS(Even(rate), Lognormal(0.154, 0.05), Constant(0.4), 320, 1, 0)
				c.Min, c.Seed = 1, seed
				s, err := New(c)
				if err != nil {
					t.Fatal(err)
				}
				s.Run(120)
				report := s.Report()
				all.Merge(&report.All)
			}
			return all.Quantile(0.99)
		}
		got := p99(1)
		t.Logf("%s at %v/s: %.0f ms, measured %.0f", r["platform"], rate, got*1e3, want*1e3)
		if r["platform"] == "gcp" && rate == 15 {
			if warm := p99(3); !(warm < want && want < got) {
				t.Errorf("at 15/s: p99 %.0f ms from three instances, %.0f from one; measured %.0f", warm*1e3, got*1e3, want*1e3)
			}
			continue
		}
		if f := math.Max(got/want, want/got); f > 2 {
			t.Errorf("%s at %v/s: p99 %.0f ms, measured %.0f: a factor of %.2f", r["platform"], rate, got*1e3, want*1e3, f)
		}
	}
}

// TestMeasuredInstances compares the active instances at 15 requests a second, measured
// once a minute for 17 minutes: 4 in the end. The overshoot to 12 in the third minute is
// that of a platform that decided once a minute, unlike in the bursts above, to which the
// policy is fitted.
func TestMeasuredInstances(t *testing.T) {
	rows := table(t, "cloud_run_15rps_instances_2025.csv")
	final := rows[len(rows)-1].num("active")
	c := measuredRun(15, 1, 1)
	c.Compute = Lognormal(0.16, 0.05)
	c.WarmUp = 600
	r := autoscaled(t, c, 600)
	if serving := r.Instances.Value - r.Initialising.Value - r.Parked.Value; math.Abs(serving-final) > 1 {
		t.Errorf("%.2f instances serve, measured %v", serving, final)
	}
	q := autoscale.Question{Policy: c.Policy, Machine: c.Machine, Load: autoscale.Load{Rate: 15, Compute: 0.16, CV: 0.05}}
	if m := autoscale.Solve(q); math.Abs(m.Serving-final) > 1 {
		t.Errorf("the model has %.2f instances, measured %v", m.Serving, final)
	}
}
