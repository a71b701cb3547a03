package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/tui/pane"
)

// KeyMap holds the actions of the full-screen program with their keys. The zero value has
// no actions.
type KeyMap struct{ actions []action }

// DefaultKeyMap returns the default keys.
func DefaultKeyMap() KeyMap {
	all := actions()
	for i := range all {
		all[i].bindTo(strings.Fields(all[i].keys)...)
	}
	return KeyMap{all}
}

// bindTo sets the keys of an action; help and hints show the first.
func (a *action) bindTo(keys ...string) {
	shown := ""
	if len(keys) > 0 {
		shown = keys[0]
	}
	b := key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, a.does))
	a.bind = &b
}

// action returns the action with a name. It panics if there is none.
func (k *KeyMap) action(name string) *action {
	i := slices.IndexFunc(k.actions, func(a action) bool { return a.name == name })
	if i < 0 {
		panic(fmt.Sprintf("there is no action %q", name))
	}
	return &k.actions[i]
}

// of returns the keys of an action.
func (k *KeyMap) of(name string) *key.Binding { return k.action(name).bind }

// key returns the key of an action that help shows.
func (k *KeyMap) key(name string) string { return k.of(name).Help().Key }

// hints returns hints for the footer. Each item is an action, or several as in
// left/right. Text after an equals sign replaces the action's own. Actions without keys
// are left out.
func (k *KeyMap) hints(list ...string) (out []pane.Hint) {
	for _, x := range list {
		names, does, _ := strings.Cut(x, "=")
		var keys []string
		for _, name := range strings.Split(names, "/") {
			b := k.of(name)
			if len(b.Keys()) == 0 {
				continue
			}
			keys = append(keys, b.Help().Key)
			if does == "" {
				does = k.action(name).hint
			}
		}
		if keys != nil {
			out = append(out, pane.Hint{Key: strings.Join(keys, "/"), Does: does})
		}
	}
	return out
}

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
