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

// Library holds the user's own scenarios. Its methods run off the loop.
type Library interface {
	// List returns the scenarios sorted by name, and an error message for each file that
	// cannot be read.
	List() (own []scenario.Saved, faults []string)
	// Save saves a scenario, and adds a title and a description if it has none. The error
	// is fs.ErrExist if the name is taken and replace is not set.
	Save(s scenario.Saved, replace bool) (path string, err error)
	// Delete removes a scenario.
	Delete(name string) (path string, err error)
}

// owned holds the user's own scenarios read so far.
type owned struct {
	list   []scenario.Saved
	faults []string
}

// listOwn reads the user's own scenarios.
func listOwn(m *Model) tea.Cmd {
	l := m.opts.Library
	if l == nil {
		return nil
	}
	return func() tea.Msg {
		var own owned
		own.list, own.faults = l.List()
		return nextMsg(func() tea.Cmd {
			scenariosListed(m, own)
			return nil
		})
	}
}

// presets returns the built-in scenarios and the user's own.
func presets(m *Model) []scenario.Saved { return slices.Concat(m.opts.Presets, m.own.list) }

// shelf is the subject of the menu of scenarios: it loads the user's own and the built-in
// ones, and saves the current one.
type shelf struct {
	menu *menu
	// at has the scenarios of the choices, by ID.
	at map[int]shelved
	// keeps is set if the session has a library.
	keeps bool
	// busy is set while a file is being written or removed.
	busy bool
}

// savingID is the ID of the choice that saves.
const savingID = 0

// shelved is a scenario of the menu.
type shelved struct {
	scenario.Saved
	own bool
}

// openScenarios opens the menu, and reads the user's files again.
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

// fill puts the scenarios into the menu.
func (sh *shelf) fill(m *Model) {
	d := sh.menu
	d.items, d.does, sh.at = nil, []func(*Model) tea.Cmd{savingID: func(m *Model) tea.Cmd { return sh.save(m, false) }}, map[int]shelved{}
	put := func(title string, list []scenario.Saved, own bool) {
		if len(list) > 0 {
			d.items = append(d.items, palette.Item{Text: title, Heading: true})
		}
		for _, s := range list {
			sh.at[len(d.does)] = shelved{s, own}
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

// refill updates the menu, and keeps the input line and the selection.
func (sh *shelf) refill(m *Model) {
	d := sh.menu
	was, moved := sh.selected().Name, d.moved
	sh.fill(m)
	d.refresh(m)
	if !moved {
		return
	}
	for i, h := range d.hits {
		if s, ok := sh.at[d.shown[h.Item].ID]; ok && s.Name == was {
			d.box.At, d.moved = i, true
		}
	}
	sh.about(m)
}

// selected returns the selected scenario, or the zero value.
func (sh *shelf) selected() shelved {
	d := sh.menu
	if d.box.At < len(d.hits) {
		if it := &d.shown[d.hits[d.box.At].Item]; !it.Heading {
			return sh.at[it.ID]
		}
	}
	return shelved{}
}

// typed puts saving under the typed name first. It is selected unless the name is part of
// another.
func (sh *shelf) typed(m *Model) {
	d := sh.menu
	name := nameOf(d.line.String())
	if name == "" || !sh.keeps || named(m.opts.Presets, name) {
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

// about describes the selected choice in the message below the choices.
func (sh *shelf) about(m *Model) {
	box, s := &sh.menu.box, sh.selected()
	box.Bad = false
	switch name := nameOf(sh.menu.line.String()); {
	case sh.busy:
		box.Message = "writing"
	case !sh.keeps:
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

// key deletes the selected scenario, if the key has nothing to delete in the line.
func (sh *shelf) key(m *Model, msg tea.KeyPressMsg) (cmd tea.Cmd, done bool) {
	d := sh.menu
	if k := msg.String(); k != "delete" && k != "ctrl+d" || d.line.at < len(d.line.text) {
		return nil, false
	}
	switch s := sh.selected(); {
	case sh.busy || s.Name == "":
	case !s.own:
		d.box.Message, d.box.Bad = s.Name+" is built in and stays", true
	default:
		sh.ask(m, "Delete "+s.Name+"?", "keep it", "delete it for good", func(m *Model) tea.Cmd { return sh.remove(m, s.Saved) })
	}
	return nil, true
}

// ask asks for confirmation of something that cannot be undone.
func (sh *shelf) ask(m *Model, question, no, yes string, do func(*Model) tea.Cmd) {
	d := &menu{back: sh.menu}
	back := func(m *Model) { m.dialog = sh.menu }
	d.box.Title, d.box.Prompt = question, "/ "
	d.add(palette.Item{Text: no}, just(back))
	d.add(palette.Item{Text: yes, Note: "this cannot be undone"}, func(m *Model) tea.Cmd {
		back(m)
		return do(m)
	})
	d.open(m)
}

// save saves the current scenario under the typed name.
func (sh *shelf) save(m *Model, replace bool) tea.Cmd {
	m.dialog = sh.menu // the menu stays until the file is written
	text := strings.TrimSpace(sh.menu.line.String())
	s := scenario.Saved{Name: nameOf(text), Tokens: m.st.Scenario.Tokens()}
	if text != s.Name {
		s.Title = text
	}
	switch {
	case sh.busy:
		return nil
	case !replace && named(m.own.list, s.Name):
		sh.askReplace(m, s.Name)
		return nil
	}
	sh.busy = true
	sh.about(m)
	l := m.opts.Library
	return func() tea.Msg {
		path, err := l.Save(s, replace)
		return nextMsg(func() tea.Cmd { return sh.kept(m, "saved", s.Name, path, err) })
	}
}

// askReplace asks whether to replace a scenario of the user's.
func (sh *shelf) askReplace(m *Model, name string) {
	sh.ask(m, "You have a scenario "+name, "keep it", "replace it with the one shown", func(m *Model) tea.Cmd { return sh.save(m, true) })
}

// remove deletes one of the user's scenarios.
func (sh *shelf) remove(m *Model, s scenario.Saved) tea.Cmd {
	sh.busy = true
	sh.about(m)
	l := m.opts.Library
	return func() tea.Msg {
		path, err := l.Delete(s.Name)
		return nextMsg(func() tea.Cmd { return sh.kept(m, "deleted", s.Name, path, err) })
	}
}

// hints returns the key hints of the menu.
func (sh *shelf) hints() []pane.Hint {
	list := []pane.Hint{{Key: "enter", Does: "do it"}}
	if sh.keeps {
		list = append(list, pane.Hint{Key: "delete", Does: "delete"})
	}
	return append(list, pane.Hint{Key: "esc", Does: "close"}, pane.Hint{Key: "up/down", Does: "select"})
}

// kept shows that a scenario was saved or deleted, or why not, and reads the files again.
func (sh *shelf) kept(m *Model, did, name, path string, err error) tea.Cmd {
	sh.busy = false
	open := m.dialog == dialog(sh.menu)
	switch {
	case err == nil:
		if open && did == "saved" {
			m.closeDialog()
		}
		m.say(fmt.Sprintf("%s %s: %s", did, name, path))
	case open && errors.Is(err, fs.ErrExist):
		sh.askReplace(m, name)
	case open:
		sh.menu.box.Message, sh.menu.box.Bad = err.Error(), true
	default:
		m.sayBad(err.Error())
	}
	m.gate.Touch()
	return listOwn(m)
}

// scenariosListed updates the user's own scenarios.
func scenariosListed(m *Model, own owned) {
	m.own = own
	if d, ok := m.dialog.(*menu); ok {
		if x, ok := d.subject.(*shelf); ok && !d.box.Bad {
			x.refill(m)
		}
	}
	m.gate.Touch()
}

// loadScenario shows a saved or built-in scenario.
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

// named reports whether a list has a scenario with a name.
func named(list []scenario.Saved, name string) bool {
	return slices.ContainsFunc(list, func(s scenario.Saved) bool { return s.Name == name })
}

// longestName limits the length of a scenario's name.
const longestName = 60

// nameOf returns text as a name in kebab case.
func nameOf(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	name := strings.Join(words, "-")
	return strings.TrimRight(name[:min(len(name), longestName)], "-")
}
