package paint

import "crossover/tui/cell"

// Lines is a text that is written row by row.
type Lines struct {
	C *Canvas
	// In is the rectangle for which texts are broken into rows.
	In cell.Rect
	// Hang is at the start of all rows of a text but the first.
	Hang string
	// Rows are the rows written so far.
	Rows []TextRow
}

// NewLines returns an empty text in rows of a width.
func NewLines(c *Canvas, width int) *Lines {
	return &Lines{C: c, In: cell.Rect{W: width + 2}, Hang: "  "}
}

// Text writes a row.
func (w *Lines) Text(indent int, text string, st cell.Style) {
	w.Rows = append(w.Rows, TextRow{Indent: indent, Text: text, Style: st})
}

// Link writes a URL as a link in a row.
func (w *Lines) Link(indent int, url string) {
	w.Rows = append(w.Rows, TextRow{Indent: indent, Text: url, Link: url})
}

// Wrap writes a text over as many rows as needed. If it begins with link, that part is
// painted as a link.
func (w *Lines) Wrap(indent int, text, link string, st cell.Style) {
	first := len(w.Rows)
	for _, line := range Broken(text, w.In.W-2-indent, w.Hang) {
		w.Text(indent, line, st)
	}
	w.Rows[first].Link = link
}

// Draw writes a row that draw paints if it is visible.
func (w *Lines) Draw(draw func(r cell.Rect)) { w.Rows = append(w.Rows, TextRow{Draw: draw}) }

// Words returns what write writes, as sentences.
func Words(c *Canvas, write func(*Lines)) []string {
	const unbroken = 1 << 20
	w := NewLines(c, unbroken)
	write(w)
	return Paragraphs(w.Rows)
}

// DrawText paints a box with scrolling rows.
func (v *View) DrawText(c *Canvas, r cell.Rect, title string, write func(*Lines)) {
	v.DrawLines(c, c.Box(r, title, "", true), write)
	c.More(r, v)
}

// DrawLines paints scrolling rows in in.
func (v *View) DrawLines(c *Canvas, in cell.Rect, write func(*Lines)) {
	w := NewLines(c, 0)
	w.In, w.Rows = in, v.lines[:0]
	write(w)
	v.lines = w.Rows
	v.Fit(in, len(w.Rows))
	c.TextRows(v, w.Rows)
}
