package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
	"crossover/tui/cell"
)

// TestALineHoldsWhatCanBeShown types, deletes and pastes any text.
func TestALineHoldsWhatCanBeShown(t *testing.T) {
	keys := []string{"left", "right", "home", "end", "backspace", "delete", "ctrl+w", "ctrl+u", "a", " ", "=", "x"}
	rapid.Check(t, func(rt *rapid.T) {
		var l line
		for range rapid.IntRange(0, 60).Draw(rt, "n") {
			if rapid.IntRange(0, 5).Draw(rt, "paste") == 0 {
				l.insert(rapid.String().Draw(rt, "text"))
				continue
			}
			if k := rapid.SampledFrom(keys).Draw(rt, "key"); k == " " {
				l.key(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
			} else {
				l.key(keyOf(t, k))
			}
		}
		if l.at < 0 || l.at > len(l.text) || len(l.text) > longestLine {
			rt.Fatalf("the cursor is at %d of %d", l.at, len(l.text))
		}
		if cell.Columns(l.String()) > len(l.text) {
			rt.Fatalf("%q is wider than its %d letters", l.String(), len(l.text))
		}
	})
}

// TestDialogsStandAnything sends random input to every dialog, on screens of any size:
// each frame has the screen's size, and the state behind a dialog stays the same unless
// the dialog is for changing it.
func TestDialogsStandAnything(t *testing.T) {
	keys := []string{"up", "down", "pgup", "pgdown", "home", "end", "tab", "left", "right", "backspace", "a", "z", "5", "=", "/", "?", "ctrl+u"}
	rapid.Check(t, func(rt *rapid.T) {
		s, _ := exporter(t, 100, 30)
		s.press(rapid.SampledFrom([]string{":", "?", "Y", "e", "T", "U"}).Draw(rt, "dialog"))
		old := s.st
		for range rapid.IntRange(1, 25).Draw(rt, "n") {
			x, y := rapid.IntRange(-2, 130).Draw(rt, "x"), rapid.IntRange(-2, 40).Draw(rt, "y")
			switch rapid.IntRange(0, 9).Draw(rt, "what") {
			case 0:
				s.send(tea.WindowSizeMsg{Width: rapid.IntRange(40, 180).Draw(rt, "w"), Height: rapid.IntRange(12, 50).Draw(rt, "h")})
			case 1:
				s.send(wheel(x, y, rapid.Bool().Draw(rt, "up")))
			case 2:
				s.send(tea.PasteMsg{Content: rapid.String().Draw(rt, "paste")})
			default:
				s.press(rapid.SampledFrom(keys).Draw(rt, "key"))
			}
			if s.dialog == nil {
				return // backspace closed it
			}
			if s.st != old {
				rt.Fatalf("a dialog that nothing was chosen in changes what is shown")
			}
			if s.buffer.Width() != s.width || s.buffer.Height() != s.height {
				rt.Fatalf("the frame is %dx%d", s.buffer.Width(), s.buffer.Height())
			}
		}
		s.send(click(0, 0), release(0, 0)) // anywhere, without a panic
	})
}
