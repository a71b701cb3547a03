package pane

import (
	"strings"

	"crossover/tui/cell"
)

// TextRow is a row of a text.
type TextRow struct {
	Indent int
	Text   string
	Style  cell.Style
}

// Text is a box of rows that can be scrolled.
type Text struct {
	Title string
	Rows  []TextRow
	first int
}

// Scroll moves the view by rows.
func (p *Text) Scroll(n int) { p.first = max(0, p.first+n) }

// Draw paints the box over what is there.
func (p *Text) Draw(c *Canvas, r cell.Rect) {
	c.B.Fill(r, ' ', c.Style.Plain)
	note := ""
	p.first = max(0, min(p.first, len(p.Rows)-(r.H-2)))
	if left := len(p.Rows) - p.first - (r.H - 2); left > 0 {
		note = "more below"
	}
	in := c.Box(r, p.Title, note, true)
	for i := p.first; i < len(p.Rows) && i-p.first < in.H; i++ {
		row := &p.Rows[i]
		c.Text(in.X+1+row.Indent, in.Y+i-p.first, row.Text, row.Style, in.X+in.W)
	}
}

// wrapped appends a text to rows, broken between words so that no row is wider
// than width.
func wrapped(rows []TextRow, indent int, text string, st cell.Style, width int) []TextRow {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && indent+len(line)+1+len(word) > width {
			rows = append(rows, TextRow{indent, line, st})
			line = "  "
		}
		if line != "" && line != "  " {
			line += " "
		}
		line += word
	}
	return append(rows, TextRow{indent, line, st})
}
