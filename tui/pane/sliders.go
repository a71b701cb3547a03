package pane

import (
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/controls"
	"crossover/tui/paint"
)

// Sliders is the scenario panel: which part is selected, and a slider a row.
type Sliders struct {
	// Focus is the control that keys move.
	Focus int
	// Hover is the control under the mouse, or -1.
	Hover int
	first int
	rows  []cell.Rect
	tabs  []partTab
}

// partTab is where a part's name stands.
type partTab struct {
	r    cell.Rect
	part int
}

// Draw paints the panel. Without a border it uses the whole rectangle.
func (p *Sliders) Draw(c *paint.Canvas, r cell.Rect, ctl *controls.Set, s *scenario.Scenario, border bool) {
	in := r
	if border {
		in = c.Box(r, "Scenario", "", true)
	} else {
		in.W-- // what stands below has a border there
	}
	p.tabs, p.rows = p.tabs[:0], p.rows[:0]
	if border && in.H > 4 {
		var row cell.Rect
		row, in = in.CutTop(1)
		p.drawParts(c, row, s)
	}
	n := len(ctl.Controls)
	p.scroll(n, in.H)
	if !border && in.H < n {
		in.W-- // for the signs that there are more
		c.MoreIn(r, new(paint.Window(p.first, n, r)))
	}
	for i := range n {
		if i < p.first || i >= p.first+in.H {
			p.rows = append(p.rows, cell.Rect{})
			continue
		}
		row := cell.Rect{X: in.X, Y: in.Y + i - p.first, W: in.W, H: 1}
		p.rows = append(p.rows, row)
		ctl.Controls[i].Slider.Draw(c.B, row, c.Style, c.Glyph, i == p.Focus, i == p.Hover)
	}
	if border {
		p.drawMore(c, r, n, in.H)
	}
}

// scroll keeps the focused row in view, moving no more than it must.
func (p *Sliders) scroll(n, rows int) {
	p.Focus = min(max(p.Focus, 0), n-1)
	p.first = min(p.first, p.Focus)
	p.first = max(p.first, p.Focus-rows+1)
	p.first = max(0, min(p.first, n-rows))
}

// drawMore says on the border that there are rows above or below.
func (p *Sliders) drawMore(c *paint.Canvas, r cell.Rect, n, rows int) {
	if p.first > 0 {
		c.B.Set(r.X+r.W-3, r.Y, c.Glyph.Up, c.Style.Muted)
	}
	if p.first+rows < n {
		x := r.X + r.W - 3
		c.B.Set(x, r.Y+r.H-1, c.Glyph.Down, c.Style.Muted)
	}
}

// drawParts writes the parts' names, the selected one set off. Where not all
// fit, the selected one does, and signs say that there are more.
func (p *Sliders) drawParts(c *paint.Canvas, r cell.Rect, s *scenario.Scenario) {
	first := firstPart(s, r.W-2)
	if first > 0 {
		c.B.Set(r.X, r.Y, c.Glyph.Left, c.Style.Muted)
	}
	x, end := r.X+1, r.X+r.W-1
	for i := first; i < s.Len(); i++ {
		name := s.Part(i).Name
		if i > first && x+tabWidth(name) > end {
			c.B.Set(end, r.Y, c.Glyph.Right, c.Style.Muted)
			return
		}
		from, st := x, c.Style.Tab
		if i == s.Selected {
			st = c.Style.TabActive
			c.B.Set(x, r.Y, '[', st)
		}
		x = c.Text(x+1, r.Y, name, st, end-1)
		if i == s.Selected {
			c.B.Set(x, r.Y, ']', st)
		}
		x++
		p.tabs = append(p.tabs, partTab{cell.Rect{X: from, Y: r.Y, W: x - from, H: 1}, i})
	}
}

// tabWidth is how many columns a part's name takes, brackets included.
func tabWidth(name string) int { return len(name) + 2 }

// firstPart is the first part whose name is shown so that the selected one's
// fits into so many columns.
func firstPart(s *scenario.Scenario, columns int) int {
	first := s.Selected
	columns -= tabWidth(s.SelectedPart().Name)
	for first > 0 && columns >= tabWidth(s.Part(first-1).Name) {
		first--
		columns -= tabWidth(s.Part(first).Name)
	}
	return first
}

// At returns the control in the row at y, with the row, if x, y is in one.
func (p *Sliders) At(x, y int) (control int, row cell.Rect, ok bool) {
	for i, r := range p.rows {
		if r.Contains(x, y) {
			return i, r, true
		}
	}
	return 0, cell.Rect{}, false
}

// Row returns the rectangle a control was last drawn in.
func (p *Sliders) Row(i int) cell.Rect {
	if i < 0 || i >= len(p.rows) {
		return cell.Rect{}
	}
	return p.rows[i]
}

// PartAt returns the part whose name is at x, y.
func (p *Sliders) PartAt(x, y int) (part int, ok bool) {
	for _, t := range p.tabs {
		if t.r.Contains(x, y) {
			return t.part, true
		}
	}
	return 0, false
}
