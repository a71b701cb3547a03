package tui

import (
	"fmt"
	"math/rand/v2"
	"testing"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/split"
	"crossover/tui/state"
)

// TestDraggingEdges drags every edge of every screen to both ends and beyond the screen.
func TestDraggingEdges(t *testing.T) {
	for _, z := range [][2]int{{160, 48}, {80, 24}, {60, 20}} {
		s := open(t, smallEngine(t), z[0], z[1])
		s.press("p", "L")
		for screen := range state.NumScreens {
			s.show(screen)
			s.send(nil)
			if screen != state.Explore && len(s.cut.Edges()) == 0 {
				t.Errorf("%v at %v has no edges", screen, z)
			}
			for _, name := range names(s.cut.Edges()) {
				dragEdge(s, name, fmt.Sprintf("%v at %v: %v", screen, z, name))
			}
			s.press("Z")
		}
	}
}

// dragEdge drags an edge by one cell, to both ends and beyond the screen. at says where in
// errors.
func dragEdge(s *session, name split.Name, at string) {
	s.tb.Helper()
	e, _ := s.cut.Find(name)
	if e.Grip.Empty() {
		return
	}
	x, y := e.Grip.X+e.Grip.W-1, e.Grip.Y+e.Grip.H/2
	if _, over := s.cut.At(x, y); e.Upright {
		y = e.Grip.Y
	} else if over {
		x = e.Grip.X + e.Grip.W/2
	}
	if held, _ := s.cut.At(x, y); held.Name != name {
		return // two edges meet here
	}
	old, next := s.st, e.At+1
	drag := func(x, y int, want func(e split.Edge) int) {
		s.send(motion(x, y))
		if e, _ := s.cut.Find(name); e.At != want(e) {
			s.tb.Errorf("%s is at %d, dragged to %d", at, e.At, want(e))
		}
	}
	s.send(click(x, y))
	drag(x+1, y+1, func(e split.Edge) int { return min(next, e.Most) })
	drag(1000, 1000, func(e split.Edge) int { return e.Most })
	drag(-50, -50, func(e split.Edge) int { return e.Least })
	s.send(release(0, 0))
	if s.st != old || s.drag.move != nil {
		s.tb.Errorf("%s: dragging it changes what is shared", at)
	}
}

func names(list []split.Edge) (out []split.Name) {
	for _, e := range list {
		out = append(out, e.Name)
	}
	return out
}

// An edge is highlighted only while the mouse is on it.
func TestPointingAtAnEdge(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	still := s.View()
	e, _ := s.cut.Find(split.Left)
	s.send(tea.MouseMotionMsg{X: e.At, Y: 20})
	golden(t, "edge-160x48", s.Frame())
	if at := s.buffer.At(e.At, 10); at.Style != s.canvas.Style.Accent {
		t.Error("the edge does not light up")
	}
	s.send(tea.MouseMotionMsg{X: e.At + 8, Y: s.rects.Header.Y})
	if s.View() != still {
		t.Error("the edge stays lit")
	}
}

// Sizes are kept on other screens, in a zoomed pane and across a change of the terminal's
// size.
func TestSizesStay(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	s.press("E", "J", "J", "E", "J", "J", "J")
	want := s.rects
	if want.Sliders.W != 42 || want.System.H != 5 {
		t.Fatalf("the keys lead to %+v", want)
	}
	s.press("f3", "E", "J", "f4", "f1", "z", "z", "z", "z", "z")
	if s.rects != want {
		t.Errorf("after other screens and a zoom: %+v, want %+v", s.rects, want)
	}
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24}, tea.WindowSizeMsg{Width: 20, Height: 5}, tea.WindowSizeMsg{Width: 160, Height: 48})
	if s.rects != want {
		t.Errorf("after other sizes: %+v, want %+v", s.rects, want)
	}
	kept := s.Sizes()
	if again := open(t, smallEngine(t), 160, 48, func(o *Options) { o.Sizes = kept }); again.rects != want || kept.Check() != nil {
		t.Errorf("sizes kept as %v give %+v, want %+v", kept, again.rects, want)
	}
	if other := open(t, smallEngine(t), 160, 48); other.rects == want {
		t.Error("another session has the sizes, too")
	}
	s.press("O")
	if s.rects.Sliders.W != 36 || s.rects.System.H != 5 {
		t.Errorf("O leads to %+v", s.rects)
	}
	s.press("Z")
	if s.rects.System.H != 7 {
		t.Errorf("Z leads to %+v", s.rects)
	}
}

// TestWantedAnywhere paints every screen with edges moved anywhere.
func TestWantedAnywhere(t *testing.T) {
	anywhere := rand.New(rand.NewPCG(3, 4))
	sizes := [][2]int{{40, 12}, {60, 20}, {76, 20}, {80, 24}, {100, 30}, {120, 36}, {160, 48}, {48, 60}, {240, 67}}
	s := open(t, smallEngine(t), 160, 48)
	s.press("p", "L")
	for _, z := range sizes {
		s.send(tea.WindowSizeMsg{Width: z[0], Height: z[1]})
		for screen := range state.NumScreens {
			s.show(screen)
			for range 4 / every(4) {
				for i := range s.edges.wanted(&s.host) {
					s.edges.wanted(&s.host)[i] = anywhere.Float64()
				}
				s.send(nil, tea.WindowSizeMsg{Width: z[0], Height: z[1] + 1}, tea.WindowSizeMsg{Width: z[0], Height: z[1]})
				for _, b := range s.boxes() {
					if why := brokenBox(s, b.r); why != "" {
						t.Fatalf("%v at %v, sizes %v: %s is broken: %s\n%s", screen, z, *s.edges.wanted(&s.host), b.name, why, s.Frame())
					}
				}
			}
		}
	}
}
