package slider

import (
	"math"
	"unicode/utf8"

	"crossover/tui/cell"
	"crossover/tui/glyph"
	"crossover/tui/style"
)

// Draw paints the slider into the first row of r. focused puts a mark before the label and
// draws a different handle, so that the slider stands out without colour; hover is set for
// the slider under the mouse.
func (s *Slider) Draw(b *cell.Buffer, r cell.Rect, st *style.Styles, g *glyph.Set, focused, hover bool) {
	row, _ := r.CutTop(1)
	if row.Empty() {
		return
	}
	l := s.layout(r)
	p := painter{b: b, st: st, g: g, focused: focused, hover: hover}
	b.Fill(row, ' ', st.Plain)
	if focused && !l.mark.Empty() {
		b.Set(l.mark.X, l.mark.Y, g.Focus, st.Accent)
	}
	g.Text(b, l.label.X, l.label.Y, s.Label, p.lively(st.Label), l.label.W)
	if len(s.Profile) > 0 && !s.edit.on {
		s.drawProfile(p, l)
		return
	}
	s.drawTrack(p, l.track)
	if s.edit.on {
		s.drawEdit(p, l)
		return
	}
	s.drawValue(p, l.value)
}

// painter holds the buffer, styles and glyphs with which the parts of a slider are
// painted.
type painter struct {
	b              *cell.Buffer
	st             *style.Styles
	g              *glyph.Set
	focused, hover bool
}

// lively returns a style, in bold for a slider with the focus or under the mouse.
func (p painter) lively(as cell.Style) cell.Style {
	if p.focused || p.hover {
		return style.Bold(as)
	}
	return as
}

// drawTrack paints the track: its two sides, the snaps, the ghost, the handle.
func (s *Slider) drawTrack(p painter, r cell.Rect) {
	if r.Empty() {
		return
	}
	fill := p.st.Fill
	if p.focused {
		fill = style.Bold(fill)
	}
	at := s.column(s.Value, r.W)
	p.b.Fill(cell.Rect{X: r.X, Y: r.Y, W: at, H: 1}, p.g.Fill, fill)
	p.b.Fill(cell.Rect{X: r.X + at, Y: r.Y, W: r.W - at, H: 1}, p.g.Track, p.st.Track)
	s.drawSnaps(p, r, at, fill)
	if s.HasGhost {
		p.b.Set(r.X+s.column(s.Ghost, r.W), r.Y, p.g.Ghost, p.st.Ghost)
	}
	if s.Tag != "" {
		p.tag(r, at, s.Tag)
	}
	if p.focused || p.hover {
		p.b.Set(r.X+at, r.Y, p.g.HandleFocus, p.st.HandleFocus)
		return
	}
	p.b.Set(r.X+at, r.Y, p.g.Handle, p.st.Handle)
}

// drawProfile paints the profile as a sparkline: the means of as many equal spans as
// there are columns, the greatest of which has full height.
func (s *Slider) drawProfile(p painter, l layout) {
	r := l.value
	if !l.track.Empty() {
		r.X, r.W = l.track.X, l.value.X+l.value.W-l.track.X
	}
	st := p.lively(p.st.Fill)
	ramp := []rune(" ▁▂▃▄▅▆▇█")
	if p.g.Kind == glyph.ASCII {
		ramp = []rune(" .:-=+*%#")
	}
	columns := min(r.W, len(s.Profile))
	mean := func(x int) (m float64) {
		from, to := x*len(s.Profile)/columns, (x+1)*len(s.Profile)/columns
		for _, v := range s.Profile[from:to] {
			m += v / float64(to-from)
		}
		return m
	}
	top := 0.0
	for x := range columns {
		top = max(top, mean(x))
	}
	for x := range r.W {
		if m := mean(x * columns / r.W); m > 0 {
			p.b.Set(r.X+x, r.Y, ramp[max(int(math.Round(m/top*8)), 1)], st)
		}
	}
}

// tag paints the name of the person who moves the handle, on the side of the handle that
// has more room.
func (p painter) tag(r cell.Rect, at int, who string) {
	left, right := at, r.W-at-1
	n := min(cell.Columns(who), max(left, right))
	x := r.X + at + 1
	if left > right {
		x = r.X + at - n
	}
	p.g.Text(p.b, x, r.Y, who, style.Selected(style.Bold(p.st.Accent)), n)
}

// drawSnaps marks the snaps; a snap next to one already marked is left out.
func (s *Slider) drawSnaps(p painter, r cell.Rect, at int, fill cell.Style) {
	if r.W < snapTrack {
		return
	}
	last := -2
	for _, v := range s.Snaps {
		col := s.column(v, r.W)
		if col < last+2 {
			continue
		}
		last = col
		if col < at {
			p.b.Set(r.X+col, r.Y, p.g.FillSnap, fill)
		} else {
			p.b.Set(r.X+col, r.Y, p.g.TrackSnap, p.st.Snap)
		}
	}
}

// drawValue paints the value, right-aligned; bold if it is not the default.
func (s *Slider) drawValue(p painter, r cell.Rect) {
	st := p.st.Value
	if s.Changed() {
		st = style.Bold(st)
	}
	s.scratch = s.AppendValue(s.scratch[:0], s.Value)
	if n := utf8.RuneCount(s.scratch); len(s.Choices) > 0 && n+4 <= r.W {
		s.drawChoice(p, r, n)
		r = cell.Rect{X: r.X + r.W - n - 2, Y: r.Y, W: n, H: 1}
	}
	p.right(r, s.scratch, st)
}

// drawChoice paints the signs around a choice's name, which is n characters wide and at
// the right. They show that there are other choices, and are faint at the first and the
// last one. At the left it paints the pinned choice, or the tag.
func (s *Slider) drawChoice(p painter, r cell.Rect, n int) {
	before, after, last := p.st.Accent, p.st.Accent, len(s.Choices)-1
	if at := int(s.scale().Clamp(s.Value)); at == 0 {
		before = p.st.Faint
	} else if at == last {
		after = p.st.Faint
	}
	end := r.X + r.W
	p.b.Set(end-n-4, r.Y, p.g.Before, before)
	p.b.Set(end-1, r.Y, p.g.After, after)
	room := r.W - n - 5
	switch {
	case s.Tag != "":
		p.g.Text(p.b, r.X, r.Y, s.Tag, style.Selected(style.Bold(p.st.Accent)), room)
	case s.HasGhost && s.Ghost != s.Value && room > 1:
		p.b.Set(r.X, r.Y, p.g.Ghost, p.st.Ghost)
		p.g.Text(p.b, r.X+1, r.Y, s.Choices[int(s.scale().Clamp(s.Ghost))], p.st.Ghost, room-1)
	}
}

// drawEdit paints the typed text in place of the value and, if it was refused, the reason
// over the rest of the row.
func (s *Slider) drawEdit(p painter, l layout) {
	r := l.value
	text, st := s.edit.text, p.st.Edit
	if len(text) == 0 { // the old value, until something is typed
		s.scratch = s.AppendValue(s.scratch[:0], s.Value)
		text, st = s.scratch, p.st.Faint
	}
	r, cursor := r.CutRight(1)
	p.b.Set(cursor.X, cursor.Y, ' ', style.Reverse(p.st.Plain))
	for utf8.RuneCount(text) > r.W && len(text) > 0 { // the end is being typed
		_, size := utf8.DecodeRune(text)
		text = text[size:]
	}
	p.right(r, text, st)
	if s.edit.err != "" {
		s.drawError(p, l)
	}
}

// drawError paints the reason a value was refused over the track, or over the
// label too where that is too narrow for it.
func (s *Slider) drawError(p painter, l layout) {
	r := l.track
	need := utf8.RuneCountInString(s.edit.err) + 2
	if r.W < need {
		r = cell.Rect{X: l.mark.X, Y: l.mark.Y, W: l.value.X - l.mark.X, H: 1}
	}
	p.b.Fill(r, ' ', p.st.Plain)
	if r.W < 3 {
		p.b.Fill(r, p.g.Warn, p.st.Bad)
		return
	}
	p.b.Set(r.X, r.Y, p.g.Warn, p.st.Bad)
	p.g.Text(p.b, r.X+2, r.Y, s.edit.err, p.st.Bad, r.W-2)
}

// right paints text at the right of r. Text that does not fit is cut with the
// ellipsis: a figure must not look like a smaller one.
func (p painter) right(r cell.Rect, text []byte, st cell.Style) {
	n := utf8.RuneCount(text)
	x, end := r.X+r.W-min(n, r.W), r.X+r.W
	for len(text) > 0 && x < end {
		c, size := utf8.DecodeRune(text)
		text = text[size:]
		if x == end-1 && len(text) > 0 {
			c = p.g.Ellipsis
		}
		p.b.Set(x, r.Y, c, st)
		x++
	}
}

// Part is a part of a slider's row.
type Part uint8

// The parts of a slider's row.
const (
	// PartNone is outside the row.
	PartNone Part = iota
	// PartLabel is the label, with the focus mark before it.
	PartLabel
	// PartTrack is the track with the handle.
	PartTrack
	// PartValue is the value.
	PartValue
)

const (
	minTrack   = 4  // columns below which a track is left out
	minLabel   = 3  // columns below which a label is left out
	snapTrack  = 16 // columns from which on snaps are marked on the track
	wideRow    = 44 // columns from which on a label has 10 of them
	labelWidth = 8
	valueWidth = 9

	nearSnap = 0.15 // of a column from a snap, a mouse that reports pixels is on it
)

// layout holds the place of each part in a row. It depends only on the rectangle and the
// widths of the texts, so that nothing moves when the value changes.
type layout struct{ mark, label, track, value cell.Rect }

// layout divides the first row of r. As the row gets narrower it drops the track first,
// then the label, then the focus mark.
func (s *Slider) layout(r cell.Rect) layout {
	row, _ := r.CutTop(1)
	var l layout
	if row.Empty() {
		return l
	}
	row, l.value = row.CutRight(valueWidth)
	l.mark, row = row.CutLeft(1)
	row, _ = row.CutRight(1) // the gap before the value
	if row.W < minLabel {
		return l
	}
	want := labelWidth
	if r.W >= wideRow {
		want += 2
	}
	label, rest := row.CutLeft(want)
	_, rest = rest.CutLeft(1)
	if len(s.Choices) > 0 && rest.W >= 0 {
		l.label, l.value = label, cell.Rect{X: rest.X, Y: row.Y, W: l.value.X + l.value.W - rest.X, H: 1}
		return l
	}
	if rest.W < minTrack {
		l.label = row
		return l
	}
	l.label, l.track = label, rest
	return l
}

// Hit returns the part of the slider that is drawn at x, y, given the slider's rectangle
// r.
func (s *Slider) Hit(r cell.Rect, x, y int) Part {
	row, _ := r.CutTop(1)
	l := s.layout(r)
	switch {
	case !row.Contains(x, y):
		return PartNone
	case l.track.Contains(x, y):
		return PartTrack
	case l.value.Contains(x, y):
		return PartValue
	default:
		return PartLabel
	}
}

// ValueAt returns the value under column x of the slider drawn in r. Columns beyond the
// track stand for its ends, so that a drag may leave it. At the handle, and everywhere if
// there is no track, it returns the present value.
func (s *Slider) ValueAt(r cell.Rect, x int) float64 {
	track := s.layout(r).track
	scale := s.scale()
	lo, hi := scale.Range()
	col := x - track.X
	switch {
	case track.W < 2 || col == s.column(s.Value, track.W):
		return s.Value
	case col < 0:
		return lo
	case col >= track.W:
		return hi
	}
	p := float64(col) / float64(track.W-1)
	if v, ok := s.snapAt(col, track.W, p); ok {
		return v
	}
	return scale.Clamp(scale.Snap(scale.Value(p)))
}

// snapAt returns the snap nearest to place p among those drawn in column col.
func (s *Slider) snapAt(col, w int, p float64) (v float64, ok bool) {
	nearest := math.Inf(1)
	for _, snap := range s.Snaps {
		if s.column(snap, w) != col || s.scale().Clamp(snap) != snap {
			continue
		}
		if d := math.Abs(s.scale().Position(snap) - p); d < nearest {
			v, ok, nearest = snap, true, d
		}
	}
	return v, ok
}

// Click selects the next choice, or the previous one if x is left of the name; after the
// last choice comes the first. It reports whether the value changed.
func (s *Slider) Click(r cell.Rect, x int) bool {
	l, n := s.layout(r), len(s.Choices)
	if n == 0 || x < l.value.X {
		return false
	}
	step := 1
	if x < l.value.X+l.value.W-len(s.AppendValue(nil, s.Value))-2 {
		step = n - 1
	}
	return s.Set(float64((int(s.scale().Clamp(s.Value)) + step) % n))
}

// Drag moves the handle of the slider drawn in r to column x and reports
// whether the value changed. A click on the track is a drag of no length.
func (s *Slider) Drag(r cell.Rect, x int) bool { return s.Set(s.ValueAt(r, x)) }

// DragWithin is Drag for a mouse that reports pixels: within is its place in column x,
// from 0 at the left edge to 1 at the right. It snaps only close to a snap.
func (s *Slider) DragWithin(r cell.Rect, x int, within float64) bool {
	track, scale := s.layout(r).track, s.scale()
	if track.W < 2 {
		return false
	}
	columns := float64(track.W - 1)
	p := min(max((float64(x-track.X)+within-0.5)/columns, 0), 1)
	v := scale.Clamp(scale.Snap(scale.Value(p)))
	if snap, ok := s.snapAt(int(math.Round(p*columns)), track.W, p); ok && math.Abs(scale.Position(snap)-p)*columns < nearSnap {
		v = snap
	}
	return s.Set(v)
}

// column returns the column of a track of w columns where v is.
func (s *Slider) column(v float64, w int) int {
	return min(max(int(math.Round(s.scale().Position(v)*float64(w-1))), 0), w-1)
}
