// Package pane paints the parts of the screen. Each pane draws itself from values into a
// rectangle of the cell buffer. Between frames it keeps only buffers, caches, and its
// scroll position, selection and filter.
package pane

import (
	"crossover/tui/cell"
	"crossover/tui/paint"
)

// Head distinguishes a pane from others: Number selects it, and Focused means that it
// receives keys.
type Head struct {
	Number  string
	Focused bool
}

// box paints the border, with the number before the title.
func (h *Head) box(c *paint.Canvas, r cell.Rect, title, note string) cell.Rect {
	if h.Number != "" {
		title = h.Number + " " + title
	}
	return c.Box(r, title, note, h.Focused)
}
