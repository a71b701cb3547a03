package pane

import (
	"crossover/tui/cell"
	"crossover/tui/glyph"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/style"
)

// detailed is a list in a box, with what is told of the row selected below it.
type detailed struct {
	list
	r      cell.Rect // of the list's rows
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
func (p *detailed) forget() { p.made = false }

// Detail returns the view of what is told of the row selected.
func (p *detailed) Detail() *paint.View { return &p.detail }

// draw paints the list into the inside in of a box, with so many rows of
// detail by itself, a rule among them where there is one: row paints one of the list's, and tell makes the detail's
// rows of a width.
func (p *detailed) draw(c *paint.Canvas, in cell.Rect, rows int, cut *split.Cutter, row func(r cell.Rect, i int, selected bool), tell func(i, width int) []paint.TextRow) {
	foot, ruled := cell.Rect{}, in.H >= ruledHeight
	if ruled {
		p.r, foot = cut.Bottom(split.Detail, in, rows, 4, 3, split.Behind)
		c.Rule(in, foot.Y, true)
		_, foot = foot.CutTop(1)
	} else {
		p.r, foot = cut.Bottom(split.Detail, in, rows, 1, 1, split.None)
	}
	p.scroll(p.r.H)
	for i := p.first; i < len(p.shown) && i-p.first < p.r.H; i++ {
		row(cell.Rect{X: p.r.X, Y: p.r.Y + i - p.first, W: p.r.W, H: 1}, p.shown[i], i == p.at)
	}
	shown := paint.Window(p.first, len(p.shown), p.r)
	if end := in.X + in.W - 1; ruled {
		c.MoreAt(end, foot.Y-1, &shown)
	} else {
		c.MoreIn(p.r, &shown)
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
func (p *detailed) Row(x, y int) (i int, ok bool) {
	if at := p.first + y - p.r.Y; p.r.Contains(x, y) && at < len(p.shown) {
		return p.shown[at], true
	}
	return 0, false
}

// Chosen returns the row selected: its place among all.
func (p *detailed) Chosen() (i int, ok bool) {
	if p.at < len(p.shown) {
		return p.shown[p.at], true
	}
	return 0, false
}

// At selects the row at a cell, and reports whether it was selected already.
func (p *detailed) At(x, y int) bool {
	if !p.r.Contains(x, y) {
		return false
	}
	before := p.at
	p.Press(y - p.r.Y)
	return p.at == before && p.first+y-p.r.Y == p.at
}
