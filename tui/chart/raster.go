package chart

import (
	"cmp"
	"math"
	"slices"

	"crossover/tui/cell"
	"crossover/tui/glyph"
)

// far is the dot coordinate that stands for anything far outside the plot. It is
// well inside the range of int on every platform.
const far = 1e6

// plane is the grid of dots on which the curves are drawn before they become characters:
// for every cell a set of dots and the last series drawn there.
type plane struct {
	w, h    int          // in cells
	sx, sy  int          // dots in a cell
	numbers *[2][4]uint8 // the bits of a cell's dots, by column and row
	bits    []uint8
	owner   []int16
}

// reset clears the plane and gives it a size.
func (p *plane) reset(w, h int, k glyph.Kind) {
	p.w, p.h = w, h
	p.sx, p.sy, p.numbers = dots(k)
	n := w * h
	p.bits, p.owner = slices.Grow(p.bits[:0], n)[:n], slices.Grow(p.owner[:0], n)[:n]
	clear(p.bits)
}

// The bits of a cell's dots, by column and row: Unicode's numbers of braille dots and
// octants, and those of quadrants and ASCII.
var (
	brailleBits = [2][4]uint8{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}
	octantBits  = [2][4]uint8{{0x01, 0x04, 0x10, 0x40}, {0x02, 0x08, 0x20, 0x80}}
	blockBits   = [2][4]uint8{{1, 4}, {2, 8}}
	wholeBits   = [2][4]uint8{{1}, {1}}
)

// quadrants are the characters of the sets of quadrants.
var quadrants = [16]rune{' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'}

// span sets the dots lo…hi of sub-column s for a series, every other one if it
// is dotted, and reports whether the span reaches the plane.
func (p *plane) span(bits *[4]uint8, s, lo, hi int, owner int16, dotted bool) bool {
	lo, hi = max(lo, 0), min(hi, p.h*p.sy-1)
	shift, mask := uint(p.sy>>1), p.sy-1 // 4, 2, 1 dots are a shift by 2, 1, 0
	x := s >> uint(p.sx-1)
	// Draw every other dot along the curve: by column where it is flat, by row where it is
	// steep. By the sum of both, a line at 45° would vanish.
	if dotted && lo == hi && s&1 != 0 {
		return true
	}
	dotted = dotted && lo != hi
	for d := lo; d <= hi; d++ {
		if dotted && d&1 != 0 {
			continue
		}
		i := (d>>shift)*p.w + x
		if was := p.owner[i]; was < 0 && was != -1-owner {
			p.bits[i] = 0 // shading of another series gives way
		}
		p.bits[i] |= bits[d&mask]
		p.owner[i] = owner
	}
	return lo <= hi
}

// at returns the series that owns a cell, and whether any does.
func (p *plane) at(x, y int) (int, bool) {
	if uint(x) >= uint(p.w) || uint(y) >= uint(p.h) || p.bits[y*p.w+x] == 0 {
		return 0, false
	}
	owner := p.owner[y*p.w+x]
	if i, ok := shaded(owner); ok {
		return i, true
	}
	return int(owner), true
}

// sampler places sub-columns among the samples of a series. It is reused until one of the
// numbers changes, which is rare.
type sampler struct {
	cells, sub, n int
	index         []int32
	frac          []float64
}

// reset prepares the sampler for a plot of cells columns with sub sub-columns
// each and n ≥ 1 samples.
func (s *sampler) reset(cells, sub, n int) {
	if s.cells == cells && s.sub == sub && s.n == n {
		return
	}
	s.cells, s.sub, s.n = cells, sub, n
	total := cells * sub
	s.index, s.frac = slices.Grow(s.index[:0], total)[:total], slices.Grow(s.frac[:0], total)[:total]
	for column := range total {
		t := s.place((float64(column)+0.5)/float64(sub) - 0.5)
		i := math.Floor(t)
		s.index[column], s.frac[column] = int32(i), t-i
	}
}

// place returns the place among the samples of column c, which may be a fraction.
func (s *sampler) place(c float64) float64 {
	if s.cells <= 1 || s.n <= 1 {
		return 0
	}
	t := c / float64(s.cells-1) * float64(s.n-1)
	return min(max(t, 0), float64(s.n-1))
}

// between returns the y of a curve a fraction f of the way after sample i. Next to a gap
// the curve ends half way to the missing sample.
func between(ys []float64, i int, f float64, step bool) float64 {
	y := ys[i]
	if step || f == 0 || i+1 >= len(ys) {
		return y
	}
	z := ys[i+1]
	switch v := y + f*(z-y); {
	case v == v:
		return v
	case f < 0.5:
		return y
	}
	return z
}

// dotOf rounds a coordinate within ±far to a dot. Shifting it above zero first
// makes the conversion round down, several times faster than math.Floor.
func dotOf(y float64) int { return int(y+far+0.5) - far }

// monotone reports whether ys never changes direction; then only end samples can be
// extremes. A gap counts as a change.
func monotone(ys []float64) bool {
	i := 1
	for i < len(ys) && ys[i] >= ys[i-1] {
		i++
	}
	if i >= len(ys) {
		return true
	}
	for i = 1; i < len(ys) && ys[i] <= ys[i-1]; i++ {
	}
	return i >= len(ys)
}

// trace draws one curve, whose samples ys are in dots from the top of the plane. It
// returns the last dot at which the curve exists, as a sub-column and a row that may be
// off the plane, and whether any part of the curve is on the plane.
func (p *plane) trace(a *sampler, ys []float64, owner int16, e Emphasis, step bool) (at, last int, seen bool) {
	turns := !monotone(ys)
	dotted := e == Faint
	bits, frac := p.numbers, a.frac[:len(a.index)]
	pen, prev, down := 0, 0, false // dot row, previous sample, whether the pen is down
	was := 0.0                     // the y from which pen was rounded
	for s, i32 := range a.index {
		i := int(i32)
		y := between(ys, i, frac[s], step)
		if y != y {
			down, prev = false, i
			continue
		}
		d := dotOf(y)
		lo, hi := d, d
		if down {
			// The stretch from the last dot, without that dot.
			lo, hi = min(d, pen+1), max(d, pen-1)
			// Samples between this sub-column and the last may be extremes.
			for k := prev + 1; turns && k <= i; k++ {
				if v := ys[k]; (v-was)*(v-y) > 0 {
					lo, hi = min(lo, dotOf(v)), max(hi, dotOf(v))
				}
			}
		}
		if p.span(&bits[s&1], s, lo, hi, owner, dotted) {
			seen = true
		}
		pen, was, prev, down, at, last = d, y, i, true, s, d
	}
	return at, last, seen
}

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
	w.plane.reset(w.layout.Plot.W, w.layout.Plot.H+w.layout.Band.H, w.glyphs.Plot)
	w.spots = w.spots[:0]
	w.ends = slices.Grow(w.ends[:0], len(c.Series))[:len(c.Series)]
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
	w.ys = slices.Grow(w.ys[:0], len(values))[:len(values)]
	ys := w.ys
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
				w.buf.Set(o.X+x, o.Y+y, w.glyph(bits, ':'), c.Series[i].Style)
				continue
			}
			s := &c.Series[owner]
			w.buf.Set(o.X+x, o.Y+y, w.glyph(bits, cmp.Or(s.Mark, '*')), s.Style)
		}
	}
	for _, m := range w.spots {
		w.buf.Set(o.X+m.x, o.Y+m.y, c.Series[m.series].Mark, c.Series[m.series].Style)
	}
}

// glyph returns the character for the dots of a cell, which is mark where a dot is a cell.
func (w *work) glyph(bits uint8, mark rune) rune {
	switch w.glyphs.Plot {
	case glyph.Braille:
		return 0x2800 + rune(bits)
	case glyph.Octant:
		return cell.Octant(bits)
	case glyph.Block:
		return quadrants[bits&15]
	default:
		return mark
	}
}

// shadeSeries stipples the area between the bounds of series i on the plane, if it has
// bounds. Braille dots are few, with denser edges, so that curves stand out; where a dot
// is a whole cell, it has a character of its own. Shading is drawn before all curves.
func (c *Chart) shadeSeries(i int) {
	s, w := &c.Series[i], &c.work
	n := len(s.Low)
	if n == 0 || n != len(s.High) || len(w.plane.bits) == 0 {
		return
	}
	c.work.placeSamples(s.High)
	w.tops = append(w.tops[:0], w.ys[:n]...)
	c.work.placeSamples(s.Low)
	w.sampler.reset(w.plane.w, w.plane.sx, n)
	w.plane.stipple(&w.sampler, w.tops, w.ys, int16(-1-i), s.Step)
}

// stipple sets one dot in four between two curves, given in dots from the top of the
// plane, and every other dot on the curves themselves. Where the curves meet it sets none.
func (p *plane) stipple(a *sampler, tops, bottoms []float64, owner int16, step bool) {
	bits, whole := p.numbers, p.sy == 1
	for s, i := range a.index {
		top, bottom := between(tops, int(i), a.frac[s], step), between(bottoms, int(i), a.frac[s], step)
		if top != top || bottom != bottom {
			continue
		}
		x := s >> uint(p.sx-1)
		lo, hi := max(dotOf(top), 0), min(dotOf(bottom), p.h*p.sy-1)
		for d := lo; d <= hi && dotOf(bottom) > dotOf(top); d++ {
			edge := s&1 == 0 && (d == dotOf(top) || d == dotOf(bottom))
			if !whole && !edge && (d&1 != 0 || (s^d>>1)&1 != 0) {
				continue
			}
			k := d/p.sy*p.w + x
			p.bits[k] |= bits[s&1][d&(p.sy-1)]
			p.owner[k] = owner
		}
	}
}

// shaded returns the series shaded by a cell's owner, and whether the owner is shading.
func shaded(owner int16) (series int, ok bool) { return -1 - int(owner), owner < 0 }
