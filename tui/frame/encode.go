// Package frame encodes a painted buffer for a terminal, and decides when to build a
// frame.
package frame

import (
	"strings"
	"unicode/utf8"

	"crossover/tui/cell"
	"crossover/tui/style"
)

// AppendANSI appends the rows of a buffer to dst as lines joined by "\n", with escape
// sequences. It leaves out invisible blanks at the end of a line, and resets the style at
// each line's end.
func AppendANSI(dst []byte, b *cell.Buffer, t *style.Table) []byte {
	for y := range b.Height() {
		if y > 0 {
			dst = append(dst, '\n')
		}
		dst = appendRow(dst, b.Row(y), LinksOf(b.Links(), y), t)
	}
	return dst
}

// appendRow appends one row. An invisible blank is written in the current style if that
// does not show on blanks either.
func appendRow(dst []byte, row []cell.Cell, links []cell.Link, t *style.Table) []byte {
	if t.Painted() {
		dst = append(dst, t.SGR(0)...)
	} else {
		row = trimRight(row, t)
	}
	var on cell.Style // the terminal's current style: plain at the start of a line
	var onShows bool  // whether a blank shows in that style
	end := -1         // the end of the open link
	for x, c := range row {
		if x == end {
			dst, end = AppendLink(dst, ""), -1
		}
		if len(links) > 0 && x == links[0].X {
			dst, end = AppendLink(dst, links[0].URL), x+links[0].W
			links = links[1:]
		}
		r := Shown(row, x)
		if r == cell.Tail {
			continue
		}
		if c.Style != on {
			shows := t.Shows(c.Style)
			if r != ' ' || shows || onShows {
				dst = append(dst, t.Switch(on, c.Style)...)
				on, onShows = c.Style, shows
			}
		}
		dst = utf8.AppendRune(dst, r)
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

// LinksOf returns the links of row y. They must be sorted by row and column, as panes
// paint from left to right and from the top down.
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

// trimRight drops the invisible blanks at the end of a row.
func trimRight(row []cell.Cell, t *style.Table) []cell.Cell {
	n := len(row)
	for n > 0 && Shown(row, n-1) == ' ' && !t.Shows(row[n-1].Style) {
		n--
	}
	return row[:n]
}

// Shown returns the rune to send for cell x of a row: the cell's own, or a blank if that
// must not reach a terminal. Control characters would start escape sequences, and a
// character of another width than its cells would move everything after it.
//
// A wide character is shown only together with the [cell.Tail] after it. A tail after
// anything else becomes a blank.
func Shown(row []cell.Cell, x int) rune {
	r := row[x].Rune
	if r >= ' ' && r < 0x7f {
		return r
	}
	if r == cell.Tail {
		if x > 0 && cell.IsWide(row[x-1].Rune) {
			return r
		}
		return ' '
	}
	switch cell.RuneWidth(r) {
	case 1:
		return r
	case 2:
		if x+1 < len(row) && row[x+1].Rune == cell.Tail {
			return r
		}
	}
	return ' '
}

// Text returns b without styles: its rows joined by "\n", without blanks at their ends.
// Tests compare it, and the program prints it as plain text.
func Text(b *cell.Buffer) string {
	var out strings.Builder
	for y := range b.Height() {
		if y > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(rowText(b.Row(y)))
	}
	return out.String()
}

// rowText returns one row without styles.
func rowText(row []cell.Cell) string {
	var out strings.Builder
	for x := range row {
		if r := Shown(row, x); r != cell.Tail {
			out.WriteRune(r)
		}
	}
	return strings.TrimRight(out.String(), " ")
}
