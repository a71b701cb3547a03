package pane

import (
	"crossover/themes"
	"crossover/tui/cell"
	"crossover/tui/paint"
	"crossover/tui/style"
)

// Looks is the dialog for choosing a theme and a character set. It is at the right, so
// that the screen beside it shows the effect.
type Looks struct {
	rect, glyphs cell.Rect
	list         paint.View
}

// The size of the dialog.
const (
	looksWidth = 38
	looksFrame = 3 // its borders and the row of the characters
)

// Draw paints the dialog over a screen: the themes, with the one at selected and kept,
// the one in effect before, marked, and the name of the character set.
func (p *Looks) Draw(c *paint.Canvas, screen cell.Rect, all []themes.Theme, at, kept int, glyphs string) {
	p.rect = cell.Rect{W: min(looksWidth, screen.W), H: min(len(all)+looksFrame, screen.H)}
	p.rect.X, p.rect.Y = screen.X+screen.W-p.rect.W, screen.Y
	if screen.W > looksWidth+4 {
		p.rect.X -= 2
	}
	c.B.Fill(p.rect, ' ', c.Style.Plain)
	in := c.Box(p.rect, "Looks", "", true)
	in, p.glyphs = in.CutBottom(1)
	p.list.Fit(in, len(all))
	p.list.Show(at)
	c.More(p.rect, &p.list)
	for i := range all {
		if r := p.list.Row(i); !r.Empty() {
			drawTheme(c, r, &all[i], i == at, i == kept)
		}
	}
	p.characters(c, glyphs)
}

// drawTheme paints a theme's row.
func drawTheme(c *paint.Canvas, r cell.Rect, th *themes.Theme, selected, kept bool) {
	name, note, y := c.Style.Text, c.Style.Muted, r.Y
	if selected {
		name, note = style.Selected(c.Style.Value), style.Selected(note)
		c.B.Fill(r, ' ', name)
		c.B.Set(r.X, y, c.Glyph.Focus, name)
	}
	kind := "light"
	if th.Dark {
		kind = "dark"
	}
	if th.Ground == (themes.Ground{}) {
		kind = "terminal's" // it uses the terminal's own colours
	}
	end := r.X + r.W - 1
	if kept {
		end = c.Text(end-1, y, string(c.Glyph.Check), note, end) - 1
	} else {
		end--
	}
	end -= 1 + len(kind)
	c.Text(end, y, kind, note, end+len(kind))
	c.Text(r.X+1, y, th.Title, name, end-1)
}

// characters paints the row of the character set.
func (p *Looks) characters(c *paint.Canvas, glyphs string) {
	r := p.glyphs
	if r.Empty() {
		return
	}
	x := c.Text(r.X+1, r.Y, "characters ", c.Style.Label, r.X+r.W)
	c.B.Set(x, r.Y, c.Glyph.Left, c.Style.Key)
	x = c.Text(x+2, r.Y, glyphs, c.Style.Value, r.X+r.W)
	c.B.Set(x+1, r.Y, c.Glyph.Right, c.Style.Key)
}

// Contains reports whether a cell belongs to the dialog last drawn.
func (p *Looks) Contains(x, y int) bool { return p.rect.Contains(x, y) }

// At returns the theme whose row is at x, y.
func (p *Looks) At(x, y int) (int, bool) { return p.list.At(x, y) }

// Glyphs reports whether the row of the character set is at x, y.
func (p *Looks) Glyphs(x, y int) bool { return p.glyphs.Contains(x, y) }

// Page returns the number of themes visible at once.
func (p *Looks) Page() int { return max(p.list.Room().H, 1) }
