package export

import (
	"fmt"

	"crossover/themes"
	"crossover/tui/cell"
)

// look is the resolved look of a cell.
type look struct {
	fore, back themes.RGB
	// filled is false if the picture's own background shows.
	filled                  bool
	bold, italic, underline bool
}

// look resolves a style to colours.
func (p *Picture) look(s cell.Style) look {
	t := p.Table.Look(s)
	l := look{fore: p.Foreground, back: p.Background, bold: t.Bold, italic: t.Italic, underline: t.Underline}
	if c, ok := t.Fore.TrueColor(); ok {
		l.fore = c
	}
	if c, ok := t.Back.TrueColor(); ok {
		l.back, l.filled = c, c != p.Background
	}
	if t.Reverse {
		l.fore, l.back, l.filled = l.back, l.fore, true
	}
	if t.Faint {
		l.fore = themes.RGB{R: mid(l.fore.R, l.back.R), G: mid(l.fore.G, l.back.G), B: mid(l.fore.B, l.back.B)}
	}
	return l
}

// mid returns the mean of two brightnesses.
func mid(a, b uint8) uint8 { return uint8((int(a) + int(b)) / 2) }

// hex returns a colour in the notation of SVG and CSS.
func hex(c themes.RGB) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// looks caches the looks of the styles in a picture.
type looks struct {
	p    *Picture
	seen map[cell.Style]look
}

func (p *Picture) looks() looks { return looks{p, map[cell.Style]look{}} }

func (l looks) of(s cell.Style) look {
	k, ok := l.seen[s]
	if !ok {
		k = l.p.look(s)
		l.seen[s] = k
	}
	return k
}

// run is the cells of a row from x up to end.
type run struct {
	x, end int
	look   look
	text   []rune
}

// runs splits a row wherever same reports two different looks.
func (l looks) runs(row []cell.Cell, same func(a, b look) bool) []run {
	var out []run
	for x, c := range row {
		k := l.of(c.Style)
		if n := len(out); n == 0 || !same(out[n-1].look, k) {
			out = append(out, run{x: x, look: k})
		}
		last := &out[len(out)-1]
		last.end = x + 1
		last.text = append(last.text, c.Rune)
	}
	return out
}
