package tui

import (
	"fmt"
	"strings"
	"testing"

	"crossover/tui/cell"
	"crossover/tui/frame"
	"crossover/tui/glyph"
	"crossover/tui/state"
)

// named lists the rectangles of a screen under their names.
func (r *Rects) named() []namedRect {
	return []namedRect{
		{"header", r.Header}, {"footer", r.Footer}, {"body", r.Body}, {"strip", r.Strip}, {"sliders", r.Sliders},
		{"ranking", r.Ranking}, {"curves", r.Curves}, {"cold", r.Cold}, {"system", r.System},
	}
}

type namedRect struct {
	name string
	r    cell.Rect
}

// drawRects draws the rectangles of a screen as boxes with their names.
func drawRects(w, h int, r Rects) string {
	b, box := cell.New(w, h), glyph.New(glyph.Block, false).Box
	for _, n := range r.named() {
		if n.r.Empty() {
			continue
		}
		b.Fill(n.r, '·', 0)
		box.Border(b, n.r, 0)
		x := n.r.X
		if n.r.H > 1 {
			x++
		}
		b.Text(x, n.r.Y, fmt.Sprintf("%s %dx%d", n.name, n.r.W, n.r.H), 0, n.r.W)
	}
	return frame.Text(b)
}

// TestArrangePictures holds the rectangles against pictures, one file a size:
// what folds away where is to be seen at a glance.
func TestArrangePictures(t *testing.T) {
	sizes := []struct{ w, h int }{
		{300, 100}, {160, 48}, {120, 36}, {116, 28}, {115, 28}, {100, 40}, {100, 30}, {80, 24}, {76, 20}, {75, 20}, {60, 20}, {48, 60}, {40, 12}, {39, 12}, {40, 11},
	}
	for _, s := range sizes {
		var sb strings.Builder
		for _, screen := range []state.Screen{state.Explore, state.Offers} {
			r := Arrange(s.w, s.h, screen)
			fmt.Fprintf(&sb, "%s, %dx%d, borders %v, summary %v\n%s\n\n", screen, s.w, s.h, r.Borders, r.Summary, drawRects(s.w, s.h, r))
		}
		golden(t, fmt.Sprintf("arrange-%dx%d", s.w, s.h), sb.String())
	}
}

// TestArrangeEverywhere sweeps every size for every screen.
func TestArrangeEverywhere(t *testing.T) {
	for screen := range state.NumScreens {
		for w := -1; w <= 300; w++ {
			for h := -1; h <= 100; h++ {
				checkRects(t, w, h, screen)
			}
		}
		if t.Failed() {
			return
		}
	}
}

// checkRects checks that the rectangles of a screen tile it: none leaves it,
// none overlaps another, and nothing is left over.
func checkRects(t *testing.T, w, h int, screen state.Screen) {
	t.Helper()
	r := Arrange(w, h, screen)
	all, area := cell.Rect{W: max(w, 0), H: max(h, 0)}, 0
	list := r.named()
	for i, a := range list {
		if a.r.W < 0 || a.r.H < 0 || a.r.X < 0 || a.r.Y < 0 {
			t.Errorf("%v %dx%d: %s is %+v", screen, w, h, a.name, a.r)
		}
		if a.r.Empty() {
			continue
		}
		if a.r.Intersect(all) != a.r {
			t.Errorf("%v %dx%d: %s %+v leaves the screen", screen, w, h, a.name, a.r)
		}
		area += a.r.W * a.r.H
		for _, b := range list[i+1:] {
			if !b.r.Empty() && !a.r.Intersect(b.r).Empty() {
				t.Errorf("%v %dx%d: %s %+v and %s %+v overlap", screen, w, h, a.name, a.r, b.name, b.r)
			}
		}
	}
	if want := all.W * all.H; area != want {
		t.Errorf("%v %dx%d: %d of %d cells are used", screen, w, h, area, want)
	}
	if r.Summary != (w < minWidth || h < minHeight) {
		t.Errorf("%v %dx%d: summary is %v", screen, w, h, r.Summary)
	}
	if !r.Summary && screen == state.Explore && (r.Sliders.H < 3 || r.Curves.H < 3 || r.Ranking.H < 1) {
		t.Errorf("%dx%d: too little room: %+v", w, h, r)
	}
}
