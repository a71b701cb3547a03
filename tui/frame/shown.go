package frame

import "crossover/tui/cell"

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
