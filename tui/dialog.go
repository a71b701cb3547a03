package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/pane"
)

// dialog is a box over the screen that receives keys and mouse until it is closed.
type dialog interface {
	key(m *Model, msg tea.KeyPressMsg) tea.Cmd
	// paste receives pasted text.
	paste(m *Model, text string)
	// press receives clicks, also those beside the dialog.
	press(m *Model, x, y int) tea.Cmd
	// wheel receives turns of the wheel; up is positive.
	wheel(m *Model, n int)
	paint(m *Model)
	// hints returns the key hints.
	hints() []pane.Hint
}

// talking reports whether a dialog is visible; a summary has no room for one.
func (m *Model) talking() bool { return m.dialog != nil && !m.rects.Summary }

func (m *Model) closeDialog() { m.dialog = nil }

// onPaste passes pasted text to a dialog. Text with tokens, such as a copied command,
// opens the palette, where enter accepts it. Any other paste is ignored.
func (m *Model) onPaste(text string) {
	if m.dialog == nil && !m.filtering && !m.focused().Editing() && strings.Contains(text, "=") {
		openPalette(m)
	}
	if m.talking() {
		m.dialog.paste(m, text)
		m.gate.Touch()
	}
}
