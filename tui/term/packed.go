package term

import "crossover/tui/cell"

// packed is a cell in four bytes, for the copy of the frame that a session keeps: the rune
// in the upper bits, the style in the lower ones.
type packed uint32

// styleBits has room for every style of a table and leaves room for every rune.
const (
	styleBits = 11
	styleMask = 1<<styleBits - 1
	runeMask  = 1<<(32-styleBits) - 1
)

var blank = pack(' ', 0)

func pack(r rune, s cell.Style) packed {
	return packed(uint32(r)&runeMask<<styleBits | uint32(s)&styleMask)
}

// rune returns the character, or cell.Tail.
func (p packed) rune() rune {
	if r := rune(p >> styleBits); r != runeMask {
		return r
	}
	return cell.Tail
}

func (p packed) style() cell.Style { return cell.Style(p & styleMask) }
