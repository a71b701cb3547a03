package export

import (
	"crossover/tui/cell"
)

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
	case r >= 0x2500 && r <= 0x257f:
		return drawLine(p, r)
	default:
		set, ok := cell.Octants(r)
		drawGrid(p, set, 4)
		return ok
	}
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
		drawGrid(p, quadrants[r-0x2596], 2)
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
// lower left and lower right, from the lowest.
var quadrants = [10]uint8{0b0100, 0b1000, 0b0001, 0b1101, 0b1001, 0b0111, 0b1011, 0b0010, 0b0110, 0b1110}

// drawGrid fills those fields of a grid of two columns whose bits are set, left and right
// of the upper row first.
func drawGrid(p pen, set uint8, rows int) {
	for bit := range 2 * rows {
		if set>>bit&1 != 0 {
			x, y := float64(bit%2*midX), float64(bit/2*unitsH/rows)
			rect(p, x, y, x+midX, y+float64(unitsH/rows))
		}
	}
}

// arms lists for U+2500 to U+257F the weights of the lines from the centre to the left, to
// the right, up and down: 0 for none, 1 for light, 2 for heavy. Other characters have four
// blanks.
const arms = "" +
	"1100" + "2200" + "0011" + "0022" + "    " + "    " + "    " + "    " + // 2500
	"    " + "    " + "    " + "    " + "0101" + "0201" + "0102" + "0202" + // 2508
	"1001" + "2001" + "1002" + "2002" + "0110" + "0210" + "0120" + "0220" + // 2510
	"1010" + "2010" + "1020" + "2020" + "0111" + "0211" + "0121" + "0112" + // 2518
	"0122" + "0221" + "0212" + "0222" + "1011" + "2011" + "1021" + "1012" + // 2520
	"1022" + "2021" + "2012" + "2022" + "1101" + "2101" + "1201" + "2201" + // 2528
	"1102" + "2102" + "1202" + "2202" + "1110" + "2110" + "1210" + "2210" + // 2530
	"1120" + "2120" + "1220" + "2220" + "1111" + "2111" + "1211" + "2211" + // 2538
	"1121" + "1112" + "1122" + "2121" + "1221" + "2112" + "1212" + "2221" + // 2540
	"2212" + "2122" + "1222" + "2222" + "    " + "    " + "    " + "    " + // 2548
	"    " + "    " + "    " + "    " + "    " + "    " + "    " + "    " + // 2550
	"    " + "    " + "    " + "    " + "    " + "    " + "    " + "    " + // 2558
	"    " + "    " + "    " + "    " + "    " + "    " + "    " + "    " + // 2560
	"    " + "    " + "    " + "    " + "    " + "    " + "    " + "    " + // 2568
	"    " + "    " + "    " + "    " + "1000" + "0010" + "0100" + "0001" + // 2570
	"2000" + "0020" + "0200" + "0002" + "1200" + "0012" + "2100" + "0021" //  2578

// drawLine draws a character of the box-drawing block and reports whether it did. It
// leaves double lines to the font.
func drawLine(p pen, r rune) bool {
	if a := arms[(r-0x2500)*4:][:4]; a != "    " {
		drawArms(p, a)
		return true
	}
	switch {
	case r >= 0x2504 && r <= 0x250b:
		drawDashes(p, 3+int(r-0x2504)/4, (r-0x2504)%4)
	case r >= 0x254c && r <= 0x254f:
		drawDashes(p, 2, r-0x254c)
	case r >= 0x256d && r <= 0x2570:
		drawArc(p, r)
	case r >= 0x2571 && r <= 0x2573:
		drawDiagonals(p, r)
	default:
		return false
	}
	return true
}

// half is half the width of a line of weight '0', '1' or '2'.
func half(weight byte) float64 { return [...]float64{0, lightHalf, heavyHalf}[weight-'0'] }

// drawArms draws the lines from the centre. Each extends beyond the centre by half the
// width of the lines across it, so that corners are filled.
func drawArms(p pen, a string) {
	l, r, u, d := half(a[0]), half(a[1]), half(a[2]), half(a[3])
	across, along := max(u, d), max(l, r)
	if l > 0 && l == r {
		rect(p, 0, midY-l, unitsW, midY+l)
	} else {
		if l > 0 {
			rect(p, 0, midY-l, midX+max(across, lightHalf), midY+l)
		}
		if r > 0 {
			rect(p, midX-max(across, lightHalf), midY-r, unitsW, midY+r)
		}
	}
	if u > 0 && u == d {
		rect(p, midX-u, 0, midX+u, unitsH)
		return
	}
	if u > 0 {
		rect(p, midX-u, 0, midX+u, midY+max(along, lightHalf))
	}
	if d > 0 {
		rect(p, midX-d, midY-max(along, lightHalf), midX+d, unitsH)
	}
}

// drawDashes draws a line of n dashes; the bits of kind are heavy and vertical.
func drawDashes(p pen, n int, kind rune) {
	h := float64(lightHalf)
	if kind&1 != 0 {
		h = heavyHalf
	}
	length := float64(unitsW)
	if kind&2 != 0 {
		length = unitsH
	}
	step := length / float64(n)
	for i := range n {
		from := (float64(i) + 0.2) * step
		to := from + 0.6*step
		if kind&2 != 0 {
			rect(p, midX-h, from, midX+h, to)
		} else {
			rect(p, from, midY-h, to, midY+h)
		}
	}
}

// drawArc draws a rounded corner: a quarter of a ring between straight ends.
func drawArc(p pen, r rune) {
	// Draw the arc from the middle of the right side to that of the lower one, mirrored
	// for the other corners.
	sx, sy := 1.0, 1.0
	if r == 0x256e || r == 0x256f { // open to the left
		sx = -1
	}
	if r == 0x256f || r == 0x2570 { // open upward
		sy = -1
	}
	at := func(x, y float64) (float64, float64) { return midX + sx*x, midY + sy*y }
	const (
		radius       = 7
		outer, inner = radius + lightHalf, radius - lightHalf
		k            = 0.5522847498 // a quarter circle as a Bézier curve
	)
	move := func(x, y float64) { x, y = at(x, y); p.moveTo(x, y) }
	line := func(x, y float64) { x, y = at(x, y); p.lineTo(x, y) }
	cube := func(x1, y1, x2, y2, x, y float64) {
		x1, y1 = at(x1, y1)
		x2, y2 = at(x2, y2)
		x, y = at(x, y)
		p.cubeTo(x1, y1, x2, y2, x, y)
	}
	move(midX, -lightHalf)
	line(radius, -lightHalf)
	cube(radius-outer*k, -lightHalf, -lightHalf, radius-outer*k, -lightHalf, radius)
	line(-lightHalf, midY)
	line(lightHalf, midY)
	line(lightHalf, radius)
	cube(lightHalf, radius-inner*k, radius-inner*k, lightHalf, radius, lightHalf)
	line(midX, lightHalf)
	p.close()
}

// drawDiagonals draws the diagonals of a cell, clipped at its corners so that the strokes
// keep their width there.
func drawDiagonals(p pen, r rune) {
	const dx, dy = 1.2, 0.6 // half a stroke, measured along the sides
	if r != 0x2572 {
		p.moveTo(unitsW-dx, 0)
		p.lineTo(unitsW, 0)
		p.lineTo(unitsW, 2*dy)
		p.lineTo(dx, unitsH)
		p.lineTo(0, unitsH)
		p.lineTo(0, unitsH-2*dy)
		p.close()
	}
	if r != 0x2571 {
		p.moveTo(0, 0)
		p.lineTo(dx, 0)
		p.lineTo(unitsW, unitsH-2*dy)
		p.lineTo(unitsW, unitsH)
		p.lineTo(unitsW-dx, unitsH)
		p.lineTo(0, 2*dy)
		p.close()
	}
}
