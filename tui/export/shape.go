package export

import (
	"crossover/tui/cell"
)

// Characters are drawn in units: a cell is unitsW wide and unitsH high. At scale 2, the
// default, a unit is a pixel.
const (
	unitsW, unitsH = 18, 36
	margin         = unitsW // around the screen, because text starts at its edge
)

// pen draws outlines into a cell: filled closed paths, in units from the cell's corner, y
// down.
type pen interface {
	moveTo(x, y float64)
	lineTo(x, y float64)
	quadTo(x1, y1, x, y float64)
	close()
	// dot draws a dot of a braille character around x, y.
	dot(x, y float64)
}

// drawShape draws braille and octants, which the font lacks, and reports whether r is one.
func drawShape(p pen, r rune) bool {
	if r >= 0x2800 && r <= 0x28ff {
		drawBraille(p, r)
		return true
	}
	set, ok := cell.Octants(r)
	for bit := range 8 {
		if set>>bit&1 != 0 {
			x, y := float64(bit%2*unitsW/2), float64(bit/2*unitsH/4)
			p.moveTo(x, y)
			p.lineTo(x+unitsW/2, y)
			p.lineTo(x+unitsW/2, y+unitsH/4)
			p.lineTo(x, y+unitsH/4)
			p.close()
		}
	}
	return ok
}

// brailleDots holds the column and row of each dot, by bit.
var brailleDots = [8][2]int{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}}

// drawBraille draws the dots, spaced across cells as within a cell.
func drawBraille(p pen, r rune) {
	for bit, at := range brailleDots {
		if (r-0x2800)>>bit&1 != 0 {
			p.dot((float64(at[0])+0.5)*unitsW/2, (float64(at[1])+0.5)*unitsH/4)
		}
	}
}

// joins reports whether r is a line or a block, which meets its neighbours at the edges of
// the cell.
func joins(r rune) bool { return r >= 0x2500 && r <= 0x259f }

// shade returns the opacity of a character, from 0 to 1: quarters for the shades.
func shade(r rune) float64 {
	if r >= 0x2591 && r <= 0x2593 {
		return float64(r-0x2590) / 4
	}
	return 1
}
