package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui/cell"
)

// example is a value of a term as it is typed.
func example(name string) string {
	name, _, _ = strings.Cut(name, ".")
	for _, k := range scenario.Keys() {
		if k.Name == name {
			return k.Example
		}
	}
	return ""
}

// helping reports whether help is on screen: a summary has no room for it.
func (m *Model) helping() bool { return m.help && !m.rects.Summary }

// onHelpKey closes help, scrolls it, or quits the program.
func (m *Model) onHelpKey(msg tea.KeyPressMsg) tea.Cmd {
	k, page := &m.keys, max(m.height-4, 1)
	switch {
	case msg.String() == "ctrl+c":
		return tea.Quit
	case key.Matches(msg, k.Help, k.Back, k.Quit):
		m.help = false
	case key.Matches(msg, k.Up):
		m.helpFirst--
	case key.Matches(msg, k.Down):
		m.helpFirst++
	case key.Matches(msg, k.PageUp):
		m.helpFirst -= page
	case key.Matches(msg, k.PageDown):
		m.helpFirst += page
	}
	return nil
}

// helpRow is a row of help: a heading, a binding, or a gap.
type helpRow struct{ heading, key, does string }

// helpRows lists every action under the headings of the groups.
func (m *Model) helpRows() []helpRow {
	var rows []helpRow
	group := ""
	for _, a := range m.actions {
		if a.group != group {
			if group != "" {
				rows = append(rows, helpRow{})
			}
			group = a.group
			rows = append(rows, helpRow{heading: group})
		}
		rows = append(rows, helpRow{key: a.bind.Help().Key, does: a.bind.Help().Desc})
	}
	return rows
}

// helpColumn is how wide a column of help is.
const helpColumn = 38

// paintHelp lists every binding over the screen, in as many columns as fit;
// what does not fit is scrolled to.
func (m *Model) paintHelp() {
	rows := m.helpRows()
	across := max(1, min((m.width-4)/helpColumn, 3))
	high := min((len(rows)+across-1)/across, m.height-2)
	r := cell.Rect{W: min(m.width, across*helpColumn+4), H: high + 2}
	r.X, r.Y = (m.width-r.W)/2, (m.height-r.H)/2
	m.helpFirst = max(0, min(m.helpFirst, len(rows)-high*across))
	m.canvas.B.Fill(r, ' ', m.canvas.Style.Plain)
	in := m.canvas.Box(r, "Keys", "digits type a value with its unit", true)
	for i, row := range rows[m.helpFirst:min(m.helpFirst+high*across, len(rows))] {
		x := in.X + 1 + i/high*helpColumn
		m.paintHelpRow(row, x, in.Y+i%high, min(x+helpColumn-1, in.X+in.W))
	}
}

func (m *Model) paintHelpRow(row helpRow, x, y, end int) {
	c := &m.canvas
	c.Text(x, y, row.heading, c.Style.Heading, end)
	c.Text(x, y, row.key, c.Style.Key, x+12)
	c.Text(x+12, y, row.does, c.Style.Text, end)
}
