// Package ntadapter draws bars, sparklines and stream charts with ntcharts, and is the
// only package that imports it.
//
// ntcharts is wrapped for three reasons. It paints lipgloss styles and renders them to
// strings; this package reads its canvas cell by cell into a [cell.Buffer] and never
// calls View. It hangs or panics on NaN, infinities and tiny sizes; this package passes
// it only finite lengths within the canvas. Its chart models clear their canvas by
// allocating a new one, at 656 bytes a cell: a bar chart of 20 bars and 24 columns takes
// 300 µs and 690 KB to draw. So the adapter draws with ntcharts' drawing functions on
// small canvases that all charts share, and only what changed since the last frame: the
// same chart takes 50 µs if every bar has changed, and 2 µs if none has.
//
// Charts can be read without colour: bars have two kinds of body, lines are drawn in
// order, and everything has an ASCII form. For curves in braille, on logarithmic axes or
// with labels, use package chart.
//
// The zero value of every type is ready to use. A value is for one goroutine at
// a time, keeps its buffers between frames, and must not be copied.
package ntadapter

import (
	"math"
	"sync"

	"github.com/NimbleMarkets/ntcharts/v2/canvas"

	"crossover/tui/cell"
)

// maxSide limits a canvas, whose cells are large. No screen is wider.
const maxSide = 1000

// surface is a canvas of at least a size.
type surface struct {
	model canvas.Model
	w, h  int
}

// canvases are blank canvases for charts to use in turn, each for one drawing.
type canvases struct {
	mu   sync.Mutex
	list []*surface
}

// Each kind of chart has canvases of its own, because they differ in shape.
var barCanvases, sparkCanvases, lineCanvases canvases

// keptCanvases limits the canvases of a kind that are kept.
const keptCanvases = 2

// borrow returns a blank canvas of at least the size.
func (c *canvases) borrow(w, h int) *surface {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.list) - 1; n >= 0 {
		s := c.list[n]
		c.list = c.list[:n]
		if s.w >= w && s.h >= h {
			return s
		}
	}
	return &surface{canvas.New(w, h), w, h}
}

// giveBack takes back a canvas, which must be blank.
func (c *canvases) giveBack(s *surface) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.list) < keptCanvases {
		c.list = append(c.list, s)
	}
}

// take returns the character at x, y of the canvas and blanks the cell.
func (s *surface) take(x, y int) rune {
	p := canvas.Point{X: x, Y: y}
	r := s.model.Cell(p).Rune
	if r != 0 {
		s.model.SetCell(p, canvas.Cell{})
	}
	return r
}

// clip returns the part of r that lies in the buffer, limited to the largest canvas.
func clip(b *cell.Buffer, r cell.Rect) cell.Rect {
	if b == nil {
		return cell.Rect{}
	}
	r = r.Intersect(b.Bounds())
	r.W, r.H = min(r.W, maxSide), min(r.H, maxSide)
	return r
}

// eighths returns v as a share of limit in eighths of a cell, for n cells: 0 if v is not a
// positive number, else from 1 to 8n.
func eighths(v, limit float64, n int) int {
	if !(v > 0) || !(limit > 0) || math.IsInf(limit, 0) {
		return 0
	}
	if v >= limit {
		return 8 * n
	}
	return max(int(math.Round(v/limit*float64(8*n))), 1)
}
