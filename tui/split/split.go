// Package split places the edges between panes, which a user can move.
//
// A layout cuts up a screen with a [Cutter]. Each edge is where the layout puts it until
// the user moves it. A moved edge is kept as a share of the whole screen, so that it
// applies to screens of other sizes too, and it always leaves the minimum size on both
// sides.
package split

import (
	"math"
	"slices"

	"crossover/tui/cell"
)

// Name identifies an edge. Each screen uses the names it needs, and each has sizes of its
// own.
type Name uint8

// The edges. Top, Left and so on name the pane that is cut off.
const (
	// Strip is under the first sliders, on screens that show only those.
	Strip Name = iota
	// Top, Left and Bottom are the edges of panes at the sides of a screen.
	Top
	Left
	Bottom
	// Column divides a column, Under the panes below the middle one.
	Column
	Under
	// Detail divides a list from the details of its selected row.
	Detail
	NumNames
)

// Sizes holds the place of each moved edge as a share of the whole screen, from its left
// or top; 0 leaves the edge where the layout puts it.
type Sizes [NumNames]float64

// Edge is an edge of the current layout.
type Edge struct {
	Name Name
	// Upright is set for an edge between a left and a right pane.
	Upright bool
	// At is the first column or row behind the edge, from Least to Most.
	At, Least, Most int
	// Grip holds the cells in which the edge is drawn and can be dragged.
	Grip cell.Rect
}

// Borders names the sides of an edge that have a border, at which it can be dragged.
type Borders uint8

// The sides with a border.
const (
	None   Borders = 0
	Before Borders = 1
	Behind Borders = 2
	Both           = Before | Behind
)

// Cutter cuts up a screen. The zero Cutter uses the layout's sizes.
type Cutter struct {
	sizes Sizes
	whole cell.Rect
	edges [NumNames]Edge
	n     int
}

// Begin starts the layout of a screen that covers whole.
func (c *Cutter) Begin(whole cell.Rect, sizes Sizes) { c.sizes, c.whole, c.n = sizes, whole, 0 }

// Edges returns the edges placed since [Cutter.Begin] that can be moved. The slice is
// valid until the next Begin.
func (c *Cutter) Edges() []Edge { return c.edges[:c.n] }

// Find returns the movable edge of that name and whether there is one.
func (c *Cutter) Find(name Name) (e Edge, ok bool) {
	return c.first(func(e Edge) bool { return e.Name == name })
}

// At returns the edge that can be dragged at a cell.
func (c *Cutter) At(x, y int) (e Edge, ok bool) {
	return c.first(func(e Edge) bool { return e.Grip.Contains(x, y) })
}

func (c *Cutter) first(is func(Edge) bool) (e Edge, ok bool) {
	if i := slices.IndexFunc(c.Edges(), is); i >= 0 {
		return c.edges[i], true
	}
	return e, false
}

// Move puts the first column or row behind an edge at at, limited to Least and Most, and
// returns the new size for [Sizes]. The panes follow at the next layout.
func (c *Cutter) Move(name Name, at int) float64 {
	i := slices.IndexFunc(c.Edges(), func(e Edge) bool { return e.Name == name })
	if i < 0 {
		return 0
	}
	e := &c.edges[i]
	e.At = min(max(at, e.Least), e.Most)
	if e.Upright {
		return share(e.At-c.whole.X, c.whole.W)
	}
	return share(e.At-c.whole.Y, c.whole.H)
}

func share(at, of int) float64 { return float64(at) / float64(max(of, 1)) }

// Top splits n rows off the top of r, or the user's size, with at least above and below
// rows on the two sides.
func (c *Cutter) Top(name Name, r cell.Rect, n, above, below int, b Borders) (top, rest cell.Rect) {
	return r.CutTop(c.row(name, r, n, above, below, b))
}

// Bottom splits n rows off the bottom of r, or the user's size, with at least above and
// below rows on the two sides.
func (c *Cutter) Bottom(name Name, r cell.Rect, n, above, below int, b Borders) (rest, bottom cell.Rect) {
	return r.CutTop(c.row(name, r, r.H-min(n, r.H), above, below, b))
}

// Left splits n columns off the left of r, or the user's size, with at least left and
// right columns on the two sides.
func (c *Cutter) Left(name Name, r cell.Rect, n, left, right int, b Borders) (first, rest cell.Rect) {
	return r.CutLeft(c.column(name, r, n, left, right, b))
}

// row returns the number of rows above an edge across r.
func (c *Cutter) row(name Name, r cell.Rect, n, above, below int, b Borders) int {
	e := Edge{Name: name, Least: r.Y + above, Most: r.Y + r.H - below}
	e.At = c.wanted(e, r.Y+n, c.whole.Y, c.whole.H)
	from, to := e.grip(b)
	e.Grip = cell.Rect{X: r.X, Y: from, W: r.W, H: to - from}
	c.note(e)
	return e.At - r.Y
}

// column returns the number of columns left of an edge down r.
func (c *Cutter) column(name Name, r cell.Rect, n, left, right int, b Borders) int {
	e := Edge{Name: name, Upright: true, Least: r.X + left, Most: r.X + r.W - right}
	e.At = c.wanted(e, r.X+n, c.whole.X, c.whole.W)
	from, to := e.grip(b)
	e.Grip = cell.Rect{X: from, Y: r.Y, W: to - from, H: r.H}
	c.note(e)
	return e.At - r.X
}

// wanted returns the place of an edge: the user's, or n without one, limited to Least and
// Most. Without room for both minimum sizes it is n.
func (c *Cutter) wanted(e Edge, n, start, size int) int {
	if e.Least > e.Most {
		return n
	}
	if s := c.sizes[e.Name]; s > 0 {
		n = start + int(math.Round(min(s, 1)*float64(size)))
	}
	return min(max(n, e.Least), e.Most)
}

// grip returns the range of rows or columns in which an edge can be dragged.
func (e *Edge) grip(b Borders) (from, to int) {
	from, to = e.At, e.At
	if b&Before != 0 {
		from--
	}
	if b&Behind != 0 {
		to++
	}
	return from, to
}

// note records an edge that can be moved.
func (c *Cutter) note(e Edge) {
	if e.Least < e.Most && c.n < len(c.edges) {
		c.edges[c.n] = e
		c.n++
	}
}

var names = [NumNames]string{
	Strip: "under the sliders", Top: "under the top", Left: "right of the left column",
	Bottom: "above the bottom", Column: "across the left column", Under: "under the chart", Detail: "under the list",
}

// String describes the place of the edge.
func (n Name) String() string { return names[n] }

var keys = [NumNames]string{
	Strip: "strip", Top: "top", Left: "left", Bottom: "bottom", Column: "column", Under: "under", Detail: "detail",
}

// Key returns the name in one word.
func (n Name) Key() string { return keys[n] }
