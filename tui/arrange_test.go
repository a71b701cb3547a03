package tui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/frame"
	"crossover/tui/glyph"
	"crossover/tui/pane"
	"crossover/tui/split"
	"crossover/tui/state"
)

// named returns the rectangles of a screen with their names.
func (r *Rects) named() []namedRect {
	return []namedRect{
		{"header", r.Header}, {"footer", r.Footer}, {"body", r.Body}, {"strip", r.Strip}, {"sliders", r.Sliders}, {"answer", r.Answer},
		{"ranking", r.Ranking}, {"curves", r.Curves}, {"cold", r.Contenders}, {"system", r.System},
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

// TestArrangePictures compares the rectangles with pictures, one file for each size,
// which show at a glance which pane folds away at which size.
func TestArrangePictures(t *testing.T) {
	sizes := []struct{ w, h int }{
		{300, 100}, {160, 48}, {120, 36}, {116, 28}, {115, 28}, {100, 40}, {100, 30}, {80, 24}, {76, 20}, {75, 20}, {60, 20}, {48, 60}, {40, 12}, {39, 12}, {40, 11},
	}
	for _, s := range sizes {
		var sb strings.Builder
		for _, screen := range []state.Screen{state.Explore, state.Offers} {
			r := Arrange(new(split.Cutter), s.w, s.h, screen, split.Sizes{})
			fmt.Fprintf(&sb, "%s, %dx%d, borders %v, summary %v\n%s\n\n", screen, s.w, s.h, r.Borders, r.Summary, drawRects(s.w, s.h, r))
		}
		golden(t, fmt.Sprintf("arrange-%dx%d", s.w, s.h), sb.String())
	}
}

// TestArrangeEverywhere sweeps all sizes for every screen: with default edges, and at
// every third size with edges moved anywhere.
func TestArrangeEverywhere(t *testing.T) {
	proptest.Sequential(t)
	anywhere := rand.New(rand.NewPCG(1, 2))
	for screen := range state.NumScreens {
		for w := -1; w <= 300; w++ {
			for h := -1; h <= 100; h++ {
				checkRects(t, w, h, screen, split.Sizes{})
				if (w+h)%3 != 0 {
					continue
				}
				var sizes split.Sizes
				for i := range sizes {
					sizes[i] = anywhere.Float64()*1.4 - 0.2
				}
				checkRects(t, w, h, screen, sizes)
			}
		}
		if t.Failed() {
			return
		}
	}
}

// panesOf returns the panes of a screen other than Explore that has several.
func panesOf(c *split.Cutter, r cell.Rect, screen state.Screen, sc *scenario.Scenario) []namedRect {
	var x, y, z cell.Rect
	switch screen {
	case state.Layout:
		x, y, z = pane.ArrangeLayout(c, r, sc)
	case state.Compare:
		x, y, z = pane.ArrangeCompare(c, r, 6)
	case state.Latency:
		x, y, z = pane.ArrangeLatency(c, r, 7)
	case state.Simulate:
		x, y, z = pane.ArrangeSimulate(c, r)
	default:
		x = r
	}
	return []namedRect{{"first pane", x}, {"second pane", y}, {"third pane", z}}
}

// checkRects checks that the rectangles of a screen tile it: none leaves it or overlaps
// another, nothing is left over, and every pane has its least size.
func checkRects(t *testing.T, w, h int, screen state.Screen, sizes split.Sizes) {
	t.Helper()
	var c split.Cutter
	r := Arrange(&c, w, h, screen, sizes)
	all := cell.Rect{W: max(w, 0), H: max(h, 0)}
	where := fmt.Sprintf("%v %dx%d, sizes %v", screen, w, h, sizes)
	checkTiles(t, where, all, r.named())
	if r.Summary != (w < minWidth || h < minHeight) {
		t.Errorf("%s: summary is %v", where, r.Summary)
	}
	if r.Summary {
		return
	}
	if screen != state.Explore {
		sc := scenario.Default()
		checkTiles(t, where, r.Body, panesOf(&c, r.Body, screen, &sc))
		if r.Strip.H < 1 || r.Body.H < leastBody {
			t.Errorf("%s: too little room: %+v", where, r)
		}
	} else if r.Sliders.H < 3 || r.Curves.H < 3 || r.Answer.H < 2 || r.Borders && r.Ranking.H < 1 || r.Borders && (r.Sliders.W < leastColumn || r.Curves.W < leastCurves || r.System.H < leastRow) {
		t.Errorf("%s: too little room: %+v", where, r)
	}
	for _, e := range c.Edges() {
		if e.Least >= e.Most || sizes[e.Name] > 0 && (e.At < e.Least || e.At > e.Most) || e.Grip.Intersect(all) != e.Grip && !e.Grip.Empty() {
			t.Errorf("%s: the edge %+v is out of its bounds", where, e)
		}
	}
}

// checkTiles checks that rectangles tile all.
func checkTiles(t *testing.T, where string, all cell.Rect, list []namedRect) {
	t.Helper()
	area := 0
	for i, a := range list {
		if a.r.W < 0 || a.r.H < 0 || a.r.X < 0 || a.r.Y < 0 {
			t.Errorf("%s: %s is %+v", where, a.name, a.r)
		}
		if a.r.Empty() {
			continue
		}
		if a.r.Intersect(all) != a.r {
			t.Errorf("%s: %s %+v leaves %+v", where, a.name, a.r, all)
		}
		area += a.r.W * a.r.H
		for _, b := range list[i+1:] {
			if !b.r.Empty() && !a.r.Intersect(b.r).Empty() {
				t.Errorf("%s: %s %+v and %s %+v overlap", where, a.name, a.r, b.name, b.r)
			}
		}
	}
	if want := all.W * all.H; area != want {
		t.Errorf("%s: %d of %d cells are used", where, area, want)
	}
}
