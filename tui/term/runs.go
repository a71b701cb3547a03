package term

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"crossover/tui/cell"
)

// run is a changed stretch of a row, written in one style. An empty run erases the rest of
// its row.
type run struct {
	y, x, end int32
	style     cell.Style
}

// findRuns records the changes between from and to. A changed character of two columns
// always differs in the first one.
func (d *Diff) findRuns(y int, have, want []packed, from, to int) {
	first := len(d.runs)
	for x := from; x < to; {
		if have[x] == want[x] {
			x++
			continue
		}
		n := columns(want, x)
		if len(d.runs) == first || !d.extend(&d.runs[len(d.runs)-1], want, x, x+n) {
			d.runs = append(d.runs, run{int32(y), int32(x), int32(x + n), want[x].style()})
		}
		x += n
	}
}

// columns returns the width of the character at x.
func columns(row []packed, x int) int {
	if x+1 < len(row) && row[x+1].rune() == cell.Tail {
		return 2
	}
	return 1
}

// bridge is the number of unchanged bytes that may be written again instead of moving the
// cursor, which takes as many.
const bridge = len("\x1b[9C")

// extend lengthens a run to end if the style is the same and few bytes lie between the run
// and x, and reports whether it did. A blank takes any style that does not show on blanks.
func (d *Diff) extend(r *run, want []packed, x, end int) bool {
	style, size := r.style, 0
	blanks := style == 0 && blanks(want[r.x:r.end]) == int(r.end-r.x)
	for at := int(r.end); at < end; at++ {
		c := want[at]
		switch s := c.style(); {
		case c.rune() == cell.Tail, s == style:
		case c == blank && !d.table.Shows(style):
		case blanks && !d.table.Shows(s):
			style, blanks = s, false
		default:
			return false
		}
		if at < x {
			size += utf8.RuneLen(max(c.rune(), 0))
		}
	}
	if size > bridge || x > int(r.end) && size == 0 {
		return false
	}
	r.end, r.style = int32(end), style
	return true
}

// scattered is the share of the screen, as one cell in so many, up to which runs
// are written style by style. Moving the cursor takes fewer bytes than changing
// the style; where whole rows change, there is nothing to move over.
const scattered = 3

func (d *Diff) writeRuns() {
	cells := 0
	for _, r := range d.runs {
		cells += int(r.end - r.x)
	}
	if cells*scattered < d.w*d.h {
		slices.SortStableFunc(d.runs, func(a, b run) int { return int(a.style) - int(b.style) })
	}
	for _, r := range d.runs {
		x, y := int(r.x), int(r.y)
		if r.x == r.end {
			d.erase(x, y)
			continue
		}
		row := d.cells[y*d.w : (y+1)*d.w]
		d.move(x, y)
		for x < int(r.end) {
			x = d.write(row, x)
			if d.x < 0 && x < int(r.end) {
				d.move(x, y)
			}
		}
	}
}

// move puts the cursor at x, y with the fewest bytes.
func (d *Diff) move(x, y int) {
	if d.x == x && d.y == y {
		return
	}
	start := len(d.out)
	d.put("\x1b[")
	d.out = strconv.AppendInt(d.out, int64(y+1), 10)
	if x > 0 {
		d.put(";")
		d.out = strconv.AppendInt(d.out, int64(x+1), 10)
	}
	d.put("H")
	direct := len(d.out) - start
	if near := d.stepTo(x, y); near > 0 && near < direct {
		d.out = append(d.out[:start], d.out[start+direct:]...)
	} else {
		d.out = d.out[:start+direct]
	}
	d.x, d.y = x, y
}

// stepTo appends relative moves from the cursor's place to x, y, and returns their length,
// or 0 if there is no such move.
func (d *Diff) stepTo(x, y int) int {
	start := len(d.out)
	at := d.x
	if x == 0 && at != 0 {
		d.put("\r")
		at = 0
	}
	if at < 0 || y < d.y {
		return 0
	}
	if n := y - d.y; n <= 3 {
		d.put("\n\n\n"[:n]) // the terminal is raw: the column stays
	} else {
		d.step(n, 'B')
	}
	switch n := x - at; {
	case n > 0:
		d.step(n, 'C')
	case n < -3:
		d.step(-n, 'D')
	case n < 0:
		d.put("\b\b\b"[:-n])
	}
	return len(d.out) - start
}

// step appends a move by n in one direction.
func (d *Diff) step(n int, direction byte) {
	d.put("\x1b[")
	if n > 1 {
		d.out = strconv.AppendInt(d.out, int64(n), 10)
	}
	d.out = append(d.out, direction)
}
