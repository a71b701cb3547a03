package slider

import (
	"math"

	"crossover/tui/cell"
)

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
