package sim

import (
	"fmt"
	"testing"

	"crossover/engine/coldstart"
)

// speedOf is a benchmark of the model or the simulator: one step, with its number of
// requests.
type speedOf struct {
	name     string
	requests float64
	step     func()
}

// speeds returns the model at two loads and the simulator at small pools.
func speeds(tb testing.TB) []speedOf {
	tb.Helper()
	var list []speedOf
	solver := new(coldstart.Solver)
	for _, load := range []float64{2, 50} {
		p := coldstart.Pool{Rate: load / 0.12, Service: 0.12, Cold: 0.4, Idle: 360}
		list = append(list, speedOf{fmt.Sprintf("model_%g_erlangs", load), 1, func() { sink += solver.Solve(p).ColdStart }})
	}
	for _, p := range pools[:4] {
		s, err := New(p.config)
		if err != nil {
			tb.Fatal(err)
		}
		s.Step(100_000)
		const n = 10_000
		list = append(list, speedOf{"simulator_" + p.name, n, func() { s.Step(n) }})
	}
	return list
}

func TestNothingAllocates(t *testing.T) {
	for _, s := range speeds(t) {
		s.step()
		if n := testing.AllocsPerRun(3, s.step); n > 0 {
			t.Errorf("%s allocates %v times", s.name, n)
		}
	}
}

// BenchmarkSpeed measures the table of docs/accuracy.md: the time of a solution or of a
// request on one core, and its multiple of a yardstick. The yardstick is Erlang's loss
// recursion with one division per server, over 104 servers, the number that the model
// considers for 50 erlangs.
func BenchmarkSpeed(b *testing.B) {
	var yardstick float64
	b.Run("yardstick", func(b *testing.B) {
		for b.Loop() {
			sink += erlangB(50, 104)
		}
		yardstick = b.Elapsed().Seconds() / float64(b.N)
	})
	for _, s := range speeds(b) {
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.step()
			}
			each := b.Elapsed().Seconds() / float64(b.N) / s.requests
			b.ReportMetric(each*1e9, "ns/each")
			if yardstick > 0 {
				b.ReportMetric(each/yardstick, "yardsticks")
			}
		})
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
