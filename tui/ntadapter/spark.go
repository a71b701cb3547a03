package ntadapter

import (
	"math"

	"charm.land/lipgloss/v2"
	"github.com/NimbleMarkets/ntcharts/v2/canvas"
	"github.com/NimbleMarkets/ntcharts/v2/canvas/graph"

	"crossover/tui/cell"
)

// Spark draws a series as columns, the newest value at the right.
type Spark struct {
	// Values are the series, the oldest first. A value that is not a positive number has
	// no column.
	Values []float64
	// ASCII draws with characters of growing weight in place of blocks.
	ASCII bool
	// Style is the style of the columns.
	Style cell.Style

	w, h    int   // of cells
	heights []int // the height of each column, in eighths of a cell
	drawn   []int // the heights that cells shows
	cells   []rune
}

// sparkRamp has the characters for one to eight eighths.
const sparkRamp = ".:-=+*%#"

// Draw paints the sparkline into r and returns the value of a column of full
// height, 0 if there is none.
func (s *Spark) Draw(buf *cell.Buffer, r cell.Rect) float64 {
	r = clip(buf, r)
	if r.Empty() {
		return 0
	}
	if s.w != r.W || s.h != r.H {
		s.w, s.h = r.W, r.H
		s.cells = resized(s.cells, r.W*r.H)
		clear(s.cells)
		s.drawn = resized(s.drawn, r.W)
		clear(s.drawn)
	}
	s.heights = resized(s.heights, r.W)
	top := s.measure(r.W, r.H)
	on := sparkCanvases.borrow(1, r.H)
	for x, height := range s.heights {
		if height != s.drawn[x] {
			s.update(on, x, height)
		}
	}
	sparkCanvases.giveBack(on)
	s.paint(buf, r)
	return top
}

// measure computes the heights of all columns. It returns the largest visible value,
// whose column has full height.
func (s *Spark) measure(w, h int) (top float64) {
	for x := range w {
		top = max(top, s.column(x, w))
	}
	for x := range w {
		s.heights[x] = eighths(s.column(x, w), top, h)
	}
	return top
}

// column returns the value of column x of w, or 0. The newest values are visible.
func (s *Spark) column(x, w int) float64 {
	i := len(s.Values) - w + x
	if i < 0 || !(s.Values[i] > 0) || math.IsInf(s.Values[i], 0) {
		return 0
	}
	return s.Values[i]
}

// update draws column x on a canvas and keeps its characters.
func (s *Spark) update(on *surface, x, height int) {
	s.drawn[x] = height
	if height > 0 {
		graph.DrawColumnBottomToTop(&on.model, canvas.Point{Y: s.h - 1}, float64(height)/8, lipgloss.Style{})
	}
	for y := range s.h {
		s.cells[y*s.w+x] = on.take(0, y)
	}
}

// paint copies the characters to the buffer.
func (s *Spark) paint(buf *cell.Buffer, r cell.Rect) {
	buf.Fill(r, ' ', 0)
	for i, c := range s.cells {
		if c == 0 {
			continue
		}
		if s.ASCII && c >= '▁' && c <= '█' { // U+2581 one eighth … U+2588 full
			c = rune(sparkRamp[c-'▁'])
		}
		buf.Set(r.X+i%r.W, r.Y+i/r.W, c, s.Style)
	}
}
