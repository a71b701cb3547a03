package export

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
