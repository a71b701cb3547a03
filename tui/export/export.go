// Package export turns a painted screen into a file: a picture as SVG or PNG, text with
// escape sequences for a terminal, or plain text. All formats are made from the cells of
// the screen and do not depend on the machine: the font is embedded, and equal cells give
// equal bytes.
//
// Characters are DejaVu Sans Mono's (free: Bitstream Vera and public domain), with lines and
// blocks fitted to the cell so that they join. Braille and octants, which it lacks, are drawn
// from their code points.
package export

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"crossover/themes"
	"crossover/tui/cell"
	"crossover/tui/frame"
	"crossover/tui/style"
)

// Format is a kind of file.
type Format uint8

// The formats, in the order of lists.
const (
	SVG Format = iota
	PNG
	ANSI
	Text
	numFormats
)

var formats = [numFormats]struct{ name, ending, title string }{
	{"svg", ".svg", "SVG picture, sharp at any size"},
	{"png", ".png", "PNG picture"},
	{"ansi", ".ans", "text with colours, for a terminal"},
	{"text", ".txt", "plain text"},
}

// Formats returns all formats.
func Formats() []Format { return []Format{SVG, PNG, ANSI, Text} }

// String returns the name used for f in flags.
func (f Format) String() string { return formats[f].name }

// Ending returns the ending of file names of the format, such as ".svg".
func (f Format) Ending() string { return formats[f].ending }

// Title describes the format.
func (f Format) Title() string { return formats[f].title }

// Parse returns the format called name.
func Parse(name string) (f Format, ok bool) { return find(name, Format.String) }

// ByName returns the format for the ending of a file name, in upper or lower case.
func ByName(file string) (f Format, ok bool) {
	return find(strings.ToLower(filepath.Ext(file)), Format.Ending)
}

// find returns the format of which a text is what of returns.
func find(text string, of func(Format) string) (Format, bool) {
	i := slices.IndexFunc(Formats(), func(f Format) bool { return of(f) == text })
	return Format(max(i, 0)), i >= 0
}

// Picture is a screen to be exported.
type Picture struct {
	// Buffer holds the cells and Table the looks of their styles.
	Buffer *cell.Buffer
	Table  *style.Table
	// Foreground and Background stand for the terminal's own colours.
	Foreground, Background themes.RGB
	// Title and Description describe the picture in an SVG.
	Title, Description string
	// Scale is the number of PNG pixels per screen pixel, from 1 to MaxScale; 0 means 2.
	Scale int
}

// MaxScale is the largest Scale.
const MaxScale = 4

// ErrEmpty means that the screen has no cells.
var ErrEmpty = errors.New("the screen has no cells to draw")

// Render returns the contents of a file of format f. It returns [ErrEmpty] for a PNG or
// SVG of a screen without cells.
func (p *Picture) Render(f Format) ([]byte, error) {
	if (f == SVG || f == PNG) && p.Buffer.Bounds().Empty() {
		return nil, ErrEmpty
	}
	switch f {
	case SVG:
		return p.svg()
	case PNG:
		return p.png()
	case ANSI:
		return append(frame.AppendANSI(nil, p.clean(), p.Table), '\n'), nil
	case Text:
		return []byte(frame.Text(p.clean()) + "\n"), nil
	default:
		return nil, fmt.Errorf("there is no format %d", f)
	}
}

// clean returns the cells with every character that is not one column wide replaced,
// because it would shift the rest of its row.
func (p *Picture) clean() *cell.Buffer {
	b := cell.New(p.Buffer.Width(), p.Buffer.Height())
	for y := range b.Height() {
		row, from := b.Row(y), p.Buffer.Row(y)
		for x, c := range from {
			r := single(c.Rune)
			if c.Rune == cell.Tail && x > 0 && cell.IsWide(from[x-1].Rune) {
				r = '?' // one question mark per column
			}
			row[x] = cell.Cell{Rune: r, Style: c.Style}
		}
	}
	for _, l := range p.Buffer.Links() {
		b.AddLink(l.X, l.Y, l.W, l.URL)
	}
	return b
}

// single returns r if it is a character one column wide, a blank for an invisible one, and
// a question mark for a wider one or an invalid rune.
func single(r rune) rune {
	switch w := cell.RuneWidth(r); {
	case unicode.IsSpace(r) || w == 0:
		return ' '
	case w != 1 || !unicode.IsPrint(r) || r == unicode.ReplacementChar:
		return '?'
	default:
		return r
	}
}

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

// run is the cells of a row from x up to end.
type run struct {
	x, end int
	look   look
	text   []rune
}

// runs splits a row wherever same reports two different looks.
func (p *Picture) runs(row []cell.Cell, same func(a, b look) bool) []run {
	var out []run
	for x, c := range row {
		k := p.look(c.Style)
		if n := len(out); n == 0 || !same(out[n-1].look, k) {
			out = append(out, run{x: x, look: k})
		}
		last := &out[len(out)-1]
		last.end = x + 1
		last.text = append(last.text, c.Rune)
	}
	return out
}
