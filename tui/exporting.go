package tui

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/cell"
	"crossover/tui/export"
	"crossover/tui/format"
	"crossover/tui/pane"
	"crossover/tui/result"
	"crossover/tui/state"
)

// exportFormat is a format of the export dialog.
type exportFormat struct {
	title, ending string
	// content makes the file; it runs off the loop.
	content func() ([]byte, error)
}

// exporting is the dialog that writes what is shown to a file.
type exporting struct {
	box     pane.Menu
	line    line
	formats []exportFormat
	// saving is set while a file is written.
	saving bool
}

// still is a picture of the screen as it is without a dialog.
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

// exportFormats are the formats in which the view can be written. Their
// contents are those of the moment they are asked for.
func exportFormats(m *Model) []exportFormat {
	p := still(m)
	var list []exportFormat
	for _, f := range export.Formats() {
		list = append(list, exportFormat{f.Title(), f.Ending(), func() ([]byte, error) { return p.Render(f) }})
	}
	if m.opts.Save != nil {
		x, ctx := m.shown(), m.opts.Shared.ctx
		list = append(list, exportFormat{"the whole answer as Markdown", ".md", func() ([]byte, error) { return x.Report(ctx) }})
		for _, f := range []result.Format{result.CSV, result.JSON} {
			list = append(list, exportFormat{"data as " + strings.ToUpper(string(f)), "." + string(f), func() ([]byte, error) { return x.Write(ctx, f) }})
		}
	}
	return list
}

// shown is what the screen shows, for data.
func (m *Model) shown() *result.Shown {
	x := &result.Shown{Engine: m.opts.Engine, State: m.st, Today: m.opts.Now(), Examples: m.opts.Verify, Verdicts: m.opts.Verdicts}
	x.State.Offer = m.answer.Selected
	for _, c := range m.answer.Drawn {
		x.Drawn = append(x.Drawn, c.Offer)
	}
	return x
}

// openExport opens the dialog.
func openExport(m *Model) {
	if m.rects.Summary {
		return
	}
	d := &exporting{formats: exportFormats(m)}
	d.box.Title, d.box.Prompt, d.box.NoteAt = "Export this view", "file: ", 36
	d.box.Len, d.box.Row = len(d.formats), func(i int) pane.Choice {
		return pane.Choice{Text: d.formats[i].title, Note: d.formats[i].ending}
	}
	d.line.set(fileName(m) + d.formats[0].ending)
	d.tell("")
	if m.opts.Save == nil {
		d.tell(cannotWrite(m))
	}
	m.dialog = d
}

// cannotWrite says that there are no files here, and what there is.
func cannotWrite(m *Model) string {
	return "this session cannot write files; " + m.keys.key("copy") + " copies by way of the terminal"
}

// fileName proposes a name, without its ending.
func fileName(m *Model) string {
	name := "crossover-" + strings.ToLower(m.st.Screen.String())
	if m.st.Screen != state.Layout {
		name += "-" + m.st.Scenario.SelectedPart().Name
	}
	return name
}

// tell shows a message in the dialog, or what it is for.
func (d *exporting) tell(message string) {
	d.box.Message, d.box.Bad = message, message != ""
	if message == "" {
		d.box.Message = "goes to the folder crossover runs in; existing files are left alone"
	}
	d.refresh()
}

func (d *exporting) refresh() { d.box.Line, d.box.Cursor = d.line.String(), d.line.at }

// move selects another format, and gives the name its ending.
func (d *exporting) move(n int) {
	was := d.formats[d.box.At].ending
	d.box.Move(n)
	if name, ok := strings.CutSuffix(d.line.String(), was); ok {
		d.line.set(name + d.formats[d.box.At].ending)
	}
	d.tell("")
}

func (d *exporting) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	switch s := msg.String(); {
	case s == "ctrl+c":
		return tea.Quit
	case s == "esc", s == "backspace" && len(d.line.text) == 0:
		m.closeDialog()
	case s == "up":
		d.move(-1)
	case s == "down", s == "tab":
		d.move(1)
	case s == "enter":
		return d.save(m)
	case d.line.key(msg):
		d.tell("")
	}
	return nil
}

func (d *exporting) paste(_ *Model, text string) {
	d.line.insert(text)
	d.tell("")
}

// press selects a format, writes the file where it is selected already, and
// closes the dialog from outside.
func (d *exporting) press(m *Model, x, y int) tea.Cmd {
	i, ok := d.box.RowAt(x, y)
	switch {
	case ok && i == d.box.At:
		return d.save(m)
	case ok:
		d.move(i - d.box.At)
	case !d.rect(m).Contains(x, y):
		m.closeDialog()
	}
	return nil
}

func (d *exporting) wheel(_ *Model, n int) { d.move(-n) }

// save writes the file off the loop.
func (d *exporting) save(m *Model) tea.Cmd {
	name, write, f := strings.TrimSpace(d.line.String()), m.opts.Save, d.formats[d.box.At]
	switch {
	case write == nil:
		d.tell(cannotWrite(m))
		return nil
	case name == "" || name == f.ending:
		d.tell("the file needs a name")
		return nil
	case d.saving:
		return nil
	}
	d.saving, d.box.Message, d.box.Bad = true, "writing", false
	return func() tea.Msg {
		content, err := f.content()
		path := ""
		if err == nil {
			path, err = write(name, content)
		}
		return doneMsg(func() { d.saved(m, name, path, len(content), err) })
	}
}

// saved says what became of a file: where it was not written in the dialog, if
// that is still open.
func (d *exporting) saved(m *Model, name, path string, bytes int, err error) {
	d.saving = false
	open := m.dialog == dialog(d)
	switch {
	case err == nil:
		if open {
			m.closeDialog()
		}
		m.say(fmt.Sprintf("wrote %s, %s", path, format.AppendKB(nil, float64(bytes)/1000)))
	case open && errors.Is(err, fs.ErrExist):
		d.line.set(nextName(name))
		d.tell(name + " exists; enter writes this one instead")
	case open:
		d.tell(err.Error())
	default:
		m.sayBad("not written: " + err.Error())
	}
}

// nextName is the name to try after one that is taken: a number before the
// ending, one more than the number there.
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

func (d *exporting) rect(m *Model) cell.Rect {
	w, h := min(m.width, 76), min(len(d.formats)+4, m.height-2)
	return cell.Rect{X: (m.width - w) / 2, Y: max(1, (m.height-h)/3), W: w, H: h}
}

func (d *exporting) paint(m *Model) { d.box.Draw(&m.canvas, d.rect(m)) }

func (d *exporting) hints() []pane.Hint {
	return []pane.Hint{{Key: "enter", Does: "write it"}, {Key: "up/down", Does: "format"}, {Key: "esc", Does: "close"}}
}
