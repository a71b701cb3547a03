package tui

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/export"
	"crossover/tui/format"
	"crossover/tui/palette"
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

// exporting is the subject of the menu that writes what is shown to a file, whose
// name is in the line.
type exporting struct {
	menu    *menu
	formats []exportFormat
	// at is the format chosen, whose ending the name has.
	at int
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
	x := &exporting{menu: &menu{}, formats: exportFormats(m)}
	d := x.menu
	d.subject = x
	d.box.Title, d.box.Prompt, d.box.NoteAt = "Export this view", "file: ", 36
	for i, f := range x.formats {
		d.add(palette.Item{Text: f.title, Note: f.ending}, func(m *Model) tea.Cmd {
			m.dialog = d // it stays until it is done
			d.box.At = i
			x.about(m)
			return x.save(m)
		})
	}
	d.line.set(fileName(m) + x.formats[0].ending)
	d.open(m)
}

// cannotWrite says that there are no files here, and what there is.
func cannotWrite(m *Model) string {
	return "this session cannot write files; " + m.keys.key("copy") + " copies through the terminal"
}

// fileName proposes a name, without its ending.
func fileName(m *Model) string {
	name := "crossover-" + strings.ToLower(m.st.Screen.String())
	if m.st.Screen != state.Layout {
		name += "-" + m.st.Scenario.SelectedPart().Name
	}
	return name
}

// typed leaves all formats whatever the name is.
func (x *exporting) typed(*Model) {
	d := x.menu
	d.hits = palette.Match(d.items, "")
	d.box.Len, d.box.At = len(d.hits), x.at
}

// about gives the name the ending of the format selected, and says what it is for.
func (x *exporting) about(m *Model) {
	d := x.menu
	was := x.formats[x.at].ending
	x.at = d.box.At
	if name, ok := strings.CutSuffix(d.line.String(), was); ok {
		d.line.set(name + x.formats[x.at].ending)
	}
	x.tell("")
	if m.opts.Save == nil {
		x.tell(cannotWrite(m))
	}
}

// tell shows what is wrong, or else what the menu is for.
func (x *exporting) tell(wrong string) {
	box := &x.menu.box
	box.Line, box.Cursor = x.menu.line.String(), x.menu.line.at
	box.Message, box.Bad = cmp.Or(wrong, "goes to the folder crossover runs in; existing files are left alone"), wrong != ""
}

// key goes to the next format with tab: there is nothing to complete.
func (x *exporting) key(m *Model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if msg.String() != "tab" {
		return nil, false
	}
	x.menu.move(m, 1)
	return nil, true
}

// save writes the file off the loop.
func (x *exporting) save(m *Model) tea.Cmd {
	name, write, f := strings.TrimSpace(x.menu.line.String()), m.opts.Save, x.formats[x.at]
	switch {
	case write == nil, x.saving:
		return nil
	case name == "" || name == f.ending:
		x.tell("the file needs a name")
		return nil
	}
	x.saving, x.menu.box.Message = true, "writing"
	return func() tea.Msg {
		content, err := f.content()
		path := ""
		if err == nil {
			path, err = write(name, content)
		}
		return doneMsg(func() { x.saved(m, name, path, len(content), err) })
	}
}

// saved says what became of a file: where it was not written in the dialog, if
// that is still open.
func (x *exporting) saved(m *Model, name, path string, bytes int, err error) {
	x.saving = false
	open := m.dialog == dialog(x.menu)
	switch {
	case err == nil:
		if open {
			m.closeDialog()
		}
		m.say(fmt.Sprintf("wrote %s, %s", path, format.AppendKB(nil, float64(bytes)/1000)))
	case open && errors.Is(err, fs.ErrExist):
		x.menu.line.set(nextName(name))
		x.tell(name + " exists; enter writes this one instead")
	case open:
		x.tell(err.Error())
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

func (x *exporting) hints() []pane.Hint {
	return []pane.Hint{{Key: "enter", Does: "write it"}, {Key: "up/down", Does: "format"}, {Key: "esc", Does: "close"}}
}
