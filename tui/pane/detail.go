package pane

import (
	"crossover/tui/cell"
	"crossover/tui/glyph"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/style"
	"crossover/tui/table"
)

// detailed is a table in a box, with what is told of the row selected below it.
type detailed[R any] struct {
	list
	table  table.Table[R]
	detail paint.View
	rows   []paint.TextRow // of the detail
	// of, width and made say what the rows were made of.
	of, width int
	made      bool
	styles    *style.Styles
	glyphs    *glyph.Set
}

// ruledHeight is from how many rows on a rule stands between list and detail.
const ruledHeight = 12

// forget has the detail made anew.
func (p *detailed[R]) forget() { p.made = false }

// Detail returns the view of what is told of the row selected.
func (p *detailed[R]) Detail() *paint.View { return &p.detail }

// draw paints the table into the inside of a box, with so many rows of detail by
// itself, a rule among them where there is one: row returns one of the table's,
// and tell makes the detail's rows of a width.
func (p *detailed[R]) draw(c *paint.Canvas, in cell.Rect, rows int, cut *split.Cutter, row func(i int) R, tell func(i, width int) []paint.TextRow) {
	p.table.Layout(in)
	head, in := in.CutTop(1)
	p.table.Head(c, head)
	body, foot, ruled := in, cell.Rect{}, in.H >= ruledHeight
	if ruled {
		body, foot = cut.Bottom(split.Detail, in, rows, 4, 3, split.Behind)
		c.Rule(in, foot.Y, true)
		_, foot = foot.CutTop(1)
	} else {
		body, foot = cut.Bottom(split.Detail, in, rows, 1, 1, split.None)
	}
	p.table.Rows(c, body, len(p.shown), p.at, func(i int) R { return row(p.shown[i]) })
	if end := in.X + in.W - 1; ruled {
		c.MoreAt(end, foot.Y-1, &p.table.View)
	} else {
		c.MoreIn(body, &p.table.View)
	}
	if len(p.shown) == 0 {
		p.detail = paint.View{}
		return
	}
	if of := p.shown[p.at]; !p.made || p.of != of || p.width != in.W || p.styles != c.Style || p.glyphs != c.Glyph {
		p.rows, p.of, p.width, p.made = tell(of, in.W-2), of, in.W, true
		p.styles, p.glyphs = c.Style, c.Glyph
		p.detail.Top()
	}
	p.detail.Fit(foot, len(p.rows))
	c.TextRows(&p.detail, p.rows)
	if p.detail.Overflows() {
		c.MoreAt(in.X+in.W-1, in.Y+in.H, &p.detail)
	}
}

// Row returns what is under the list's row at a cell: its place among all.
func (p *detailed[R]) Row(x, y int) (i int, ok bool) {
	if i, ok = p.table.At(x, y); ok {
		return p.shown[i], true
	}
	return 0, false
}

// At selects the row at a cell, and reports whether it was selected already.
func (p *detailed[R]) At(x, y int) bool {
	i, ok := p.table.At(x, y)
	if !ok {
		return false
	}
	before := p.at
	p.at = i
	return p.at == before
}

// words are the rows that show as text, a sentence each, then what is told of the
// one selected.
func (p *detailed[R]) words(say func(i int) string) (out []string) {
	for at := p.table.First(); at < min(p.table.First()+p.table.Room().H, len(p.shown)); at++ {
		out = append(out, say(p.shown[at]))
	}
	return append(out, paint.Paragraphs(p.rows)...)
}

// chosen is the row selected as text, "" where there is none.
func (p *detailed[R]) chosen(say func(i int) string) string {
	if i, ok := p.Chosen(); ok {
		return say(i)
	}
	return ""
}
