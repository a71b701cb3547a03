package cell

import (
	"iter"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// firstWide is the first rune that is two columns wide.
const firstWide = 0x1100

// RuneWidth returns the width in columns of a rune in a cell of its own: 1, 2, or 0 for a
// rune that cannot have a cell. Those are control characters, runes without width, and
// runes that terminals join with a neighbour: accents, vowel signs, halves of flags,
// single jamo. The whole program uses this one rule of width, so that painting, encoding,
// sanitising and exports agree.
//
// A rune of the private use areas counts as 1.
func RuneWidth(r rune) int {
	switch {
	case r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xad || r > unicode.MaxRune:
		return 0
	case r < 0x300 || r >= 0x2500 && r < 0x25fd || r >= 0x2800 && r < 0x2900:
		return 1 // most cells of a frame need no table
	}
	w := displaywidth.Rune(r)
	if w > 0 && joins(r) {
		return 0
	}
	return w
}

// joins reports whether a rune forms one character with a letter before or
// after it, or with another of its kind.
func joins(r rune) bool {
	if r >= 0x2010 && r < 0x3000 || r >= 0x3040 && r < 0xa000 || r >= 0xac00 && r < 0xd7a4 {
		return false // punctuation, symbols, kana, ideographs and syllables; the marks among them have no width
	}
	var buf [2 + 2*utf8.UTFMax]byte
	text := append(buf[:0], 'a')
	text = utf8.AppendRune(text, r)
	text = utf8.AppendRune(text, r)
	text = append(text, 'a')
	n := 0
	for g := displaywidth.BytesGraphemes(text); g.Next(); {
		n++
	}
	return n != 4
}

// IsWide reports whether a rune by itself is two columns wide.
func IsWide(r rune) bool { return r >= firstWide && RuneWidth(r) == 2 }

// Characters yields the characters of s as a reader counts them, each with its accents,
// and the width of each in columns.
func Characters(s string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for g := displaywidth.StringGraphemes(s); g.Next(); {
			if !yield(g.Value(), g.Width()) {
				return
			}
		}
	}
}

// Columns returns the number of columns in which [Buffer.Text] paints s.
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

// Fits reports whether s fits into a number of columns. A character never has more columns
// than bytes, so most texts need not be measured.
func Fits(s string, columns int) bool { return len(s) <= columns || Columns(s) <= columns }

// firstOctant is the first of the octants, the characters of a 2×4 grid of blocks that
// Unicode 16 added, in the order of their bits.
const firstOctant = 0x1cd00

// olderOctants are the sets of octants that have a character elsewhere. Six of them have
// the character with one more eighth, because foot 1.21 and kitty 0.41 lack their own
// (U+1CEA0, U+1CEA3, U+1CEA8, U+1CEAB, U+1FBE6 and U+1FBE7).
var olderOctants = map[uint8]rune{
	0x00: ' ', 0x01: '▘', 0x02: '▝', 0x03: 0x1fb82, 0x05: '▘', 0x0a: '▝', 0x0f: '▀',
	0x14: 0x1cd0d, 0x28: 0x1cd21, 0x3f: 0x1fb85, 0x40: '▖', 0x50: '▖', 0x55: '▌', 0x5a: '▞', 0x5f: '▛',
	0x80: '▗', 0xa0: '▗', 0xa5: '▚', 0xaa: '▐', 0xaf: '▜', 0xc0: '▂', 0xf0: '▄', 0xf5: '▙', 0xfa: '▟',
	0xfc: '▆', 0xff: '█',
}

var octants = numberOctants()

func numberOctants() (all [256]rune) {
	next := rune(firstOctant)
	for set := range all {
		older, ok := olderOctants[uint8(set)]
		if ok {
			all[set] = older
			continue
		}
		all[set], next = next, next+1
	}
	return all
}

// Octant returns the character that fills the eighths of a cell whose bits are set. The
// lowest two bits are the upper row, left and right, and so on down, as Unicode 16 numbers
// them (Symbols for Legacy Computing Supplement). Six sets have one eighth more.
func Octant(set uint8) rune { return octants[set] }

// Octants returns the eighths that a character fills, as bits. It knows the characters of
// [Octant] above the Basic Multilingual Plane; ok is false for all others.
func Octants(r rune) (set uint8, ok bool) {
	for set := len(octants) - 1; set >= 0; set-- { // the fuller of two sets
		if octants[set] == r && r >= firstOctant {
			return uint8(set), true
		}
	}
	return 0, false
}
