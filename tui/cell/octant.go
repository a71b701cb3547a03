package cell

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
