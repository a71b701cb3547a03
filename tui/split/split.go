// Package split is the edges between panes, and where a user has moved them.
//
// A layout cuts a screen up with a [Cutter], which knows what the user wants:
// where nothing is wanted a pane has the size the layout gives it. A size that
// is wanted is a share of the whole screen, so that it stands for the same on
// a screen of another size, and it gives way to the least that each side needs.
package split

import (
	"math"

	"crossover/tui/cell"
)

// Name is an edge. Screens use those they need; what the same name stands for
// on two screens is moved on each by itself.
type Name uint8

// The edges. Top, Left and so on say what is cut off there.
const (
	// Strip is under the first sliders, where a screen has no more of them.
	Strip Name = iota
	// Top, Left and Bottom are at the sides of a screen.
	Top
	Left
	Bottom
	// Column divides a column, Under what stands under the middle.
	Column
	Under
	// Detail is above what is told of the row selected in a list.
	Detail
	NumNames
)

// Sizes are where the edges of a screen are wanted: each as a share of the
// whole screen from its left or top, 0 for where the layout has it.
type Sizes [NumNames]float64

// Edge is an edge as it was laid out.
type Edge struct {
	Name Name
	// Upright says that it is between left and right.
	Upright bool
	// At is the first column or row behind it, which can be from Least to Most.
	At, Least, Most int
	// Grip is where it is drawn, and can be held.
	Grip cell.Rect
}

// Borders says which sides of an edge have a border, where it can be held.
type Borders uint8

// What has borders.
const (
	None   Borders = 0
	Before Borders = 1
	Behind Borders = 2
	Both           = Before | Behind
)

// Cutter cuts up a screen. The zero Cutter leaves every pane the size it has by
// itself.
type Cutter struct {
	sizes Sizes
	whole cell.Rect
	edges [NumNames]Edge
	n     int
}

// Begin starts a screen of which whole is to be cut up.
func (c *Cutter) Begin(whole cell.Rect, sizes Sizes) { c.sizes, c.whole, c.n = sizes, whole, 0 }

// Edges are those that were laid out since [Cutter.Begin] and can be moved. The
// list is good until then.
func (c *Cutter) Edges() []Edge { return c.edges[:c.n] }

// Find returns the edge of a name, if there is one that can be moved.
func (c *Cutter) Find(name Name) (e Edge, ok bool) {
	for _, e := range c.Edges() {
		if e.Name == name {
			return e, true
		}
	}
	return Edge{}, false
}

// At returns the edge that can be held at a cell.
func (c *Cutter) At(x, y int) (e Edge, ok bool) {
	for _, e := range c.Edges() {
		if e.Grip.Contains(x, y) {
			return e, true
		}
	}
	return Edge{}, false
}

// Move puts the first column or row behind an edge at, as far as it can be moved
// there, and returns the size that is wanted then. The panes follow when they
// are laid out next.
func (c *Cutter) Move(name Name, at int) float64 {
	for i := range c.Edges() {
		e := &c.edges[i]
		if e.Name != name {
			continue
		}
		e.At = min(max(at, e.Least), e.Most)
		if e.Upright {
			return share(e.At-c.whole.X, c.whole.W)
		}
		return share(e.At-c.whole.Y, c.whole.H)
	}
	return 0
}

func share(at, of int) float64 { return float64(at) / float64(max(of, 1)) }

// Top splits n rows off the top of r, or as many as the user wants: at least
// so many above and below.
func (c *Cutter) Top(name Name, r cell.Rect, n, above, below int, b Borders) (top, rest cell.Rect) {
	return r.CutTop(c.row(name, r, n, above, below, b))
}

// Bottom splits n rows off the bottom of r, or as many as the user wants: at
// least so many above and below.
func (c *Cutter) Bottom(name Name, r cell.Rect, n, above, below int, b Borders) (rest, bottom cell.Rect) {
	return r.CutTop(c.row(name, r, r.H-min(n, r.H), above, below, b))
}

// Left splits n columns off the left of r, or as many as the user wants: at
// least so many on the left and on the right.
func (c *Cutter) Left(name Name, r cell.Rect, n, left, right int, b Borders) (first, rest cell.Rect) {
	return r.CutLeft(c.column(name, r, n, left, right, b))
}

// row is how many rows are above an edge across r.
func (c *Cutter) row(name Name, r cell.Rect, n, above, below int, b Borders) int {
	e := Edge{Name: name, Least: r.Y + above, Most: r.Y + r.H - below}
	e.At = c.wanted(e, r.Y+n, c.whole.Y, c.whole.H)
	from, to := e.grip(b)
	e.Grip = cell.Rect{X: r.X, Y: from, W: r.W, H: to - from}
	c.note(e)
	return e.At - r.Y
}

// column is how many columns are left of an edge down r.
func (c *Cutter) column(name Name, r cell.Rect, n, left, right int, b Borders) int {
	e := Edge{Name: name, Upright: true, Least: r.X + left, Most: r.X + r.W - right}
	e.At = c.wanted(e, r.X+n, c.whole.X, c.whole.W)
	from, to := e.grip(b)
	e.Grip = cell.Rect{X: from, Y: r.Y, W: to - from, H: r.H}
	c.note(e)
	return e.At - r.X
}

// wanted is where an edge is that is at n by itself. Where there is no room for
// the least on both sides it is there.
func (c *Cutter) wanted(e Edge, n, start, size int) int {
	if e.Least > e.Most {
		return n
	}
	if s := c.sizes[e.Name]; s > 0 {
		n = start + int(math.Round(min(s, 1)*float64(size)))
	}
	return min(max(n, e.Least), e.Most)
}

// grip is from where to where an edge can be held.
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

// note remembers an edge that can be moved.
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

// String says where the edge is.
func (n Name) String() string { return names[n] }

var keys = [NumNames]string{
	Strip: "strip", Top: "top", Left: "left", Bottom: "bottom", Column: "column", Under: "under", Detail: "detail",
}

// Key is the name in one word.
func (n Name) Key() string { return keys[n] }
