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
