package cell

import (
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// firstWide is the first rune that is two columns wide.
const firstWide = 0x1100

// IsWide reports whether a rune by itself is two columns wide. What frames are
// made of, lines, blocks and braille, is decided without a table.
func IsWide(r rune) bool {
	if r < firstWide || r >= 0x2500 && r < 0x25fd || r >= 0x2800 && r < 0x2900 {
		return false
	}
	return displaywidth.Rune(r) == 2
}

// Columns is how many columns [Buffer.Text] paints s in.
func Columns(s string) int {
	n := utf8.RuneCountInString(s)
	if n == len(s) {
		return n
	}
	for _, r := range s {
		if IsWide(r) {
			n++
		}
	}
	return n
}

// Fits reports whether s has no more than so many columns. A character takes no
// more columns than bytes, so that most texts need not be counted.
func Fits(s string, columns int) bool { return len(s) <= columns || Columns(s) <= columns }
