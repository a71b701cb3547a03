package ntadapter

import (
	"math"

	"github.com/NimbleMarkets/ntcharts/v2/canvas/runes"

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
}

// sparkRamp has the characters for one to eight eighths.
const sparkRamp = ".:-=+*%#"

// Draw paints the sparkline into r and returns the value of a column of full
// height, the largest visible one; 0 if there is none.
func (s *Spark) Draw(buf *cell.Buffer, r cell.Rect) (top float64) {
	r = clip(buf, r)
	if r.Empty() {
		return 0
	}
	for x := range r.W {
		top = max(top, s.column(x, r.W))
	}
	buf.Fill(r, ' ', 0)
	for x := range r.W {
		height := eighths(s.column(x, r.W), top, r.H)
		for y := range (height + 7) / 8 {
			part := covered(height, y)
			char := runes.LowerBlockElementFromFloat64(float64(part) / 8)
			if s.ASCII {
				char = rune(sparkRamp[part-1])
			}
			buf.Set(r.X+x, r.Y+r.H-1-y, char, s.Style)
		}
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
