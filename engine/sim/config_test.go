package sim

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"crossover/engine/coldstart"
)

// TestValidate checks that every bad field is named, with its value.
func TestValidate(t *testing.T) {
	nan := math.NaN()
	good := exponentialPool(1, 1, 2, 60)
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	if err := (Config{}).Validate(); err != nil {
		t.Errorf("the zero value: %v", err)
	}
	for _, c := range []struct {
		change func(*Config)
		want   []string
	}{
		{func(c *Config) { c.Arrivals = Poisson(-1) }, []string{"Arrivals", "-1", "from 0"}},
		{func(c *Config) { c.Arrivals = Poisson(nan) }, []string{"Arrivals", "NaN"}},
		{func(c *Config) { c.Arrivals = mmpp(1, -2, 1, 1) }, []string{"Arrivals", "-2"}},
		{func(c *Config) { c.Arrivals = mmpp(1, 2, 0, 1) }, []string{"Arrivals", "phase", "0/s"}},
		{func(c *Config) { c.Arrivals = mmpp(1e-6, 1e-6, 1e4, 1e4) }, []string{"Arrivals", "for each request"}},
		{func(c *Config) { c.Arrivals = Profile(60, nil) }, []string{"Arrivals", "0 steps"}},
		{func(c *Config) { c.Arrivals = Profile(0, []float64{1, 2}) }, []string{"Arrivals", "steps of 0"}},
		{func(c *Config) { c.Arrivals = Profile(60, []float64{3, -2}) }, []string{"Arrivals", "-2/s in step 1"}},
		{func(c *Config) { c.Arrivals = Times([]float64{1, 3, 2}) }, []string{"Arrivals", "time 2", "after 3"}},
		{func(c *Config) { c.Service = Exponential(-1) }, []string{"Service", "-1"}},
		{func(c *Config) { c.Service = Lognormal(1, -0.5) }, []string{"Service", "-0.5", "from 0"}},
		{func(c *Config) { c.Cold = Lognormal(1, nan) }, []string{"Cold", "NaN"}},
		{func(c *Config) { c.Idle = -3 }, []string{"Idle", "-3"}},
		{func(c *Config) { c.Idle = nan }, []string{"Idle", "NaN"}},
		{func(c *Config) { c.Lifetime = 1e-6 }, []string{"Lifetime", "1e-06", "0.001"}},
		{func(c *Config) { c.Concurrency = -1 }, []string{"Concurrency", "-1"}},
		{func(c *Config) { c.Concurrency = 2 }, []string{"ColdIs", "Concurrency of 2", "Initialisation"}},
		{func(c *Config) { c.Min, c.Max = 5, 3 }, []string{"Max", "3", "5"}},
		{func(c *Config) { c.ColdIs = 7 }, []string{"ColdIs", "7"}},
		{func(c *Config) { c.WarmUp = nan }, []string{"WarmUp", "NaN"}},
		{func(c *Config) { c.Arrivals = Poisson(1e8) }, []string{"in flight", "2e+08"}},
	} {
		config := good
		c.change(&config)
		_, err := New(config)
		if err == nil {
			t.Errorf("no error; want one with %q", c.want)
			continue
		}
		for _, part := range append(c.want, "sim: ") {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%q does not say %q", err, part)
			}
		}
	}
}

// TestCompare compares the model with the simulation of the same pool, also as JSON.
func TestCompare(t *testing.T) {
	t.Parallel()
	var solver coldstart.Solver
	for name, p := range map[string]coldstart.Pool{
		"published": {Rate: 0.9, Service: 1.991, Cold: 2.244, Idle: 600},
		"capped":    {Rate: 5, Service: 1, Cold: 2, Idle: 60, Max: 6},
		"shared":    {Rate: 20, Service: 0.5, Cold: 1, Idle: 30, Concurrency: 4},
		"bursty":    {Rate: 2, Service: 0.5, Cold: 0.5, Idle: 120, Burst: 5, BurstLength: 60},
		"kept":      {Rate: 2, Service: 0.5, Cold: 0.5, Idle: 60, Min: 4},
		"recycled":  {Rate: 2, Service: 1, Cold: 1, Idle: 300, Lifetime: 1800},
	} {
		r := simulate(t, []Config{FromPool(p, 1)}, 1_000_000)[0]
		c := Comparison{modelOf(solver.Solve(p)), r.Simulated}
		for _, f := range c.Figures() {
			t.Logf("%-10s %-24s model %10.5g simulation %10.5g ± %-8.2g %+.2f %%", name, f.Name, f.Model, f.Simulation.Value, f.Simulation.CI95, 100*f.Deviation())
			// 6 % is the error that the models state for most pools.
			if math.Abs(f.Model-f.Simulation.Value) > 0.08*f.Simulation.Value+2*f.Simulation.CI95 {
				t.Errorf("%s: %s: model %v, simulation %v", name, f.Name, f.Model, f.Simulation)
			}
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{`"model":{"cold_start_probability":`, `"simulation":{"cold_start_probability":{"value":`, `"ci95":`, `"rejection_probability":`} {
			if !strings.Contains(string(text), part) {
				t.Errorf("%s misses %s", text, part)
			}
		}
	}
	if text, err := json.Marshal(Interval{1, math.Inf(1)}); err != nil || string(text) != `{"value":1,"ci95":null}` {
		t.Errorf("%s, %v", text, err)
	}
}

// FuzzFromPool checks that any pool valid for the model gives a configuration or an error,
// and no panic.
func FuzzFromPool(f *testing.F) {
	f.Add(1.0, 1.0, 2.0, 60.0, 0.0, 1.0, 0, 0, 1.0, 0.0)
	f.Add(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0, 0.0)
	f.Add(math.Inf(1), math.NaN(), -1.0, math.Inf(1), 1e-3, 2.5, 5, 3, 1e9, 1e-9)
	f.Add(1e-3, 1e3, 1e3, 1e-9, 0.5, 80.0, 3, 0, 3.0, 5.0)
	f.Fuzz(func(t *testing.T, rate, service, cold, idle, lifetime, concurrency float64, least, most int, burst, length float64) {
		s, err := New(FromPool(coldstart.Pool{
			Rate: rate, Service: service, Cold: cold, Idle: idle, Lifetime: lifetime, Concurrency: concurrency,
			Min: min(least, 1000), Max: most, Burst: burst, BurstLength: length,
		}, 1))
		if err != nil {
			return
		}
		s.Step(50)
		r := s.Report()
		for _, i := range []Interval{r.ColdStart, r.Waits, r.Rejection, r.Instances, r.Running, r.Idle} {
			if math.IsNaN(i.Value) || math.IsInf(i.Value, 0) || math.IsNaN(i.CI95) {
				t.Fatalf("%+v", r)
			}
		}
	})
}

func TestStudent(t *testing.T) {
	for freedom, want := range map[int]float64{1: 12.7062, 2: 4.3027, 3: 3.1824, 5: 2.5706, 10: 2.2281, 31: 2.0395, 1000: 1.9623} {
		if got := student95(freedom); math.Abs(got/want-1) > 0.003 {
			t.Errorf("%d degrees of freedom: %v, want %v", freedom, got, want)
		}
	}
}
