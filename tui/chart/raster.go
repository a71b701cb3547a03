package chart

import "math"

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
func (p *plane) reset(w, h int, r Raster) {
	p.w, p.h = w, h
	p.sx, p.sy, p.numbers = r.dots()
	n := w * h
	if cap(p.bits) < n {
		p.bits, p.owner = make([]uint8, n), make([]int16, n)
	}
	p.bits, p.owner = p.bits[:n], p.owner[:n]
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
func (a *sampler) reset(cells, sub, n int) {
	if a.cells == cells && a.sub == sub && a.n == n {
		return
	}
	a.cells, a.sub, a.n = cells, sub, n
	total := cells * sub
	if cap(a.index) < total {
		a.index, a.frac = make([]int32, total), make([]float64, total)
	}
	a.index, a.frac = a.index[:total], a.frac[:total]
	for s := range total {
		t := a.place((float64(s)+0.5)/float64(sub) - 0.5)
		i := math.Floor(t)
		a.index[s], a.frac[s] = int32(i), t-i
	}
}

// place returns the place among the samples of column c, which may be a fraction.
func (a *sampler) place(c float64) float64 {
	if a.cells <= 1 || a.n <= 1 {
		return 0
	}
	t := c / float64(a.cells-1) * float64(a.n-1)
	return min(max(t, 0), float64(a.n-1))
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
