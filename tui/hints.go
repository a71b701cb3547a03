package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"crossover/tui/pane"
	"crossover/tui/state"
)

// hint tells what a binding does, or several together, by their first keys. A
// binding without keys is not told of.
func hint(does string, all ...*key.Binding) pane.Hint {
	var keys []string
	for _, b := range all {
		if len(b.Keys()) > 0 {
			keys = append(keys, b.Help().Key)
		}
	}
	if keys == nil {
		return pane.Hint{}
	}
	return pane.Hint{Key: strings.Join(keys, "/"), Does: does}
}

// told leaves out the hints that have nothing to tell.
func told(list ...pane.Hint) []pane.Hint {
	out := list[:0]
	for _, h := range list {
		if h != (pane.Hint{}) {
			out = append(out, h)
		}
	}
	return out
}

// hintSet is the hints that the bindings of a session give.
type hintSet struct {
	do      []pane.Hint // and what holds everywhere
	always  []pane.Hint
	screens [state.NumScreens][]pane.Hint
}

// newHints makes the hints of k, on screens.
func newHints(k *KeyMap, screens []screen) hintSet {
	var h hintSet
	h.always = told(hint("screen", &k.NextScreen), hint("help", &k.Help), hint("quit", &k.Quit))
	h.do = append(told(hint("do", &k.Palette)), h.always...)
	for i, s := range screens {
		h.screens[i] = told(s.hints(k)...)
	}
	return h
}

// always returns the hints that hold everywhere but in a dialog; there is not
// always room for the first.
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

// hints are what the keys do on the screen that shows.
func (m *Model) hints() []pane.Hint {
	if m.dialog != nil {
		return m.dialog.hints()
	}
	if i := m.sliders.Focus; m.controls.Controls[i].Slider.Editing() {
		return []pane.Hint{{Key: "enter", Does: "set"}, {Key: "esc", Does: "leave it"}, {Key: "", Does: "with a unit, such as " + example(m.controls.Controls[i].Key)}}
	}
	if m.filtering && m.screen().filter(&m.host) != nil {
		return []pane.Hint{{Key: "enter", Does: "keep the filter"}, {Key: "esc", Does: "drop it"}}
	}
	if m.tour.on {
		return m.tourHints()
	}
	return m.hinted.screens[m.st.Screen]
}
