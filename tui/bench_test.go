package tui

import (
	"testing"

	"crossover/engine"
)

// BenchmarkStep is one step of a slider at 160x48 with all offers and the maximum number
// of curves: the change of state, the engine, the painting, the frame's string.
func BenchmarkStep(b *testing.B) {
	for _, control := range []string{"rate", "memory", "duration", "shape"} {
		b.Run(control, func(b *testing.B) {
			m := newMover(b, control, steps[control]...)
			b.ReportAllocs()
			for b.Loop() {
				m.step()
			}
			b.ReportMetric(float64(len(m.answer.Drawn)), "curves")
		})
	}
}

// BenchmarkFresh is like BenchmarkStep, but values never repeat, so that the engine's
// caches do not help.
func BenchmarkFresh(b *testing.B) {
	for _, control := range []string{"memory", "duration"} {
		b.Run(control, func(b *testing.B) {
			m := newMover(b, control, steps[control]...)
			b.ReportAllocs()
			v := 130.0
			for b.Loop() {
				v += 0.37
				if v > 60_000 {
					v = 130
				}
				m.keys = []float64{v}
				m.step()
			}
		})
	}
}

func BenchmarkCompute(b *testing.B) {
	for _, control := range []string{"rate", "memory", "duration", "shape"} {
		b.Run(control, func(b *testing.B) {
			m := newMover(b, control, steps[control]...)
			c := &m.controls.Controls[m.control]
			b.ReportAllocs()
			for b.Loop() {
				m.i++
				c.Slider.Set(m.keys[m.i%len(m.keys)])
				m.controls.Push(m.control, &m.st.Scenario)
				m.st.Follow()
				m.compute()
			}
		})
	}
}

func BenchmarkPaint(b *testing.B) {
	m := newMover(b, "rate", 12, 13)
	b.ReportAllocs()
	for b.Loop() {
		m.paint()
	}
}

// BenchmarkStart is the first frame of a process: the engine is compiled and has no results
// yet.
func BenchmarkStart(b *testing.B) {
	cat := realEngine(b).Catalog()
	b.ReportAllocs()
	for b.Loop() {
		e, err := engine.New(cat)
		if err != nil {
			b.Fatal(err)
		}
		open(b, e, 160, 48)
	}
}
