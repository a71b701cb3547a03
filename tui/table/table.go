// Package table implements every table of the program. A table is a list of columns, each
// with a title, a width, and functions that write a cell and speak it. The package uses
// the list to lay out, paint, scroll, hit-test, speak and export rows. To add a column,
// add an entry to the list.
package table

import (
	"strings"

	"crossover/engine/each"
	"crossover/tui/cell"
	"crossover/tui/paint"
	"crossover/tui/style"
)

// Column is a column of a table whose rows are of type R. Where that is a pointer, the program
// has the code of the table once, and not for each type of row.
type Column[R any] struct {
	// Title is written above the cells, or Short, if not empty, where there is no room for it.
	// A title of dollars is in the currency shown: $/month or EUR/month.
	Title, Short string
	// Width is the number of columns of the screen, including the gap before the text.
	Width int
	// Least is the width to which the column may shrink; a column with 0 is left out
	// instead.
	Least int
	// Weight orders columns when there is little room: the lowest weight shrinks first,
	// and columns of the same weight together. Columns with weight 0 do not shrink.
	Weight int
	// Flex makes the column take the room left over, up to Most unless that is 0.
	Flex bool
	Most int
	// Right aligns cells and title to the right.
	Right bool
	// Gap is the number of columns before the text: 0 means 1, and a negative value means
	// none.
	Gap int
	// Spill lets a text extend into the empty part of the column to the right.
	Spill bool
	// Cell writes a row's cell.
	Cell func(p *Pen, row R)
	// Aloud is the text spoken for a cell, with % for the cell's own text. If it is empty,
	// the title and the cell's text are spoken.
	Aloud string
	// Silent leaves the column out of speech.
	Silent bool
	// Say, if not nil, returns the text spoken for a row instead of the cell's text; "" is
	// silent.
	Say func(c *paint.Canvas, row R) string
	// Figure identifies the figure that the column shows, as the table's owner numbers
	// figures.
	Figure int
}

// gap returns the number of columns left empty before a column's text.
func (c *Column[R]) gap() int {
	if c.Gap == 0 {
		return 1
	}
	return max(c.Gap, 0)
}

// Table is a table and the layout of its last drawing. The embedded view holds the visible
// rows.
type Table[R any] struct {
	Columns []Column[R]
	// Lead and Trail are the empty columns at the two ends. A row's mark is in the first.
	Lead, Trail int
	// Mark paints the mark of a row, if it is not nil.
	Mark func(c *paint.Canvas, x, y int, row R)
	// Focus replaces the mark of the selected row by the sign of the focus.
	Focus bool
	// Faint paints the titles in the faint style.
	Faint bool
	// Heading paints row i and returns true if the row is a heading; nil means that there
	// are none.
	Heading func(c *paint.Canvas, r cell.Rect, i int) bool

	paint.View
	spans []span
	pen   Pen
}

// span is the place of a column; w is 0 if the column is hidden.
type span struct{ x, w int }

// Layout places the columns in the inside of a box.
func (t *Table[R]) Layout(in cell.Rect) {
	t.spans = t.spans[:0]
	total := t.Lead + t.Trail
	for i := range t.Columns {
		w := t.Columns[i].Width
		t.spans = append(t.spans, span{w: w})
		total += w
	}
	for total > in.W {
		freed := t.giveWay()
		if freed == 0 {
			break
		}
		total -= freed
	}
	t.flex(in.W - total)
	x := in.X + t.Lead
	for i := range t.spans {
		t.spans[i].x = x
		x += t.spans[i].w
	}
}

// flex adds the room left over to flexible columns, from the right. If left is negative,
// it takes the missing room off them.
func (t *Table[R]) flex(left int) {
	for i := len(t.spans) - 1; i >= 0; i-- {
		s, k := &t.spans[i], &t.Columns[i]
		if s.w == 0 || !k.Flex {
			continue
		}
		more := max(left, -s.w)
		if k.Most > 0 {
			more = min(more, k.Most-s.w)
		}
		s.w += more
		left -= more
	}
}

// giveWay shrinks the columns of the lowest weight that can shrink, and returns the number
// of columns freed.
func (t *Table[R]) giveWay() (freed int) {
	lightest := -1
	for i := range t.Columns {
		if t.gives(i) && (lightest < 0 || t.Columns[i].Weight < t.Columns[lightest].Weight) {
			lightest = i
		}
	}
	if lightest < 0 {
		return 0
	}
	weight := t.Columns[lightest].Weight
	for i := range t.Columns {
		if k := &t.Columns[i]; k.Weight == weight && t.gives(i) {
			freed += t.spans[i].w - k.Least
			t.spans[i].w = k.Least
		}
	}
	return freed
}

// gives reports whether a column can still shrink.
func (t *Table[R]) gives(i int) bool {
	k := &t.Columns[i]
	return k.Weight > 0 && t.spans[i].w > k.Least
}

// Draw paints the titles and the visible ones of n rows into the inside of a box. It
// scrolls so that row at, the selected one, is visible; a negative at selects none.
func (t *Table[R]) Draw(c *paint.Canvas, in cell.Rect, n, at int, row func(i int) R) {
	head, body := in.CutTop(1)
	t.Layout(in)
	t.Head(c, head)
	t.Rows(c, body, n, at, row)
}

// Head paints the titles, without those that would be cut to less than half.
func (t *Table[R]) Head(c *paint.Canvas, r cell.Rect) {
	if r.Empty() {
		return
	}
	st := c.Style.Heading
	if t.Faint {
		st = c.Style.Faint
	}
	per := strings.TrimSpace(c.Money.Currency.Sign()) + "/"
	for i := range t.Columns {
		k, s := &t.Columns[i], t.spans[i]
		title, room := strings.Replace(k.Title, "$/", per, 1), s.x+s.w-t.textStart(i)
		if k.Short != "" && room < len(title) {
			title = strings.Replace(k.Short, "$/", per, 1)
		}
		switch {
		case 2*room < len(title):
		case k.Right:
			c.Text(max(s.x+s.w-len(title), r.X), r.Y, title, st, s.x+s.w)
		default:
			c.Text(t.textStart(i), r.Y, title, st, s.x+s.w)
		}
	}
}

// textStart returns where the text of a column starts. The first visible column has no
// gap.
func (t *Table[R]) textStart(i int) int {
	s := t.spans[i]
	for k := range i {
		if t.spans[k].w > 0 {
			return s.x + t.Columns[i].gap()
		}
	}
	return s.x
}

// Rows paints the visible rows into r.
func (t *Table[R]) Rows(c *paint.Canvas, r cell.Rect, n, at int, row func(i int) R) {
	t.Fit(r, n)
	if at >= 0 {
		if t.Heading != nil && at == 1 {
			t.Show(0)
		}
		t.Show(at)
	}
	for i := t.First(); i < n && i-t.First() < r.H; i++ {
		line := t.View.Row(i)
		if t.Heading == nil || !t.Heading(c, line, i) {
			t.DrawRow(c, line, row(i), i == at)
		}
	}
}

// DrawRow paints one row into r.
func (t *Table[R]) DrawRow(c *paint.Canvas, r cell.Rect, row R, selected bool) {
	if r.Empty() {
		return
	}
	if selected {
		c.B.Fill(r, ' ', c.Style.Selection)
	}
	switch {
	case selected && t.Focus:
		c.B.Set(r.X, r.Y, c.Glyph.Focus, style.Selected(c.Style.Accent))
	case t.Mark != nil:
		t.Mark(c, r.X, r.Y, row)
	}
	p := &t.pen
	p.Canvas, p.selected, p.said = c, selected, nil
	next := r.X + r.W // where the cell to the right starts
	for i := len(t.Columns) - 1; i >= 0; i-- {
		k, s := &t.Columns[i], t.spans[i]
		if s.w == 0 || k.Cell == nil {
			continue
		}
		p.begin(t.textStart(i), s.x+s.w, r.Y, k.Right, s.w-k.gap())
		if k.Spill {
			p.end = next - 1
		}
		start := p.x
		if k.Cell(p, row); p.x != start { // an empty cell leaves its room to the left one
			next = min(start, p.x)
		}
	}
}

// End returns the column of the screen after column i.
func (t *Table[R]) End(i int) int { return t.spans[i].x + t.spans[i].w }

// FigureAt returns the figure shown in the column at x.
func (t *Table[R]) FigureAt(x int) (figure int) {
	first := true
	for i, s := range t.spans {
		if s.w > 0 && (first || x >= s.x) {
			figure, first = t.Columns[i].Figure, false
		}
	}
	return figure
}

// Say returns the text spoken for a row, with hidden columns included.
func (t *Table[R]) Say(c *paint.Canvas, row R) string {
	var parts []string
	for i := range t.Columns {
		switch k := &t.Columns[i]; {
		case k.Silent:
		case k.Say != nil:
			parts = spoken(parts, k.Say(c, row), k.Aloud, "")
		default:
			parts = spoken(parts, t.write(c, i, row), k.Aloud, k.Title)
		}
	}
	return strings.Join(parts, ", ")
}

// spoken appends the text of a cell as it is spoken.
func spoken(parts []string, text, aloud, title string) []string {
	text = strings.TrimSuffix(text, ".") // parts are joined by commas
	switch {
	case text == "":
		return parts
	case aloud != "":
		text = strings.Replace(aloud, "%", text, 1)
	case title != "":
		text = title + " " + text
	}
	return append(parts, text)
}

// Records returns the titles and the text of the cells of n rows, for export.
func (t *Table[R]) Records(c *paint.Canvas, n int, row func(i int) R) [][]string {
	out := [][]string{each.Of(t.Columns, func(col *Column[R]) string { return col.Title })}
	for i := range n {
		line := make([]string, len(t.Columns))
		for k := range t.Columns {
			line[k] = t.write(c, k, row(i))
		}
		out = append(out, line)
	}
	return out
}

// write returns the text of a cell without any limit of width.
func (t *Table[R]) write(c *paint.Canvas, i int, row R) string {
	if t.Columns[i].Cell == nil {
		return ""
	}
	const room = 1000
	p := Pen{Canvas: c, said: &[]byte{}}
	p.begin(0, room, 0, t.Columns[i].Right, room)
	t.Columns[i].Cell(&p, row)
	return strings.TrimSpace(string(*p.said))
}
