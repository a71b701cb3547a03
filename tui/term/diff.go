package term

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"crossover/tui/cell"
	"crossover/tui/frame"
	"crossover/tui/glyph"
	"crossover/tui/style"
)

// Diff turns frames into output for a terminal. It remembers what the terminal shows and
// appends only the changes. Nothing else may write to the terminal or move its cursor, and
// appended bytes must be written before those of the next frame. Frames may be skipped by
// not calling Append.
//
// Between frames the terminal is in the plain style. Where a theme paints the background,
// that is not the terminal's own style, so reset it before leaving the terminal to another
// program.
//
// A Diff belongs to one session and allocates only when the screen grows. The zero Diff is
// ready to use and repaints the whole screen at first.
type Diff struct {
	// ASCII replaces every other character by the nearest ASCII one, for terminals that
	// show nothing else. NoLinks leaves out links, for terminals that would print their
	// addresses.
	ASCII, NoLinks bool
	// Sync wraps each frame of some size in synchronised output (mode 2026), so
	// that the terminal shows it at once.
	// https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036
	Sync bool

	w, h  int
	table *style.Table // of the frame shown; nil if what the terminal shows is unknown
	cells []packed     // the frame shown, as normal makes it
	links []cell.Link  // and its links
	next  []packed     // one row of the next frame
	runs  []run        // the changes

	out  []byte
	x, y int        // the cursor; x is -1 if its place is unknown
	on   cell.Style // the terminal's current style
}

// The sequences a Diff sends besides styles and links.
const (
	beginSync   = "\x1b[?2026h"
	endSync     = "\x1b[?2026l"
	clearScreen = "\x1b[m\x1b[H\x1b[2J"
	clearToEnd  = "\x1b[K"
)

// syncFrom is the length in bytes from which a frame is sent as synchronised output, which
// adds sixteen bytes.
const syncFrom = 64

// Forget makes the next frame repaint the whole screen. Call it after anything else wrote
// to the terminal, or after the terminal lost its contents.
func (d *Diff) Forget() { d.table = nil }

// Append appends the bytes that change the screen into b, whose styles are from t. It
// appends nothing if the screen shows b already.
func (d *Diff) Append(dst []byte, b *cell.Buffer, t *style.Table) []byte {
	start := len(dst)
	d.out = dst
	if d.Sync {
		d.put(beginSync)
	}
	body := len(d.out)
	if t != d.table || b.Width() != d.w || b.Height() != d.h {
		d.reset(b, t)
	}
	d.runs = d.runs[:0]
	for y := range b.Height() {
		d.row(y, b, t)
	}
	d.writeRuns()
	d.links = append(d.links[:0], b.Links()...)
	d.style(0)
	out := d.out
	d.out = nil
	switch n := len(out) - body; {
	case n == 0:
		return out[:start]
	case d.Sync && n < syncFrom:
		return append(out[:start], out[body:]...)
	case d.Sync:
		return append(out, endSync...)
	}
	return out
}

// reset clears the screen and marks every cell as blank or unknown.
func (d *Diff) reset(b *cell.Buffer, t *style.Table) {
	d.put(clearScreen)
	unknown := blank
	if t.Painted() { // on some terminals clearing leaves the background as it was
		d.put(t.SGR(0))
		unknown = 0
	}
	d.w, d.h, d.table = b.Width(), b.Height(), t
	d.x, d.y, d.on = 0, 0, 0
	if n := d.w * d.h; cap(d.cells) < n || cap(d.cells) > 4*n {
		d.cells = make([]packed, n)
	} else {
		d.cells = d.cells[:n]
	}
	d.next = slices.Grow(d.next[:0], d.w)
	for i := range d.cells {
		d.cells[i] = unknown
	}
	d.links = d.links[:0]
}

// row updates row y.
func (d *Diff) row(y int, b *cell.Buffer, t *style.Table) {
	d.normal(b.Row(y), t)
	have, want := d.cells[y*d.w:(y+1)*d.w], d.next[:d.w]
	from, to := differ(have, want)
	links := frame.LinksOf(b.Links(), y)
	whole := !d.NoLinks && !slices.EqualFunc(frame.LinksOf(d.links, y), links, func(a, b cell.Link) bool { return a.X == b.X && a.W == b.W && a.URL == b.URL })
	if whole { // links are sent together with their text
		from, to = 0, d.w
	}
	if from == to {
		return
	}
	end := max(from, d.w-blanks(want))
	erase := (whole && end < d.w || to-end > len(clearToEnd)) && !t.Painted()
	if erase {
		to = end
	}
	if whole || len(links) > 0 && !d.NoLinks {
		d.linked(y, want[:to], links)
		if erase {
			d.erase(to, y)
		}
	} else {
		d.findRuns(y, have, want, from, to)
		if erase {
			d.runs = append(d.runs, run{y: int32(y), x: int32(to), end: int32(to)})
		}
	}
	copy(have, want)
}

// erase erases the rest of row y from x on.
func (d *Diff) erase(x, y int) {
	d.move(x, y)
	d.style(0)
	d.put(clearToEnd)
}

// normal stores a row in d.next as the terminal shows it: without characters that must not
// reach the terminal, with one style for all that look the same, and without style on
// blanks that show nothing.
func (d *Diff) normal(row []cell.Cell, t *style.Table) {
	next := d.next[:d.w]
	for x, c := range row {
		r, s := c.Rune, t.Canon(c.Style)
		if r < ' ' || r >= 0x7f {
			switch r = frame.Shown(row, x); {
			case r == cell.Tail && d.ASCII:
				r = ' '
			case r == cell.Tail:
				s = next[x-1].style()
			case d.ASCII && r >= utf8.RuneSelf:
				r = rune(glyph.ToASCII(r))
			}
		}
		if r == ' ' && !t.Shows(s) {
			s = 0
		}
		next[x] = pack(r, s)
	}
}

// differ returns the range in which two rows differ, empty if they are equal.
func differ(a, b []packed) (from, to int) {
	for from < len(a) && a[from] == b[from] {
		from++
	}
	if from == len(a) {
		return from, from
	}
	to = len(a)
	for a[to-1] == b[to-1] {
		to--
	}
	return from, to
}

// blanks counts the invisible blanks at the end of a row.
func blanks(row []packed) int {
	n := 0
	for n < len(row) && row[len(row)-1-n] == blank {
		n++
	}
	return n
}

// linked writes a row from its start, with its links.
func (d *Diff) linked(y int, want []packed, links []cell.Link) {
	d.move(0, y)
	end := -1
	for x := 0; x < len(want); {
		if x == end {
			d.out, end = frame.AppendLink(d.out, ""), -1
		}
		if len(links) > 0 && x == links[0].X {
			d.out, end = frame.AppendLink(d.out, links[0].URL), x+links[0].W
			links = links[1:]
		}
		d.move(x, y)
		x = d.write(want, x)
	}
	if end >= 0 {
		d.out = frame.AppendLink(d.out, "")
	}
}

// write writes the character at x, where the cursor is, and returns the column
// after it.
func (d *Diff) write(want []packed, x int) int {
	c := want[x]
	if c != blank || d.table.Shows(d.on) { // a blank takes any style that shows nothing
		d.style(c.style())
	}
	d.out = utf8.AppendRune(d.out, c.rune())
	n := columns(want, x)
	d.x = x + n
	if n == 2 || d.x == d.w {
		// Terminals disagree about the width of some characters, and about the cursor's
		// place after the last column.
		d.x = -1
	}
	return x + n
}

// style selects a style.
func (d *Diff) style(s cell.Style) {
	d.put(d.table.Switch(d.on, s))
	d.on = s
}

func (d *Diff) put(s string) { d.out = append(d.out, s...) }

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
