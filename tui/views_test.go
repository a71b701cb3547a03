package tui

import (
	"strings"
	"testing"

	"crossover/tui/state"
)

// The details of a claim scroll by keys and by the wheel, and have a scroll mark.
func TestTheDetailScrolls(t *testing.T) {
	runs := 0
	s := open(t, smallEngine(t), 40, 12, withVerdicts(t, &runs))
	s.press("f8")
	s.wants("more ")
	top := s.Frame()
	s.press("ctrl+d")
	if s.Frame() == top {
		t.Error("ctrl+d does not scroll")
	}
	at := s.judging().judged.Selected().ID
	seen := ""
	for range 20 {
		s.press("ctrl+d")
		seen += s.Frame()
	}
	if !strings.Contains(seen, "Read as: Small is 100") {
		t.Errorf("scrolling leaves something out:\n%s", seen)
	}
	end := s.Frame()
	for range 20 {
		s.press("ctrl+u")
	}
	if s.Frame() != top || s.judging().judged.Selected().ID != at {
		t.Errorf("ctrl+u does not lead back:\n%s", s.Frame())
	}
	y := s.rects.Body.Y + s.rects.Body.H - 2
	for range 40 {
		s.send(wheel(5, y, false))
	}
	if s.Frame() != end {
		t.Errorf("the wheel leads elsewhere than ctrl+d:\n%s\nwant\n%s", s.Frame(), end)
	}
}

// Every view that overflows shows that, at every size, and scrolls.
func TestNothingIsCutWithoutAMark(t *testing.T) {
	for _, z := range [][2]int{{80, 24}, {40, 12}, {60, 20}, {120, 36}} {
		runs := 0
		s := open(t, smallEngine(t), z[0], z[1], withVerdicts(t, &runs))
		s.press("p", "L", "down", "L")
		for screen := range state.NumScreens {
			s.show(screen)
			s.send(nil)
			for i, v := range viewsOf(s.Model) {
				if s.wants("more "); !v.Overflows() {
					t.Errorf("%v at %v: view %d", screen, z, i)
				}
				was := v.First()
				if v.Scroll(1); v.First() == was {
					t.Errorf("%v at %v: view %d does not scroll", screen, z, i)
				}
				v.Scroll(-1 << 20)
			}
		}
	}
}
