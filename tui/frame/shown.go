package frame

import "crossover/tui/cell"

// Shown returns what a terminal is sent for cell x of a row: its rune, or a
// blank for what must not reach a terminal. Control characters would start
// escape sequences of their own, and a character of another width than its
// cells have would move whatever follows it.
//
// A wide character shows with the [cell.Tail] after it or not at all. A tail
// after anything else is a blank, and changes nothing of what stands before it.
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
