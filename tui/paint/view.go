package paint

import (
	"crossover/tui/cell"
	"crossover/tui/format"
)

// View is the stretch of a pane's rows that shows where not all of them have
// room.
type View struct {
	first, rows int
	room        cell.Rect
	// at is the row that was followed last.
	at int
}

// Scroll moves the view by rows.
func (v *View) Scroll(n int) { v.first = max(0, min(v.first+n, v.rows-v.room.H)) }

// Top goes back to the first row.
func (v *View) Top() { v.first = 0 }

// First is the first row that shows.
func (v *View) First() int { return v.first }

// Room is where the rows are.
func (v *View) Room() cell.Rect { return v.room }

// Len is how many rows there are.
func (v *View) Len() int { return v.rows }

// Page is how many rows are worth scrolling at once.
func (v *View) Page() int { return max(v.room.H-1, 1) }

// Overflows reports whether there is more than shows.
func (v *View) Overflows() bool { return v.rows > v.room.H && v.room.H > 0 }

// Contains reports whether a cell lies where the rows are.
func (v *View) Contains(x, y int) bool { return v.room.Contains(x, y) }

// At returns the row at a cell, and whether there is one.
func (v *View) At(x, y int) (i int, ok bool) {
	i = v.first + y - v.room.Y
	return i, v.Contains(x, y) && i < v.rows
}

// Fit says where the rows are and how many there are.
func (v *View) Fit(room cell.Rect, rows int) {
	v.room, v.rows = room, rows
	v.Scroll(0)
}

// Hide says that no row shows.
func (v *View) Hide() { v.room = cell.Rect{} }

// Follow keeps row at in view once it has changed; what the user scrolled to
// stays until then.
func (v *View) Follow(at int) {
	if at != v.at {
		v.Show(at)
	}
	v.at = at
}

// Show scrolls no more than it takes to have row at in view.
func (v *View) Show(at int) {
	v.first = max(min(v.first, at), at-v.room.H+1)
	v.Scroll(0)
}

// Row returns the rectangle of row i, which is empty where it does not show.
func (v *View) Row(i int) cell.Rect {
	y := i - v.first
	if y < 0 || y >= v.room.H {
		return cell.Rect{X: v.room.X, Y: v.room.Y}
	}
	return cell.Rect{X: v.room.X, Y: v.room.Y + y, W: v.room.W, H: 1}
}

// below is how many rows are hidden below.
func (v *View) below() int { return max(v.rows-v.first-v.room.H, 0) }

// More says on the bottom border of a box, or on a rule in it, that there are
// rows above or below what shows.
func (c *Canvas) More(r cell.Rect, v *View) {
	if !v.Overflows() || r.W < 12 {
		return
	}
	c.MoreAt(r.X+r.W-2, r.Y+r.H-1, v)
}

// MoreAt writes the mark so that it ends before column end.
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

// MoreIn marks the end of the last row of rows without a border, and returns the
// room left of the mark.
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

// Rule draws a line across a box, from side to side, above row y of its inside.
func (c *Canvas) Rule(in cell.Rect, y int, focused bool) {
	box, st := &c.Glyph.Box, c.Style.Border
	if focused {
		box, st = &c.Glyph.BoxFocus, c.Style.BorderFocus
	}
	c.B.Set(in.X-1, y, box.TeeLeft, st)
	for x := in.X; x < in.X+in.W; x++ {
		c.B.Set(x, y, box.Horizontal, st)
	}
	c.B.Set(in.X+in.W, y, box.TeeRight, st)
}
