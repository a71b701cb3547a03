// Package paint provides what panes and tables paint with: a canvas with its theme and
// characters, a view of scrolling rows, and rows of text.
package paint

import (
	"bytes"
	"time"
	"unicode/utf8"

	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/glyph"
	"crossover/tui/style"
)

// Canvas is a buffer with the styles, glyphs and formats to paint with.
type Canvas struct {
	B     *cell.Buffer
	Style *style.Styles
	Glyph *glyph.Set
	// Money formats amounts.
	Money format.Money
	// Today is the date from which the age of prices is counted.
	Today time.Time
	// Num is a reused buffer for numbers.
	Num []byte
	// kept are the texts of Keep.
	kept map[string]string
	// amounts is the format of Amounts, for amounts with sign.
	amounts func(dst []byte, v float64) []byte
	sign    string
}

// Amounts returns the format of short amounts in the session's currency: $1.2k. It is the
// same function until the currency changes.
func (c *Canvas) Amounts() func(dst []byte, v float64) []byte {
	if sign := c.Money.Currency.Sign(); c.amounts == nil || c.sign != sign {
		c.sign, c.amounts = sign, func(dst []byte, v float64) []byte { return format.AppendShort(append(dst, sign...), v) }
	}
	return c.amounts
}

// mostKept bounds the texts that a canvas keeps, to about ten kilobytes.
const mostKept = 128

// Keep returns a text as a string. Most texts of a frame were in an earlier one, and need no
// new memory.
func (c *Canvas) Keep(text []byte) string {
	s, ok := c.kept[string(text)]
	if !ok {
		if c.kept == nil || len(c.kept) == mostKept {
			c.kept = make(map[string]string)
		}
		s = string(text)
		c.kept[s] = s
	}
	return s
}

// Box draws a border with a title on its top edge and, if there is room, a note at the
// right of it, and returns the inside.
func (c *Canvas) Box(r cell.Rect, title, note string, focused bool) cell.Rect {
	if r.W < 2 || r.H < 2 {
		return cell.Rect{X: r.X, Y: r.Y}
	}
	box, st := &c.Glyph.Box, c.Style.Border
	if focused {
		box, st = &c.Glyph.BoxFocus, c.Style.BorderFocus
	}
	in := box.Border(c.B, r, st)
	x := r.X + 2
	if title != "" && r.W > 6 {
		c.B.Set(x-1, r.Y, ' ', st)
		x = c.Glyph.Text(c.B, x, r.Y, title, c.Style.Title, r.W-4)
		c.B.Set(x, r.Y, ' ', st)
	}
	if n := utf8.RuneCountInString(note); n > 0 && r.X+r.W-3-n > x+1 {
		end := r.X + r.W - 2
		c.B.Set(end-n-1, r.Y, ' ', st)
		c.B.Text(end-n, r.Y, note, c.Style.Muted, n)
		c.B.Set(end, r.Y, ' ', st)
	}
	return in
}

// Text writes s from x up to end, with an ellipsis if it does not fit, and returns the
// column after it.
func (c *Canvas) Text(x, y int, s string, st cell.Style, end int) int {
	if end <= x {
		return x
	}
	return c.Glyph.Text(c.B, x, y, s, st, end-x)
}

// Right writes a number's bytes ending before column end, and returns the start column. It
// writes nothing if it needs more than limit columns.
func (c *Canvas) Right(end, y int, s []byte, st cell.Style, limit int) int {
	n := utf8.RuneCount(s)
	if n > limit {
		return end
	}
	c.B.Text(end-n, y, string(s), st, n)
	return end - n
}

// USD writes an amount ending before column end: in full, or else in short, or else
// without the code of a currency.
func (c *Canvas) USD(end, y int, v float64, st cell.Style, limit int) int {
	c.Num = c.Money.Append(c.Num[:0], v)
	if len(c.Num) > limit {
		c.Num = c.Money.AppendShort(c.Num[:0], v)
	}
	if sign := c.Money.Currency.Sign(); len(c.Num) > limit && len(sign) > 1 {
		c.Num = bytes.Replace(c.Money.Append(c.Num[:0], v), []byte(sign), nil, 1)
	}
	return c.Number(end, y, st, limit)
}

// Number writes c.Num, which must be ASCII, ending before column end.
func (c *Canvas) Number(end, y int, st cell.Style, limit int) int {
	if len(c.Num) > limit {
		return end
	}
	c.B.Bytes(end-len(c.Num), y, c.Num, st, len(c.Num))
	return end - len(c.Num)
}

// View is the visible part of a pane's rows.
type View struct {
	first, rows int
	room        cell.Rect
	// at is the row last followed.
	at int
	// lines is the memory of the rows that DrawLines paints.
	lines []TextRow
}

// Scroll moves the view by n rows.
func (v *View) Scroll(n int) { v.first = max(0, min(v.first+n, v.rows-v.room.H)) }

// Top scrolls to the first row.
func (v *View) Top() { v.first = 0 }

// First returns the first visible row.
func (v *View) First() int { return v.first }

// Room returns the rectangle of the rows.
func (v *View) Room() cell.Rect { return v.room }

// Len returns the number of rows.
func (v *View) Len() int { return v.rows }

// Page returns the number of rows to scroll by at once.
func (v *View) Page() int { return max(v.room.H-1, 1) }

// Overflows reports whether some rows are not visible.
func (v *View) Overflows() bool { return v.rows > v.room.H && v.room.H > 0 }

// Contains reports whether a cell is in the rectangle of the rows.
func (v *View) Contains(x, y int) bool { return v.room.Contains(x, y) }

// At returns the row at a cell, and whether there is one.
func (v *View) At(x, y int) (i int, ok bool) {
	i = v.first + y - v.room.Y
	return i, v.Contains(x, y) && i < v.rows
}

// Fit sets the rectangle and the number of rows.
func (v *View) Fit(room cell.Rect, rows int) {
	v.room, v.rows = room, rows
	v.Scroll(0)
}

// Hide makes all rows invisible.
func (v *View) Hide() { v.room = cell.Rect{} }

// Follow scrolls row at into view if it has changed since the last call; otherwise the
// user's scrolling is kept.
func (v *View) Follow(at int) {
	if at != v.at {
		v.Show(at)
	}
	v.at = at
}

// Show scrolls as little as possible to make row at visible.
func (v *View) Show(at int) {
	v.first = max(min(v.first, at), at-v.room.H+1)
	v.Scroll(0)
}

// Row returns the rectangle of row i, which is empty if the row is not visible.
func (v *View) Row(i int) cell.Rect {
	y := i - v.first
	if y < 0 || y >= v.room.H {
		return cell.Rect{X: v.room.X, Y: v.room.Y}
	}
	return cell.Rect{X: v.room.X, Y: v.room.Y + y, W: v.room.W, H: 1}
}

// below returns the number of rows hidden below.
func (v *View) below() int { return max(v.rows-v.first-v.room.H, 0) }

// More marks on the bottom border of a box, or on a rule in it, that there are rows above
// or below the visible ones.
func (c *Canvas) More(r cell.Rect, v *View) {
	if !v.Overflows() || r.W < 12 {
		return
	}
	c.MoreAt(r.X+r.W-2, r.Y+r.H-1, v)
}

// MoreAt writes that mark ending before column end.
func (c *Canvas) MoreAt(end, y int, v *View) {
	n := v.below()
	if n > 0 {
		end--
		c.B.Set(end, y, c.Glyph.Down, c.Style.Key)
		c.Num = append(format.AppendNumber(append(c.Num[:0], ' '), float64(n)), " more "...)
		end -= len(c.Num)
		c.B.Bytes(end, y, c.Num, c.Style.Muted, len(c.Num))
	}
	if v.first > 0 {
		c.B.Set(end-1, y, c.Glyph.Up, c.Style.Key)
	}
}

// MoreIn marks hidden rows at the right end of the first and last row of r, for rows without
// a border.
func (c *Canvas) MoreIn(r cell.Rect, v *View, st cell.Style) {
	if !v.Overflows() {
		return
	}
	if v.below() > 0 {
		c.B.Set(r.X+r.W-1, r.Y+r.H-1, c.Glyph.Down, st)
	}
	if v.first > 0 {
		c.B.Set(r.X+r.W-1, r.Y, c.Glyph.Up, st)
	}
}

// Rule draws a line across a focused box, from border to border, at row y.
func (c *Canvas) Rule(in cell.Rect, y int) {
	box, st := &c.Glyph.BoxFocus, c.Style.BorderFocus
	c.B.Set(in.X-1, y, box.TeeLeft, st)
	for x := in.X; x < in.X+in.W; x++ {
		c.B.Set(x, y, box.Horizontal, st)
	}
	c.B.Set(in.X+in.W, y, box.TeeRight, st)
}
