// Package table is the one table of the program. A table is a list of columns,
// each with its title, its width, what it writes for a row and what it says
// aloud; from that list rows are laid out, painted, scrolled, found under the
// mouse, spoken and exported. Adding a column is adding an entry to the list.
package table

import (
	"strings"

	"crossover/tui/cell"
	"crossover/tui/paint"
	"crossover/tui/style"
)

// Column is a column of a table whose rows are of type R.
type Column[R any] struct {
	// Title stands above the cells.
	Title string
	// Width is how many cells of the screen it takes, with the gap before it.
	Width int
	// Least is how narrow it gets, where that is set, instead of dropping out.
	Least int
	// Weight says how long it stays when there is little room: the lightest give
	// way first, and those of one weight together.
	Weight int
	// Flex takes the room that the others leave, up to Most if that is set.
	Flex bool
	Most int
	// Right puts cells and title at the right end.
	Right bool
	// Gap is what is left empty before its text: 1 where it is 0, nothing where it
	// is negative.
	Gap int
	// Spill lets a text run on into the empty part of the column to its right.
	Spill bool
	// Cell writes a row's cell.
	Cell func(p *Pen, row R)
	// Aloud is how a cell is said: what it writes stands for the %. Where it is empty
	// that is the title and what the cell writes.
	Aloud string
	// Silent is set where nothing is said.
	Silent bool
	// Say is what is said of a row, "" for nothing, where that is not what the cell
	// writes.
	Say func(c *paint.Canvas, row R) string
	// Figure is which figure of a row it shows, as the table's owner numbers them.
	Figure int
}

// gap is how many columns are left empty before a column's text.
func (k *Column[R]) gap() int {
	switch {
	case k.Gap == 0:
		return 1
	case k.Gap < 0:
		return 0
	default:
		return k.Gap
	}
}

// Table is a table and where it was drawn last. Its embedded view is the stretch
// of rows that shows.
type Table[R any] struct {
	Columns []Column[R]
	// Lead and Trail are the columns left empty at both ends; in the first stands
	// what marks a row.
	Lead, Trail int
	// Mark paints what stands before a row; nil for nothing.
	Mark func(c *paint.Canvas, x, y int, row R)
	// Focus puts the sign of the focus before the selected row instead.
	Focus bool
	// Faint makes the titles step back.
	Faint bool
	// Heading paints row i if it is a heading among the rows, and reports whether
	// it is; nil where there are none.
	Heading func(c *paint.Canvas, r cell.Rect, i int) bool

	paint.View
	spans []span
	pen   Pen
}

// span is where a column stands; w is 0 where it does not show.
type span struct{ x, w int }

// Layout finds where the columns stand in the inside of a box.
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

// flex hands out the room that is left, from the right; what is missing goes off
// there, too.
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

// giveWay narrows the lightest columns that can give way, and returns by how
// much.
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

// gives reports whether a column can still give way.
func (t *Table[R]) gives(i int) bool {
	k := &t.Columns[i]
	return k.Weight > 0 && t.spans[i].w > k.Least
}

// Draw paints the titles and, scrolled, n rows into the inside of a box; row at
// is the selected one and kept in view, unless it is negative.
func (t *Table[R]) Draw(c *paint.Canvas, in cell.Rect, n, at int, row func(i int) R) {
	head, body := in.CutTop(1)
	t.Layout(in)
	t.Head(c, head)
	t.Rows(c, body, n, at, row)
}

// Head paints the titles.
func (t *Table[R]) Head(c *paint.Canvas, r cell.Rect) {
	if r.Empty() {
		return
	}
	st := c.Style.Heading
	if t.Faint {
		st = c.Style.Faint
	}
	for i := range t.Columns {
		k, s := &t.Columns[i], t.spans[i]
		switch {
		case s.w == 0:
		case k.Right:
			c.Text(max(s.x+s.w-len(k.Title), r.X), r.Y, k.Title, st, s.x+s.w)
		default:
			c.Text(t.textStart(i), r.Y, k.Title, st, s.x+s.w)
		}
	}
}

// textStart is where the text of a column starts: the first one's at its very
// beginning.
func (t *Table[R]) textStart(i int) int {
	s := t.spans[i]
	for k := range i {
		if t.spans[k].w > 0 {
			return s.x + t.Columns[i].gap()
		}
	}
	return s.x
}

// Rows paints the rows that show into r, below the titles.
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
		if k.Cell(p, row); p.x != start { // a cell left empty is free
			next = min(start, p.x)
		}
	}
}

// End is the column of the screen after column i.
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

// Say says a row aloud: its columns, whether they show or not.
func (t *Table[R]) Say(c *paint.Canvas, row R) string {
	var parts []string
	for i := range t.Columns {
		k := &t.Columns[i]
		text := ""
		switch {
		case k.Silent:
		case k.Say != nil:
			text = k.Say(c, row)
		default:
			text = t.write(c, i, row)
		}
		switch {
		case text == "":
		case k.Aloud != "":
			parts = append(parts, strings.Replace(k.Aloud, "%", text, 1))
		case k.Say == nil && k.Title != "":
			parts = append(parts, k.Title+" "+text)
		default:
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ", ")
}

// Records are the titles and what the cells of n rows write, for export.
func (t *Table[R]) Records(c *paint.Canvas, n int, row func(i int) R) [][]string {
	head := make([]string, len(t.Columns))
	for i := range t.Columns {
		head[i] = t.Columns[i].Title
	}
	out := [][]string{head}
	for i := range n {
		line := make([]string, len(t.Columns))
		for k := range t.Columns {
			line[k] = t.write(c, k, row(i))
		}
		out = append(out, line)
	}
	return out
}

// write is what a cell writes where it has all the room it wants.
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
