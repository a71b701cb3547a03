// Package ntadapter draws bars, sparklines and stream charts with ntcharts, and is the
// only package that imports it.
//
// ntcharts is wrapped for three reasons. It paints lipgloss styles and renders them to
// strings; this package reads its canvas cell by cell into a [cell.Buffer] and never
// calls View. It hangs or panics on NaN, infinities and tiny sizes; this package passes
// it only finite lengths within the canvas. Its chart models clear their canvas by
// allocating a new one, at 656 bytes a cell: a bar chart of 20 bars and 24 columns takes
// 300 µs and 690 KB to draw. So the adapter keeps one small canvas and draws on it with
// ntcharts' drawing functions, only what changed since the last frame: the same chart
// takes 50 µs if every bar has changed, and 2 µs if none has.
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

	"github.com/NimbleMarkets/ntcharts/v2/canvas"

	"crossover/tui/cell"
)

// maxSide limits a canvas, whose cells are large. No screen is wider.
const maxSide = 1000

// surface is a canvas that is kept while its size stays the same.
type surface struct {
	model canvas.Model
	w, h  int
}

// reset sets the size, with each side at least 1, and reports whether that required a
// new, blank canvas.
func (s *surface) reset(w, h int) bool {
	if s.w == w && s.h == h {
		return false
	}
	s.model, s.w, s.h = canvas.New(w, h), w, h
	return true
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

// resized returns s with length n, its memory reused where it suffices.
func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		t := make([]T, n)
		copy(t, s[:cap(s)])
		return t
	}
	return s[:n]
}
