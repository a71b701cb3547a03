package ntadapter

import (
	"math"

	"charm.land/lipgloss/v2"
	"github.com/NimbleMarkets/ntcharts/v2/canvas/graph"
	"github.com/NimbleMarkets/ntcharts/v2/canvas/runes"

	"crossover/tui/cell"
)

// Line is one line of a [Series] chart.
type Line struct {
	// Values are the values, oldest first. A value that is not finite is a gap.
	Values []float64
	// Style is the style of the line.
	Style cell.Style
}

// Series draws values over time as lines of box-drawing characters, one value a
// column and the newest at the right, on a linear scale.
type Series struct {
	// Lines are drawn in order, later ones over earlier ones.
	Lines []Line
	// Min and Max are the values at the centres of the bottom and the top row.
	// If Min is not below Max, they are taken from the values shown.
	Min, Max float64
	// ASCII draws with '-', '|', '.' and '\'' in place of box-drawing characters.
	ASCII bool

	rows []int // of one run of values
}

// Draw paints the lines into r and returns the values at its bottom and its top
// row, both 0 if there is nothing to show.
func (s *Series) Draw(buf *cell.Buffer, r cell.Rect) (low, high float64) {
	r = clip(buf, r)
	if r.Empty() {
		return 0, 0
	}
	buf.Fill(r, ' ', 0)
	low, high, ok := s.bounds(r.W)
	if !ok {
		return 0, 0
	}
	on := lineCanvases.borrow(r.W, r.H)
	for i := range s.Lines {
		s.drawLine(on, buf, r, &s.Lines[i], low, high)
	}
	lineCanvases.giveBack(on)
	return low, high
}

// bounds returns the scale: the caller's, or the range of the visible values.
func (s *Series) bounds(w int) (low, high float64, ok bool) {
	if s.Min < s.Max && finite(s.Min) && finite(s.Max) && finite(s.Max-s.Min) {
		return s.Min, s.Max, true
	}
	low, high = math.Inf(1), math.Inf(-1)
	for i := range s.Lines {
		for _, v := range newest(s.Lines[i].Values, w) {
			if finite(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if low == high { // a flat line goes through the middle
		d := max(math.Abs(low)/2, 1)
		low, high = low-d, high+d
	}
	return low, high, low < high && finite(high-low)
}

// finite reports whether v is a number.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// newest returns the last n values.
func newest(values []float64, n int) []float64 { return values[max(len(values)-n, 0):] }

// drawLine draws one line, in runs of finite values.
func (s *Series) drawLine(on *surface, buf *cell.Buffer, r cell.Rect, line *Line, low, high float64) {
	values := newest(line.Values, r.W)
	start := r.W - len(values)
	s.rows = s.rows[:0]
	for i, v := range values {
		if finite(v) {
			s.rows = append(s.rows, rowOf(v, low, high, r.H))
			continue
		}
		s.drawRun(on, buf, r, start+i-len(s.rows), line.Style)
		s.rows = s.rows[:0]
	}
	s.drawRun(on, buf, r, r.W-len(s.rows), line.Style)
}

// rowOf returns the row of a value, limited to the h rows of the canvas: values outside
// the scale run along its edge.
func rowOf(v, low, high float64, h int) int {
	p := min(max((v-low)/(high-low), 0), 1)
	return h - 1 - int(math.Round(p*float64(h-1)))
}

// drawRun draws the values in s.rows on the canvas, from column x on, and moves
// the characters to the buffer.
func (s *Series) drawRun(on *surface, buf *cell.Buffer, r cell.Rect, x int, style cell.Style) {
	if len(s.rows) == 0 {
		return
	}
	graph.DrawLineSequence(&on.model, false, x, s.rows, runes.ArcLineStyle, lipgloss.Style{})
	prev := s.rows[0]
	for i, row := range s.rows {
		// A column holds the path from the previous row to its own.
		for y := min(prev, row); y <= max(prev, row); y++ {
			if c := on.take(x+i, y); c != 0 {
				buf.Set(r.X+x+i, r.Y+y, s.glyph(c), style)
			}
		}
		prev = row
	}
}

// glyph returns the character for one of ntcharts' line characters.
func (s *Series) glyph(c rune) rune {
	if !s.ASCII {
		return c
	}
	switch c {
	case runes.LineVertical:
		return '|'
	case runes.ArcDownRight, runes.ArcDownLeft:
		return '.'
	case runes.ArcUpRight, runes.ArcUpLeft:
		return '\''
	}
	return '-'
}
