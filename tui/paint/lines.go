package paint

import (
	"strings"

	"crossover/tui/cell"
)

// Lines writes text row by row into a rectangle, starting at row Y, or appends it to Said.
type Lines struct {
	C    *Canvas
	In   cell.Rect
	Y    int
	Said *[]string
}

// Text writes a row.
func (w *Lines) Text(indent int, text string, st cell.Style) {
	if w.Said != nil && text != "" {
		*w.Said = append(*w.Said, text)
	}
	if r := w.Next(); !r.Empty() {
		w.C.Text(r.X+1+indent, r.Y, text, st, r.X+r.W)
	}
}

// Wrap writes a text over as many rows as needed. If it begins with link, that part is
// painted as a link.
func (w *Lines) Wrap(indent int, text, link string, st cell.Style) {
	if w.Said != nil {
		*w.Said = append(*w.Said, text)
		return
	}
	for i, line := range Broken(text, w.In.W-2-indent, "  ") {
		r := w.Next()
		if r.Empty() {
			continue
		}
		x, end := r.X+1+indent, r.X+r.W
		if i == 0 && link != "" && strings.HasPrefix(line, link) {
			to := w.C.Text(x, r.Y, link, w.C.Style.Link, end)
			w.C.B.AddLink(x, r.Y, to-x, link)
			x, line = to, line[len(link):]
		}
		w.C.Text(x, r.Y, line, st, end)
	}
}

// Next returns the rectangle of the next row, which is empty if the row is not visible.
func (w *Lines) Next() cell.Rect {
	r := cell.Rect{X: w.In.X, Y: w.Y, W: w.In.W}
	if w.Y >= w.In.Y && w.Y < w.In.Y+w.In.H {
		r.H = 1
	}
	w.Y++
	return r
}

// DrawText paints a box with scrolling rows.
func (v *View) DrawText(c *Canvas, r cell.Rect, title string, write func(*Lines)) {
	in := c.Box(r, title, "", true)
	v.DrawLines(c, in, write)
	c.More(r, v)
}

// DrawLines paints scrolling rows in in. Their number is known only after they are
// written, so if it is less than the scroll offset they are written again.
func (v *View) DrawLines(c *Canvas, in cell.Rect, write func(*Lines)) {
	for {
		first := v.first
		w := Lines{C: c, In: in, Y: in.Y - first}
		write(&w)
		v.Fit(in, w.Y-in.Y+first)
		if v.first == first {
			return
		}
		c.B.Fill(in, ' ', c.Style.Plain)
	}
}
