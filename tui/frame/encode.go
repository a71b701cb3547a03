// Package frame turns a painted buffer into what a terminal is sent, and decides
// when a frame is due.
package frame

import (
	"unicode/utf8"

	"crossover/tui/cell"
	"crossover/tui/style"
)

// AppendANSI appends a buffer to dst as lines joined by "\n", with escape sequences:
// every row a line, without blanks at its end unless they are painted, and with the
// terminal's own look restored where it ends.
func AppendANSI(dst []byte, b *cell.Buffer, t *style.Table) []byte {
	for y := range b.Height() {
		if y > 0 {
			dst = append(dst, '\n')
		}
		dst = appendRow(dst, b.Row(y), LinksOf(b.Links(), y), t)
	}
	return dst
}

// appendRow appends one row. A blank that shows nothing takes whatever style is
// on, as long as that one shows nothing on a blank either.
func appendRow(dst []byte, row []cell.Cell, links []cell.Link, t *style.Table) []byte {
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

// trimRight drops the blanks at the end of a row that show nothing.
func trimRight(row []cell.Cell, t *style.Table) []cell.Cell {
	n := len(row)
	for n > 0 && Shown(row, n-1) == ' ' && !t.Shows(row[n-1].Style) {
		n--
	}
	return row[:n]
}
