package tui

import (
	"slices"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// Bindable is an action that keys can be bound to.
type Bindable struct {
	// Name is the name in settings, and Does describes the action.
	Name, Does string
	// Group is the heading in help.
	Group string
	// Keys are the current keys; there may be none.
	Keys []string
}

// Bindables returns the actions with their keys in k, in the order of help.
func (k *KeyMap) Bindables() []Bindable {
	var out []Bindable
	for _, a := range k.actions {
		out = append(out, Bindable{Name: a.name, Does: a.does, Group: a.group, Keys: slices.Clone(a.bind.Keys())})
	}
	return out
}

// interrupt is the key that always quits, whatever the user's bindings.
const interrupt = "ctrl+c"

// Bind replaces the keys of an action, and reports whether the action exists. Help and
// hints show the first key.
func (k *KeyMap) Bind(name string, keys []string) bool {
	i := slices.IndexFunc(k.actions, func(a action) bool { return a.name == name })
	if i < 0 {
		return false
	}
	if name == "quit" && !slices.Contains(keys, interrupt) {
		keys = append(slices.Clone(keys), interrupt)
	}
	k.actions[i].bindTo(keys...)
	return true
}

// KeyName returns the canonical name of a key, such as ctrl+z, shift+tab, f5, pgup or x;
// ok is false if the program does not know the key. Shift with a letter becomes a
// capital, and with ctrl letters are small. Digits and the dot, which type a slider's
// value, cannot be bound.
func KeyName(name string) (canonical string, ok bool) {
	msg, ok := keyPress(name)
	if !ok {
		return "", false
	}
	switch r := msg.Code; {
	case msg.Mod == 0 && (r >= '0' && r <= '9' || r == '.'):
		return "", false
	case msg.Mod == tea.ModShift && unicode.IsLetter(r):
		return string(unicode.ToUpper(r)), true
	case msg.Mod&tea.ModCtrl != 0:
		msg.Code = unicode.ToLower(r)
	}
	return msg.String(), true
}
