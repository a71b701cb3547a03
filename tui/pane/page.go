package pane

import (
	"strings"

	"crossover/engine/progress"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/glyph"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/style"
	"crossover/tui/table"
)

// page is a table in a box, with details of the selected row below it. A filter can hide
// rows.
type page[R any] struct {
	table  table.Table[R]
	detail paint.View
	told   []paint.TextRow // the rows of the detail
	content[R]

	filter string
	shown  []int // the rows that pass the filter
	at     int   // the selected one of shown
	fresh  bool  // whether shown is up to date
	// below holds told, after the whole selected row if that may be cut. It is valid for
	// row of, width, styles and glyphs while made is set.
	below     []paint.TextRow
	of, width int
	made      bool
	styles    *style.Styles
	glyphs    *glyph.Set
}

// content is the content of a page.
type content[R any] struct {
	title string
	// working is set until the rows are computed, and count counts them.
	working bool
	count   *progress.Count
	// n is the number of rows, and row returns one of them.
	n   int
	row func(i int) R
	// text returns the text of a row that the filter searches.
	text func(row R) string
	// tell writes the details of a row; whole is set if they say all that a cut row does not.
	tell  func(w *paint.Lines, row R)
	whole bool
	// height returns the default rows of the detail, for room rows of list and detail
	// together.
	height func(room int) int
}

// wholeRows is the width from which rows are rarely cut. Below it the detail repeats the
// selected row in full.
const wholeRows = 110

// leastPage is the least height inside the box.
const leastPage = 5

// ruledHeight is the height from which a rule separates list and detail.
const ruledHeight = 12

// renew discards what was computed from the rows.
func (p *page[R]) renew() { p.fresh, p.made = false, false }

// Working reports whether the rows are still being computed.
func (p *page[R]) Working() bool { return p.working }

// Filter shows only rows that contain every word of s in any case.
func (p *page[R]) Filter(s string) {
	if s != p.filter {
		p.filter, p.fresh, p.at = s, false, 0
	}
}

// Filtered returns the filter.
func (p *page[R]) Filtered() string { return p.filter }

// Move moves the selection by n rows.
func (p *page[R]) Move(n int) { p.at = max(0, min(p.at+n, len(p.shown)-1)) }

// Chosen returns the index of the selected row among all rows.
func (p *page[R]) Chosen() (i int, ok bool) {
	if p.at < len(p.shown) {
		return p.shown[p.at], true
	}
	return 0, false
}

// Detail returns the view of the selected row's details.
func (p *page[R]) Detail() *paint.View { return &p.detail }

// refresh applies the filter if needed.
func (p *page[R]) refresh() {
	if p.fresh {
		return
	}
	p.fresh, p.shown = true, p.shown[:0]
	words := strings.Fields(strings.ToLower(p.filter))
rows:
	for i := range p.n {
		text := strings.ToLower(p.text(p.row(i)))
		for _, w := range words {
			if !strings.Contains(text, w) {
				continue rows
			}
		}
		p.shown = append(p.shown, i)
	}
	p.Move(0)
}

// draw paints the page into r.
func (p *page[R]) draw(c *paint.Canvas, r cell.Rect, cut *split.Cutter, x content[R]) {
	p.content = x
	p.refresh()
	note := ""
	if !x.working {
		note = filterNote(c, p.filter, len(p.shown), x.n)
	}
	title := x.title
	if len(title) > r.W-4 {
		title, _, _ = strings.Cut(title, ":")
	}
	in := c.Box(r, title, note, true)
	switch {
	case in.H < leastPage:
		return
	case x.working:
		c.Text(in.X+1, in.Y, "Working out: "+x.count.String(), c.Style.Muted, in.X+in.W)
		return
	}
	p.table.Layout(in)
	head, in := in.CutTop(1)
	p.table.Head(c, head)
	rows, end := x.height(in.H), in.X+in.W-1
	var body, foot cell.Rect
	ruled := in.H >= ruledHeight
	if ruled {
		body, foot = cut.Bottom(split.Detail, in, rows, 4, 3, split.Behind)
		c.Rule(in, foot.Y)
		_, foot = foot.CutTop(1)
	} else {
		body, foot = cut.Bottom(split.Detail, in, rows, 1, 1, split.None)
	}
	p.table.Rows(c, body, len(p.shown), p.at, p.place)
	if ruled {
		c.MoreAt(end, foot.Y-1, &p.table.View)
	} else {
		c.MoreIn(body, &p.table.View, c.Style.Key)
	}
	if len(p.shown) == 0 {
		p.detail = paint.View{}
		return
	}
	if of := p.shown[p.at]; !p.made || p.of != of || p.width != in.W || p.styles != c.Style || p.glyphs != c.Glyph {
		w := paint.NewLines(c, in.W-2)
		if in.W < wholeRows && !x.whole { // the row may be cut
			w.Wrap(0, p.table.Say(c, x.row(of)), "", c.Style.Heading)
		}
		whole := len(w.Rows)
		x.tell(w, x.row(of))
		p.below, p.told, p.of, p.width, p.made = w.Rows, w.Rows[whole:], of, in.W, true
		p.styles, p.glyphs = c.Style, c.Glyph
		p.detail.Top()
	}
	p.detail.Fit(foot, len(p.below))
	c.TextRows(&p.detail, p.below)
	if p.detail.Overflows() {
		c.MoreAt(end, in.Y+in.H, &p.detail)
	}
}

// place returns the row at a position of the filtered list.
func (p *page[R]) place(at int) R { return p.row(p.shown[at]) }

// Row returns the index among all rows of the row at a cell.
func (p *page[R]) Row(x, y int) (i int, ok bool) {
	if i, ok = p.table.At(x, y); ok {
		return p.shown[i], true
	}
	return 0, false
}

// At selects the row at a cell, and reports whether it was already selected.
func (p *page[R]) At(x, y int) bool {
	i, ok := p.table.At(x, y)
	if !ok {
		return false
	}
	before := p.at
	p.at = i
	return p.at == before
}

// Of returns the row with an index among all, if there is one.
func (p *page[R]) Of(i int) (row R, ok bool) {
	if i < 0 || i >= p.n {
		return row, false
	}
	return p.row(i), true
}

// Say returns the selected row as speech, or "" if there is none.
func (p *page[R]) Say(c *paint.Canvas) string {
	if _, ok := p.Chosen(); !ok {
		return ""
	}
	return p.table.Say(c, p.place(p.at))
}

// Words returns the visible rows as sentences, and the details of the selected one.
func (p *page[R]) Words(c *paint.Canvas) (out []string) {
	for at := p.table.First(); at < min(p.table.First()+p.table.Room().H, len(p.shown)); at++ {
		out = append(out, p.table.Say(c, p.place(at)))
	}
	return append(out, paint.Paragraphs(p.told)...)
}

// Records returns the titles and the filtered rows as text.
func (p *page[R]) Records(c *paint.Canvas) [][]string {
	return p.table.Records(c, len(p.shown), p.place)
}

// filterNote returns the filter and the number of rows that pass it.
func filterNote(c *paint.Canvas, filter string, shown, all int) string {
	c.Num = append(format.AppendNumber(c.Num[:0], float64(shown)), " of "...)
	c.Num = format.AppendNumber(c.Num, float64(all))
	if filter != "" {
		c.Num = append(append(c.Num, ", /"...), filter...)
	}
	return string(c.Num)
}
