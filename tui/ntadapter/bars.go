package ntadapter

import (
	"cmp"

	"github.com/NimbleMarkets/ntcharts/v2/canvas/runes"

	"crossover/tui/cell"
)

// Bar is a horizontal bar: a solid body and, if Tail is the larger value, a lighter tail
// after it.
type Bar struct {
	// Value is the value at which the body ends and Tail that at which the tail ends, for
	// instance the median and the 99th percentile. A value that is not a positive number
	// has no length; one above Max ends at the right edge.
	Value, Tail float64
	// Style and TailStyle are the styles of body and tail, Ground that of the rest of the
	// row.
	Style, TailStyle, Ground cell.Style
}

// Bars draws horizontal bars, one a row.
type Bars struct {
	// Max is the value of a full-width bar. For a logarithmic scale, the caller sets Max
	// to 1 and computes values 0…1.
	Max float64
	// Bars are drawn from the top; those beyond the rectangle are not.
	Bars []Bar
	// ASCII draws with '=' and '-' in place of blocks and shades.
	ASCII bool
	// Limit draws a line across all bars at its value, if 0 < Limit ≤ Max. LimitRune is
	// the line's character, '|' if 0, and LimitStyle its style.
	Limit      float64
	LimitRune  rune
	LimitStyle cell.Style
}

// Draw paints the bars into r and returns how many it painted. The rest of r is
// blanked.
func (b *Bars) Draw(buf *cell.Buffer, r cell.Rect) int {
	r = clip(buf, r)
	if r.Empty() {
		return 0
	}
	buf.Fill(r, ' ', 0)
	n := min(len(b.Bars), r.H)
	for i := range n {
		body, tail := eighths(b.Bars[i].Value, b.Max, r.W), eighths(b.Bars[i].Tail, b.Max, r.W)
		for x := range r.W {
			char, style := b.cellOf(&b.Bars[i], covered(body, x), covered(tail, x))
			buf.Set(r.X+x, r.Y+i, char, style)
		}
	}
	if b.Limit > 0 && b.Limit <= b.Max { // in the cell in which a bar of this value would end
		x := (eighths(b.Limit, b.Max, r.W) - 1) / 8
		buf.Fill(cell.Rect{X: r.X + max(x, 0), Y: r.Y, W: 1, H: n}, cmp.Or(b.LimitRune, '|'), b.LimitStyle)
	}
	return n
}

// cellOf returns the character and the style of a cell of which body and tail cover some
// eighths. A cell of the tail is drawn if at least half of it is covered.
func (b *Bars) cellOf(bar *Bar, body, tail int) (rune, cell.Style) {
	switch {
	case body >= 4 && b.ASCII:
		return '=', bar.Style
	case body > 0 && b.ASCII:
		return '.', bar.Style
	case body > 0:
		return runes.LeftBlockElementFromFloat64(float64(body) / 8), bar.Style
	case tail >= 4 && b.ASCII:
		return '-', bar.TailStyle
	case tail >= 4:
		return '░', bar.TailStyle
	default:
		return ' ', bar.Ground
	}
}
