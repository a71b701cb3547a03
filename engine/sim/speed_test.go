package sim

import (
	"fmt"
	"math"
	"testing"
	"time"

	"crossover/engine/accuracy"
	"crossover/engine/coldstart"
)

// The speed of model and simulator on one core, as ratios to a yardstick measured in
// the same run: Erlang's loss recursion with one division a server, over 104 servers,
// which are as many as the model looks at for 50 erlangs.
// Under the race detector, which would be what is measured, only allocations count.
func TestAccuracySpeed(t *testing.T) {
	yardstick := fastest(func() { sink += erlangB(50, 104) })
	rows := accuracy.Table{Head: []string{"what ", "time", "yardsticks", "allocations"}}
	add := func(what string, seconds, most float64, allocs float64) {
		rows.Add(what, spell(seconds), fmt.Sprintf("%.2g", seconds/yardstick), allocs)
		if seconds > 2*most*yardstick && thin == 1 { // twice, for other work on the machine
			t.Errorf("%s takes %.1f yardsticks of %s; want at most %g", what, seconds/yardstick, spell(yardstick), most)
		}
		if allocs > 0 {
			t.Errorf("%s allocates %v times", what, allocs)
		}
	}
	add("yardstick: Erlang B, 104 servers", yardstick, 1, 0)
	var solver coldstart.Solver
	for _, c := range []struct{ load, most float64 }{{2, 4.2}, {50, 21}} {
		p := coldstart.Pool{Rate: c.load / 0.12, Service: 0.12, Cold: 0.4, Idle: 360}
		solve := func() { sink += solver.Solve(p).ColdStart }
		solve()
		add(fmt.Sprintf("model, %g erlangs", c.load), fastest(solve), c.most, testing.AllocsPerRun(10, solve))
	}
	for _, p := range pools[:4] {
		s, err := New(p.config)
		if err != nil {
			t.Fatal(err)
		}
		s.Step(100_000)
		const n = 10_000
		run := func() { s.Step(n) }
		add("simulator, a request, "+p.name, fastest(run)/n, 0.42, testing.AllocsPerRun(3, run))
	}
	if thin == 1 {
		publish(t, "speed", &rows, 1)
	}
}

var sink float64

// erlangB is the loss recursion.
func erlangB(load float64, servers int) float64 {
	loss := 1.0
	for n := 1; n <= servers; n++ {
		loss = load * loss / (float64(n) + load*loss)
	}
	return loss
}

// fastest returns the seconds that f takes when nothing else is in the way.
func fastest(f func()) float64 {
	best := math.Inf(1)
	for range max(30/thin, 1) {
		start, n := time.Now(), 0
		for time.Since(start) < 2*time.Millisecond {
			for range 8 {
				f()
			}
			n += 8
		}
		best = min(best, time.Since(start).Seconds()/float64(n))
	}
	return best
}

// spell writes a time.
func spell(seconds float64) string {
	if seconds < 1e-6 {
		return fmt.Sprintf("%.0f ns", seconds*1e9)
	}
	return fmt.Sprintf("%.2g µs", seconds*1e6)
}
