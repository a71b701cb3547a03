package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"sort"
	"testing"

	"crossover/engine/accuracy"
	"crossover/engine/autoscale"
	"crossover/engine/proptest"
)

// autoscaled runs a simulation for a number of seconds after its warm-up.
func autoscaled(t testing.TB, c AutoscaledConfig, seconds float64) *Report {
	t.Helper()
	s, err := NewAutoscaled(c)
	if err != nil {
		t.Fatal(err)
	}
	s.Advance(c.WarmUp+seconds, math.MaxInt)
	return s.Report()
}

// TestAutoscaledReferences compares with the references of package autoscale's model: the
// default part, with 120 ms of which 30 % are CPU, at 12 requests a second.
func TestAutoscaledReferences(t *testing.T) {
	api := autoscale.Load{Rate: 12, Compute: 0.036, CV: 1, Wait: 0.084}
	run := autoscale.Policy{CPU: 0.6, InFlight: 48, Window: 60, Every: 5, Hold: 60, Park: 900, OnRequest: true}
	apps := autoscale.Policy{Rate: 10, Window: 15, Every: 15, Hold: 300}
	slow := apps
	slow.Rate = 0.6 * 0.25 / 0.036
	for _, c := range []struct {
		name string
		q    autoscale.Question
		want float64
	}{
		{"Cloud Run, 1 vCPU", autoscale.Question{Policy: run, Machine: autoscale.Machine{VCPU: 1, Slots: 80, Start: 1.4}, Load: api}, 1},
		{"Container Apps, 0.25 vCPU", autoscale.Question{Policy: apps, Machine: autoscale.Machine{VCPU: 0.25, Slots: 1e6, Start: 5}, Load: api}, 2},
		{"Container Apps, at most 60 % of the CPU", autoscale.Question{Policy: slow, Machine: autoscale.Machine{VCPU: 0.25, Slots: 1e6, Start: 5}, Load: api}, 4},
	} {
		r := autoscaled(t, FromAutoscale(c.q, 1), 10_000)
		if got := r.Instances.Value; math.Abs(got-c.want) > 0.02 {
			t.Errorf("%s: %.3f instances, want %v", c.name, got, c.want)
		}
	}
}

// TestProcessorSharing checks that one instance is M/M/1 with processor sharing: requests
// take 1/(1-ρ) times as long, for every distribution of work (L. Kleinrock, "Time-shared
// Systems: A theoretical treatment", Journal of the ACM 14, 1967). Several cores are M/M/c
// for exponential work.
func TestProcessorSharing(t *testing.T) {
	one := autoscale.Policy{CPU: 1, Window: 60, Every: 60, Least: 1, Most: 1}
	for _, c := range []struct {
		vcpu, rate, compute float64
		law                 Law
		want                float64
	}{
		{1, 6, 0.1, Exponential(0.1), 0.1 / 0.4},
		{1, 6, 0.1, Lognormal(0.1, 2), 0.1 / 0.4},
		{0.5, 3, 0.1, Constant(0.1), 0.2 / 0.4},
		{2, 15, 0.1, Exponential(0.1), 0.1 / (1 - 0.75*0.75)}, // M/M/2: 1/(1-ρ²)
	} {
		cfg := AutoscaledConfig{
			Arrivals: Poisson(c.rate), Compute: c.law, Wait: Constant(0), Start: Constant(1), WarmUp: 200,
			Machine: autoscale.Machine{VCPU: c.vcpu, Slots: 1e6, Start: 1}, Policy: one, Seed: 5,
		}
		r := autoscaled(t, cfg, 20_000)
		if got := r.All.Mean(); math.Abs(got/c.want-1) > 0.05 {
			t.Errorf("%v vCPU, %v/s: %.4f s, want %.4f s", c.vcpu, c.rate, got, c.want)
		}
		if r.Instances.Value != 1 || r.Initialising.Value != 0 {
			t.Errorf("%v instances and %v that start, want one", r.Instances, r.Initialising)
		}
	}
}

func TestAutoscaledRepeats(t *testing.T) {
	q := randomAutoscaled(rand.New(rand.NewPCG(3, 3)), 2)
	c := FromAutoscale(q, 9)
	a, b := autoscaled(t, c, 500), autoscaled(t, c, 500)
	if !reflect.DeepEqual(a, b) {
		t.Error("the same seed gives another run")
	}
}

func TestAutoscaledValidates(t *testing.T) {
	good := FromAutoscale(randomAutoscaled(rand.New(rand.NewPCG(1, 1)), 0), 1)
	for name, spoil := range map[string]func(c *AutoscaledConfig){
		"Machine.VCPU":     func(c *AutoscaledConfig) { c.Machine.VCPU = 0 },
		"Machine.Slots":    func(c *AutoscaledConfig) { c.Machine.Slots = math.NaN() },
		"Policy.Every":     func(c *AutoscaledConfig) { c.Policy.Every = 0 },
		"Policy.Window":    func(c *AutoscaledConfig) { c.Policy.Window = -1 },
		"Policy.Tolerance": func(c *AutoscaledConfig) { c.Policy.Tolerance = 2 },
		"Policy.Most":      func(c *AutoscaledConfig) { c.Policy.Least, c.Policy.Most = 3, 2 },
		"Arrivals":         func(c *AutoscaledConfig) { c.Arrivals = Poisson(-1) },
		"Compute":          func(c *AutoscaledConfig) { c.Compute = Constant(-1) },
	} {
		c := good
		spoil(&c)
		if _, err := NewAutoscaled(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := NewAutoscaled(good); err != nil {
		t.Error(err)
	}
}

// policies are those of Cloud Run, of Container Apps, of the Horizontal Pod Autoscaler, and
// target tracking of ECS.
var policies = [...]autoscale.Policy{
	{CPU: 0.6, InFlight: 48, Window: 60, Every: 5, Hold: 60, Park: 900, OnRequest: true},
	{Rate: 10, Window: 15, Every: 15, Hold: 300},
	{CPU: 0.6, Window: 15, Every: 15, Hold: 300, Tolerance: 0.1, Least: 1},
	{CPU: 0.6, Window: 60, Every: 60, Hold: 900, Tolerance: 0.1, Least: 1},
}

// randomLong draws a platform and steady traffic of requests that last a quarter of the
// window or more, and are few.
func randomLong(r *rand.Rand) autoscale.Question {
	between := func(a, b float64) float64 { return a * math.Pow(b/a, r.Float64()) }
	q := autoscale.Question{Policy: policies[r.IntN(4)], Machine: autoscale.Machine{VCPU: float64(1 + r.IntN(2)), Slots: 1e6, Start: between(0.5, 60)}}
	q.Compute, q.CV, q.Wait = q.Window*between(0.25, 16), between(0.3, 2), between(0.01, 0.5)
	q.Load.Rate = between(0.03, 10) / q.Compute
	return q
}

// randomAutoscaled draws a platform and its traffic: steady Poisson traffic, or bursts for
// every third number.
func randomAutoscaled(r *rand.Rand, number int) autoscale.Question {
	between := func(a, b float64) float64 { return a * math.Pow(b/a, r.Float64()) }
	for {
		q := autoscale.Question{
			Load:    autoscale.Load{Rate: between(0.2, 150), Compute: between(0.005, 0.3), CV: between(0.3, 2), Wait: between(0.01, 0.5)},
			Machine: autoscale.Machine{VCPU: []float64{0.25, 0.5, 1, 2, 4}[r.IntN(5)], Slots: 1e6, Start: between(0.5, 60)},
		}
		if number%3 == 2 {
			q.Burst, q.BurstLength = between(1.2, 4), between(10, 600)
		}
		if q.Policy = policies[r.IntN(4)]; q.Policy.Rate > 0 { // at most at 60 % of the CPU
			q.Policy.Rate = min(10, 0.6*q.VCPU/q.Compute)
		}
		if n := q.Load.Rate / q.Capacity(); n > 0.5 && n < 60 && 4*q.Compute/min(1, q.VCPU) < q.Window {
			return q
		}
	}
}

// TestAccuracyAutoscaled compares the model of package autoscale with the simulator, over
// random platforms. The page's figures are of 48 configurations and long runs (-update);
// the check uses fewer and shorter ones.
func TestAccuracyAutoscaled(t *testing.T) {
	proptest.Sequential(t)
	n, more, events := 12, 8, 4e5
	if *update {
		n, more, events = 48, 32, 2e6*float64(*long)
	}
	type group struct {
		name  string
		error []float64
	}
	groups := []group{{name: "steady traffic"}, {name: "bursts that the instances keep up with"}, {name: "larger bursts, flagged"}, {name: "few requests as long as the window, flagged"}}
	for i := range n + more {
		q := randomAutoscaled(rand.New(rand.NewPCG(uint64(i), 2026)), i)
		if i >= n {
			q = randomLong(rand.New(rand.NewPCG(uint64(i), 2026)))
		}
		c := FromAutoscale(q, uint64(i))
		seconds := max(events/q.Load.Rate, 5*(q.Window+q.Hold+q.Park))
		if *update {
			seconds = max(seconds, 300*q.BurstLength)
		}
		r := autoscaled(t, c, min(seconds, 40*events/q.Load.Rate))
		m := autoscale.Solve(q)
		g := &groups[0]
		if q.Burst > 1 {
			g = &groups[1]
		}
		switch {
		case m.Transient:
			g = &groups[2]
		case i >= n:
			g = &groups[3]
		}
		off := math.Abs(m.Instances()/r.Instances.Value - 1)
		t.Logf("%d %s: model %.3f, simulated %.3f, %+.1f %%: %+v", i, g.name, m.Instances(), r.Instances.Value, 100*(m.Instances()/r.Instances.Value-1), q)
		g.error = append(g.error, off)
	}
	table := &accuracy.Table{Head: []string{"traffic ", "configurations", "mean error", "worst"}}
	for i, g := range groups {
		if len(g.error) == 0 {
			continue
		}
		sort.Float64s(g.error)
		sum, worst := 0.0, g.error[len(g.error)-1]
		for _, e := range g.error {
			sum += e
		}
		mean := sum / float64(len(g.error))
		table.Add(g.name, len(g.error), fmt.Sprintf("%.2f %%", 100*mean), fmt.Sprintf("%.1f %%", 100*worst))
		// Short runs see few bursts.
		bound := [][2]float64{{0.03, 0.1}, {0.03, 0.1}, {1, 10}, {0.1, 0.3}}[i]
		if i == 1 && !*update {
			bound = [2]float64{0.1, 0.3}
		}
		if mean > bound[0] || worst > bound[1] {
			t.Errorf("%s: a mean error of %.1f %% and a worst of %.1f %%", g.name, 100*mean, 100*worst)
		}
	}
	if *update {
		publish(t, "autoscaled", table, 1)
	}
}
