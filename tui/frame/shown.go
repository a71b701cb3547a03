package frame

import (
	"github.com/clipperhouse/displaywidth"

	"crossover/tui/cell"
)

// shown returns what a terminal is sent for cell x of a row: its rune, or a
// blank for what must not reach a terminal. Control characters would start
// escape sequences of their own, and a character of another width than its
// cells have would move whatever follows it.
func shown(row []cell.Cell, x int) rune {
	r := row[x].Rune
	switch {
	case r >= ' ' && r < 0x7f:
		return r
	case r == cell.Tail:
		if x > 0 && row[x-1].Rune > 0 && width(row[x-1].Rune) == 2 {
			return r
		}
		return ' ' // what it belonged to was painted over
	case r < 0xa0 || r > 0x10ffff:
		return ' '
	}
	cells := 1
	if x+1 < len(row) && row[x+1].Rune == cell.Tail {
		cells = 2
	}
	if width(r) != cells {
		return ' '
	}
	return r
}

// width is how many columns a terminal gives a printable rune. Most of what a
// frame holds is decided without a table: Latin letters, lines, blocks, braille.
func width(r rune) int {
	if r < 0x300 && r != 0xad || r >= 0x2500 && r < 0x25fd || r >= 0x2800 && r < 0x2900 {
		return 1
	}
	return displaywidth.Rune(r)
}
