package glyph

import "strings"

// ToASCII returns the ASCII character nearest to r, for terminals that show nothing else,
// or '?' if there is none.
func ToASCII(r rune) rune {
	if r >= ' ' && r < 0x7f {
		return r
	}
	for _, x := range nearest {
		if strings.ContainsRune(x.runes, r) {
			return x.to
		}
	}
	return '?'
}

// nearest maps runes to similar ASCII characters.
var nearest = [...]struct {
	to    rune
	runes string
}{
	{'-', "·•∙▪◦–—−─━┈╌"}, {'|', "│┃┊╎"}, {'x', "×✕✗╳"}, {'u', "µμ"}, {'~', "…⋯≈"}, {'\'', "‘’′"}, {'"', "“”″"},
	{'>', "→▶▸›≥"}, {'<', "←◀◂‹≤"}, {'^', "↑▲▴"}, {'v', "↓▼▾"}, {'E', "€"}, {'#', "█▇▀▄"}, {' ', "\u00a0\u2009\u202f\u2800"},
}
