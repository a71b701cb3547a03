package pane

import (
	"crossover/tui/paint"
	"crossover/tui/split"
)

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
