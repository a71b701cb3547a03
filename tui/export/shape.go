package export

import "crossover/tui/cell"

// Shapes are drawn in units: a cell is unitsW wide and unitsH high. At scale 2, the
// default, a unit is a pixel. Lines are an even number of units wide, so that their edges
// fall on pixels.
const (
	unitsW, unitsH = 18, 36
	midX, midY     = unitsW / 2, unitsH / 2
	lightHalf      = 1      // half the width of a light line
	heavyHalf      = 2      // half the width of a heavy line
	margin         = unitsW // around the screen, because text starts at its edge
)

// pen draws outlines into a cell: filled closed paths, in units from the cell's corner, y
// down.
type pen interface {
	moveTo(x, y float64)
	lineTo(x, y float64)
	quadTo(x1, y1, x, y float64)
	cubeTo(x1, y1, x2, y2, x, y float64)
	close()
	// dot draws a dot of a braille character around x, y.
	dot(x, y float64)
}

// rect draws the rectangle from x0, y0 to x1, y1.
func rect(p pen, x0, y0, x1, y1 float64) {
	p.moveTo(x0, y0)
	p.lineTo(x1, y0)
	p.lineTo(x1, y1)
	p.lineTo(x0, y1)
	p.close()
}

// drawShape draws a character that joins its neighbours, that is braille, lines and
// blocks, and reports whether it did.
func drawShape(p pen, r rune) bool {
	switch {
	case r >= 0x2800 && r <= 0x28ff:
		drawBraille(p, r)
		return true
	case r >= 0x2580 && r <= 0x259f:
		drawBlock(p, r)
		return true
	case isOctant(r):
		drawOctants(p, r)
		return true
	case r >= 0x2500 && r <= 0x257f:
		return drawLine(p, r)
	default:
		return false
	}
}

// shaped reports whether drawShape draws a character.
func shaped(r rune) bool {
	return isOctant(r) || r >= 0x2800 && r <= 0x28ff || r >= 0x2580 && r <= 0x259f || r >= 0x2500 && r <= 0x257f && !(r >= 0x2550 && r <= 0x256c)
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

func isOctant(r rune) bool {
	_, ok := cell.Octants(r)
	return ok
}

func drawOctants(p pen, r rune) {
	set, _ := cell.Octants(r)
	for bit := range 8 {
		if set>>bit&1 != 0 {
			x, y := float64(bit%2*midX), float64(bit/2*unitsH/4)
			rect(p, x, y, x+midX, y+unitsH/4)
		}
	}
}

// drawBlock draws a block element.
func drawBlock(p pen, r rune) {
	switch n := float64(r - 0x2580); {
	case r == 0x2580: // upper half
		rect(p, 0, 0, unitsW, midY)
	case r <= 0x2588: // lower eighths, up to the full block
		rect(p, 0, unitsH*(1-n/8), unitsW, unitsH)
	case r <= 0x258f: // left eighths, from seven down
		rect(p, 0, 0, unitsW*(16-n)/8, unitsH)
	case r == 0x2590: // right half
		rect(p, midX, 0, unitsW, unitsH)
	case r <= 0x2593: // shades, see shade
		rect(p, 0, 0, unitsW, unitsH)
	case r == 0x2594: // upper eighth
		rect(p, 0, 0, unitsW, unitsH/8.0)
	case r == 0x2595: // right eighth
		rect(p, unitsW*7/8.0, 0, unitsW, unitsH)
	default:
		drawQuadrants(p, quadrants[r-0x2596])
	}
}

// shade returns the opacity of a character, from 0 to 1: quarters for the shades.
func shade(r rune) float64 {
	if r >= 0x2591 && r <= 0x2593 {
		return float64(r-0x2590) / 4
	}
	return 1
}

// quadrants holds the quarters of U+2596 to U+259F, as bits for upper left, upper right,
// lower left and lower right.
var quadrants = [10]uint8{0b0010, 0b0001, 0b1000, 0b1011, 0b1001, 0b1110, 0b1101, 0b0100, 0b0110, 0b0111}

func drawQuadrants(p pen, set uint8) {
	for i := range 4 {
		if set>>(3-i)&1 != 0 {
			x, y := float64(i%2*midX), float64(i/2*midY)
			rect(p, x, y, x+midX, y+midY)
		}
	}
}
