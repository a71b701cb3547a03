package chart

import "crossover/tui/cell"

// offset is a place for a text relative to its mark: the number of rows down, and the
// side: right, left or centred.
type offset struct{ row, side int }

// offsets are the places tried for a marker's text, the best first.
var offsets = [...]offset{
	{-1, 1}, {1, 1}, {-1, -1}, {1, -1}, {0, 1}, {0, -1},
	{-1, 0}, {1, 0}, {-2, 1}, {2, 1}, {-2, -1}, {2, -1}, {-2, 0}, {2, 0},
	{-3, 1}, {3, 1}, {-3, -1}, {3, -1}, {-3, 0}, {3, 0},
}

// drawMarkers draws all marks first, so that no text hides one, then the texts.
func (c *Chart) drawMarkers() {
	w := &c.work
	for i := range c.Markers {
		if at, ok := c.markerCell(&c.Markers[i]); ok && !w.occupied(at, 0) {
			w.texts = append(w.texts, at)
			w.put(at.X, at.Y, c.markerRune(&c.Markers[i]), c.Look.Marker)
		}
	}
	for i := range c.Markers {
		m := &c.Markers[i]
		if at, ok := c.markerCell(m); ok && m.Text != "" {
			c.writeMarker(m, at)
		}
	}
}

// markerRune returns the character of a mark.
func (c *Chart) markerRune(m *Marker) rune {
	if m.Rune != 0 {
		return m.Rune
	}
	return c.work.runes.Marker
}

// markerCell returns the cell of a mark, and whether it is in the plot or the band.
func (c *Chart) markerCell(m *Marker) (cell.Rect, bool) {
	l := &c.work.layout
	x, ok := l.Column(c.work.x.position(m.X))
	if !ok {
		return cell.Rect{}, false
	}
	y, ok := l.Row(c.work.y.position(m.Y))
	if !ok && m.Y <= c.Y.Min && l.Band.H > 0 {
		y, ok = l.Band.Y, true
	}
	return cell.Rect{X: x, Y: y, W: 1, H: 1}, ok
}

// writeMarker writes a marker's text, or its short text, in the place that covers least.
func (c *Chart) writeMarker(m *Marker, at cell.Rect) {
	if c.work.layout.YAxis.Empty() {
		return // a plot too small for axes shows only curves
	}
	for _, text := range [...]string{m.Text, m.Short} {
		n := width(text)
		if n == 0 {
			continue
		}
		if r, ok := c.findRoom(at, n); ok {
			c.work.texts = append(c.work.texts, r)
			c.work.write(r.X, r.Y, text, c.Look.MarkerText, n)
			return
		}
	}
}

// findRoom returns the best place for a text of n columns beside a mark. Places that cover
// a mark or another text are excluded; covering a little of a curve is allowed.
func (c *Chart) findRoom(at cell.Rect, n int) (cell.Rect, bool) {
	best, bestCost := cell.Rect{}, n/5+1
	farthest := 1 + c.work.layout.Plot.H/10 // a small plot has few places near a mark
	for _, o := range offsets {
		if max(o.row, -o.row) > farthest {
			continue
		}
		r := cell.Rect{X: at.X - n/2, Y: at.Y + o.row, W: n, H: 1}
		switch o.side {
		case 1:
			r.X = at.X + 2
		case -1:
			r.X = at.X - 1 - n
		}
		if x, ok := c.work.cursorColumn(c.Cursor); ok && r.X == x+1 {
			r.X++ // off the marks on the cursor
		} else if ok && r.X+n == x {
			r.X--
		}
		if c.work.layout.Plot.Intersect(r) != r || c.work.occupied(r, 1) {
			continue
		}
		if cost := c.covered(r); cost < bestCost {
			best, bestCost = r, cost
		}
	}
	return best, best.W > 0
}

// occupied reports whether a mark or text lies within margin columns of r.
func (w *work) occupied(r cell.Rect, margin int) bool {
	r.X, r.W = r.X-margin, r.W+2*margin
	for _, o := range w.texts {
		if !r.Intersect(o).Empty() {
			return true
		}
	}
	return false
}

// covered returns how many cells of curves and cursors a text in r would hide.
func (c *Chart) covered(r cell.Rect) (n int) {
	w := &c.work
	for x := r.X; x < r.X+r.W; x++ {
		if _, ok := w.plane.at(x-w.layout.Plot.X, r.Y-w.layout.Plot.Y); ok {
			n++
		}
	}
	if x, ok := w.cursorColumn(c.Cursor); ok && x >= r.X && x < r.X+r.W {
		n++
	}
	return n
}
