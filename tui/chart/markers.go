package chart

import (
	"cmp"
	"math"
	"slices"

	"crossover/tui/cell"
)

// offset is a place for a text relative to its mark: the number of rows down, and the
// side, 1 for right and -1 for left. A text in another row has a line to its mark.
type offset struct{ row, side int }

// rows returns the distance in rows.
func (o offset) rows() int { return max(o.row, -o.row) }

// offsets are the places tried for a marker's text, the best first.
var offsets = [...]offset{
	{-1, 1}, {1, 1}, {-1, -1}, {1, -1}, {0, 1}, {0, -1},
	{-2, 1}, {2, 1}, {-2, -1}, {2, -1}, {-3, 1}, {3, 1}, {-3, -1}, {3, -1},
}

// drawMarkers draws all marks first, so that no text hides one, then the texts, starting
// with the mark nearest to the cursor.
func (c *Chart) drawMarkers() {
	w := &c.work
	w.order = w.order[:0]
	for i := range c.Markers {
		w.order = append(w.order, i)
		if at, ok := c.markerCell(&c.Markers[i]); ok && !c.Markers[i].Minor && !w.occupied(at, 0) {
			w.texts = append(w.texts, at)
			w.put(at.X, at.Y, cmp.Or(c.Markers[i].Rune, w.runes.Marker), c.Look.Marker)
		}
	}
	if c.Cursor.On {
		away := func(i int) float64 {
			d := math.Abs(w.x.position(c.Markers[i].X) - w.x.position(c.Cursor.X))
			if c.Markers[i].Minor {
				d += 2 // farther than any other
			}
			return d
		}
		slices.SortStableFunc(w.order, func(i, k int) int { return cmp.Compare(away(i), away(k)) })
	}
	for _, i := range w.order {
		m := &c.Markers[i]
		if at, ok := c.markerCell(m); ok && m.Text != "" {
			c.writeMarker(m, at)
		}
	}
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
		if n == 0 || m.Minor && (text == m.Short || c.work.occupied(at, 0)) {
			continue
		}
		if r, o := c.findRoom(at, n); r.W > 0 {
			c.work.texts = append(c.work.texts, r)
			if m.Minor {
				c.work.put(at.X, at.Y, cmp.Or(m.Rune, c.work.runes.Marker), c.Look.Marker)
			}
			c.work.write(r.X, r.Y, text, c.Look.MarkerText, n)
			slope := c.work.runes.Fall
			if o.side*o.row < 0 {
				slope = c.work.runes.Rise
			}
			o.lead(at, func(r cell.Rect) {
				c.work.texts = append(c.work.texts, r)
				c.work.put(r.X, r.Y, slope, c.Look.Marker)
			})
			return
		}
	}
}

// lead calls do with each cell of the line from a mark to its text.
func (o offset) lead(at cell.Rect, do func(cell.Rect)) {
	for range o.rows() {
		at.X, at.Y = at.X+o.side, at.Y+cmp.Compare(o.row, 0)
		do(at)
	}
}

// findRoom returns the best place for a text of n columns near a mark. Places
// that cover a mark or another text are excluded; covering a little of a curve is allowed.
func (c *Chart) findRoom(at cell.Rect, n int) (best cell.Rect, from offset) {
	bestCost := n/5 + 1
	farthest := 1 + c.work.layout.Plot.H/10 // a small plot has few places near a mark
	for _, o := range offsets {
		if o.rows() > farthest {
			continue
		}
		gap := 2 // a blank and the line
		if o.row != 0 {
			gap += o.rows()
		}
		r := cell.Rect{X: at.X + gap, Y: at.Y + o.row, W: n, H: 1}
		if o.side < 0 {
			r.X = at.X + 1 - gap - n
		}
		if x, ok := c.work.cursorColumn(c.Cursor); ok && r.X == x+1 {
			r.X++ // off the marks on the cursor
		} else if ok && r.X+n == x {
			r.X--
		}
		taken := c.work.occupied(r, 1)
		o.lead(at, func(r cell.Rect) { taken = taken || c.work.occupied(r, 0) })
		if taken || c.work.layout.Plot.Intersect(r) != r {
			continue
		}
		if cost := c.covered(r); cost < bestCost {
			best, bestCost, from = r, cost, o
		}
	}
	return best, from
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
