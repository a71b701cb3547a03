package tui

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/tui/cell"
	"crossover/tui/palette"
	"crossover/tui/pane"
)

// dialog is a box over the screen that receives keys and mouse until it is closed.
type dialog interface {
	key(m *Model, msg tea.KeyPressMsg) tea.Cmd
	// paste receives pasted text.
	paste(m *Model, text string)
	// press receives clicks, also those beside the dialog.
	press(m *Model, x, y int) tea.Cmd
	// wheel receives turns of the wheel; up is positive.
	wheel(m *Model, n int)
	paint(m *Model)
	// hints returns the key hints.
	hints() []pane.Hint
}

// talking reports whether a dialog is visible; a summary has no room for one.
func (m *Model) talking() bool { return m.dialog != nil && !m.rects.Summary }

func (m *Model) closeDialog() { m.dialog = nil }

// onPaste passes pasted text to a dialog. Text with tokens, such as a copied command,
// opens the palette, where enter accepts it. Any other paste is ignored.
func (m *Model) onPaste(text string) {
	if m.dialog == nil && !m.filtering && !m.focused().Editing() && strings.Contains(text, "=") {
		openPalette(m)
	}
	if m.talking() {
		m.dialog.paste(m, text)
		m.gate.Touch()
	}
}

// line is a line of text input.
type line struct {
	text []rune
	at   int // the cursor
}

// longestLine limits typed and pasted text.
const longestLine = 300

// String returns the text.
func (l *line) String() string { return string(l.text) }

// set replaces the text.
func (l *line) set(s string) {
	l.text, l.at = nil, 0
	l.insert(s)
}

// insert inserts text at the cursor. It keeps only characters one column wide, since only
// those can be shown unchanged.
func (l *line) insert(s string) {
	for _, r := range s {
		if unicode.IsSpace(r) {
			r = ' '
		}
		if len(l.text) < longestLine && unicode.IsPrint(r) && cell.RuneWidth(r) == 1 {
			l.text = slices.Insert(l.text, l.at, r)
			l.at++
		}
	}
}

// cut deletes the text between from and the cursor.
func (l *line) cut(from int) {
	l.text = slices.Delete(l.text, from, l.at)
	l.at = from
}

// key edits the line, and reports whether it used the key. In an empty line backspace is
// not used, so that it can close a dialog.
func (l *line) key(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "left", "ctrl+b":
		l.at = max(l.at-1, 0)
	case "right", "ctrl+f":
		l.at = min(l.at+1, len(l.text))
	case "home", "ctrl+a":
		l.at = 0
	case "end", "ctrl+e":
		l.at = len(l.text)
	case "backspace":
		if len(l.text) == 0 {
			return false
		}
		l.cut(max(l.at-1, 0))
	case "delete", "ctrl+d":
		if l.at < len(l.text) {
			l.at++
			l.cut(l.at - 1)
		}
	case "ctrl+w":
		l.cut(l.word())
	case "ctrl+u":
		l.cut(0)
	default:
		if msg.Text == "" {
			return false
		}
		l.insert(msg.Text)
	}
	return true
}

// word returns the start of the word before the cursor.
func (l *line) word() int {
	i := l.at
	for i > 0 && l.text[i-1] == ' ' {
		i--
	}
	for i > 0 && l.text[i-1] != ' ' {
		i--
	}
	return i
}

// menu is a dialog for choosing: typing filters the choices, and enter or a click runs
// one.
type menu struct {
	box  pane.Menu
	line line
	// items are all choices, and does holds their functions by ID.
	items []palette.Item
	does  []func(*Model) tea.Cmd
	// toggle is the binding that opened the menu; it also closes it.
	toggle *key.Binding
	// commands also accepts a command in the input line.
	commands bool
	// subject, if any, extends the menu, and back is the dialog to return to, or nil.
	subject subject
	back    dialog

	shown []palette.Item // items, and those derived from the input line
	hits  []palette.Hit
	// command is the command in the input line, and wrong the error in it.
	command palette.Command
	wrong   error
	moved   bool // whether the user moved the selection
}

// subject extends a menu.
type subject interface {
	// typed adds choices derived from the input line, after those that match it.
	typed(m *Model)
	// about describes the selected choice.
	about(m *Model)
	// key receives keys first, and reports whether it used one.
	key(m *Model, msg tea.KeyPressMsg) (cmd tea.Cmd, done bool)
	hints() []pane.Hint
}

func (d *menu) add(it palette.Item, do func(*Model) tea.Cmd) {
	it.ID = len(d.does)
	d.items, d.does = append(d.items, it), append(d.does, do)
}

// open shows the menu if there is room.
func (d *menu) open(m *Model) {
	if m.rects.Summary {
		return
	}
	d.box.Row = d.row
	d.refresh(m)
	m.dialog = d
}

// row returns a choice for drawing.
func (d *menu) row(i int) pane.Choice {
	h := d.hits[i]
	it := &d.shown[h.Item]
	return pane.Choice{Text: it.Text, Note: it.Note, Key: it.Key, Heading: it.Heading, Marks: h.Marks}
}

// refresh updates the choices for the input line.
func (d *menu) refresh(m *Model) {
	text := d.line.String()
	d.shown, d.box.Message, d.box.Bad = d.items, "", false
	d.command, d.wrong = palette.Command{}, palette.ErrNoCommand
	if d.commands {
		h := commandsHere(m)
		d.shown = append(palette.Values(text, h), d.items...)
		d.command, d.wrong = palette.Parse(text, h)
	}
	d.hits = palette.Match(d.shown, text)
	switch {
	case d.wrong == nil:
		d.offerCommand()
	case !errors.Is(d.wrong, palette.ErrNoCommand):
		d.box.Message = d.wrong.Error()
	case len(d.hits) == 0:
		d.box.Message = "nothing matches"
	}
	d.box.Line, d.box.Cursor = text, d.line.at
	d.box.Len, d.box.At, d.moved = len(d.hits), 0, false
	if d.subject != nil {
		d.subject.typed(m)
	}
	d.box.Move(0)
	d.tell(m)
}

// tell lets the subject describe the selected choice.
func (d *menu) tell(m *Model) {
	if d.subject != nil {
		d.subject.about(m)
	}
}

func (d *menu) close(m *Model) { m.dialog = d.back }

// offerCommand puts the command in the input line first.
func (d *menu) offerCommand() {
	it := palette.Item{Text: d.command.String(), Note: "enter does it", ID: runLine}
	d.shown = append(d.shown, it)
	d.hits = append([]palette.Hit{{Item: len(d.shown) - 1}}, d.hits...)
}

// runLine is the ID of the choice that runs the command in the input line.
const runLine = -2

func (d *menu) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	if d.subject != nil {
		if cmd, done := d.subject.key(m, msg); done {
			return cmd
		}
	}
	empty := len(d.line.text) == 0
	switch s := msg.String(); {
	case s == "esc", s == "backspace" && empty, d.toggle != nil && key.Matches(msg, *d.toggle) && (empty || msg.Text == ""):
		d.close(m)
	case s == "up":
		d.move(m, -1)
	case s == "down":
		d.move(m, 1)
	case s == "pgup":
		d.move(m, -d.box.Page())
	case s == "pgdown":
		d.move(m, d.box.Page())
	case s == "tab":
		d.complete(m)
	case s == "enter":
		return d.enter(m)
	case d.line.key(msg):
		d.refresh(m)
	}
	return nil
}

func (d *menu) paste(m *Model, text string) {
	d.line.insert(text)
	d.refresh(m)
}

func (d *menu) press(m *Model, x, y int) tea.Cmd {
	if !d.rect(m).Contains(x, y) {
		d.close(m)
		return nil
	}
	if i, ok := d.box.RowAt(x, y); ok {
		return d.choose(m, i)
	}
	return nil
}

func (d *menu) wheel(m *Model, n int) { d.move(m, -n) }

// move moves the selection by n.
func (d *menu) move(m *Model, n int) {
	d.box.Move(n)
	d.moved = true
	d.tell(m)
}

// enter runs the selected choice. After an invalid command it does not run the first
// choice, unless the name of that starts with the text typed.
func (d *menu) enter(m *Model) tea.Cmd {
	wrongly := d.wrong != nil && !errors.Is(d.wrong, palette.ErrNoCommand)
	if at := d.box.At; wrongly && !d.moved && at < len(d.hits) && !strings.HasPrefix(d.shown[d.hits[at].Item].Text, d.line.String()) {
		d.box.Bad = true
		return nil
	}
	return d.choose(m, d.box.At)
}

// complete copies the selected choice into the input line.
func (d *menu) complete(m *Model) {
	if d.box.At < len(d.hits) {
		it := &d.shown[d.hits[d.box.At].Item]
		if it.ID != runLine {
			d.line.set(it.Text)
			d.refresh(m)
		}
	}
}

// choose runs the choice in a row.
func (d *menu) choose(m *Model, row int) tea.Cmd {
	if row >= len(d.hits) {
		d.box.Bad = d.box.Message != ""
		return nil
	}
	it := &d.shown[d.hits[row].Item]
	switch {
	case it.Heading:
		return nil
	case it.Fill != "":
		d.line.set(it.Fill)
		d.refresh(m)
		return nil
	case it.ID == runLine:
		m.closeDialog()
		return runCommand(m, d.command)
	case it.ID < 0:
		c, err := palette.Parse(it.Text, commandsHere(m))
		if err != nil {
			d.box.Message, d.box.Bad = err.Error(), true
			return nil
		}
		m.closeDialog()
		return runCommand(m, c)
	}
	m.closeDialog()
	return d.does[it.ID](m)
}

// The limits of the width of a column in a menu with columns.
const minColumn, maxColumn = 38, 40

// rect returns the rectangle of the menu: as high as its choices need, within the screen.
func (d *menu) rect(m *Model) cell.Rect {
	w, n := min(m.width, 92), len(d.items)
	if d.box.Column > 0 {
		across := max(1, min((m.width-4)/minColumn, 3))
		d.box.Column = min((m.width-3)/across, maxColumn)
		w, n = min(m.width, across*d.box.Column+3), (n+across-1)/across
	} else {
		n = min(n, 16)
	}
	h := min(n+4, m.height-2)
	return cell.Rect{X: (m.width - w) / 2, Y: max(1, (m.height-h)/3), W: w, H: h}
}

func (d *menu) paint(m *Model) { d.box.Draw(&m.canvas, d.rect(m)) }

func (d *menu) hints() []pane.Hint {
	if d.subject != nil {
		return d.subject.hints()
	}
	list := []pane.Hint{{Key: "enter", Does: "do it"}, {Key: "up/down", Does: "select"}}
	if d.commands {
		list = append(list, pane.Hint{Key: "tab", Does: "complete"})
	}
	return append(list, pane.Hint{Key: "esc", Does: "close"})
}
