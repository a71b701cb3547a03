package pane

import (
	"slices"

	"crossover/tui/cell"
	"crossover/tui/paint"
)

// spots holds the rectangle of each item last drawn; it is empty for a hidden item.
type spots []cell.Rect

// at returns the index of the item at a cell.
func (s spots) at(x, y int) (i int, ok bool) {
	i = slices.IndexFunc(s, func(r cell.Rect) bool { return r.Contains(x, y) })
	return i, i >= 0
}

// drawTab writes a name in a row of tabs, in brackets if active, and returns its
// rectangle.
func drawTab(c *paint.Canvas, x, y int, name string, active bool, end int) cell.Rect {
	st := c.Style.Tab
	if active {
		st = c.Style.TabActive
		c.B.Set(x, y, '[', st)
	}
	to := c.Text(x+1, y, name, st, end)
	if active {
		c.B.Set(to, y, ']', st)
	}
	return cell.Rect{X: x, Y: y, W: to + 1 - x, H: 1}
}
