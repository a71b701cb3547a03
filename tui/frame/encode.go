// Package frame encodes a painted buffer for a terminal, and decides when to build a
// frame.
package frame

import (
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
