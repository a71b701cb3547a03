package sim

import (
	"context"
	"fmt"
	"math"
	"testing"

	"crossover/engine/accuracy"
	"crossover/engine/coldstart"
)

// accuracyModel compares the model of package coldstart with the simulator, over the pools
// of the table with one request per instance. A row ends when its chance of a cold start
// is known to half a percent, or at a million requests, multiplied by -long: rare cold
// starts need hundreds of millions. Under the race detector it uses only a few rows.
func accuracyModel(t *testing.T, _ *findings) {
	rows := accuracy.Table{Head: []string{
		"pool ", "requests/s", "warm", "cold", "expiry", "model, p", "simulated", "±", "off by", "model, W", "simulated", "off by",
	}}
	var chance, pool mean
	var solver coldstart.Solver
	for i, r := range table(t, "simfaas_grid.csv") {
		if r.num("c") > 1 || i%(1+thin/3) > 0 {
			continue
		}
		p := coldstart.Pool{
			Rate: r.num("lam"), Service: r.num("Sw"), Cold: r.num("Sc"), Idle: r.num("T"), Max: int(r.num("M")),
		}
		c := FromPool(p, uint64(i))
		if r["dist"] == "const" {
			c.Service, c.Cold = Constant(p.Service), Constant(p.Cold)
		}
		result, err := RunReplicas(context.Background(), c, Plan{Precision: 0.005, Requests: 1_000_000 / thin * (*long)})
		if err != nil {
			t.Fatal(err)
		}
		f := Comparison{modelOf(solver.Solve(p)), result.Report.Simulated}.Figures()
		offP, known, offW := nothing, nothing, pool.add(f[1].Deviation(), f[1].Simulation.Relative())
		if result.Report.Cold > 0 {
			offP = chance.add(f[0].Deviation(), f[0].Simulation.Relative())
			known = fmt.Sprintf("%.1f %%", 100*f[0].Simulation.Relative())
		} else if f[0].Model*float64(result.Report.Requests) > 20 {
			t.Errorf("%s: p = %v and no cold start in %d requests", r["name"], f[0].Model, result.Report.Requests)
		}
		rows.Add(r["name"], r["lam"], r["Sw"]+" s", r["Sc"]+" s", r["T"]+" s", percent(f[0].Model), percent(f[0].Simulation.Value),
			known, offP, fmt.Sprintf("%.3f", f[1].Model),
			fmt.Sprintf("%.3f", f[1].Simulation.Value), offW)
	}
	rows.Add("mean error", "", "", "", "", "", "", fmt.Sprintf("%.1f %%", 100*chance.noise/chance.n), chance.String(), "", "", pool.String())
	if thin == 1 && (!*update || *long >= 100) { // short runs are checked but not written to the page
		publish(t, "grid", &rows, 1)
	}
	chance.check(t, "cold starts", 1.5, 6.5)
	pool.check(t, "pool", 0.3, 1.4)
}

const nothing = "-"

// percent formats a share with four digits.
func percent(x float64) string {
	if math.Abs(x) < 1e-12 {
		return "0 %"
	}
	return fmt.Sprintf("%.4g %%", 100*x)
}

// mean collects the sizes of errors and their half widths.
type mean struct{ n, sum, noise, worst float64 }

// add records an error and returns it in percent.
func (m *mean) add(off, noise float64) string {
	m.n++
	m.sum += math.Abs(off)
	m.noise += noise
	// The simulation's own uncertainty does not count.
	m.worst = max(m.worst, math.Abs(off)-noise)
	if math.Abs(off) < 5e-5 {
		return "0.00 %"
	}
	return fmt.Sprintf("%+.2f %%", 100*off)
}

func (m *mean) String() string { return fmt.Sprintf("%.2f %%", 100*m.sum/m.n) }

// check fails the test if the mean exceeds its bound by more than the simulation's
// uncertainty, which is almost nothing in long runs.
func (m *mean) check(t *testing.T, what string, most, worst float64) {
	t.Helper()
	got, noise := 100*m.sum/m.n, 100*m.noise/m.n
	if got > most+noise/2 || *long >= 100 && got > most {
		t.Errorf("%s: mean error %.2f %% at a precision of %.2f %%; want at most %g", what, got, noise, most)
	}
	if 100*m.worst > worst {
		t.Errorf("%s: the worst error is %.2f %%; want at most %g", what, 100*m.worst, worst)
	}
}

// TestModelOfLongStartsAndDrains checks cold starts longer than the expiry, and shared
// instances that drain: the model is within 5 % of the simulation. The first is a
// serverless GPU at 0.2 requests a second. Rarer cold starts are in the table of package
// coldstart, among them those of 5/s of 10 s on instances of 20 with an expiry of 120 s.
func TestModelOfLongStartsAndDrains(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates for seconds")
	}
	for _, c := range []struct {
		pool     coldstart.Pool
		requests int
	}{
		{coldstart.Pool{Rate: 0.2, Service: 1, Cold: 16, Idle: 5}, 150_000},
		{coldstart.Pool{Rate: 0.2, Service: 0.5, Cold: 10, Idle: 5}, 150_000},
		{coldstart.Pool{Rate: 0.05, Service: 3, Cold: 60, Idle: 5}, 100_000},
		{coldstart.Pool{Rate: 0.1, Service: 0.2, Cold: 30, Idle: 60}, 300_000},
		{coldstart.Pool{Rate: 5, Service: 10, Cold: 12, Idle: 60, Concurrency: 20}, 2_000_000},
		{coldstart.Pool{Rate: 1, Service: 10, Cold: 12, Idle: 120, Concurrency: 5}, 1_000_000},
		{coldstart.Pool{Rate: 2, Service: 5, Cold: 65, Idle: 60, Concurrency: 4}, 600_000},
	} {
		s, err := New(FromPool(c.pool, 1))
		if err != nil {
			t.Fatal(err)
		}
		s.Step(c.requests)
		r := s.Report()
		var solver coldstart.Solver
		m := solver.Solve(c.pool)
		p, n := m.ColdStart/r.ColdStart.Value-1, m.Total/r.Instances.Value-1
		t.Logf("%+v: cold %.4f, model %+.1f %%; %.3f instances, model %+.1f %%", c.pool, r.ColdStart.Value, 100*p, r.Instances.Value, 100*n)
		if math.Abs(p) > 0.05 || math.Abs(n) > 0.03 {
			t.Errorf("%+v: cold starts are off by %.1f %%, instances by %.1f %%", c.pool, 100*p, 100*n)
		}
	}
}
