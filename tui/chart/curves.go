package chart

import (
	"math"

	"crossover/tui/cell"
)

// end records the end of a drawn curve.
type end struct {
	row  int     // the plane's row of the end, limited to the plane
	y    float64 // the exact row in dots, to order names that share a row
	seen bool    // whether any part is visible
	cut  bool    // whether it ends before the plot does
}

// spot is a mark on a curve: a cell of the plane and a series.
type spot struct {
	x, y   int
	series int16
}

// drawCurves draws every series on the plane, the most important last, and then
// the plane into the buffer.
func (c *Chart) drawCurves() {
	w := &c.work
	w.plane.reset(w.layout.Plot.W, w.layout.Plot.H+w.layout.Band.H, c.Look.Raster)
	w.spots = w.spots[:0]
	w.ends = resized(w.ends, len(c.Series))
	clear(w.ends)
	for i := min(len(c.Series), math.MaxInt16) - 1; i >= 0; i-- {
		c.shadeSeries(i)
	}
	for _, e := range [...]Emphasis{Faint, Normal, Dominant} {
		for i := min(len(c.Series), math.MaxInt16) - 1; i >= 0; i-- {
			if emphasis := c.Series[i].Emphasis; emphasis == e || e == Normal && emphasis > Faint {
				c.traceSeries(i)
			}
		}
	}
	c.blit()
}

// traceSeries draws one series on the plane and notes its end and its marks.
func (c *Chart) traceSeries(i int) {
	s, w := &c.Series[i], &c.work
	if len(s.Values) == 0 || len(w.plane.bits) == 0 {
		return
	}
	c.work.placeSamples(s.Values)
	w.sampler.reset(w.plane.w, w.plane.sx, len(w.ys))
	at, last, seen := w.plane.trace(&w.sampler, w.ys, int16(i), s.Emphasis, s.Step)
	row := min(max(last, 0)/w.plane.sy, w.plane.h-1)
	cut := at/w.plane.sx < w.plane.w-1
	w.ends[i] = end{row: row, y: float64(last), seen: seen, cut: cut}
	if !seen || s.Mark == 0 {
		return
	}
	if cut { // its name stands apart from it: repeat its mark
		c.addSpot(i, float64(at/w.plane.sx))
	}
	for _, cur := range [...]Cursor{c.Ghost, c.Cursor} {
		if p := w.x.position(cur.X); cur.On && cur.Marks && p >= 0 && p <= 1 {
			c.addSpot(i, p*float64(w.plane.w-1))
		}
	}
}

// addSpot records a mark on series i at a column of the plane.
func (c *Chart) addSpot(i int, column float64) {
	w := &c.work
	t := w.sampler.place(column)
	k := int(t)
	y := between(w.ys, k, t-float64(k), c.Series[i].Step)
	if y != y {
		return
	}
	if d := dotOf(y); d >= 0 && d < w.plane.h*w.plane.sy {
		x := int(math.Floor(column + 0.5))
		w.spots = append(w.spots, spot{x: x, y: d / w.plane.sy, series: int16(i)})
	}
}

// placeSamples turns the values of a series into dots from the top of the plane.
func (w *work) placeSamples(values []float64) {
	w.ys = resized(w.ys, len(values))
	ys := w.ys[:len(values)]
	sy, rows := float64(w.plane.sy), float64(w.layout.Plot.H)
	// The centre of the top row is position 1, that of the bottom row 0.
	height := (rows - 1) * sy
	bottom := (rows-0.5)*sy - 0.5
	place := w.y.dots(bottom, height)
	floor, below := float64(far), float64(far)
	if w.layout.Band.H > 0 {
		floor = rows*sy - 0.5
		below = rows*sy + math.Floor((sy-1)/2)
	}
	for i, v := range values {
		y := place.at(v)
		switch { // neither case holds for NaN
		case y > floor:
			y = below
		case y < -far:
			y = -far
		}
		ys[i] = y
	}
}

// blit paints the plane and the marks on it.
func (c *Chart) blit() {
	w := &c.work
	o := w.layout.Plot
	for y := range w.plane.h {
		row := w.plane.bits[y*w.plane.w : (y+1)*w.plane.w]
		for x, bits := range row {
			if bits == 0 {
				continue
			}
			owner := w.plane.owner[y*w.plane.w+x]
			if i, ok := shaded(owner); ok {
				shade := w.runes.Shade
				if c.Look.Raster != ASCII {
					shade = c.glyph(bits, nil)
				}
				w.buf.Set(o.X+x, o.Y+y, shade, c.Series[i].Style)
				continue
			}
			s := &c.Series[owner]
			w.buf.Set(o.X+x, o.Y+y, c.glyph(bits, s), s.Style)
		}
	}
	for _, m := range w.spots {
		w.buf.Set(o.X+m.x, o.Y+m.y, c.Series[m.series].Mark, c.Series[m.series].Style)
	}
}

// glyph returns the character for the dots of a cell.
func (c *Chart) glyph(bits uint8, s *Series) rune {
	switch c.Look.Raster {
	case Braille:
		return 0x2800 + rune(bits)
	case Octant:
		return cell.Octant(bits)
	case Block:
		return quadrants[bits&15]
	case ASCII:
	}
	if s.Mark == 0 {
		return '*'
	}
	return s.Mark
}

// resized returns s with length n, its memory reused where it suffices.
func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
