package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui/palette"
)

// example is a value of a term as it is typed.
func example(name string) string {
	name, _, _ = strings.Cut(name, ".")
	t, _ := scenario.Lookup(name)
	return t.Example
}

// openHelp lists every action under the headings of the groups, to look up and
// to do.
func openHelp(m *Model) {
	d := &menu{toggle: m.keys.of("help")}
	d.box.Title, d.box.Note, d.box.Prompt, d.box.Column = "Keys", "type to search; right-click or alt-click explains a number", "/ ", minColumn
	group := ""
	for i := range m.actions {
		a := &m.actions[i]
		if a.group != group {
			group = a.group
			d.items = append(d.items, palette.Item{Text: group, Heading: true})
		}
		d.add(palette.Item{Text: a.does, Note: a.group, Key: a.bind.Help().Key}, func(m *Model) tea.Cmd { return m.perform(a) })
	}
	d.open(m)
}
