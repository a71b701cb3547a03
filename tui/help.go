package tui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui/palette"
	"crossover/tui/pane"
	"crossover/tui/state"
)

// example returns an example value of a term.
func example(name string) string {
	name, _, _ = strings.Cut(name, ".")
	t, _ := scenario.Lookup(name)
	return t.Example
}

// keysHere returns the title of the pane or screen with the focus, and its actions. does
// has the effect of each action that has a special one there, and otherwise "".
func keysHere(m *Model) (title string, names, does []string) {
	title, list := m.st.Screen.String(), m.screen().hints()
	if p := m.onPane(); p != onSliders {
		title, list = title+": "+[numPanes]string{onChart: "the chart", onContenders: "the contenders", onLayout: "the layout"}[p], paneHints[p]
	}
	for _, hint := range strings.Split(list, ", ") {
		hint, here, _ := strings.Cut(hint, "=")
		if m.onPane() == onSliders {
			here = ""
		}
		for _, name := range strings.Split(hint, "/") {
			names, does = append(names, name), append(does, here)
		}
	}
	return title, names, does
}

// openHelp lists all actions, to look up and to run: those of the focused pane first,
// then the others by heading.
func openHelp(m *Model) {
	d := &menu{toggle: m.keys.of("help")}
	d.box.Title, d.box.Note, d.box.Prompt, d.box.Column = "Keys", "type to search; right-click or alt-click explains a number", "/ ", minColumn
	put := func(a *action, does string) {
		d.add(palette.Item{Text: cmp.Or(does, a.does), Note: a.group, Key: a.bind.Help().Key}, func(m *Model) tea.Cmd { return m.perform(a) })
	}
	group, here, does := keysHere(m)
	d.items = append(d.items, palette.Item{Text: group, Heading: true})
	for i, name := range here {
		put(m.keys.action(name), does[i])
	}
	for i := range m.actions {
		a := &m.actions[i]
		if slices.Contains(here, a.name) {
			continue
		}
		if a.group != group {
			group = a.group
			d.items = append(d.items, palette.Item{Text: group, Heading: true})
		}
		put(a, "")
	}
	d.open(m)
}

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
