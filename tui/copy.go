package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/frame"
	"crossover/tui/palette"
	"crossover/tui/result"
	"crossover/tui/term"
)

// reportOf returns the session's view for text exports.
func reportOf(m *Model) *result.View {
	m.current()
	v := &result.View{
		Query: result.New(m.opts.Engine, &m.st.Scenario, m.opts.Now()), Axis: m.st.Axis, Answer: &m.answer, Recommended: &m.layout, Said: m.said.Text(),
	}
	m.screen().report(v)
	return v
}

// copyable is a text that can be copied.
type copyable struct {
	name, note string
	text       func(*Model) string
}

// copyables lists the texts that can be copied from the current view.
func copyables(m *Model) []copyable {
	v := reportOf(m)
	list := []copyable{
		{"the answer", m.said.Word(), func(m *Model) string { return reportOf(m).Said }},
		{"the price of " + v.Selected(), v.Price(), func(m *Model) string { return reportOf(m).Price() }},
		{"the command for this scenario", result.Command(&m.st.Scenario), func(m *Model) string { return result.Command(&m.st.Scenario) }},
		{"the ranking as Markdown", "a table", func(m *Model) string { return reportOf(m).Table() }},
		{"a summary as Markdown", "the answer, where it flips, the layout", func(m *Model) string { return reportOf(m).Summary() }},
		{"the screen as text", "", func(m *Model) string { return frame.Text(still(m).Buffer) }},
	}
	list = append(list, copyable{"a decision record", "the answer, the terms, votes and dissent, as Markdown", func(m *Model) string { return reportOf(m).Decision(m.opts.Now(), m.room.Votes()) }})
	if len(m.screen().records(&m.host)) > 1 {
		list = append(list, copyable{"this table for a spreadsheet", "with tabs, every column of " + m.st.Screen.String(), func(m *Model) (out string) {
			for _, row := range m.screen().records(&m.host) {
				out += strings.Join(row, "\t") + "\n"
			}
			return out
		}})
	}
	return list
}

// openCopy opens the menu of texts to copy.
func openCopy(m *Model) {
	d := &menu{toggle: m.keys.of("copy")}
	d.box.Title, d.box.Note, d.box.Prompt, d.box.NoteAt = "Copy", "through the terminal (OSC 52)", "/ ", 36
	addCopies(m, d, "")
	d.open(m)
}

// addCopies adds the texts to a menu.
func addCopies(m *Model, d *menu, verb string) {
	for _, c := range copyables(m) {
		d.add(palette.Item{Text: verb + c.name, Note: c.note}, func(m *Model) tea.Cmd { return copyOut(m, c) })
	}
}

// copyOut sends a text to the terminal's clipboard. No terminal reports whether that
// worked.
func copyOut(m *Model, c copyable) tea.Cmd {
	m.say(c.name + ": sent to the terminal's clipboard (OSC 52), which some terminals ignore")
	text := term.Copy(c.text(m))
	return func() tea.Msg { return text }
}
