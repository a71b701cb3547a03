package ntadapter

import (
	"math"

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
	for _, line := range s.Lines {
		values := newest(line.Values, r.W)
		before := -1 // the row of the value before, if it is finite
		for i, v := range values {
			if !finite(v) {
				before = -1
				continue
			}
			// A value outside the scale runs along its edge.
			row := r.H - 1 - int(math.Round(min(max((v-low)/(high-low), 0), 1)*float64(r.H-1)))
			if before < 0 {
				before = row
			}
			for y := min(before, row); y <= max(before, row); y++ {
				buf.Set(r.X+r.W-len(values)+i, r.Y+y, s.stroke(y, before, row), line.Style)
			}
			before = row
		}
	}
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

// stroke returns the character in row y of a line that goes from one row to another in
// this column.
func (s *Series) stroke(y, from, to int) rune {
	char, plain := runes.LineVertical, '|'
	switch {
	case from == to:
		char, plain = runes.LineHorizontal, '-'
	case y == from && to < from:
		char, plain = runes.ArcUpLeft, '\''
	case y == from:
		char, plain = runes.ArcDownLeft, '.'
	case y == to && to < from:
		char, plain = runes.ArcDownRight, '.'
	case y == to:
		char, plain = runes.ArcUpRight, '\''
	}
	if s.ASCII {
		return plain
	}
	return char
}
