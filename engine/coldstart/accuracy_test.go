package coldstart

import (
	"fmt"
	"math"
	"testing"

	"crossover/engine/accuracy"
)

// The values with 8 digits come from an independent implementation with 20 nodes.
func accuracyExact(t *testing.T, _ *findings) {
	p := Pool{Rate: 0.9, Service: 1.991, Idle: 600}
	q, _ := ask(&p)
	rows := accuracy.Table{Head: []string{"nodes", "record, p", "record, W", "hunt, p", "hunt, W"}}
	for _, c := range []struct {
		nodes     int
		tolerance float64
	}{{8, 5e-4}, {10, 3e-5}, {12, 1e-6}, {20, 1e-7}} {
		var s Solver
		row := []any{c.nodes}
		s.few.init(c.nodes)
		s.steadyChain(&q)
		check := func(what string, got, want float64) {
			t.Helper()
			e := math.Abs(got/want - 1)
			if e > c.tolerance {
				t.Errorf("%d nodes: %s = %.10g, want %.8g (error %.1e)", c.nodes, what, got, want, e)
			}
			row = append(row, fmt.Sprintf("%.0e", e))
		}
		f := s.record(&s.chain, &q, &s.few)
		check("record p", f.starts/q.load, 0.0013293066)
		check("record W", f.total, 7.6919335)
		f = s.hunt(&q, &s.few)
		check("hunt p", f.starts/q.load, 0.0013256992)
		check("hunt W", f.total, 7.6938008)
		rows.Add(row...)
	}
	publish(t, "exact", &rows, 1)
	for _, lt := range []float64{0.01, 0.5, 3} {
		st := new(Solver).Solve(Pool{Rate: lt / 600, Idle: 600})
		if want := math.Exp(-lt); math.Abs(st.ColdStart/want-1) > 5e-4 {
			t.Errorf("no load, λT = %v: p = %v, want exp(-λT) = %v", lt, st.ColdStart, want)
		}
	}
}

func accuracyGrid(t *testing.T, out *findings) {
	var s Solver
	var lines report
	kinds := map[byte]*struct {
		name string
		p, w deviations
	}{
		'e': {name: "exponential service"}, 'd': {name: "constant service"},
		'c': {name: "shared instances"}, 'r': {name: "capped"},
	}
	lines.line("%-4s %10s %10s %8s %8s %8s %8s", "id", "p sim", "p", "err %", "W sim", "W", "err %")
	for _, r := range table(t, "model_comparison.csv") {
		q := Pool{
			Rate: r.num(t, "lam"), Service: r.num(t, "Sw"), Cold: r.num(t, "Sc"), Idle: r.num(t, "T"),
			Concurrency: r.num(t, "c"), Max: int(r.num(t, "M")),
		}
		if q.Max == 1000 {
			q.Max = 0 // the simulator writes no cap like this
		}
		if q.Concurrency > 1 {
			q.Cold += q.Service // in these rows the column is the initialisation only
		}
		st := s.Solve(q)
		kind := kinds[r["name"][0]]
		// The simulator counts cold starts per request, rejected ones included.
		p, want, ci := st.ColdStart*(1-st.Rejection), r.num(t, "des_p"), r.num(t, "des_p_ci")
		err := math.NaN()
		switch {
		case want > 10*ci:
			err = kind.p.add(p, want)
		case math.Abs(p-want) > 2*ci+1e-9:
			t.Errorf("%s: p = %v, simulated %v ± %v", r["name"], p, want, ci)
		}
		wantW := r.num(t, "des_W")
		errW := kind.w.add(st.Total, wantW)
		if rej := r.num(t, "des_rej"); rej > 0 && math.Abs(st.Rejection/rej-1) > 0.007 {
			t.Errorf("%s: rejection %v, simulated %v", r["name"], st.Rejection, rej)
		}
		lines.line("%-4s %10.4g %10.4g %8.2f %8.3f %8.3f %8.2f", r["name"], want, p, err, wantW, st.Total, errW)
	}
	for _, k := range "edcr" {
		kind := kinds[byte(k)]
		lines.line("%s: p %v; W %v", kind.name, &kind.p, &kind.w)
	}
	lines.log(t)
	out.within(t, &kinds['e'].p, "cold starts, exponential times", 1.5, 6.1)
	out.within(t, &kinds['e'].w, "pool, exponential times", 0.3, 1.3)
	out.within(t, &kinds['d'].p, "cold starts, constant times", 3, 3.5)
	out.within(t, &kinds['d'].w, "pool, constant times", 0.5, 1)
	out.within(t, &kinds['c'].p, "cold starts, shared instances", 5, 6)
	out.within(t, &kinds['c'].w, "pool, shared instances", 1, 3)
	out.within(t, &kinds['r'].p, "cold starts, capped", 2, 4.5)
	out.within(t, &kinds['r'].w, "pool, capped", 0.1, 0.1)
}

func accuracyInitialisation(t *testing.T, out *findings) {
	var s Solver
	var p, w deviations
	for _, r := range table(t, "sc_stress.csv") {
		st := s.Solve(Pool{Rate: r.num(t, "lam"), Service: r.num(t, "S"), Cold: r.num(t, "Sc"), Idle: r.num(t, "T")})
		p.add(st.ColdStart, r.num(t, "des_p"))
		w.add(st.Total, r.num(t, "des_W"))
	}
	out.within(t, &p, "cold starts", 2.5, 9)
	out.within(t, &w, "pool", 0.6, 1.5)
}

// accuracyOutlast compares pools with starts longer than the idle expiry, and shared
// instances that drain.
func accuracyOutlast(t *testing.T, out *findings) {
	var s Solver
	var single, shared, w deviations
	flagged := 0
	for _, r := range table(t, "outlast.csv") {
		p := Pool{
			Rate: r.num(t, "lam"), Service: r.num(t, "S"), Cold: r.num(t, "Sc"), Idle: r.num(t, "T"), Concurrency: r.num(t, "c"),
		}
		st := s.Solve(p)
		if st.Valid&Doubtful != 0 {
			flagged++
			continue
		}
		d := &shared
		if p.Concurrency == 1 {
			d = &single
		}
		if e := d.add(st.ColdStart, r.num(t, "des_p")); math.Abs(e) > 5 {
			t.Logf("%v: p is off by %.1f %%", r, e)
		}
		w.add(st.Total, r.num(t, "des_W"))
	}
	if flagged > 12 {
		t.Errorf("%d pools are outside the limits", flagged)
	}
	out.within(t, &single, "cold starts, an instance each", 2.5, 8)
	out.within(t, &shared, "cold starts, shared instances", 3, 11)
	out.within(t, &w, "pool", 2, 9)
}

func accuracyServiceLaw(t *testing.T, out *findings) {
	var s Solver
	var exponential, gentle deviations
	for _, r := range table(t, "service_distribution.csv") {
		st := s.Solve(Pool{Rate: r.num(t, "lam"), Service: r.num(t, "S"), Idle: r.num(t, "T")})
		switch r["dist"] {
		case "exp":
			exponential.add(st.ColdStart, r.num(t, "des_p"))
		case "const", "lognormal cv0.5", "lognormal cv1", "lognormal cv2", "H2 cv2":
			gentle.add(st.ColdStart, r.num(t, "des_p"))
		}
	}
	t.Logf("p, exponential: %v; cv 0 to 2: %v", &exponential, &gentle)
	out.within(t, &exponential, "cold starts, exponential times", 0.6, 1)
	out.within(t, &gentle, "cold starts, cv 0 to 2", 3, 7)
}

func accuracyConcurrency(t *testing.T, out *findings) {
	var s Solver
	var p, w, busy, waits deviations
	for _, r := range table(t, "concurrency.csv") {
		if r["policy"] != "newest" {
			continue
		}
		service := r.num(t, "S")
		st := s.Solve(Pool{
			Rate: r.num(t, "lam"), Service: service, Cold: service + r.num(t, "init"),
			Idle: r.num(t, "T"), Concurrency: r.num(t, "c"),
		})
		w.add(st.Total, r.num(t, "des_W"))
		busy.add(st.Running, r.num(t, "des_busy"))
		if r.num(t, "des_p") > 1e-5 {
			p.add(st.ColdStart, r.num(t, "des_p"))
			waits.add(st.Waits, r.num(t, "des_wait_frac"))
		}
	}
	t.Logf("p %v; W %v; running %v; waits %v", &p, &w, &busy, &waits)
	out.within(t, &p, "cold starts", 4, 11)
	out.within(t, &w, "pool", 0.5, 1.2)
	out.within(t, &busy, "running instances", 1.1, 1.4)
	out.within(t, &waits, "requests that wait for another's start", 5, 11)
}

func accuracyBursts(t *testing.T, out *findings) {
	var s Solver
	var p, w deviations
	for _, r := range table(t, "mmpp.csv") {
		service := r.num(t, "S")
		pool := Pool{Rate: r.num(t, "lam_mean"), Service: service, Idle: r.num(t, "T"), Burst: 2, BurstLength: 1}
		q, valid := ask(&pool)
		q.quiet, q.peak = r.num(t, "l1")*service, r.num(t, "l2")*service
		q.begin, q.end = r.num(t, "r12")*service, r.num(t, "r21")*service
		a := s.answer(&q, &valid)
		st := a.state(&q, valid)
		p.add(st.ColdStart, r.num(t, "des_p"))
		w.add(st.Total, r.num(t, "des_W"))
	}
	t.Logf("p %v; W %v", &p, &w)
	out.within(t, &p, "cold starts", 0.6, 2.3)
	out.within(t, &w, "pool", 0.3, 0.5)
}

func accuracyNewest(t *testing.T, out *findings) {
	var s Solver
	var newest deviations
	for _, r := range table(t, "routing.csv") {
		if r["policy"] == "newest" {
			st := s.Solve(Pool{Rate: r.num(t, "lam"), Service: r.num(t, "S"), Idle: r.num(t, "T")})
			newest.add(st.ColdStart, r.num(t, "des_p"))
		}
	}
	t.Logf("newest p %v", &newest)
	out.within(t, &newest, "cold starts, newest first", 1.5, 5)
}

func accuracyLifetime(t *testing.T, out *findings) {
	var s Solver
	var p deviations
	for _, c := range []struct{ rate, service, idle, life, want float64 }{
		{20, 1, 600, 7200, 2.67e-4},
		{10, 0.5, 600, 7200, 2.26e-4},
		{2, 1, 300, 1800, 2.29e-3},
		{0.01, 2, 600, 7200, 0.0254},
		{1, 0.2, 300, 3600, 1.19e-3},
		{0.9, 1.991, 600, 7200, 1.464e-3},
	} {
		st := s.Solve(Pool{Rate: c.rate, Service: c.service, Idle: c.idle, Lifetime: c.life})
		p.add(st.ColdStart, c.want)
	}
	t.Logf("p %v", &p)
	out.within(t, &p, "cold starts", 3, 6)
}

// accuracyMeasured compares with measurements of a function on AWS Lambda in 2020, 28
// hours each, when idle instances expired after about ten minutes and none lived for more
// than two hours.
func accuracyMeasured(t *testing.T, out *findings) {
	var s Solver
	var p, w deviations
	inside := 0
	rows := accuracy.Table{Head: []string{"requests/s", "measured", "± SE", "model", "off by", "instances", "model", "off by"}}
	for _, r := range table(t, "aws_tcc_experiment.csv") {
		st := s.Solve(Pool{
			Rate: r.num(t, "lam"), Service: r.num(t, "Sw"), Cold: r.num(t, "Sc"), Idle: 640, Lifetime: 7300,
		})
		off := p.add(st.ColdStart, r.num(t, "p_meas"))
		offW := w.add(st.Total, r.num(t, "W_meas"))
		percent := func(x float64) string { return fmt.Sprintf("%.3f %%", 100*x) }
		rows.Add(fmt.Sprintf("%.5f", r.num(t, "lam")), percent(r.num(t, "p_meas")), percent(r.num(t, "p_meas_se")), percent(st.ColdStart),
			fmt.Sprintf("%+.1f %%", off), fmt.Sprintf("%.3f", r.num(t, "W_meas")), fmt.Sprintf("%.3f", st.Total), fmt.Sprintf("%+.1f %%", offW))
		if math.Abs(st.ColdStart-r.num(t, "p_meas")) < 2*r.num(t, "p_meas_se") {
			inside++
		}
	}
	t.Logf("p %v; W %v; within two standard errors: %d of %d", &p, &w, inside, p.n)
	publish(t, "measured", &rows, 0.05)
	out.within(t, &p, "cold starts", 10.5, 40)
	out.within(t, &w, "pool", 3, 10)
	if inside < 17 {
		t.Errorf("%d of %d within two standard errors, want 17", inside, p.n)
	}
}

// accuracyLatency checks the percentiles of a mixture of exponential warm and cold times
// against a simulation.
func accuracyLatency(t *testing.T, _ *findings) {
	st := new(Solver).Solve(Pool{Rate: 0.05, Service: 1, Cold: 2, Idle: 120})
	for _, c := range []struct{ at, time float64 }{{0.5, 0.709}, {0.95, 3.122}, {0.99, 4.950}, {0.999, 8.056}} {
		got := 1 - (1-st.ColdStart)*math.Exp(-c.time) - st.ColdStart*math.Exp(-c.time/2)
		if math.Abs(got-c.at) > 0.0005 {
			t.Errorf("F(%v) = %.5f, want %v", c.time, got, c.at)
		}
	}
}
