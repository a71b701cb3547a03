// Package pane paints the parts of the screen. Each pane draws itself from values into a
// rectangle of the cell buffer. Between frames it keeps only buffers, caches, and its
// scroll position, selection and filter.
package pane

import (
	"math"
	"slices"

	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
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
		c.Num = append(append(append(c.Num[:0], h.Number...), ' '), title...)
		title = c.Keep(c.Num)
	}
	return c.Box(r, title, note, h.Focused)
}

// number, chance, millis and rate return a figure as text in the format of the screen.
func number(v float64) string  { return string(format.AppendNumber(nil, math.Round(v*100)/100)) }
func chance(v float64) string  { return string(format.AppendChance(nil, v)) }
func millis(ms float64) string { return string(format.AppendMillis(nil, ms)) }
func rate(v float64) string    { return string(format.AppendRate(nil, v)) }

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

// LightEdge highlights an edge between panes, with arrows for the directions in which it
// can be moved.
func LightEdge(c *paint.Canvas, e split.Edge) {
	g := e.Grip
	for y := g.Y; y < g.Y+g.H; y++ {
		for x := g.X; x < g.X+g.W; x++ {
			if at := c.B.At(x, y); at.Style == c.Style.Border || at.Style == c.Style.BorderFocus {
				c.B.Set(x, y, at.Rune, c.Style.Accent)
			}
		}
	}
	if e.Upright {
		y := g.Y + g.H/2
		arrowOn(c, e.At-1, y, c.Glyph.Left)
		arrowOn(c, e.At, y, c.Glyph.Right)
		return
	}
	x := g.X + g.W/2
	for x < g.X+g.W-2 && !lit(c, x, e.At) { // a title may be in the way
		x++
	}
	arrowOn(c, x, e.At-1, c.Glyph.Up)
	arrowOn(c, x, e.At, c.Glyph.Down)
}

// lit reports whether a cell is part of a highlighted border.
func lit(c *paint.Canvas, x, y int) bool {
	at := c.B.At(x, y)
	return at.Style == c.Style.Accent && at.Rune != ' '
}

// arrowOn puts an arrow on a highlighted border.
func arrowOn(c *paint.Canvas, x, y int, r rune) {
	if lit(c, x, y) {
		c.B.Set(x, y, r, c.Style.Accent)
	}
}
