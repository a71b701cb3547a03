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
	// Values are the series, the oldest first. What is not a positive number
	// has no column.
	Values []float64
	// Max is the value of a column of full height. 0 takes the largest value shown.
	Max float64
	// Fit squeezes a series longer than the rectangle is wide into it, each
	// column the largest of its values, and stretches a shorter one. Without
	// it the newest values are shown, one a column.
	Fit bool
	// ASCII draws with characters of growing weight in place of blocks.
	ASCII bool
	// Style is the columns' look and Base that of the cells without.
	Style, Base cell.Style

	surface surface
	heights []int // what is asked for, in eighths of a cell
	drawn   []int // what cells holds
	cells   []rune
}

// sparkRamp stands for the lower blocks of one to eight eighths.
const sparkRamp = ".:-=+*%#"

// Draw paints the sparkline into r and returns the value of a column of full
// height, 0 if there is none.
func (s *Spark) Draw(buf *cell.Buffer, r cell.Rect) float64 {
	r = clip(buf, r)
	if r.Empty() {
		return 0
	}
	if s.surface.reset(r.W, r.H) {
		s.cells = resized(s.cells, r.W*r.H)
		clear(s.cells)
		s.drawn = resized(s.drawn, r.W)
		clear(s.drawn)
	}
	s.heights = resized(s.heights, r.W)
	top := s.measure(r.W, r.H)
	for x, height := range s.heights {
		if height != s.drawn[x] {
			s.update(x, height)
		}
	}
	s.paint(buf, r)
	return top
}

// measure works out every column's height and returns the value of the highest
// possible one.
func (s *Spark) measure(w, h int) float64 {
	top := s.Max
	if !(top > 0) || math.IsInf(top, 0) {
		top = 0
		for x := range w {
			top = max(top, s.column(x, w))
		}
	}
	for x := range w {
		s.heights[x] = eighths(s.column(x, w), top, h)
	}
	return top
}

// column returns the value of column x of w, 0 for none.
func (s *Spark) column(x, w int) float64 {
	n := len(s.Values)
	from, to := n-w+x, n-w+x+1
	if s.Fit && n > 0 {
		from = x * n / w
		to = max((x+1)*n/w, from+1)
	}
	best := 0.0
	for i := max(from, 0); i < min(to, n); i++ {
		if v := s.Values[i]; v > best && !math.IsInf(v, 0) {
			best = v
		}
	}
	return best
}

// update draws one column on the canvas and keeps its characters.
func (s *Spark) update(x, height int) {
	s.drawn[x] = height
	bottom := canvas.Point{X: x, Y: s.surface.h - 1}
	if height > 0 {
		graph.DrawColumnBottomToTop(&s.surface.model, bottom, float64(height)/8, lipgloss.Style{})
	}
	for y := range s.surface.h {
		s.cells[y*s.surface.w+x] = s.surface.take(x, y)
	}
}

// paint copies the characters to the buffer.
func (s *Spark) paint(buf *cell.Buffer, r cell.Rect) {
	buf.Fill(r, ' ', s.Base)
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
