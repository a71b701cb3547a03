package chart

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
