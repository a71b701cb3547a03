package pane

import (
	"cmp"
	"unicode/utf8"

	"crossover/themes"
	"crossover/tui/cell"
	"crossover/tui/paint"
	"crossover/tui/style"
)

// Choice is a row of a menu.
type Choice struct {
	// Text is the name, Note explains it, and Key is the key with the same effect.
	Text, Note, Key string
	// Heading marks a row that cannot be chosen.
	Heading bool
	// Marks are the indices of the highlighted runes of Text.
	Marks []int
}

// Menu is a box of choices below an input line.
type Menu struct {
	// Title and Note are on the border.
	Title, Note string
	// Prompt precedes Line, whose cursor is before rune Cursor.
	Prompt, Line string
	Cursor       int
	// Len is the number of choices, Row returns one of them, and At is the selected one.
	Len, At int
	Row     func(i int) Choice
	// Column is the width of a column of choices, of which as many as fit stand side by
	// side; 0 means one column of the whole width. In columns, keys come first.
	Column int
	// NoteAt is the column of the notes; 0 means near the middle.
	NoteAt int
	// Message is below the choices.
	Message string
	Bad     bool

	across int
	list   cell.Rect
	view   paint.View // the scrolling view of the choices
}

// Draw paints the menu into r.
func (p *Menu) Draw(c *paint.Canvas, r cell.Rect) {
	c.B.Fill(r, ' ', c.Style.Plain)
	in := c.Box(r, p.Title, p.Note, true).Inset(1, 0)
	prompt, in := in.CutTop(1)
	p.drawLine(c, prompt)
	in, foot := in.CutBottom(1)
	look := c.Style.Muted
	if p.Bad {
		look = c.Style.Bad
	}
	c.Text(foot.X, foot.Y, p.Message, look, foot.X+foot.W)
	p.list = in
	if in.Empty() {
		return
	}
	p.across = 1
	if p.Column > 0 {
		p.across = max((in.W+1)/p.Column, 1)
	}
	p.view.Fit(cell.Rect{W: 1, H: in.H * p.across}, p.Len)
	if p.At == 1 { // the row above it may be a heading
		p.view.Show(0)
	}
	p.view.Show(p.At)
	for i := p.view.First(); i < min(p.view.First()+in.H*p.across, p.Len); i++ {
		p.drawRow(c, p.rowRect(i-p.view.First()), p.Row(i), i == p.At)
	}
	c.More(r, &p.view)
}

// rowRect returns the rectangle of the nth visible row.
func (p *Menu) rowRect(n int) cell.Rect {
	r := cell.Rect{X: p.list.X, Y: p.list.Y + n%p.list.H, W: p.list.W, H: 1}
	if p.across > 1 {
		r.X, r.W = r.X+n/p.list.H*p.Column, p.Column-1
	}
	return r
}

// drawLine draws the input line, scrolled so that the cursor is visible.
func (p *Menu) drawLine(c *paint.Canvas, r cell.Rect) {
	x := c.Text(r.X, r.Y, p.Prompt, c.Style.Key, r.X+r.W)
	text, room := []rune(p.Line), r.X+r.W-x-1
	if room < 1 {
		return
	}
	from := max(0, p.Cursor-room)
	for i, ch := range text[from:min(from+room, len(text))] {
		c.B.Set(x+i, r.Y, ch, c.Style.Value)
	}
	at, under := x+p.Cursor-from, ' '
	if p.Cursor < len(text) {
		under = text[p.Cursor]
	}
	c.B.Set(at, r.Y, under, style.Reverse(c.Style.Value))
}

// LeastNotes is the least width of a menu with notes.
const LeastNotes = 60

// keyRoom is the width of the keys in columns.
const keyRoom = 12

// drawRow draws a choice.
func (p *Menu) drawRow(c *paint.Canvas, r cell.Rect, row Choice, selected bool) {
	end := r.X + r.W
	if row.Heading {
		c.Text(r.X, r.Y, row.Text, c.Style.Heading, end)
		return
	}
	text, muted, keys, match := c.Style.Text, c.Style.Muted, c.Style.Key, c.Style.Match
	if selected {
		c.B.Fill(r, ' ', c.Style.Selection)
		text, muted, keys, match = style.Selected(text), style.Selected(muted), style.Selected(keys), style.Selected(match)
	}
	x := r.X + 1
	if selected && p.Column == 0 {
		c.B.Set(r.X, r.Y, c.Glyph.Focus, keys)
	}
	if p.Column > 0 {
		c.Text(r.X, r.Y, row.Key, keys, r.X+keyRoom-1)
		x = r.X + keyRoom
	} else if n := utf8.RuneCountInString(row.Key); n > 0 {
		end -= n + 1
		c.Text(end, r.Y, row.Key, keys, end+n)
		end--
	}
	from := x
	x = c.Text(x, r.Y, row.Text, text, end)
	whole := cell.Columns(row.Text) == x-from
	for _, i := range row.Marks {
		if at := from + cell.Columns(string([]rune(row.Text)[:i])); at < x && (whole || at != x-1) {
			c.B.SetStyle(at, r.Y, match)
		}
	}
	if row.Note != "" && p.Column == 0 && r.W >= LeastNotes {
		c.Text(max(x+2, r.X+cmp.Or(p.NoteAt, r.W/2-8)), r.Y, row.Note, muted, end)
	}
}

// RowAt returns the choice at x, y.
func (p *Menu) RowAt(x, y int) (i int, ok bool) {
	first := p.view.First()
	for n := range min(p.list.H*p.across, p.Len-first) {
		if p.rowRect(n).Contains(x, y) {
			return first + n, !p.Row(first + n).Heading
		}
	}
	return 0, false
}

// Move moves the selection by n places. It skips headings and stops at the ends.
func (p *Menu) Move(n int) {
	step := 1
	if n < 0 {
		step = -1
	}
	at := max(0, min(p.At+n, p.Len-1))
	for at >= 0 && at < p.Len && p.Row(at).Heading {
		at += step
	}
	if at < 0 || at >= p.Len { // only headings are left: turn back
		step = -step
		for at += step; at >= 0 && at < p.Len && p.Row(at).Heading; {
			at += step
		}
	}
	p.At = max(0, min(at, p.Len-1))
}

// Page returns the number of rows in a page.
func (p *Menu) Page() int { return max(p.list.H-1, 1) }

// ThemePicker is the dialog for choosing a theme and a character set. It is at the right, so
// that the screen beside it shows the effect.
type ThemePicker struct {
	rect, glyphs cell.Rect
	list         paint.View
}

// The size of the dialog.
const (
	pickerWidth = 38
	pickerFrame = 3 // its borders and the row of the characters
)

// Draw paints the dialog over a screen: the themes, with the one at selected and kept,
// the one in effect before, marked, and the name of the character set.
func (p *ThemePicker) Draw(c *paint.Canvas, screen cell.Rect, all []themes.Theme, at, kept int, glyphs string) {
	p.rect = cell.Rect{W: min(pickerWidth, screen.W), H: min(len(all)+pickerFrame, screen.H)}
	p.rect.X, p.rect.Y = screen.X+screen.W-p.rect.W, screen.Y
	if screen.W > pickerWidth+4 {
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
func (p *ThemePicker) characters(c *paint.Canvas, glyphs string) {
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
func (p *ThemePicker) Contains(x, y int) bool { return p.rect.Contains(x, y) }

// At returns the theme whose row is at x, y.
func (p *ThemePicker) At(x, y int) (int, bool) { return p.list.At(x, y) }

// Glyphs reports whether the row of the character set is at x, y.
func (p *ThemePicker) Glyphs(x, y int) bool { return p.glyphs.Contains(x, y) }

// Page returns the number of themes visible at once.
func (p *ThemePicker) Page() int { return max(p.list.Room().H, 1) }
