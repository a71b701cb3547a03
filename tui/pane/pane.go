// Package pane paints the parts of the screen: each pane draws itself into a
// rectangle of the cell buffer from values it is handed, and keeps nothing but
// buffers between frames.
package pane

import (
	"crossover/tui/cell"
	"crossover/tui/paint"
)

// Head is how a pane among others is told apart: by the number that chooses it, and
// by whether keys go to it.
type Head struct {
	Number  string
	Focused bool
}

// box paints the border with the number before the title.
func (h *Head) box(c *paint.Canvas, r cell.Rect, title, note string) cell.Rect {
	if h.Number != "" {
		title = h.Number + " " + title
	}
	return c.Box(r, title, note, h.Focused)
}
