// Package paint provides what panes and tables paint with: a canvas with its theme and
// characters, a view of scrolling rows, and rows of text.
package paint

import (
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

// USD writes an amount ending before column end.
func (c *Canvas) USD(end, y int, v float64, st cell.Style, limit int) int {
	c.Num = c.Money.Append(c.Num[:0], v)
	if len(c.Num) > limit {
		c.Num = c.Money.AppendShort(c.Num[:0], v)
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

// Millis writes a time in milliseconds ending before column end.
func (c *Canvas) Millis(end, y int, ms float64, st cell.Style, limit int) int {
	c.Num = format.AppendMillis(c.Num[:0], ms)
	return c.Number(end, y, st, limit)
}

// Chance writes a small probability ending before column end.
func (c *Canvas) Chance(end, y int, p float64, st cell.Style, limit int) int {
	c.Num = format.AppendChance(c.Num[:0], p)
	return c.Number(end, y, st, limit)
}
