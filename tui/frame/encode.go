// Package frame turns a painted buffer into what a terminal is sent, and decides
// when a frame is due.
package frame

import (
	"unicode/utf8"

	"crossover/tui/cell"
	"crossover/tui/glyph"
	"crossover/tui/style"
)

// Encoder turns buffers into strings of lines with escape sequences. It keeps
// its scratch space between frames, so an Encoder belongs to one session. The
// zero Encoder is ready to use.
type Encoder struct {
	// ASCII makes the encoder replace whatever is not ASCII by what comes
	// nearest, as a last guard for terminals that show nothing else.
	ASCII bool
	// NoLinks leaves out links, for terminals that would show their addresses.
	NoLinks bool

	buf []byte
}

// Encode returns b as lines joined by "\n": every row a line, without blanks at
// its end unless they are painted, and with the terminal's own look restored
// where it ends. It allocates the string and nothing else.
func (e *Encoder) Encode(b *cell.Buffer, t *style.Table) string {
	e.buf = e.Append(e.buf[:0], b, t)
	return string(e.buf)
}

// Append appends to dst what [Encoder.Encode] returns.
func (e *Encoder) Append(dst []byte, b *cell.Buffer, t *style.Table) []byte {
	for y := range b.Height() {
		if y > 0 {
			dst = append(dst, '\n')
		}
		links := LinksOf(b.Links(), y)
		dst = e.appendRow(dst, b.Row(y), links, t)
	}
	return dst
}

// appendRow appends one row. A blank that shows nothing takes whatever style is
// on, as long as that one shows nothing on a blank either.
func (e *Encoder) appendRow(dst []byte, row []cell.Cell, links []cell.Link, t *style.Table) []byte {
	if t.Painted() {
		dst = append(dst, t.SGR(0)...)
	} else {
		row = trimRight(row, t)
	}
	var on cell.Style // the style the terminal is in: plain at the line's start
	var onShows bool  // whether a blank in it would show
	end := -1         // where the link that is open ends
	for x, c := range row {
		if x == end {
			dst, end = AppendLink(dst, ""), -1
		}
		if len(links) > 0 && x == links[0].X && !e.NoLinks {
			dst, end = AppendLink(dst, links[0].URL), x+links[0].W
			links = links[1:]
		}
		r := Shown(row, x)
		if r == cell.Tail {
			if !e.ASCII {
				continue
			}
			r = ' '
		}
		if c.Style != on {
			shows := t.Shows(c.Style)
			if r != ' ' || shows || onShows {
				dst = append(dst, t.Switch(on, c.Style)...)
				on, onShows = c.Style, shows
			}
		}
		dst = e.appendRune(dst, r)
	}
	if end >= 0 {
		dst = AppendLink(dst, "")
	}
	if t.Painted() {
		return append(dst, style.Reset...)
	}
	return append(dst, t.Switch(on, 0)...)
}

// AppendLink starts a link to url (OSC 8), or ends the one that is open when
// url is empty.
func AppendLink(dst []byte, url string) []byte {
	dst = append(dst, "\x1b]8;;"...)
	dst = append(dst, url...)
	return append(dst, "\x1b\\"...)
}

// LinksOf returns the links of row y, which stand together and in order of x
// as panes paint from the left to the right and from the top down.
func LinksOf(links []cell.Link, y int) []cell.Link {
	from := 0
	for from < len(links) && links[from].Y != y {
		from++
	}
	to := from
	for to < len(links) && links[to].Y == y {
		to++
	}
	return links[from:to]
}

// appendRune appends one character.
func (e *Encoder) appendRune(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(dst, byte(r))
	}
	if e.ASCII {
		return append(dst, byte(glyph.ToASCII(r)))
	}
	return utf8.AppendRune(dst, r)
}

// trimRight drops the blanks at the end of a row that show nothing.
func trimRight(row []cell.Cell, t *style.Table) []cell.Cell {
	n := len(row)
	for n > 0 && Shown(row, n-1) == ' ' && !t.Shows(row[n-1].Style) {
		n--
	}
	return row[:n]
}
