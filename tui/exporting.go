package tui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/tui/export"
	"crossover/tui/format"
	"crossover/tui/frame"
	"crossover/tui/palette"
	"crossover/tui/pane"
	"crossover/tui/result"
	"crossover/tui/state"
	"crossover/tui/term"
)

// exportFormat is a format of the export dialog.
type exportFormat struct {
	title, ending string
	// content creates the file; it runs off the loop.
	content func() ([]byte, error)
}

// exporting is the subject of the export menu. The input line is the file name.
type exporting struct {
	menu    *menu
	formats []exportFormat
	// at is the chosen format; the name has its ending.
	at int
	// saving is set while a file is being written.
	saving bool
}

// still returns a picture of the screen without dialog and message.
func still(m *Model) *export.Picture {
	d, message := m.dialog, m.message
	m.dialog, m.message = nil, ""
	m.current()
	m.paint()
	p := picture(m)
	m.dialog, m.message = d, message
	m.gate.Touch()
	return p
}

// exportFormats returns the formats for exporting the view. Their contents are those of
// this moment.
func exportFormats(m *Model) []exportFormat {
	p := still(m)
	list := each.Of(export.Formats(), func(f *export.Format) exportFormat {
		return exportFormat{f.Title(), f.Ending(), func() ([]byte, error) { return p.Render(*f) }}
	})
	if m.opts.Save != nil {
		x, ctx := m.shown(), m.opts.Shared.ctx
		list = append(list, exportFormat{"the whole answer as Markdown", ".md", func() ([]byte, error) { return x.Report(ctx) }})
		for _, f := range []result.Format{result.CSV, result.JSON} {
			list = append(list, exportFormat{"data as " + strings.ToUpper(string(f)), "." + string(f), func() ([]byte, error) { return x.Write(ctx, f) }})
		}
	}
	return list
}

// shown returns the session's view for data exports.
func (m *Model) shown() *result.Shown {
	x := &result.Shown{Engine: m.opts.Engine, State: m.st, Today: m.opts.Now(), Examples: m.opts.Verify, Verdicts: m.opts.Verdicts}
	x.State.Offer = m.answer.Selected
	for _, c := range m.answer.Drawn {
		x.Drawn = append(x.Drawn, c.Offer)
	}
	return x
}

// openExport opens the export menu.
func openExport(m *Model) {
	x := &exporting{menu: &menu{}, formats: exportFormats(m)}
	d := x.menu
	d.subject = x
	d.box.Title, d.box.Prompt, d.box.NoteAt = "Export this view", "file: ", 36
	for i, f := range x.formats {
		d.add(palette.Item{Text: f.title, Note: f.ending}, func(m *Model) tea.Cmd {
			m.dialog = d // the dialog stays until the file is written
			d.box.At = i
			x.about(m)
			return x.save(m)
		})
	}
	d.line.set(fileName(m) + x.formats[0].ending)
	d.open(m)
}

// fileName proposes a file name without an ending.
func fileName(m *Model) string {
	name := "crossover-" + strings.ToLower(m.st.Screen.String())
	if m.st.Screen != state.Layout {
		name += "-" + m.st.Scenario.SelectedPart().Name
	}
	return name
}

// typed keeps all formats in the menu, whatever the file name.
func (e *exporting) typed(*Model) {
	d := e.menu
	d.hits = palette.Match(d.items, "")
	d.box.Len, d.box.At = len(d.hits), e.at
}

// about gives the name the ending of the selected format, and updates the message.
func (e *exporting) about(m *Model) {
	d := e.menu
	was := e.formats[e.at].ending
	e.at = d.box.At
	if name, ok := strings.CutSuffix(d.line.String(), was); ok {
		d.line.set(name + e.formats[e.at].ending)
	}
	e.tell("")
	if m.opts.Save == nil {
		e.tell("this session cannot write files; " + m.keys.key("copy") + " copies through the terminal")
	}
}

// tell shows an error, or else where the file goes.
func (e *exporting) tell(wrong string) {
	box := &e.menu.box
	box.Line, box.Cursor = e.menu.line.String(), e.menu.line.at
	box.Message, box.Bad = cmp.Or(wrong, "goes to the folder crossover runs in; existing files are left alone"), wrong != ""
}

// key moves to the next format on tab, as nothing can be completed. While a file is being
// written other keys than enter close the dialog and do what they do without it.
func (e *exporting) key(m *Model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch k := msg.String(); {
	case e.saving && k != "enter" && k != "esc":
		m.closeDialog()
		return m.onKey(msg), true
	case k == "tab":
		e.menu.move(m, 1)
		return nil, true
	}
	return nil, false
}

// save writes the file off the loop.
func (e *exporting) save(m *Model) tea.Cmd {
	name, write, f := strings.TrimSpace(e.menu.line.String()), m.opts.Save, e.formats[e.at]
	switch {
	case write == nil, e.saving:
		return nil
	case name == "" || name == f.ending:
		e.tell("the file needs a name")
		return nil
	}
	e.saving, e.menu.box.Message = true, "writing"
	return func() tea.Msg {
		content, err := f.content()
		path := ""
		if err == nil {
			path, err = write(name, content)
		}
		return doneMsg(func() { e.saved(m, name, path, len(content), err) })
	}
}

// saved reports the result: an error in the dialog if that is still open, and otherwise
// in the footer.
func (e *exporting) saved(m *Model, name, path string, bytes int, err error) {
	e.saving = false
	open := m.dialog == dialog(e.menu)
	switch {
	case err == nil:
		if open {
			m.closeDialog()
		}
		m.say(fmt.Sprintf("wrote %s, %s", path, format.AppendKB(nil, float64(bytes)/1000)))
	case open && errors.Is(err, fs.ErrExist):
		e.menu.line.set(nextName(name))
		e.tell(name + " exists; enter writes this one instead")
	case open:
		e.tell(err.Error())
	default:
		m.sayBad("not written: " + err.Error())
	}
}

// nextName returns the next name to try after one that exists: it adds or increments a
// number before the ending.
func nextName(name string) string {
	stem, ending := name, ""
	if i := strings.LastIndexByte(name, '.'); i > strings.LastIndexAny(name, `/\`)+1 {
		stem, ending = name[:i], name[i:]
	}
	n := 2
	if i := strings.LastIndexByte(stem, '-'); i > 0 {
		if old, err := strconv.Atoi(stem[i+1:]); err == nil && old > 0 && old < 1e6 {
			stem, n = stem[:i], old+1
		}
	}
	return stem + "-" + strconv.Itoa(n) + ending
}

func (e *exporting) hints() []pane.Hint {
	return []pane.Hint{{Key: "enter", Does: "write it"}, {Key: "up/down", Does: "format"}, {Key: "esc", Does: "close"}}
}

// reportOf returns the session's view for text exports.
func reportOf(m *Model) *result.View {
	m.current()
	v := &result.View{
		Query: result.New(m.opts.Engine, &m.st.Scenario, m.opts.Now()), Axis: m.st.Axis, Answer: m.answer, Recommended: &m.layout, Said: m.said.Text(),
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
		{"a decision record", "the answer, the terms, votes and dissent, as Markdown", func(m *Model) string { return reportOf(m).Decision(m.opts.Now(), m.room.Votes()) }},
	}
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

// Snapshot returns a picture of a session without a terminal, after all background work
// has finished. The clock o.Now must advance. It panics if background work does.
func Snapshot(ctx context.Context, o Options) (*export.Picture, error) {
	m := New(o)
	m.Paint() // the first frame determines the background work
	if err := settle(ctx, m); err != nil {
		return nil, err
	}
	return picture(m), nil
}

// settle runs the session's commands until none is left.
func settle(ctx context.Context, m *Model) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	messages, failed, waiting := make(chan tea.Msg), make(chan any), 0
	start := func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		waiting++
		go func() {
			defer func() {
				if r := recover(); r != nil {
					select {
					case failed <- r:
					case <-ctx.Done():
					}
				}
			}()
			select {
			case messages <- cmd():
			case <-ctx.Done():
			}
		}()
	}
	step := func(msg tea.Msg) {
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, cmd := range batch {
				start(cmd)
			}
			return
		}
		cmd := m.Update(msg)
		m.Paint()
		start(cmd)
	}
	for step(nil); waiting > 0; waiting-- {
		select {
		case msg := <-messages:
			step(msg)
		case r := <-failed:
			panic(r) // the caller can recover it
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// picture returns a copy of the screen.
func picture(m *Model) *export.Picture {
	th := &m.opts.Themes[m.theme]
	return &export.Picture{
		Buffer: m.buffer.Clone(), Table: m.canvas.Style.Table, Foreground: th.Foreground, Background: th.Background,
		Title: "crossover: " + m.st.Screen.String(), Description: describe(m),
	}
}

// describe describes a picture of the screen in a sentence or two.
func describe(m *Model) string {
	sc, e := &m.st.Scenario, m.opts.Engine
	text := "Scenario " + sc.String()
	if *sc == scenario.Default() {
		text = "The default scenario"
	}
	text += fmt.Sprintf(", part %s, on list prices of %s.", sc.SelectedPart().Name, e.Catalog().AsOf)
	if o := m.answer.Cheapest(); o >= 0 && m.st.Screen == state.Explore {
		text += fmt.Sprintf(" Cheapest: %s, %s a month.", e.Offer(o).Title, m.canvas.Money.Append(nil, m.answer.Estimates[o].Monthly))
	}
	return text
}
