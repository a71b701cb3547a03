package tui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui/palette"
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
