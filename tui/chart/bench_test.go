package chart

import (
	"math"
	"testing"

	"crossover/tui/cell"
	"crossover/tui/glyph"
)

// crowd returns a chart of n curves like the program's: rising lines, staircases and one
// that is free at first.
func crowd(n, samples int, raster glyph.Kind) *Chart {
	c := &Chart{
		X: Scale{Log10, 0.1, 1000}, Y: Scale{Log10, 1, 1e4},
		XFormat: plainNumber, YFormat: dollars,
		Styles:  Styles{Glyphs: glyphs(raster)},
		Cursor:  Cursor{On: true, X: 12, Marks: true},
		Ghost:   Cursor{On: true, X: 150},
		Band:    Band{On: true, Label: "$0"},
		Markers: []Marker{{X: 2.6, Y: 4.6, Text: "2.6/s  A>B"}, {X: 33, Y: 9.2, Text: "33/s  B>C"}},
		Phases:  []Phase{{From: 0, To: 2.6, Name: "Lambda"}, {From: 2.6, To: 33, Name: "Hetzner"}, {From: 33, To: 1e9, Name: "Workers"}},
	}
	for i := range n {
		values := make([]float64, samples)
		for k := range values {
			x := c.X.Value(float64(k) / float64(samples-1))
			switch i % 3 {
			case 0:
				values[k] = 2 + float64(i) + x*math.Pow(1.3, float64(i))
			case 1:
				values[k] = float64(3*i) * math.Ceil(x/float64(10+i))
			case 2:
				values[k] = math.Max(0, x-1) * float64(i)
			}
		}
		c.Series = append(c.Series, Series{Name: "offer " + string(rune('a'+i)), Mark: rune('A' + i), Values: values, Style: cell.Style(i + 1)})
	}
	return c
}

// BenchmarkDraw measures a whole frame of the chart: clearing, axes, curves, names,
// markers, ribbon.
func BenchmarkDraw(b *testing.B) {
	for _, r := range rasters {
		b.Run(r.name, func(b *testing.B) {
			c, buf := crowd(14, 200, r.raster), cell.New(98, 32)
			b.ReportAllocs()
			for b.Loop() {
				c.Draw(buf, buf.Bounds())
			}
		})
	}
}
