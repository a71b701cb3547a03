package term

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"crossover/tui/cell"
)

// TestPixels uses a terminal that can report the mouse in pixels: it is told to after it
// has reported the size of a cell, and the rest of the program gets cells.
func TestPixels(t *testing.T) {
	st := styles(t, "dark", colorprofile.TrueColor)
	b := cell.New(10, 2)
	frame := func(s *Screen) string { return string(s.Frame(nil, b, st.Table, Modes{Mouse: true})) }
	answers := func(s *Screen, msgs ...tea.Msg) {
		for _, msg := range msgs {
			s.Learn(msg)
		}
	}
	can := tea.ModeReportMsg{Mode: ansi.ModeMouseExtSgrPixel, Value: ansi.ModeReset}
	at := tea.MouseMotionMsg{X: 95, Y: 41, Button: tea.MouseLeft}
	for name, told := range map[string][]tea.Msg{
		"silent":         nil,
		"without a size": {can},
		"of no size":     {can, CellSize{}},
		"without pixels": {CellSize{10, 20}},
		"that denies it": {tea.ModeReportMsg{Mode: ansi.ModeMouseExtSgrPixel, Value: ansi.ModeNotRecognized}, CellSize{10, 20}},
	} {
		var s Screen
		s.Take(nil)
		answers(&s, told...)
		if strings.Contains(frame(&s), pixelsOn) {
			t.Errorf("a terminal %s is told to report pixels", name)
		}
		if got, in := s.Mouse(at); got != tea.Msg(at) || in != 0 {
			t.Errorf("a terminal %s: %v, %v", name, got, in)
		}
	}
	var s Screen
	s.Take(nil)
	answers(&s, can, CellSize{10, 20})
	if got, in := s.Mouse(at); got != tea.Msg(at) || in != 0 {
		t.Errorf("before it is told to, it reports cells: %v, %v", got, in)
	}
	if !strings.Contains(frame(&s), pixelsOn) || strings.Contains(frame(&s), pixelsOn) {
		t.Error("it is not told once to report pixels")
	}
	want := tea.MouseMotionMsg{X: 9, Y: 2, Button: tea.MouseLeft}
	if got, in := s.Mouse(at); got != tea.Msg(want) || in != 0.55 {
		t.Errorf("pixel 95, 41 is %v, %v", got, in)
	}
	s.Learn(tea.WindowSizeMsg{Width: 20, Height: 4})
	if !strings.Contains(frame(&s), askCellSize) {
		t.Error("a new size does not ask for that of a cell")
	}
	if !strings.Contains(string(s.Give(nil)), ansi.ResetModeMouseExtSgrPixel) {
		t.Error("pixels stay on")
	}
}
