package pane

import (
	"slices"
	"strings"

	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/controls"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/style"
)

// Sliders is the scenario panel: the selected part, and a slider in each row.
type Sliders struct {
	Head
	// Found is the search text, if any.
	Found string
	// Focus is the control that receives keys.
	Focus int
	// Hover is the control under the mouse, or -1.
	Hover int
	view  paint.View
	// shown lists the controls by row.
	shown []int
	// tabs are the places of the parts' names, starting with part first.
	tabs  spots
	first int
}

// Draw paints the panel. Without a border it uses the whole rectangle.
func (p *Sliders) Draw(c *paint.Canvas, r cell.Rect, ctl *controls.Set, s *scenario.Scenario, border bool) {
	in := r
	if border {
		in = p.box(c, r, "Scenario", p.Found)
	} else {
		in.W-- // the pane below has a border there
	}
	p.tabs = p.tabs[:0]
	if border && in.H > 4 {
		var row cell.Rect
		row, in = in.CutTop(1)
		p.drawParts(c, row, s)
	}
	p.shown = ctl.Shown
	n := len(p.shown)
	in = drawNote(c, in, s.SelectedPart().Note, n)
	if !border && in.H < n {
		in.W-- // for the scroll marks
	}
	p.Focus = p.shown[ctl.Place(p.Focus)]
	p.view.Fit(in, n)
	p.view.Show(ctl.Place(p.Focus))
	if border {
		c.MoreIn(cell.Rect{X: r.X, Y: r.Y, W: r.W - 2, H: r.H}, &p.view, c.Style.Muted)
	} else {
		c.MoreIn(r, &p.view, c.Style.Key)
	}
	for at, i := range p.shown {
		switch row := p.view.Row(at); {
		case row.Empty():
		case ctl.Controls[i].Fold != "":
			drawFold(c, row, ctl, i, i == p.Focus, i == p.Hover)
		default:
			ctl.Controls[i].Slider.Draw(c.B, row, c.Style, c.Glyph, i == p.Focus, i == p.Hover)
		}
	}
}

// drawNote writes the part's note at the bottom, in the rows that n sliders leave free,
// but at least one. It returns the space above.
func drawNote(c *paint.Canvas, r cell.Rect, note string, n int) cell.Rect {
	if note == "" || r.H < 6 {
		return r
	}
	lines := paint.Broken(note, r.W-2, "")
	above, room := r.CutBottom(min(len(lines), max(r.H-n, 1)))
	for i := range room.H {
		text := lines[i]
		if i == room.H-1 {
			text = strings.Join(lines[i:], " ")
		}
		c.B.Fill(cell.Rect{X: room.X, Y: room.Y + i, W: room.W, H: 1}, ' ', c.Style.Plain)
		c.Text(room.X+1, room.Y+i, text, c.Style.Muted, room.X+room.W)
	}
	return above
}

// drawFold paints the heading of a group of terms, with the number of folded ones.
func drawFold(c *paint.Canvas, r cell.Rect, ctl *controls.Set, i int, focused, hover bool) {
	c.B.Fill(r, ' ', c.Style.Plain)
	st, sign := c.Style.Heading, '+'
	if focused || hover {
		st = style.Bold(st)
	}
	if focused {
		c.B.Set(r.X, r.Y, c.Glyph.Focus, c.Style.Accent)
	}
	n := ctl.Folded(i)
	if n == 0 {
		sign = '-'
	}
	c.B.Set(r.X+1, r.Y, sign, st)
	c.Text(r.X+3, r.Y, ctl.Controls[i].Fold, st, r.X+r.W)
	if n > 0 {
		c.Num = append(format.AppendNumber(c.Num[:0], float64(n)), " more"...)
		c.B.Bytes(r.X+r.W-len(c.Num), r.Y, c.Num, c.Style.Faint, len(c.Num))
	}
}

// drawParts writes the names of the parts and highlights the selected one. If not all
// fit, the selected one does, and signs mark the rest.
func (p *Sliders) drawParts(c *paint.Canvas, r cell.Rect, s *scenario.Scenario) {
	p.first = firstPart(s, r.W-2)
	if p.first > 0 {
		c.B.Set(r.X, r.Y, c.Glyph.Left, c.Style.Muted)
	}
	x, end := r.X+1, r.X+r.W-1
	for i := p.first; i < s.Len(); i++ {
		name := s.Part(i).Name
		if i > p.first && x+tabWidth(name) > end {
			c.B.Set(end, r.Y, c.Glyph.Right, c.Style.Muted)
			return
		}
		tab := drawTab(c, x, r.Y, name, i == s.Selected, end-1)
		p.tabs = append(p.tabs, tab)
		x += tab.W
	}
}

// tabWidth returns the columns of a part's name with its brackets.
func tabWidth(name string) int { return len(name) + 2 }

// firstPart returns the first part to show so that the selected one's name fits in
// columns.
func firstPart(s *scenario.Scenario, columns int) int {
	first := s.Selected
	columns -= tabWidth(s.SelectedPart().Name)
	for first > 0 && columns >= tabWidth(s.Part(first-1).Name) {
		first--
		columns -= tabWidth(s.Part(first).Name)
	}
	return first
}

// At returns the control at x, y and its row.
func (p *Sliders) At(x, y int) (control int, row cell.Rect, ok bool) {
	i, ok := p.view.At(x, y)
	if !ok {
		return 0, cell.Rect{}, false
	}
	return p.shown[i], p.view.Row(i), true
}

// Row returns the rectangle in which a control was last drawn.
func (p *Sliders) Row(i int) cell.Rect {
	at := slices.Index(p.shown, i)
	if at < 0 {
		return cell.Rect{}
	}
	return p.view.Row(at)
}

// PartAt returns the part whose name is at x, y.
func (p *Sliders) PartAt(x, y int) (part int, ok bool) {
	i, ok := p.tabs.at(x, y)
	return p.first + i, ok
}
