package engine_test

import (
	"context"
	"testing"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// move is one step of a handle: it changes s for the n-th time.
type move func(s *scenario.Scenario, n int)

var moves = map[string]move{
	"rate":     func(s *scenario.Scenario, n int) { s.SelectedPart().Rate.N = float64(12 + n%100) },
	"memory":   func(s *scenario.Scenario, n int) { s.SelectedPart().MemoryMB = float64(512 + 16*(n%100)) },
	"duration": func(s *scenario.Scenario, n int) { s.SelectedPart().DurationMS = float64(120 + n%400) },
	"burst":    func(s *scenario.Scenario, n int) { s.SelectedPart().Burst = 1 + float64(n%100)/10 },
	"shape": func(s *scenario.Scenario, n int) {
		s.SelectedPart().Shape = traffic.Shape{Kind: [...]traffic.Kind{traffic.Steady, traffic.Office, traffic.Daytime, traffic.Spiky, traffic.Cron}[n%5]}
	},
}

// window is the default range of the rate axis: four decades around the handle.
var window = engine.Window{Axis: engine.AxisRate, Lo: 0.12, Hi: 1200}

func benchmarkSweep(b *testing.B, step move) {
	b.Helper()
	v, s := compile(b, shipped(b)), scenario.Default()
	var curves engine.Curves
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		step(&s, n)
		v.Sweep(&curves, &s, s.Selected, window, 100, nil)
		n++
	}
}

func BenchmarkSweepRate(b *testing.B)     { benchmarkSweep(b, moves["rate"]) }
func BenchmarkSweepMemory(b *testing.B)   { benchmarkSweep(b, moves["memory"]) }
func BenchmarkSweepDuration(b *testing.B) { benchmarkSweep(b, moves["duration"]) }
func BenchmarkSweepBurst(b *testing.B)    { benchmarkSweep(b, moves["burst"]) }
func BenchmarkSweepShape(b *testing.B)    { benchmarkSweep(b, moves["shape"]) }

// BenchmarkSweepWindow moves the window with the handle.
func BenchmarkSweepWindow(b *testing.B) {
	v, s := compile(b, shipped(b)), scenario.Default()
	var curves engine.Curves
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		x := float64(12 + n%100)
		s.SelectedPart().Rate.N = x
		v.Sweep(&curves, &s, s.Selected, engine.Window{Lo: x / 100, Hi: x * 100}, 100, nil)
		n++
	}
}

func benchmarkAxis(b *testing.B, axis engine.Axis, lo, hi float64) {
	b.Helper()
	v, s := compile(b, shipped(b)), scenario.Default()
	var curves engine.Curves
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		s.SelectedPart().Rate.N = float64(12 + n%100)
		v.Sweep(&curves, &s, s.Selected, engine.Window{Axis: axis, Lo: lo, Hi: hi}, 100, nil)
		n++
	}
}

func BenchmarkAxisMemory(b *testing.B)   { benchmarkAxis(b, engine.AxisMemory, 128, 16384) }
func BenchmarkAxisDuration(b *testing.B) { benchmarkAxis(b, engine.AxisDuration, 1, 1e4) }

func benchmarkList(b *testing.B, step move, list func(*engine.Evaluator, *scenario.Scenario, []engine.Estimate) []engine.Estimate) {
	b.Helper()
	v, s := compile(b, shipped(b)), scenario.Default()
	var dst []engine.Estimate
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		step(&s, n)
		dst = list(v, &s, dst[:0])
		n++
	}
}

func headlines(v *engine.Evaluator, s *scenario.Scenario, dst []engine.Estimate) []engine.Estimate {
	return v.Headlines(s, s.Selected, dst)
}

func BenchmarkHeadlinesRate(b *testing.B)     { benchmarkList(b, moves["rate"], headlines) }
func BenchmarkHeadlinesMemory(b *testing.B)   { benchmarkList(b, moves["memory"], headlines) }
func BenchmarkHeadlinesDuration(b *testing.B) { benchmarkList(b, moves["duration"], headlines) }
func BenchmarkEstimates(b *testing.B) {
	benchmarkList(b, moves["memory"], func(v *engine.Evaluator, s *scenario.Scenario, dst []engine.Estimate) []engine.Estimate {
		return v.Estimates(s, s.Selected, dst)
	})
}

func BenchmarkRecommend(b *testing.B) {
	v, s := compile(b, shipped(b)), scenario.Default()
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		s.SelectedPart().Rate.N = float64(12 + n%100)
		must(v.Recommend(context.Background(), &s))
		n++
	}
}
