package tui

import (
	"slices"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// Bindable is an action that keys can be bound to.
type Bindable struct {
	// Name is what settings call it, and Does what it does.
	Name, Does string
	// Group is the heading it stands under.
	Group string
	// Keys are those it has; there may be none.
	Keys []string
}

// Bindables lists the actions with the keys that k gives them, in the order in
// which help shows them.
func (k *KeyMap) Bindables() []Bindable {
	var out []Bindable
	for _, a := range k.actions {
		out = append(out, Bindable{Name: a.name, Does: a.does, Group: a.group, Keys: slices.Clone(a.bind.Keys())})
	}
	return out
}

// interrupt is the key that always quits, whatever keys the user has bound.
const interrupt = "ctrl+c"

// Bind gives an action other keys than it has, and reports whether there is
// such an action. Help and hints show the first of them.
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

// KeyName returns the name under which the program knows a key, and whether it
// knows one: ctrl+z, shift+tab, f5, pgup, x. Terminals send a capital for shift
// and a letter, and a small letter with ctrl. Keys that type a slider's value
// have that meaning only, and are none.
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
