package glyph

import (
	"crossover/tui/cell"
)

// Text paints t from x, y to the right, at most limit columns, and ends it
// with the ellipsis if it does not fit. It returns the column after the last
// one painted. Every rune of t must be one column wide.
func (s *Set) Text(b *cell.Buffer, x, y int, t string, st cell.Style, limit int) int {
	if limit <= 0 {
		return x
	}
	if cell.Fits(t, limit) {
		return b.Text(x, y, t, st, limit)
	}
	x = b.Text(x, y, t, st, limit-1)
	b.Set(x, y, s.Ellipsis, st)
	return x + 1
}

// Border paints a border along the inside of r and returns the rectangle inside it. A
// rectangle too small for a border gets none and is returned unchanged.
func (b *Box) Border(buf *cell.Buffer, r cell.Rect, st cell.Style) cell.Rect {
	if r.W < 2 || r.H < 2 {
		return r
	}
	right, bottom := r.X+r.W-1, r.Y+r.H-1
	for x := r.X + 1; x < right; x++ {
		buf.Set(x, r.Y, b.Horizontal, st)
		buf.Set(x, bottom, b.Horizontal, st)
	}
	for y := r.Y + 1; y < bottom; y++ {
		buf.Set(r.X, y, b.Vertical, st)
		buf.Set(right, y, b.Vertical, st)
	}
	buf.Set(r.X, r.Y, b.TopLeft, st)
	buf.Set(right, r.Y, b.TopRight, st)
	buf.Set(r.X, bottom, b.BottomLeft, st)
	buf.Set(right, bottom, b.BottomRight, st)
	return r.Inset(1, 1)
}
