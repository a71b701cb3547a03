package sim

import (
	"fmt"
	"testing"
)

// accuracySimFaaS compares with the runs of SimFaaS in the table: at least 95 % of the
// cold-start probabilities and pool sizes are inside the combined 95 % interval.
func accuracySimFaaS(t *testing.T, out *findings) {
	rows := table(t, "simfaas_grid.csv")
	configs := make([]Config, len(rows))
	for i, r := range rows {
		law := Exponential
		if r["dist"] == "const" {
			law = Constant
		}
		configs[i] = simFaaS(Poisson(r.num("lam")), law(r.num("Sw")), law(r.num("Sc")), r.num("T"), int(r.num("c")), int(r.num("M")))
		configs[i].Seed = uint64(i)
		configs[i].WarmUp = configs[i].Steady()
	}
	var main, rest agreement
	for i, got := range simulate(t, configs, 400_000) {
		r := rows[i]
		want := func(column string) Interval { return Interval{r.num(column), r.num(column + "_ci95")} }
		main.add(r["name"]+" cold starts", coldPerRequest(got), want("p_cold"))
		main.add(r["name"]+" instances", got.Instances, want("W"))
		rest.add(r["name"]+" running", got.Running, want("running"))
		rest.add(r["name"]+" idle", got.Idle, want("idle"))
		rest.add(r["name"]+" rejected", got.Rejection, want("p_rej"))
	}
	out.check(t, &main, "SimFaaS: cold starts and instances", 0.95, 3)
	out.check(t, &rest, "SimFaaS: running, idle, rejected", 0.9, 3)
}

// des returns the reference of a table of simulations. Without an interval for the pool,
// it takes a fraction of the value.
func des(r row) (cold, instances Interval) {
	cold = Interval{r.num("des_p"), r.num("des_p_ci")}
	instances = Interval{r.num("des_W"), 0.003 * r.num("des_W")}
	return cold, instances
}

func accuracyServiceLaws(t *testing.T, out *findings) {
	var rows []row
	var configs []Config
	laws := map[string]func(mean float64) Law{
		"exp":   Exponential,
		"const": Constant,
	}
	for _, cv := range []float64{0.5, 1, 2, 4} {
		laws[fmt.Sprint("lognormal cv", cv)] = func(mean float64) Law { return Lognormal(mean, cv) }
	}
	for i, r := range table(t, "service_distribution.csv") {
		of := laws[r["dist"]]
		if of == nil {
			continue // a mixture of exponential laws
		}
		rows = append(rows, r)
		law := of(r.num("S"))
		c := simFaaS(Poisson(r.num("lam")), law, law, r.num("T"), 1, 0)
		configs = append(configs, c.steadily(i))
	}
	var a agreement
	for i, got := range simulate(t, configs, 200_000) {
		cold, instances := des(rows[i])
		name := fmt.Sprintf("%s/s %s s %s", rows[i]["lam"], rows[i]["S"], rows[i]["dist"])
		a.add(name+" cold starts", got.ColdStart, cold)
		a.add(name+" instances", got.Instances, instances)
	}
	out.check(t, &a, "laws of times", 0.9, 3)
}

func accuracyLongColdStarts(t *testing.T, out *findings) {
	rows := table(t, "sc_stress.csv")
	configs := make([]Config, len(rows))
	for i, r := range rows {
		configs[i] = simFaaS(Poisson(r.num("lam")), Exponential(r.num("S")), Exponential(r.num("Sc")), r.num("T"), 1, 0)
		configs[i].Seed = uint64(i)
		configs[i].WarmUp = configs[i].Steady()
	}
	var a agreement
	for i, got := range simulate(t, configs, 200_000) {
		cold, instances := des(rows[i])
		name := fmt.Sprintf("%s/s %s s cold %s s idle %s s", rows[i]["lam"], rows[i]["S"], rows[i]["Sc"], rows[i]["T"])
		a.add(name+" cold", got.ColdStart, cold)
		a.add(name+" pool", got.Instances, instances)
	}
	out.check(t, &a, "long cold starts", 0.9, 3)
}

// accuracyConcurrency compares shared instances; the tables' "newest" is this package's.
func accuracyConcurrency(t *testing.T, out *findings) {
	var rows []row
	var configs []Config
	for i, r := range table(t, "concurrency.csv") {
		if r["policy"] != "newest" {
			continue
		}
		rows = append(rows, r)
		c := simFaaS(Poisson(r.num("lam")), Exponential(r.num("S")), Exponential(r.num("init")), r.num("T"), int(r.num("c")), 0)
		configs = append(configs, c.steadily(i))
	}
	var a agreement
	for i, got := range simulate(t, configs, 600_000) {
		cold, instances := des(rows[i])
		name := fmt.Sprintf("%s/s %s s, %s each", rows[i]["lam"], rows[i]["S"], rows[i]["c"])
		a.add(name+" cold", got.ColdStart, cold)
		a.add(name+" pool", got.Instances, instances)
		a.add(name+" running", got.Running, Interval{rows[i].num("des_busy"), 0.003 * rows[i].num("des_busy")})
		// The reference has no interval for waits, which come in clusters of cold starts.
		waits := rows[i].num("des_wait_frac")
		a.add(name+" waits", got.Waits, Interval{waits, 0.05*waits + cold.CI95})
	}
	out.check(t, &a, "shared instances", 0.9, 3)
}

func accuracyBursts(t *testing.T, out *findings) {
	rows := table(t, "mmpp.csv")
	configs := make([]Config, len(rows))
	for i, r := range rows {
		law := Exponential(r.num("S"))
		configs[i] = simFaaS(mmpp(r.num("l1"), r.num("l2"), r.num("r12"), r.num("r21")), law, law, r.num("T"), 1, 0)
		configs[i].Seed = uint64(i)
		configs[i].WarmUp = configs[i].Steady()
	}
	var a agreement
	for i, got := range simulate(t, configs, 600_000) {
		r := rows[i]
		name := fmt.Sprintf("%s and %s/s %s s", r["l1"], r["l2"], r["S"])
		a.add(name+" cold", got.ColdStart, Interval{r.num("des_p"), r.num("des_p_ci")})
		a.add(name+" pool", got.Instances, Interval{r.num("des_W"), r.num("des_W_ci")})
	}
	out.check(t, &a, "bursts", 0.9, 3)
}

func accuracySinusoids(t *testing.T, out *findings) {
	var a agreement
	for i, r := range table(t, "diurnal.csv") {
		law := Exponential(r.num("S"))
		c := simFaaS(sinusoid(r.num("lam"), r.num("amp"), r.num("period")), law, law, r.num("T"), 1, 0)
		c = c.steadily(i)
		// At least three periods, unless these are too long.
		requests := max(800_000, int(3.1*r.num("lam")*r.num("period")))
		if requests > 3_000_000*(*long) {
			continue
		}
		got := simulate(t, []Config{c}, requests)[0]
		if got.Batches < 2 {
			continue // under the race detector
		}
		cold, instances := des(r)
		name := fmt.Sprintf("%s/s ± %s in %s s", r["lam"], r["amp"], r["period"])
		a.add(name+" cold", got.ColdStart, cold)
		a.add(name+" pool", got.Instances, instances)
	}
	out.check(t, &a, "sinusoids", 0.9, 3)
}

func accuracyNewest(t *testing.T, out *findings) {
	var rows []row
	var configs []Config
	for i, r := range table(t, "routing.csv") {
		if r["policy"] != "newest" {
			continue
		}
		rows = append(rows, r)
		law := Exponential(r.num("S"))
		c := simFaaS(Poisson(r.num("lam")), law, law, r.num("T"), 1, 0)
		configs = append(configs, c.steadily(i))
	}
	var a agreement
	for i, got := range simulate(t, configs, 200_000) {
		r := rows[i]
		cold, instances := des(r)
		name := fmt.Sprintf("%s/s %s s idle %s s", r["lam"], r["S"], r["T"])
		a.add(name+" cold", got.ColdStart, cold)
		a.add(name+" pool", got.Instances, instances)
	}
	out.check(t, &a, "newest first", 0.9, 3)
}

// accuracyLifetimes compares with the probabilities of the simulations in the table of the
// lifetime model.
func accuracyLifetimes(t *testing.T, out *findings) {
	rows := []struct{ rate, service, idle, lifetime, cold float64 }{
		{20, 1, 600, 7200, 2.67e-4},
		{10, 0.5, 600, 7200, 2.26e-4},
		{2, 1, 300, 1800, 2.29e-3},
		{0.01, 2, 600, 7200, 0.0254},
		{1, 0.2, 300, 3600, 1.19e-3},
		{0.9, 1.991, 600, 7200, 1.464e-3},
	}
	var configs []Config
	for i, r := range rows {
		law := Exponential(r.service)
		c := simFaaS(Poisson(r.rate), law, law, r.idle, 1, 0)
		c.Lifetime = r.lifetime
		configs = append(configs, c.steadily(i))
	}
	var a agreement
	for i, got := range simulate(t, configs, 600_000) {
		r := rows[i]
		a.add(fmt.Sprintf("%v/s %v s lifetime %v s", r.rate, r.service, r.lifetime), got.ColdStart, Interval{r.cold, 0.01 * r.cold})
	}
	out.check(t, &a, "longest lifetimes", 0.8, 2)
}
