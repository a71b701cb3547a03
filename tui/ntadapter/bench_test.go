package ntadapter

import (
	"math"
	"testing"

	"crossover/tui/cell"
)

// twentyBars returns the bars of the product's cold-start pane.
func twentyBars() *Bars {
	b := &Bars{Max: 100, Bars: make([]Bar, 20)}
	for i := range b.Bars {
		b.Bars[i] = Bar{Value: float64(3 * i), Tail: float64(5 * i), Style: 1, TailStyle: 2}
	}
	return b
}

// BenchmarkBarsChanged draws 20 bars that have all changed.
func BenchmarkBarsChanged(b *testing.B) {
	bars, buf := twentyBars(), cell.New(24, 20)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		bars.Max = 100 + 20*float64(i&1)
		for k := range bars.Bars {
			bars.Bars[k].Value += float64(i&1)*2 - 1
		}
		bars.Draw(buf, buf.Bounds())
	}
}

// BenchmarkBarsUnchanged draws the same 20 bars again.
func BenchmarkBarsUnchanged(b *testing.B) {
	bars, buf := twentyBars(), cell.New(24, 20)
	b.ReportAllocs()
	for b.Loop() {
		bars.Draw(buf, buf.Bounds())
	}
}

// BenchmarkSpark draws 40 columns two rows high, all shifted by one.
func BenchmarkSpark(b *testing.B) {
	values := make([]float64, 1000)
	for i := range values {
		values[i] = float64(i * 7 % 31)
	}
	s, buf := &Spark{}, cell.New(40, 2)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Values = values[i%900 : i%900+60]
		s.Draw(buf, buf.Bounds())
	}
}

// BenchmarkSeries draws two lines of 100 columns and 20 rows.
func BenchmarkSeries(b *testing.B) {
	values := make([]float64, 400)
	for i := range values {
		values[i] = math.Sin(float64(i) / 9)
	}
	s, buf := &Series{}, cell.New(100, 20)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Lines = append(s.Lines[:0], Line{Values: values[i%100 : i%100+100]}, Line{Values: values[i%200 : i%200+150]})
		s.Draw(buf, buf.Bounds())
	}
}

// TestDrawDoesNotAllocate checks the drawing path after the first frame.
func TestDrawDoesNotAllocate(t *testing.T) {
	bars, buf := twentyBars(), cell.New(24, 20)
	spark := &Spark{Values: []float64{1, 2, 3}}
	k := 0
	if n := testing.AllocsPerRun(50, func() {
		k++
		bars.Max = 100 + float64(k)
		spark.Values[k%3] += 2
		bars.Draw(buf, buf.Bounds())
		spark.Draw(buf, buf.Bounds())
	}); n != 0 {
		t.Errorf("%v allocations a frame", n)
	}
}
