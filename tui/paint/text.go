package paint

import (
	"strings"

	"crossover/tui/cell"
)

// TextRow is a row of a text.
type TextRow struct {
	Indent int
	Text   string
	Style  cell.Style
	// Link is the URL with which the text begins, if any.
	Link string
	// Sign is a character before the text, if any.
	Sign      rune
	SignStyle cell.Style
	// Draw paints the row in place of all that, if it is not nil.
	Draw func(r cell.Rect)
}

// Text is a box with scrolling rows.
type Text struct {
	Title, Note string
	Rows        []TextRow
	View
}

// Draw paints the box over the present content.
func (t *Text) Draw(c *Canvas, r cell.Rect) {
	c.B.Fill(r, ' ', c.Style.Plain)
	in := c.Box(r, t.Title, t.Note, true)
	t.Fit(in, len(t.Rows))
	c.TextRows(&t.View, t.Rows)
	c.More(r, &t.View)
}

// TextRows paints the visible rows.
func (c *Canvas) TextRows(v *View, rows []TextRow) {
	for i := v.first; i < len(rows) && i-v.first < v.room.H; i++ {
		row, r := &rows[i], v.Row(i)
		if row.Draw != nil {
			row.Draw(r)
			continue
		}
		x, end := r.X+1+row.Indent, r.X+r.W
		if row.Sign != 0 {
			c.B.Set(x-2, r.Y, row.Sign, row.SignStyle)
		}
		text, linked := strings.CutPrefix(row.Text, row.Link)
		if linked && row.Link != "" {
			to := c.Text(x, r.Y, row.Link, c.Style.Link, end)
			c.B.AddLink(x, r.Y, to-x, row.Link)
			x = to
		}
		c.Text(x, r.Y, text, row.Style, end)
	}
}

// Broken breaks a text between words into lines of at most width columns. All lines but
// the first begin with hang.
func Broken(text string, width int, hang string) (lines []string) {
	line, empty := "", true
	for _, word := range strings.Fields(text) {
		if !empty && cell.Columns(line)+1+cell.Columns(word) > width {
			lines = append(lines, line)
			line, empty = hang, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	return append(lines, line)
}

// Wrap writes a text over several rows.
func (c *Canvas) Wrap(r cell.Rect, text string, st cell.Style) {
	for i, line := range Broken(text, r.W-2, "") {
		if i < r.H {
			c.Text(r.X+1, r.Y+i, line, st, r.X+r.W)
		}
	}
}

// Paragraphs joins the rows of a text that continue the previous row.
func Paragraphs(rows []TextRow) []string {
	var out []string
	for _, r := range rows {
		rest, continues := strings.CutPrefix(r.Text, "  ")
		switch {
		case continues && len(out) > 0:
			out[len(out)-1] += " " + rest
		case r.Text != "":
			out = append(out, r.Text)
		}
	}
	return out
}

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
func (l *Lines) Text(indent int, text string, st cell.Style) {
	l.Rows = append(l.Rows, TextRow{Indent: indent, Text: text, Style: st})
}

// Link writes a URL as a link in a row.
func (l *Lines) Link(indent int, url string) {
	l.Rows = append(l.Rows, TextRow{Indent: indent, Text: url, Link: url})
}

// Wrap writes a text over as many rows as needed. If it begins with link, that part is
// painted as a link.
func (l *Lines) Wrap(indent int, text, link string, st cell.Style) {
	first := len(l.Rows)
	for _, line := range Broken(text, l.In.W-2-indent, l.Hang) {
		l.Text(indent, line, st)
	}
	l.Rows[first].Link = link
}

// Draw writes a row that draw paints if it is visible.
func (l *Lines) Draw(draw func(r cell.Rect)) { l.Rows = append(l.Rows, TextRow{Draw: draw}) }

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
