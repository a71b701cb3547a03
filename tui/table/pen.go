package table

import (
	"unicode/utf8"

	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/style"
)

// Pen writes one cell of a table, on the screen or as text for speech and export.
type Pen struct {
	*paint.Canvas
	selected bool
	right    bool
	// x is where the next text starts; in a right-aligned cell it is where the text
	// written last starts.
	x, end, y int
	// room is the number of columns for a figure.
	room int
	said *[]byte
}

// begin moves the pen to a cell.
func (p *Pen) begin(x, end, y int, right bool, room int) {
	p.x, p.end, p.y, p.right, p.room = x, end, y, right, room
	if right {
		p.x = end
	}
}

// Room returns the number of columns left in the cell.
func (p *Pen) Room() int {
	if p.right {
		return p.room
	}
	return p.end - p.x
}

// Span returns the place of the cell on the screen.
func (p *Pen) Span() (x, end, y int) { return p.x, p.end, p.y }

// Look returns a style on the background of the row.
func (p *Pen) Look(st cell.Style) cell.Style {
	if p.selected {
		return style.Selected(st)
	}
	return st
}

// Text writes a text. Text that does not fit ends in an ellipsis.
func (p *Pen) Text(s string, st cell.Style) {
	switch {
	case p.said != nil:
		*p.said = append(*p.said, s...)
	case p.right:
		n := min(cell.Columns(s), p.room)
		p.Canvas.Text(p.end-n, p.y, s, p.Look(st), p.end)
		p.x = p.end - n
	default:
		p.x = p.Canvas.Text(p.x, p.y, s, p.Look(st), p.end)
	}
}

// Sign writes one character.
func (p *Pen) Sign(r rune, st cell.Style) {
	switch {
	case p.said != nil: // speech has words for it
	case p.right:
		p.x = p.end - 1
		p.B.Set(p.x, p.y, r, p.Look(st))
	case p.x < p.end:
		p.B.Set(p.x, p.y, r, p.Look(st))
		p.x++
	}
}

// Skip leaves n columns empty.
func (p *Pen) Skip(n int) {
	p.x += n
	if p.said != nil {
		*p.said = append(*p.said, ' ')
	}
}

// Figure writes the contents of Num. A right-aligned number that does not fit is left out,
// because a part of a number would be another number.
func (p *Pen) Figure(st cell.Style) {
	n := utf8.RuneCount(p.Num)
	switch {
	case p.said != nil:
		*p.said = append(*p.said, p.Num...)
	case !p.right:
		p.x = p.Canvas.Text(p.x, p.y, string(p.Num), p.Look(st), p.end)
	case n <= p.room:
		p.x = p.Right(p.end, p.y, p.Num, p.Look(st), p.room)
	}
}

// USD writes an amount, in the short form if it does not fit, and without the currency if
// that does not either.
func (p *Pen) USD(v float64, st cell.Style) {
	p.Num = p.Money.Append(p.Num[:0], v)
	if len(p.Num) > p.Room() {
		p.Num = p.Money.AppendShort(p.Num[:0], v)
	}
	if len(p.Num) > p.Room() {
		p.Num = format.AppendShort(p.Num[:0], p.Money.Currency.Convert(v))
	}
	p.Figure(st)
}

// Number writes a number, in the short form if it does not fit.
func (p *Pen) Number(v float64, st cell.Style) {
	p.Num = format.AppendNumber(p.Num[:0], v)
	if len(p.Num) > p.Room() {
		p.Num = format.AppendShort(p.Num[:0], v)
	}
	p.Figure(st)
}

// Millis writes a time in milliseconds.
func (p *Pen) Millis(ms float64, st cell.Style) {
	p.Num = format.AppendMillis(p.Num[:0], ms)
	p.Figure(st)
}

// Chance writes a small probability.
func (p *Pen) Chance(v float64, st cell.Style) {
	p.Num = format.AppendChance(p.Num[:0], v)
	p.Figure(st)
}
