package style

import (
	"crossover/tui/cell"
)

// A style id has a base in the low bits and variants above it.
const (
	baseBits = 6
	baseMask = 1<<baseBits - 1

	bitBold     cell.Style = 1 << baseBits
	bitReverse  cell.Style = 2 << baseBits
	bitSelected cell.Style = 4 << baseBits
	bitDim      cell.Style = 8 << baseBits

	tableSize = 16 << baseBits
)

// Bold returns the bold variant of s.
func Bold(s cell.Style) cell.Style { return s | bitBold }

// Reverse returns the variant of s with foreground and background exchanged.
func Reverse(s cell.Style) cell.Style { return s ^ bitReverse }

// Selected returns s for the selected row: on the selection's background, or reversed on
// terminals that cannot show it.
func Selected(s cell.Style) cell.Style { return s | bitSelected }

// Dim returns s for text under a dialog: the look of the faint role.
func Dim(s cell.Style) cell.Style { return s&^(bitBold|bitReverse|bitSelected) | bitDim }

// Base returns s without its variants.
func Base(s cell.Style) cell.Style { return s & baseMask }
