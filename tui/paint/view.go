package paint

import (
	"crossover/tui/cell"
	"crossover/tui/format"
)

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

// MoreIn marks hidden rows at the right end of the first and last visible row, for rows
// without a border.
func (c *Canvas) MoreIn(r cell.Rect, v *View) {
	if !v.Overflows() {
		return
	}
	if v.below() > 0 {
		c.B.Set(r.X+r.W-1, r.Y+r.H-1, c.Glyph.Down, c.Style.Key)
	}
	if v.first > 0 {
		c.B.Set(r.X+r.W-1, r.Y, c.Glyph.Up, c.Style.Key)
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
