package coldstart

import (
	"fmt"
	"testing"
)

var sink State

func bench(b *testing.B, name string, p Pool) {
	b.Helper()
	b.Run(name, func(b *testing.B) {
		var s Solver
		s.Solve(p) // grows the buffers
		b.ReportAllocs()
		for b.Loop() {
			sink = s.Solve(p)
		}
	})
}

// function is a typical function at an offered load.
func function(load float64) Pool {
	return Pool{Rate: load / 0.12, Service: 0.12, Cold: 0.4, Idle: 360}
}

func BenchmarkHPlus(b *testing.B) {
	for _, load := range []float64{0.01, 2, 5, 50, 250, 450, 2000, 1e5} {
		bench(b, fmt.Sprintf("%gerlang", load), function(load))
	}
}

func BenchmarkCapped(b *testing.B) {
	for _, load := range []float64{2, 50, 2000} {
		p := function(load)
		p.Max, p.Lifetime = 1000, 7200
		bench(b, fmt.Sprintf("%gerlang", load), p)
	}
}

func BenchmarkCPlus(b *testing.B) {
	for _, load := range []float64{2, 50, 2000, 1e5} {
		for _, conc := range []float64{1.5, 2, 80} {
			p := function(load)
			p.Concurrency = conc
			bench(b, fmt.Sprintf("%gerlang-%g", load, conc), p)
		}
	}
}

func BenchmarkMMPP(b *testing.B) {
	for _, load := range []float64{2, 50, 250, 2000, 1e5} {
		p := function(load)
		p.Burst, p.BurstLength = 4, 60
		bench(b, fmt.Sprintf("%gerlang", load), p)
	}
}

// BenchmarkErlangBRecursion is the benchmark to compare with: the classic loss recursion
// with one division per server, over as many servers as 50 erlangs need here.
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
