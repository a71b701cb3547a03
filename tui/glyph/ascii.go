package glyph

import "strings"

// ToASCII returns the ASCII character nearest to r, for terminals that show
// nothing else. What has none becomes '?'.
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

// nearest are the runes that ASCII has something like.
var nearest = [...]struct {
	to    rune
	runes string
}{
	{'-', "·•∙▪◦–—−─━┈╌"}, {'|', "│┃┊╎"}, {'x', "×✕✗╳"}, {'u', "µμ"}, {'~', "…⋯≈"}, {'\'', "‘’′"}, {'"', "“”″"},
	{'>', "→▶▸›≥"}, {'<', "←◀◂‹≤"}, {'^', "↑▲▴"}, {'v', "↓▼▾"}, {'E', "€"}, {'#', "█▇▀▄"}, {' ', "\u00a0\u2009\u202f\u2800"},
}
