package cell_test

import (
	"testing"

	"crossover/tui/cell"
)

// TestOctants compares with the names in Unicode 16's UnicodeData.txt: BLOCK OCTANT-3
// fills the third eighth, counted by rows from the upper left.
func TestOctants(t *testing.T) {
	bits := func(eighths ...int) (set uint8) {
		for _, n := range eighths {
			set |= 1 << (n - 1)
		}
		return set
	}
	for r, set := range map[rune]uint8{
		0x1cd00: bits(3),
		0x1cd01: bits(2, 3),
		0x1cd03: bits(4),
		0x1cde5: bits(2, 3, 4, 5, 6, 7, 8),
		0x1fb82: bits(1, 2),             // UPPER ONE QUARTER BLOCK
		'▙':     bits(1, 3, 5, 6, 7, 8), // QUADRANT UPPER LEFT AND LOWER LEFT AND LOWER RIGHT
	} {
		if got := cell.Octant(set); got != r {
			t.Errorf("%08b is %U, want %U", set, got, r)
		}
	}
	fuller := map[uint8]uint8{bits(1): bits(1, 3), bits(2): bits(2, 4), bits(3, 5): bits(1, 3, 5), bits(4, 6): bits(2, 4, 6), bits(7): bits(5, 7), bits(8): bits(6, 8)}
	seen := map[rune]bool{}
	for set := range 256 {
		r := cell.Octant(uint8(set))
		if more, ok := fuller[uint8(set)]; ok {
			if r != cell.Octant(more) {
				t.Errorf("%08b is %U, and not that of %08b", set, r, more)
			}
			continue
		}
		if seen[r] || cell.RuneWidth(r) != 1 {
			t.Errorf("%08b is %U, which is used twice or not one column wide", set, r)
		}
		seen[r] = true
		if back, ok := cell.Octants(r); ok && back != uint8(set) {
			t.Errorf("%U fills %08b, want %08b", r, back, set)
		}
	}
}
