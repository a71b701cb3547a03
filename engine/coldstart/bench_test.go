package coldstart

import "testing"

var sink State

func bench(b *testing.B, p Pool) {
	b.Helper()
	var s Solver
	s.Solve(p)
	b.ReportAllocs()
	for b.Loop() {
		sink = s.Solve(p)
	}
}

func BenchmarkHPlus(b *testing.B) {
	for _, c := range []struct {
		name string
		load float64
	}{{"0.01erlang", 0.01}, {"2erlang", 2}, {"5erlang", 5}, {"50erlang", 50}, {"250erlang", 250}, {"450erlang", 450}, {"2000erlang", 2000}, {"100000erlang", 1e5}, {"1e9erlang", 1e9}} {
		b.Run(c.name, func(b *testing.B) {
			bench(b, Pool{Rate: c.load / 0.12, Service: 0.12, Cold: 0.4, Idle: 360})
		})
	}
}

func BenchmarkHPlusCapped(b *testing.B) {
	for _, c := range []struct {
		name string
		load float64
		max  int
	}{{"2erlang", 2, 10}, {"50erlang", 50, 1000}, {"50erlang60", 50, 60}, {"2000erlang", 2000, 1000}, {"1e5erlang", 1e5, 1000}} {
		b.Run(c.name, func(b *testing.B) {
			bench(b, Pool{Rate: c.load / 0.12, Service: 0.12, Cold: 0.4, Idle: 360, Max: c.max, Lifetime: 7200})
		})
	}
}

func BenchmarkCPlus(b *testing.B) {
	for _, c := range []struct {
		name       string
		load, conc float64
	}{{"2erlang", 2, 8}, {"50erlang", 50, 80}, {"50erlang-4", 50, 4}, {"50erlang-1.5", 50, 1.5}, {"2000erlang", 2000, 80}, {"2000erlang-2", 2000, 2}, {"100000erlang", 1e5, 80}, {"100000erlang-2", 1e5, 2}, {"100000erlang-1.5", 1e5, 1.5}} {
		b.Run(c.name, func(b *testing.B) {
			bench(b, Pool{Rate: c.load / 0.12, Service: 0.12, Cold: 0.4, Idle: 360, Concurrency: c.conc})
		})
	}
}

func BenchmarkMMPP(b *testing.B) {
	for _, c := range []struct {
		name string
		load float64
		conc float64
	}{{"2erlang", 2, 1}, {"50erlang", 50, 1}, {"2000erlang", 2000, 1}, {"100000erlang", 1e5, 1}, {"2000erlang-80", 2000, 80}, {"250erlang", 250, 1}} {
		b.Run(c.name, func(b *testing.B) {
			bench(b, Pool{Rate: c.load / 0.12, Service: 0.12, Cold: 0.4, Idle: 360, Burst: 4, BurstLength: 60, Concurrency: c.conc})
		})
	}
}

func BenchmarkSpread(b *testing.B) {
	for _, c := range []struct {
		name string
		load float64
	}{{"2erlang", 2}, {"2000erlang", 2000}, {"100000erlang", 1e5}, {"1e7erlang", 1e7}} {
		for _, r := range []Routing{Random, LeastRecent} {
			b.Run(c.name, func(b *testing.B) {
				bench(b, Pool{Rate: c.load / 0.12, Service: 0.12, Cold: 0.4, Idle: 5, Routing: r})
			})
		}
	}
}

func BenchmarkProfile(b *testing.B) {
	for _, load := range []float64{2, 2000} {
		var s Solver
		rates := make([]float64, 96)
		for i := range rates {
			rates[i] = load / 0.12 * (1 + float64(i%48)/48)
		}
		p := Pool{Service: 0.12, Cold: 0.4, Idle: 360}
		s.Profile(p, 900, rates, nil)
		b.Run("", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = s.Profile(p, 900, rates, nil)
			}
		})
	}
}

// BenchmarkErlangBRecursion is the yardstick: the classic loss recursion with one
// division a server, over as many levels as 50 erlangs need.
func BenchmarkErlangBRecursion(b *testing.B) {
	loss := 1.0
	for b.Loop() {
		loss = 1.0
		for n := 1.0; n <= 104; n++ {
			loss = 50 * loss / (n + 50*loss)
		}
	}
	sink.Rejection = loss
}
