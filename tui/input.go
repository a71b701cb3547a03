package tui

import (
	"slices"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui/slider"
	"crossover/tui/state"
)

// onKey handles one key press: a dialog first, then typing, then the bindings.
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
	if m.typing(msg) || m.filter(msg) || m.tourKey(msg) {
		return nil
	}
	for i := range m.actions {
		if a := &m.actions[i]; key.Matches(msg, *a.bind) {
			return a.do(m)
		}
	}
	if r, n := utf8.DecodeRuneInString(msg.Text); n > 0 && n == len(msg.Text) {
		m.focused().EditKey(r)
	}
	return nil
}

// typing gives keys to a value being typed, and reports whether one is.
func (m *Model) typing(msg tea.KeyPressMsg) bool {
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

// changed notes a change for undo and keeps the window on the handle.
func (m *Model) changed(before state.State, gesture string) {
	m.st.Follow()
	if m.st != before {
		m.history.Record(before, gesture)
	}
	m.gate.Touch()
}

// edit applies f to the state as one change.
func (m *Model) edit(gesture string, f func(*state.State)) {
	before := m.st
	f(&m.st)
	m.changed(before, gesture)
}

// focus moves the focus to a slider; a value half typed is left as it was.
func (m *Model) focus(i int) {
	m.controls.Controls[m.sliders.Focus].Slider.Cancel()
	m.sliders.Focus = min(max(i, 0), len(m.controls.Controls)-1)
	m.history.EndGesture()
}

// focused is the slider that has the focus.
func (m *Model) focused() *slider.Slider { return &m.controls.Controls[m.sliders.Focus].Slider }

// moveBy goes n rows down: in the list on screen, or where there is none from
// slider to slider.
func (m *Model) moveBy(n int) {
	switch p := m.page(); {
	case p != nil:
		p.Move(n)
	case m.st.Screen == state.Offers:
		m.selectNext(n)
	default:
		m.focus(m.sliders.Focus + n)
	}
}

// toEnd goes to the beginning or the end of the list on screen, or where there
// is none of the slider.
func (m *Model) toEnd(sign int) {
	switch p := m.page(); {
	case p != nil:
		p.Move(sign << 30)
	case sign < 0:
		m.slide(m.sliders.Focus, "", m.focused().Home)
	default:
		m.slide(m.sliders.Focus, "", m.focused().End)
	}
}

// step moves the focused slider.
func (m *Model) step(n int, coarse bool) {
	i := m.sliders.Focus
	c := &m.controls.Controls[i]
	m.slide(i, "key "+c.Key, func() bool { return c.Slider.Step(n, coarse) })
}

// slide moves slider i and writes its value into the scenario. The slider is
// brought up to date first: several keys can come between two frames.
func (m *Model) slide(i int, gesture string, move func() bool) {
	m.pull()
	if move() {
		m.edit(gesture, func(s *state.State) { m.controls.Push(i, &s.Scenario) })
	}
}

// pull brings the sliders up to date: where they stand, and what they reset to.
func (m *Model) pull() {
	m.controls.Pull(&m.st.Scenario)
	m.controls.PullDefaults(m.defaults())
}

// defaults is what the sliders of the selected part reset to: that part as the
// session started with it, or a new one where it had none.
func (m *Model) defaults() *scenario.Scenario {
	start, name := &m.start.Scenario, m.st.Scenario.SelectedPart().Name
	if i := start.Find(name); i >= 0 {
		start.Selected = i
		return start
	}
	return m.newPart(name)
}

// newPart is a scenario of a new part of that name alone.
func (m *Model) newPart(name string) *scenario.Scenario {
	sc := scenario.New(m.start.Scenario.Terms, 0, scenario.NewPart(name))
	return &sc
}

// resetAll goes back to the scenario the session started with.
func (m *Model) resetAll() {
	m.pull()
	m.edit("", func(s *state.State) { s.Scenario = m.start.Scenario })
}

// selectPart makes another part the one the sliders speak of.
func (m *Model) selectPart(i int) {
	n := m.st.Scenario.Len()
	m.edit("part", func(s *state.State) {
		s.Scenario.Selected = (i%n + n) % n
		s.Offer = -1
	})
}

// pan moves the window; unlike other changes it may leave the handle behind.
func (m *Model) pan(fraction float64) {
	before := m.st
	m.st.Pan(fraction)
	if m.st != before {
		m.history.Record(before, "look")
	}
}

// selectNext selects the offer n places down the list on screen.
func (m *Model) selectNext(n int) {
	list := m.answer.Listed
	if m.st.Screen == state.Offers || m.st.Screen == state.Compare {
		list = m.answer.Sorted
	}
	if len(list) == 0 {
		return
	}
	at, listed := m.standing(list)
	if n > 0 && !listed {
		n--
	}
	to := list[min(max(at+n, 0), len(list)-1)]
	m.selectOffer(to)
	m.answer.Selected = to // several keys can come between two frames
}

// standing is where the selected offer is in a list. One that is not listed,
// because another variant of its product is, stands between those that rank
// before and after it.
func (m *Model) standing(list []int) (at int, listed bool) {
	if at = slices.Index(list, m.answer.Selected); at >= 0 {
		return at, true
	}
	at = 0
	for _, o := range m.answer.Ranked {
		if o == m.answer.Selected {
			break
		}
		if at < len(list) && o == list[at] {
			at++
		}
	}
	return at, false
}

func (m *Model) selectOffer(o int) {
	m.edit("look", func(s *state.State) { s.Offer = o })
}

// show changes the screen.
func (m *Model) show(screen state.Screen) {
	m.filtering = false
	m.edit("screen", func(s *state.State) { s.Screen = screen % state.NumScreens })
}

// travel goes along the history.
func (m *Model) travel(step func(state.State) (state.State, bool), none string) {
	s, ok := step(m.st)
	if !ok {
		m.say(none)
		return
	}
	m.st = s
	m.gate.Touch()
}

// say shows a message until the next key.
func (m *Model) say(s string) { m.message, m.bad = s, false }

// sayBad shows what went wrong until the next key.
func (m *Model) sayBad(s string) { m.message, m.bad = s, true }
