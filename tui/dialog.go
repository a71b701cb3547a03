package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/pane"
)

// dialog is something over the screen that gets the keys and the mouse until
// it is closed.
type dialog interface {
	key(m *Model, msg tea.KeyPressMsg) tea.Cmd
	// paste gets what is pasted.
	paste(m *Model, text string)
	// press gets a click, also one beside the dialog.
	press(m *Model, x, y int) tea.Cmd
	// wheel gets turns of the wheel, up counted as positive.
	wheel(m *Model, n int)
	paint(m *Model)
	// hints are what the keys do in it.
	hints() []pane.Hint
}

// talking reports whether a dialog is on screen: a summary has no room for one.
func (m *Model) talking() bool { return m.dialog != nil && !m.rects.Summary }

// closeDialog takes the dialog away.
func (m *Model) closeDialog() { m.dialog = nil }

// onPaste hands pasted text to a dialog. Tokens, such as those that copying the
// command gives, open the palette, where enter takes them; nothing else is
// taken.
func (m *Model) onPaste(text string) {
	if m.dialog == nil && !m.filtering && !m.focused().Editing() && strings.Contains(text, "=") {
		openPalette(m)
	}
	if m.talking() {
		m.dialog.paste(m, text)
		m.gate.Touch()
	}
}
