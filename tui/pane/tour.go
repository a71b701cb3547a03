package pane

import (
	"crossover/tui/cell"
	"crossover/tui/paint"
)

// Tour is a box with text about a part of the screen, placed beside that part.
type Tour struct {
	// Title and Note are on the border, if there is one.
	Title, Note string
	// Text is the text, and Brief a shorter version.
	Text, Brief string

	box cell.Rect
}

// The largest and the smallest width of a tour's box.
const widestTour, narrowestTour = 66, 24

// fitting is a placement of a text.
type fitting struct {
	r      cell.Rect
	text   []string
	border bool
}

// Draw paints the box into area beside the target: right of it, below, above or left of
// it, with the full text if it fits.
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

// fit returns the best placement of the box.
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
	_, r := area.CutBottom(3) // part of the target is covered
	return fitting{r, paint.Broken(p.Brief, r.W-2, ""), false}
}

// beside returns the areas right of a target, below, above and left of it.
func beside(area, target cell.Rect) [4]cell.Rect {
	right, bottom := target.X+target.W, target.Y+target.H
	return [4]cell.Rect{
		{X: right, Y: area.Y, W: area.X + area.W - right, H: area.H},
		{X: area.X, Y: bottom, W: area.W, H: area.Y + area.H - bottom},
		{X: area.X, Y: area.Y, W: area.W, H: target.Y - area.Y},
		{X: area.X, Y: area.Y, W: target.X - area.X, H: area.H},
	}
}

// fitInto places a text in a part of the screen as near to the target as possible, and
// reports whether it fits.
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

// within returns x limited to lo…hi.
func within(x, lo, hi int) int { return min(max(x, lo), max(lo, hi)) }
