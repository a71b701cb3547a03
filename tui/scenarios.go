package tui

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui/palette"
	"crossover/tui/pane"
)

// Library keeps the user's own scenarios. Its methods run off the loop.
type Library interface {
	// List returns the scenarios, in the order of their names, and a line for
	// each file that is there and holds none.
	List() (own []scenario.Saved, faults []string)
	// Save keeps a scenario; a title and a description that it lacks it gets. One
	// that is kept already under its name is fs.ErrExist, unless it is to be
	// replaced.
	Save(s scenario.Saved, replace bool) (path string, err error)
	// Delete removes a scenario.
	Delete(name string) (path string, err error)
}

// owned are the user's own scenarios, as far as they are known.
type owned struct {
	list   []scenario.Saved
	faults []string
}

// listedMsg brings the user's own scenarios.
type listedMsg owned

// keptMsg says what became of a scenario that was to be kept or deleted.
type keptMsg struct {
	from *shelf
	// saved is the scenario, and did what was to be done with it.
	saved scenario.Saved
	did   string
	path  string
	err   error
}

// listOwn reads the user's own scenarios.
func listOwn(m *Model) tea.Cmd {
	l := m.opts.Library
	if l == nil {
		return nil
	}
	return func() tea.Msg {
		own, faults := l.List()
		return listedMsg{own, faults}
	}
}

// presets are the scenarios to start from, the user's own last.
func presets(m *Model) []scenario.Saved { return slices.Concat(m.opts.Presets, m.own.list) }

// shelf is the subject of the menu of scenarios: the user's own and those that
// are shipped, to load, and names to save the one shown by.
type shelf struct {
	menu *menu
	// at are the scenarios of the choices, by their IDs.
	at map[int]shelved
	// keeps is set where the session has a library.
	keeps bool
	// busy is set while a file is written or removed.
	busy bool
}

// savingID is the ID of the choice that saves.
const savingID = 0

// shelved is a scenario of the menu.
type shelved struct {
	scenario.Saved
	own bool
}

// openScenarios opens the menu, and has the user's files read again.
func openScenarios(m *Model) tea.Cmd {
	x := &shelf{menu: &menu{toggle: m.keys.of("scenarios")}, keeps: m.opts.Library != nil}
	d := x.menu
	d.subject = x
	d.box.Title, d.box.Note, d.box.Prompt, d.box.NoteAt = "Scenarios", "type a name to save this one", "name: ", 26
	if !x.keeps {
		d.box.Note, d.box.Prompt = "", "/ "
	}
	x.fill(m)
	d.open(m)
	return listOwn(m)
}

// fill puts the scenarios there are into the menu.
func (x *shelf) fill(m *Model) {
	d := x.menu
	d.items, d.does, x.at = nil, []func(*Model) tea.Cmd{savingID: func(m *Model) tea.Cmd { return x.save(m, false) }}, map[int]shelved{}
	put := func(title string, list []scenario.Saved, own bool) {
		if len(list) > 0 {
			d.items = append(d.items, palette.Item{Text: title, Heading: true})
		}
		for _, s := range list {
			x.at[len(d.does)] = shelved{s, own}
			d.add(palette.Item{Text: s.Name, Note: s.Title}, just(func(m *Model) { loadScenario(m, &s) }))
		}
	}
	put("Yours", m.own.list, true)
	if len(m.own.faults) > 0 {
		d.items = append(d.items, palette.Item{Text: "Cannot be read", Heading: true})
	}
	for _, fault := range m.own.faults {
		file, what, _ := strings.Cut(fault, ": ")
		d.add(palette.Item{Text: file, Note: what}, just(func(m *Model) { m.sayBad(fault) }))
	}
	put("Shipped", m.opts.Presets, false)
}

// refill shows what there is now, with the line and the choice as they were.
func (x *shelf) refill(m *Model) {
	d := x.menu
	was, moved := x.selected().Name, d.moved
	x.fill(m)
	d.refresh(m)
	if !moved {
		return
	}
	for i, h := range d.hits {
		if s, ok := x.at[d.shown[h.Item].ID]; ok && s.Name == was {
			d.box.At, d.moved = i, true
		}
	}
	x.about(m)
}

// selected is the scenario selected, if one is.
func (x *shelf) selected() shelved {
	d := x.menu
	if d.box.At < len(d.hits) {
		if it := &d.shown[d.hits[d.box.At].Item]; !it.Heading {
			return x.at[it.ID]
		}
	}
	return shelved{}
}

// typed puts saving under the name in the line first. It is selected where the
// name is not a part of others.
func (x *shelf) typed(m *Model) {
	d := x.menu
	name := nameOf(d.line.String())
	if name == "" || !x.keeps || named(m.opts.Presets, name) {
		return
	}
	it := palette.Item{Text: "save as " + name, Note: m.st.Scenario.Brief(), ID: savingID}
	if named(m.own.list, name) {
		it.Text = "replace " + name
	}
	d.shown = append(slices.Clip(d.shown), it)
	d.hits = append([]palette.Hit{{Item: len(d.shown) - 1}}, d.hits...)
	d.box.Len, d.box.At = len(d.hits), 0
	if len(d.hits) > 1 && strings.Contains(d.shown[d.hits[1].Item].Text, name) {
		d.box.At = 1
	}
}

// about describes the selected choice in the message under the choices.
func (x *shelf) about(m *Model) {
	box, s := &x.menu.box, x.selected()
	box.Bad = false
	switch name := nameOf(x.menu.line.String()); {
	case x.busy:
		box.Message = "writing"
	case !x.keeps:
		box.Message = "this session keeps no files; " + m.keys.key("copy") + " copies this scenario as a command"
	case named(m.opts.Presets, name):
		box.Message = name + " is built in and stays; choose another name to save this scenario"
	case s.Name != "" && (m.width < pane.LeastNotes || len(s.Tokens) == 0):
		box.Message = s.Title
	case s.Name != "":
		box.Message = strings.Join(s.Tokens, " ")
	default:
		box.Message = "keeps the scenario shown, to load it here or with preset=NAME"
	}
}

// key deletes, where there is nothing to delete in the line.
func (x *shelf) key(m *Model, msg tea.KeyPressMsg) (cmd tea.Cmd, done bool) {
	d := x.menu
	if k := msg.String(); k != "delete" && k != "ctrl+d" || d.line.at < len(d.line.text) {
		return nil, false
	}
	switch s := x.selected(); {
	case x.busy || s.Name == "":
	case !s.own:
		d.box.Message, d.box.Bad = s.Name+" is built in and stays", true
	default:
		x.ask(m, "Delete "+s.Name+"?", "keep it", "delete it for good", func(m *Model) tea.Cmd { return x.remove(m, s.Saved) })
	}
	return nil, true
}

// ask asks whether something that cannot be undone is meant.
func (x *shelf) ask(m *Model, question, no, yes string, do func(*Model) tea.Cmd) {
	d := &menu{back: x.menu}
	back := func(m *Model) { m.dialog = x.menu }
	d.box.Title, d.box.Prompt = question, "/ "
	d.add(palette.Item{Text: no}, just(back))
	d.add(palette.Item{Text: yes, Note: "this cannot be undone"}, func(m *Model) tea.Cmd {
		back(m)
		return do(m)
	})
	d.open(m)
}

// save keeps the scenario shown under the name in the line.
func (x *shelf) save(m *Model, replace bool) tea.Cmd {
	m.dialog = x.menu // it stays until it is done
	text := strings.TrimSpace(x.menu.line.String())
	s := scenario.Saved{Name: nameOf(text), Tokens: m.st.Scenario.Tokens()}
	if text != s.Name {
		s.Title = text
	}
	switch {
	case x.busy:
		return nil
	case !replace && named(m.own.list, s.Name):
		x.askReplace(m, s.Name)
		return nil
	}
	x.busy = true
	x.about(m)
	l := m.opts.Library
	return func() tea.Msg {
		path, err := l.Save(s, replace)
		return keptMsg{x, s, "saved", path, err}
	}
}

// askReplace asks whether a scenario of one's own is to be replaced.
func (x *shelf) askReplace(m *Model, name string) {
	x.ask(m, "You have a scenario "+name, "keep it", "replace it with the one shown", func(m *Model) tea.Cmd { return x.save(m, true) })
}

// remove deletes a scenario of the user's.
func (x *shelf) remove(m *Model, s scenario.Saved) tea.Cmd {
	x.busy = true
	x.about(m)
	l := m.opts.Library
	return func() tea.Msg {
		path, err := l.Delete(s.Name)
		return keptMsg{x, s, "deleted", path, err}
	}
}

// hints are what the keys do in the menu.
func (x *shelf) hints() []pane.Hint {
	list := []pane.Hint{{Key: "enter", Does: "do it"}}
	if x.keeps {
		list = append(list, pane.Hint{Key: "delete", Does: "delete"})
	}
	return append(list, pane.Hint{Key: "esc", Does: "close"}, pane.Hint{Key: "up/down", Does: "select"})
}

// scenarioKept says what became of a scenario, and reads the files again.
func scenarioKept(m *Model, msg keptMsg) tea.Cmd {
	x := msg.from
	x.busy = false
	open := m.dialog == dialog(x.menu)
	switch {
	case msg.err == nil:
		if open && msg.did == "saved" {
			m.closeDialog()
		}
		m.say(fmt.Sprintf("%s %s: %s", msg.did, msg.saved.Name, msg.path))
	case open && errors.Is(msg.err, fs.ErrExist):
		x.askReplace(m, msg.saved.Name)
	case open:
		x.menu.box.Message, x.menu.box.Bad = msg.err.Error(), true
	default:
		m.sayBad(msg.err.Error())
	}
	m.gate.Touch()
	return listOwn(m)
}

// scenariosListed takes in the user's own scenarios.
func scenariosListed(m *Model, msg listedMsg) {
	m.own = owned(msg)
	if d, ok := m.dialog.(*menu); ok {
		if x, ok := d.subject.(*shelf); ok && !d.box.Bad {
			x.refill(m)
		}
	}
	m.gate.Touch()
}

// loadScenario shows a scenario that was kept or shipped.
func loadScenario(m *Model, s *scenario.Saved) {
	sc, err := s.Scenario()
	if err == nil {
		err = m.opts.Engine.Check(&sc)
	}
	if err != nil {
		m.sayBad(s.Name + ": " + err.Error())
		return
	}
	m.setScenario(sc)
	m.say(s.Title + "; " + m.keys.key("undo") + " takes it back")
}

// named reports whether one of the scenarios has a name.
func named(list []scenario.Saved, name string) bool {
	return slices.ContainsFunc(list, func(s scenario.Saved) bool { return s.Name == name })
}

// longestName is the longest name that a scenario can have.
const longestName = 60

// nameOf makes a name in kebab case of what was typed.
func nameOf(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	name := strings.Join(words, "-")
	return strings.TrimRight(name[:min(len(name), longestName)], "-")
}
