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
	// Link is where the text leads, if anywhere.
	Link string
	// Sign stands before the text, if there is one.
	Sign      rune
	SignStyle cell.Style
}

// Text is a box of rows that can be scrolled.
type Text struct {
	Title, Note string
	Rows        []TextRow
	View
}

// Draw paints the box over what is there.
func (p *Text) Draw(c *Canvas, r cell.Rect) {
	c.B.Fill(r, ' ', c.Style.Plain)
	in := c.Box(r, p.Title, p.Note, true)
	p.Fit(in, len(p.Rows))
	c.TextRows(&p.View, p.Rows)
	c.More(r, &p.View)
}

// TextRows paints the rows that show.
func (c *Canvas) TextRows(v *View, rows []TextRow) {
	for i := v.first; i < len(rows) && i-v.first < v.room.H; i++ {
		row, r := &rows[i], v.Row(i)
		x := r.X + 1 + row.Indent
		if row.Sign != 0 {
			c.B.Set(x-2, r.Y, row.Sign, row.SignStyle)
		}
		end := c.Text(x, r.Y, row.Text, row.Style, r.X+r.W)
		if row.Link != "" {
			c.B.AddLink(x, r.Y, end-x, row.Link)
		}
	}
}

// Wrapped appends a text to rows, broken between words so that no row is wider
// than width.
func Wrapped(rows []TextRow, indent int, text string, st cell.Style, width int) []TextRow {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && indent+len(line)+1+len(word) > width {
			rows = append(rows, TextRow{Indent: indent, Text: line, Style: st})
			line = "  "
		}
		if line != "" && line != "  " {
			line += " "
		}
		line += word
	}
	return append(rows, TextRow{Indent: indent, Text: line, Style: st})
}

// Wrap writes a text over several rows.
func (c *Canvas) Wrap(r cell.Rect, text string, st cell.Style) {
	width := r.W - 2
	for y := r.Y; y < r.Y+r.H && text != "" && width > 0; y++ {
		n := min(len(text), width)
		if n < len(text) {
			for k := n; k > 0; k-- {
				if text[k] == ' ' {
					n = k
					break
				}
			}
		}
		c.Text(r.X+1, y, text[:n], st, r.X+r.W)
		text = text[n:]
		for text != "" && text[0] == ' ' {
			text = text[1:]
		}
	}
}

// Paragraphs joins the rows of a text that continue one another.
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
