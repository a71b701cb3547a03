package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/tui/frame"
	"crossover/tui/palette"
	"crossover/tui/report"
	"crossover/tui/term"
)

// view is what is shown, to be put into words.
func (m *Model) view() *report.View {
	m.current()
	v := &report.View{Engine: m.opts.Engine, State: &m.st, Answer: &m.answer, Layout: &m.layout, Money: m.canvas.Money}
	m.screen().report(v)
	return v
}

// copyable is something that can be copied.
type copyable struct {
	name, note string
	text       func(*Model) string
}

// copyables are what can be copied of what is shown.
func (m *Model) copyables() []copyable {
	v := m.view()
	return []copyable{
		{"the price of " + v.Selected(), v.Price(), func(m *Model) string { return m.view().Price() }},
		{"the command for this scenario", report.Command(&m.st.Scenario), func(m *Model) string { return report.Command(&m.st.Scenario) }},
		{"the ranking for a spreadsheet", "with tabs", func(m *Model) string { return m.view().Ranking() }},
		{"the ranking as Markdown", "a table", func(m *Model) string { return m.view().Table(0) }},
		{"a summary as Markdown", "the answer, where it flips, the layout", func(m *Model) string { return m.view().Summary() }},
		{"the screen as text", "", func(m *Model) string { return frame.Text(m.still().Buffer) }},
	}
}

// openCopy shows what can be copied.
func (m *Model) openCopy() {
	d := &menu{toggle: m.keys.of("copy")}
	d.box.Title, d.box.Note, d.box.Prompt, d.box.NoteAt = "Copy", "by way of the terminal (OSC 52)", "/ ", 36
	m.addCopies(d, "")
	d.open(m)
}

// addCopies adds what can be copied to a menu.
func (m *Model) addCopies(d *menu, verb string) {
	for _, c := range m.copyables() {
		d.add(palette.Item{Text: verb + c.name, Note: c.note}, func(m *Model) tea.Cmd { return m.copy(c) })
	}
}

// copy hands a text to the terminal. Whether it gets into the clipboard, no
// terminal says.
func (m *Model) copy(c copyable) tea.Cmd {
	m.say(c.name + ": sent to the terminal's clipboard (OSC 52), which some terminals ignore")
	text := term.Copy(c.text(m))
	return func() tea.Msg { return text }
}
