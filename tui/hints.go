package tui

import (
	"strings"

	"crossover/tui/pane"
	"crossover/tui/state"
)

// hintSet holds the key hints for the bindings of a session.
type hintSet struct {
	do      []pane.Hint // always, and the palette, for wide screens
	always  []pane.Hint
	screens [state.NumScreens][]pane.Hint
	panes   [numPanes][]pane.Hint
}

// newHints returns the hints for the keys in k.
func newHints(k *KeyMap, screens []screen) hintSet {
	var h hintSet
	h.always = k.hints("next-screen", "help", "quit")
	h.do = k.hints("palette", "next-screen", "help", "quit")
	for i, s := range screens {
		h.screens[i] = k.hints(strings.Split(s.hints(), ", ")...)
	}
	for i, list := range paneHints[onChart:] {
		h.panes[int(onChart)+i] = k.hints(strings.Split(list, ", ")...)
	}
	return h
}

// always returns the permanent hints: none in a dialog, and fewer on narrow screens.
func (m *Model) always() []pane.Hint {
	switch {
	case m.dialog != nil, m.tour.on && m.width < 100:
		return nil
	case m.width < 100:
		return m.hinted.always
	default:
		return m.hinted.do
	}
}

// hints returns the key hints of the current screen.
func (m *Model) hints() []pane.Hint {
	if m.dialog != nil {
		return m.dialog.hints()
	}
	if i := m.sliders.Focus; m.controls.Controls[i].Slider.Editing() {
		return []pane.Hint{{Key: "enter", Does: "set"}, {Key: "esc", Does: "leave it"}, {Key: "", Does: "with a unit, such as " + example(m.controls.Controls[i].Key)}}
	}
	if p, ok := m.screen().filter(&m.host).(*sliderPage); m.filtering && ok {
		return []pane.Hint{{Key: "/" + p.Filtered(), Does: ""}, {Key: "enter", Does: "go there"}, {Key: "esc", Does: "leave it"}, {Key: "", Does: "a term of the scenario, such as package"}}
	}
	if m.filtering && m.screen().filter(&m.host) != nil {
		return []pane.Hint{{Key: "enter", Does: "keep the filter"}, {Key: "esc", Does: "drop it"}}
	}
	if m.tour.on {
		return tourHints(m)
	}
	if p := m.onPane(); p != onSliders {
		return m.hinted.panes[p]
	}
	return m.hinted.screens[m.st.Screen]
}
