package tui

import (
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/tui/state"
)

// onKey handles a key press: first by a dialog, then as typing, then by the bindings.
func (m *Model) onKey(msg tea.KeyPressMsg) tea.Cmd {
	m.gate.Touch()
	m.message = ""
	if m.talking() {
		return m.dialog.key(m, msg)
	}
	m.edges.keep = false
	defer func() {
		if !m.edges.keep {
			m.edges.chosen = held{}
		}
	}()
	if typeKey(m, msg) || filterKey(m, msg) || tourKey(m, msg) {
		return nil
	}
	for i := range m.actions {
		if a := &m.actions[i]; key.Matches(msg, *a.bind) {
			return m.perform(a)
		}
	}
	r, n := utf8.DecodeRuneInString(msg.Text)
	switch whole := n > 0 && n == len(msg.Text); {
	case whole && m.onPane() == onSliders:
		m.focused().EditKey(r)
	case whole && r >= '1' && r <= '0'+rune(numPanes):
		choosePane(m, chosenPane(r-'1'))
	}
	return nil
}

// typeKey passes a key to the value being typed, and reports whether there is one.
func typeKey(m *Model, msg tea.KeyPressMsg) bool {
	i := m.sliders.Focus
	s := &m.controls.Controls[i].Slider
	if !s.Editing() {
		return false
	}
	switch msg.String() {
	case "ctrl+c":
		s.Cancel()
		return false
	case "esc":
		s.Cancel()
	case "enter":
		before := m.st
		if err := s.Commit(); err == nil {
			m.controls.Push(i, &m.st.Scenario)
			m.changed(before, "")
		}
	case "backspace":
		s.Backspace()
	default:
		for _, r := range msg.Text {
			s.EditKey(r)
		}
	}
	return true
}

// moveBy moves n rows down in the current list, or from slider to slider if there is
// none.
func moveBy(m *Model, n int) {
	if p := m.screen().list(&m.host); p != nil {
		p.Move(n)
		return
	}
	if steer(m, 0, n) {
		return
	}
	(*sliderPage)(&m.host).Move(n)
}

// moveAcross moves the focused slider, or acts in another pane.
func moveAcross(m *Model, n int) {
	if !steer(m, n, 0) {
		m.step(n, false)
	}
}

// toEnd moves to the start or the end of the current list, or of the slider if there is
// none.
func toEnd(m *Model, sign int) {
	switch p := m.screen().list(&m.host); {
	case p != nil:
		p.Move(sign << 30)
	case sign < 0:
		m.slide(m.sliders.Focus, "", m.focused().Home)
	default:
		m.slide(m.sliders.Focus, "", m.focused().End)
	}
}

// resetAll restores the scenario of the start of the session.
func resetAll(m *Model) {
	m.pull()
	m.edit("", func(s *state.State) { s.Scenario = m.opts.Scenario })
}

// nextLevel selects the next service level; the first follows the last.
func nextLevel(m *Model) {
	i := m.controls.Find("level")
	x := &m.controls.Controls[i].Slider
	m.slide(i, "", func() bool { x.Value = float64((int(x.Value) + 1) % len(x.Choices)); return true })
}

// openBill folds or unfolds the focused group of terms, or else shows the bill.
func openBill(m *Model) tea.Cmd {
	if m.onPane() != onSliders || !m.controls.Toggle(m.sliders.Focus) {
		m.show(state.Bill)
	}
	return nil
}
