package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestPointingShowsValues(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	before := s.st
	plot := s.exploring().curves.Plot()
	still := s.Frame()
	s.send(tea.MouseMotionMsg{X: plot.X + 10, Y: plot.Y + 5})
	golden(t, "pointed-160x48", s.Frame())
	shown := s.Frame()
	if shown == still {
		t.Fatal("nothing shows")
	}
	s.send(tea.MouseMotionMsg{X: plot.X + plot.W - 3, Y: plot.Y + 5})
	if s.Frame() == shown {
		t.Error("the values do not follow the mouse")
	}
	s.send(tea.MouseMotionMsg{X: 0, Y: 0})
	if s.Frame() != still {
		t.Error("the values stay when the mouse has gone")
	}
	if s.st != before {
		t.Error("pointing changes what is shared")
	}
	x, y := s.rects.Header.X, s.rects.Header.Y
	s.Update(tea.MouseMotionMsg{X: x, Y: y})
	if s.gate.Dirty() {
		t.Error("a mouse that passes over nothing builds a frame")
	}
}
