package tui

import (
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/state"
)

// onKey handles one key press: typing first, then help, then the bindings.
func (m *Model) onKey(msg tea.KeyPressMsg) tea.Cmd {
	m.gate.Touch()
	m.message = ""
	if m.typing(msg) || m.filter(msg) {
		return nil
	}
	if m.helping() {
		return m.onHelpKey(msg)
	}
	if key.Matches(msg, m.keys.Quit) {
		return tea.Quit
	}
	if m.onListKey(msg) || m.onSliderKey(msg) || m.onChartKey(msg) || m.onOfferKey(msg) || m.onProgramKey(msg) {
		return nil
	}
	if r, n := utf8.DecodeRuneInString(msg.Text); n > 0 && n == len(msg.Text) {
		m.controls.Controls[m.sliders.Focus].Slider.EditKey(r)
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

// onSliderKey moves the focus and the focused slider.
func (m *Model) onSliderKey(msg tea.KeyPressMsg) bool {
	k := &m.keys
	switch {
	case key.Matches(msg, k.Up) && m.st.Screen != state.Offers:
		m.focus(m.sliders.Focus - 1)
	case key.Matches(msg, k.Down) && m.st.Screen != state.Offers:
		m.focus(m.sliders.Focus + 1)
	case key.Matches(msg, k.Left):
		m.step(-1, false)
	case key.Matches(msg, k.Right):
		m.step(1, false)
	case key.Matches(msg, k.CoarseLeft):
		m.step(-1, true)
	case key.Matches(msg, k.CoarseRight):
		m.step(1, true)
	case key.Matches(msg, k.Home):
		m.slide(m.sliders.Focus, "", m.controls.Controls[m.sliders.Focus].Slider.Home)
	case key.Matches(msg, k.End):
		m.slide(m.sliders.Focus, "", m.controls.Controls[m.sliders.Focus].Slider.End)
	case key.Matches(msg, k.Reset):
		m.slide(m.sliders.Focus, "", m.controls.Controls[m.sliders.Focus].Slider.Reset)
	case key.Matches(msg, k.ResetAll):
		m.pull()
		m.edit("", func(s *state.State) { s.Scenario = m.start.Scenario })
	case key.Matches(msg, k.NextPart):
		m.selectPart(m.st.Scenario.Selected + 1)
	case key.Matches(msg, k.PrevPart):
		m.selectPart(m.st.Scenario.Selected - 1)
	default:
		return false
	}
	return true
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
	m.start.Scenario.Selected = m.st.Scenario.Selected
	m.controls.PullDefaults(&m.start.Scenario)
}

// selectPart makes another part the one the sliders speak of.
func (m *Model) selectPart(i int) {
	n := m.st.Scenario.Len()
	m.edit("part", func(s *state.State) {
		s.Scenario.Selected = (i%n + n) % n
		s.Offer = -1
	})
}

// onChartKey changes what the chart shows.
func (m *Model) onChartKey(msg tea.KeyPressMsg) bool {
	k := &m.keys
	look := func(f func(*state.State)) { m.edit("look", f) }
	switch {
	case key.Matches(msg, k.Measure):
		look(func(s *state.State) { s.Measure = (s.Measure + 1) % state.NumMeasures })
	case key.Matches(msg, k.Axis):
		look(func(s *state.State) { s.Axis = (s.Axis + 1) % engine.Axis(len(engine.AxisNames())) })
	case key.Matches(msg, k.ZoomIn):
		look(func(s *state.State) { s.Zoom(1 / 1.5) })
	case key.Matches(msg, k.ZoomOut):
		look(func(s *state.State) { s.Zoom(1.5) })
	case key.Matches(msg, k.PanLeft):
		m.pan(-0.1)
	case key.Matches(msg, k.PanRight):
		m.pan(0.1)
	case key.Matches(msg, k.Variants):
		look(func(s *state.State) { s.Variants = !s.Variants })
	case key.Matches(msg, k.Pin):
		look(func(s *state.State) {
			s.HasPin = !s.HasPin
			s.Pinned = scenario.Scenario{}
			if s.HasPin {
				s.Pinned = s.Scenario
			}
		})
	default:
		return false
	}
	return true
}

// pan moves the window; unlike other changes it may leave the handle behind.
func (m *Model) pan(fraction float64) {
	before := m.st
	m.st.Pan(fraction)
	if m.st != before {
		m.history.Record(before, "look")
	}
}

// onOfferKey selects offers and opens their bills.
func (m *Model) onOfferKey(msg tea.KeyPressMsg) bool {
	k := &m.keys
	switch {
	case key.Matches(msg, k.NextOffer), m.st.Screen == state.Offers && key.Matches(msg, k.Down):
		m.selectNext(1)
	case key.Matches(msg, k.PrevOffer), m.st.Screen == state.Offers && key.Matches(msg, k.Up):
		m.selectNext(-1)
	case key.Matches(msg, k.Cheapest):
		m.edit("look", func(s *state.State) { s.Offer = -1 })
	case key.Matches(msg, k.Open):
		m.show(state.Bill)
	default:
		return false
	}
	return true
}

// selectNext selects the offer n places down the list. A selected offer that
// is not listed, because another variant of its product is, counts as standing
// between those that rank before and after it.
func (m *Model) selectNext(n int) {
	list := m.answer.Listed
	if len(list) == 0 {
		return
	}
	at := 0
	for _, o := range m.answer.Ranked {
		if o == m.answer.Selected {
			break
		}
		if at < len(list) && o == list[at] {
			at++
		}
	}
	if n > 0 && (at == len(list) || list[at] != m.answer.Selected) {
		n--
	}
	to := list[min(max(at+n, 0), len(list)-1)]
	m.selectOffer(to)
	m.answer.Selected = to // several keys can come between two frames
}

func (m *Model) selectOffer(o int) {
	m.edit("look", func(s *state.State) { s.Offer = o })
}

// show changes the screen.
func (m *Model) show(screen state.Screen) {
	m.filtering = false
	m.edit("screen", func(s *state.State) { s.Screen = screen % state.NumScreens })
}

// onProgramKey changes screens, undoes, and the rest.
func (m *Model) onProgramKey(msg tea.KeyPressMsg) bool {
	k := &m.keys
	switch {
	case key.Matches(msg, k.NextScreen):
		m.show(m.st.Screen + 1)
	case key.Matches(msg, k.PrevScreen):
		m.show(m.st.Screen + state.NumScreens - 1)
	case key.Matches(msg, k.Explore), key.Matches(msg, k.Back):
		m.show(state.Explore)
	case key.Matches(msg, k.Offers):
		m.show(state.Offers)
	case key.Matches(msg, k.Layout):
		m.show(state.Layout)
	case key.Matches(msg, k.Bill):
		m.show(state.Bill)
	case key.Matches(msg, k.Prices):
		m.show(state.Prices)
	case key.Matches(msg, k.Conformance):
		m.show(state.Conformance)
	case key.Matches(msg, k.PageUp):
		m.scroll(-1)
	case key.Matches(msg, k.PageDown):
		m.scroll(1)
	case key.Matches(msg, k.Undo):
		m.travel(m.history.Undo, "nothing to undo")
	case key.Matches(msg, k.Redo):
		m.travel(m.history.Redo, "nothing to redo")
	case key.Matches(msg, k.Theme):
		m.useTheme((m.theme + 1) % len(m.opts.Themes))
		m.say("theme " + m.opts.Themes[m.theme].Name)
	case key.Matches(msg, k.Mouse):
		m.noMouse = !m.noMouse
		if m.noMouse {
			m.say("the mouse selects text now; m takes it back")
		}
	case key.Matches(msg, k.Help):
		m.help, m.helpFirst = true, 0
	default:
		return false
	}
	return true
}

func (m *Model) scroll(pages int) {
	switch m.st.Screen {
	case state.Offers:
		m.selectNext(pages * max(m.rects.Body.H-4, 1))
	case state.Prices, state.Conformance:
		m.page().Move(pages * max(m.rects.Body.H/2, 1))
	case state.Bill:
		m.billing.Scroll(pages * max(m.rects.Body.H/3, 1))
	case state.Layout:
		m.reasons.Scroll(pages * max(m.rects.Body.H/3, 1))
	}
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
