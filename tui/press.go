package tui

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// keyNames are the keys with names in hints.
var keyNames = map[string]rune{
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd,
	"pgup": tea.KeyPgUp, "pgdn": tea.KeyPgDown, "pgdown": tea.KeyPgDown, "tab": tea.KeyTab, "enter": tea.KeyEnter, "esc": tea.KeyEscape,
	"backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "space": tea.KeySpace,
	"f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "f5": tea.KeyF5, "f6": tea.KeyF6,
	"f7": tea.KeyF7, "f8": tea.KeyF8, "f9": tea.KeyF9, "f10": tea.KeyF10, "f11": tea.KeyF11, "f12": tea.KeyF12,
}

// keyPress returns the message of a key by its name in bindings and hints; ok is false if
// there is no such key.
func keyPress(name string) (msg tea.KeyPressMsg, ok bool) {
	for mod, bit := range map[string]tea.KeyMod{"ctrl+": tea.ModCtrl, "shift+": tea.ModShift, "alt+": tea.ModAlt} {
		if rest, found := strings.CutPrefix(name, mod); found && rest != "" {
			msg, ok = keyPress(rest)
			msg.Mod |= bit
			msg.Text = ""
			return msg, ok
		}
	}
	if code, named := keyNames[name]; named {
		return tea.KeyPressMsg{Code: code}, true
	}
	r, n := utf8.DecodeRuneInString(name)
	if n == 0 || n != len(name) {
		return msg, false
	}
	return tea.KeyPressMsg{Code: r, Text: name}, true
}
