package pane

import (
	"crossover/tui/cell"
	"crossover/tui/paint"
)

// Tour is a box that says something about a part of the screen and stands beside
// it.
type Tour struct {
	// Title and Note stand on the box, where it has a border.
	Title, Note string
	// Text is what it says, and Brief the same in fewer words.
	Text, Brief string

	box cell.Rect
}

// The widest a tour's box is, and the narrowest that can be read.
const widestTour, narrowestTour = 66, 24

// fitting is a way to show a text.
type fitting struct {
	r      cell.Rect
	text   []string
	border bool
}

// Draw paints the box into the area, beside the target: right of it, under it,
// over it or left of it, in full where there is room for that.
func (p *Tour) Draw(c *paint.Canvas, area, target cell.Rect) {
	f := p.fit(area, target)
	p.box = f.r
	c.B.Fill(f.r, ' ', c.Style.Plain)
	in := f.r.Inset(1, 0)
	if f.border {
		in = c.Box(f.r, p.Title, p.Note, true).Inset(1, 0)
	}
	for i, line := range f.text {
		if i < in.H {
			c.Text(in.X, in.Y+i, line, c.Style.Text, in.X+in.W)
		}
	}
}

// Contains reports whether a cell lies in the box drawn last.
func (p *Tour) Contains(x, y int) bool { return p.box.Contains(x, y) }

// fit finds the best place for the box.
func (p *Tour) fit(area, target cell.Rect) fitting {
	sides := beside(area, target)
	for _, way := range []struct {
		text   string
		sides  []cell.Rect
		border bool
	}{
		{p.Text, sides[:3], true}, {p.Brief, sides[:3], true}, {p.Text, sides[3:], true}, {p.Brief, sides[3:], true},
		{p.Brief, sides[:], false},
	} {
		for _, side := range way.sides {
			if f, ok := fitInto(side, target, way.text, way.border); ok {
				return f
			}
		}
	}
	_, r := area.CutBottom(3) // something has to be hidden
	return fitting{r, paint.Broken(p.Brief, r.W-2, ""), false}
}

// beside is what lies right of a target, under it, over it and left of it.
func beside(area, target cell.Rect) [4]cell.Rect {
	right, bottom := target.X+target.W, target.Y+target.H
	return [4]cell.Rect{
		{X: right, Y: area.Y, W: area.X + area.W - right, H: area.H},
		{X: area.X, Y: bottom, W: area.W, H: area.Y + area.H - bottom},
		{X: area.X, Y: area.Y, W: area.W, H: target.Y - area.Y},
		{X: area.X, Y: area.Y, W: target.X - area.X, H: area.H},
	}
}

// fitInto places a text in a part of the screen, as near to the target as can
// be, and reports whether it has room there.
func fitInto(side, target cell.Rect, text string, border bool) (f fitting, ok bool) {
	edge, frame := 2, 0
	if border {
		edge, frame = 4, 2
	}
	w := min(side.W, widestTour)
	if w < narrowestTour {
		return f, false
	}
	f.text, f.border = paint.Broken(text, w-edge, ""), border
	h := len(f.text) + frame
	if h > side.H {
		return f, false
	}
	f.r = cell.Rect{X: within(target.X, side.X, side.X+side.W-w), Y: within(target.Y, side.Y, side.Y+side.H-h), W: w, H: h}
	return f, true
}

// within is x, or the nearest to it from lo to hi.
func within(x, lo, hi int) int { return min(max(x, lo), max(lo, hi)) }
