package tui

import (
	"slices"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/cell"
)

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
