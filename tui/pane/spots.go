package pane

import (
	"slices"

	"crossover/tui/cell"
	"crossover/tui/paint"
)

// spots are where things were drawn last, one for each, empty where it does not
// show.
type spots []cell.Rect

// at returns the place of what is drawn at a cell.
func (s spots) at(x, y int) (i int, ok bool) {
	i = slices.IndexFunc(s, func(r cell.Rect) bool { return r.Contains(x, y) })
	return i, i >= 0
}

// drawTab writes a name in a row of tabs, in brackets if it is the active one, and
// returns where it stands.
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
