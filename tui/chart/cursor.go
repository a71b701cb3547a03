package chart

import (
	"unicode/utf8"

	"crossover/tui/cell"
)

// drawLines draws the vertical lines and the hover cross, all under the curves.
func (c *Chart) drawLines() {
	w := &c.work
	plot := w.layout.Plot
	plot.H += w.layout.Band.H
	if h := c.Hover; h.On && w.layout.Plot.Contains(h.Column, h.Row) {
		w.buf.Fill(cell.Rect{X: plot.X, Y: h.Row, W: plot.W, H: 1}, w.runes.HoverH, c.Look.Hover)
		w.buf.Fill(cell.Rect{X: h.Column, Y: plot.Y, W: 1, H: plot.H}, w.runes.Hover, c.Look.Hover)
	}
	c.drawLine(c.Ghost, w.runes.Ghost, c.Look.Ghost)
	c.drawLine(c.Cursor, w.runes.Cursor, c.Look.Cursor)
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
	if r := w.buf.At(x, w.layout.XAxis.Y).Rune; r != w.runes.Caret {
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
		w.writeXLabel(c.Hover.Column-(utf8.RuneCount(text)-1)/2, text, c.Look.Hover)
	}
	if c.YFormat != nil {
		text := c.YFormat(w.scratch[:0], c.YAt(*l, c.Hover.Row))
		if utf8.RuneCount(text) <= l.YLabels.W {
			w.buf.Fill(cell.Rect{X: l.YLabels.X, Y: c.Hover.Row, W: l.YLabels.W, H: 1}, ' ', 0)
		}
		w.writeYLabel(c.Hover.Row, text, c.Look.Hover)
	}
}
