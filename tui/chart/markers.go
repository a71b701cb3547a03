package chart

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"

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
			w.put(at.X, at.Y, cmp.Or(c.Markers[i].Rune, w.glyphs.Crossover), c.Styles.Marker)
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
				c.work.put(at.X, at.Y, cmp.Or(m.Rune, c.work.glyphs.Crossover), c.Styles.Marker)
			}
			c.work.write(r.X, r.Y, text, c.Styles.MarkerText, n)
			slope := c.work.glyphs.Fall
			if o.side*o.row < 0 {
				slope = c.work.glyphs.Rise
			}
			o.lead(at, func(r cell.Rect) {
				c.work.texts = append(c.work.texts, r)
				c.work.put(r.X, r.Y, slope, c.Styles.Marker)
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
	return slices.ContainsFunc(w.texts, func(o cell.Rect) bool { return !r.Intersect(o).Empty() })
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

// The columns of the gutter before a name: the leader, the mark and a blank.
const nameIndent = 3

// name is the label at the end of a curve.
type name struct {
	series int
	want   float64 // the row in which the curve ends, with a fraction
	row    int     // the row of the name
	fit    float64 // scratch of the placement
	weight float64 // scratch of the placement
}

// gutterWant returns the width of the widest name, including its leader and mark.
func (c *Chart) gutterWant() int {
	widest := 0
	for i := range c.Series {
		if s := &c.Series[i]; len(s.Values) > 0 && (s.Name != "" || s.Mark != 0) {
			widest = max(widest, nameIndent+width(s.Name))
		}
	}
	return widest
}

// drawNames writes names at the curves' ends, those of the more prominent curves first,
// until the rows are full.
func (c *Chart) drawNames() {
	w := &c.work
	g := w.layout.Gutter
	for _, e := range [...]Emphasis{Dominant, Normal, Faint} {
		for i := range w.ends {
			s := &c.Series[i]
			if s.Emphasis == e && w.ends[i].seen && (s.Name != "" || s.Mark != 0) && len(w.names) < g.H && g.W >= 2 {
				w.names = append(w.names, name{series: i, want: w.ends[i].y / float64(w.plane.sy)})
			}
		}
	}
	// Of curves that end at the same place the more important comes first.
	slices.SortStableFunc(w.names, func(a, b name) int { return cmp.Compare(a.want, b.want) })
	placeNames(w.names, g.H)
	for _, n := range w.names {
		c.drawName(n)
	}
}

// drawName writes one name with its leader and its mark.
func (c *Chart) drawName(n name) {
	w := &c.work
	g, s, e := w.layout.Gutter, &c.Series[n.series], w.ends[n.series]
	y := g.Y + n.row
	leader := w.glyphs.Box.Horizontal
	switch {
	case e.cut:
		leader = ' '
	case n.row < e.row:
		leader = w.glyphs.Rise
	case n.row > e.row:
		leader = w.glyphs.Fall
	}
	w.put(g.X, y, leader, s.Style)
	if s.Mark != 0 {
		w.put(g.X+1, y, s.Mark, s.Style)
	}
	w.write(g.X+nameIndent, y, s.Name, s.Style, g.W-nameIndent)
}

// placeNames gives every name a row of its own in 0…rows-1, in order, so that the sum of
// squared distances from the wanted rows is least. There must be no more names than rows.
//
// For names in consecutive rows x_i − i is constant, so the best rows are an isotonic
// regression of x_i − i: neighbours out of order are pooled at their mean until none are.
func placeNames(ns []name, rows int) {
	for i := range ns {
		ns[i].fit, ns[i].weight = ns[i].want-float64(i), 1
	}
	// A pool is kept in its first member; pools are stacked in ns[:top].
	top := 0
	for i := range ns {
		ns[top].fit, ns[top].weight = ns[i].fit, ns[i].weight
		for top > 0 && ns[top-1].fit >= ns[top].fit {
			a, b := &ns[top-1], ns[top]
			a.fit = (a.fit*a.weight + b.fit*b.weight) / (a.weight + b.weight)
			a.weight += b.weight
			top--
		}
		top++
	}
	i := len(ns) - 1
	for p := top - 1; p >= 0; p-- {
		base := int(math.Floor(min(max(ns[p].fit, 0), float64(rows-len(ns)))))
		for n := int(ns[p].weight); n > 0; n-- {
			ns[i].row = base + i
			i--
		}
	}
}

// drawLines draws the vertical lines and the hover cross, all under the curves.
func (c *Chart) drawLines() {
	w := &c.work
	plot := w.layout.Plot
	plot.H += w.layout.Band.H
	if h := c.Hover; h.On && w.layout.Plot.Contains(h.Column, h.Row) {
		w.buf.Fill(cell.Rect{X: plot.X, Y: h.Row, W: plot.W, H: 1}, w.glyphs.Limit, c.Styles.Hover)
		w.buf.Fill(cell.Rect{X: h.Column, Y: plot.Y, W: 1, H: plot.H}, w.glyphs.HoverLine, c.Styles.Hover)
	}
	c.drawLine(c.Ghost, w.glyphs.GhostLine, c.Styles.Ghost)
	c.drawLine(c.Cursor, w.glyphs.CursorLine, c.Styles.Cursor)
}

// drawLine draws one cursor's line over the plot and the band.
func (c *Chart) drawLine(cur Cursor, r rune, s cell.Style) {
	l := &c.work.layout
	if x, ok := c.work.cursorColumn(cur); ok {
		c.work.buf.Fill(cell.Rect{X: x, Y: l.Plot.Y, W: 1, H: l.Plot.H + l.Band.H}, r, s)
	}
}

// cursorColumn returns the column of a cursor, and whether it is visible.
func (w *work) cursorColumn(cur Cursor) (int, bool) {
	if !cur.On || !w.ready {
		return 0, false
	}
	return w.layout.Column(w.x.position(cur.X))
}

// writeCursorLabel writes one cursor's caret and value.
func (c *Chart) writeCursorLabel(cur Cursor, caret rune, s cell.Style) {
	w := &c.work
	x, ok := w.cursorColumn(cur)
	if !ok {
		return
	}
	if r := w.buf.At(x, w.layout.XAxis.Y).Rune; r != w.glyphs.Up {
		w.put(x, w.layout.XAxis.Y, caret, s)
	}
	text := append(w.scratch[:0], cur.Text...)
	if len(text) == 0 && c.XFormat != nil {
		text = c.XFormat(text, cur.X)
	}
	w.writeXLabel(x-(utf8.RuneCount(text)-1)/2, text, s)
}

// writeHoverLabels writes the two values under the mouse at the axes.
func (c *Chart) writeHoverLabels() {
	w := &c.work
	l := &w.layout
	if h := c.Hover; !h.On || !l.Plot.Contains(h.Column, h.Row) || l.YAxis.Empty() || !w.ready {
		return
	}
	if c.XFormat != nil {
		text := c.XFormat(w.scratch[:0], c.XAt(*l, c.Hover.Column))
		w.writeXLabel(c.Hover.Column-(utf8.RuneCount(text)-1)/2, text, c.Styles.Hover)
	}
	if c.YFormat != nil {
		text := c.YFormat(w.scratch[:0], c.YAt(*l, c.Hover.Row))
		if utf8.RuneCount(text) <= l.YLabels.W {
			w.buf.Fill(cell.Rect{X: l.YLabels.X, Y: c.Hover.Row, W: l.YLabels.W, H: 1}, ' ', 0)
		}
		w.writeYLabel(c.Hover.Row, text, c.Styles.Hover)
	}
}
