package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"crossover/tui/pane"
)

// KeyMap holds the actions of the full-screen program with their keys. The zero
// map has none.
type KeyMap struct{ actions []action }

// DefaultKeyMap returns the keys the program starts with.
func DefaultKeyMap() KeyMap {
	all := actions()
	for i := range all {
		all[i].bindTo(strings.Fields(all[i].keys)...)
	}
	return KeyMap{all}
}

// bindTo gives an action keys, of which help and hints show the first.
func (a *action) bindTo(keys ...string) {
	shown := ""
	if len(keys) > 0 {
		shown = keys[0]
	}
	b := key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, a.does))
	a.bind = &b
}

// action returns an action by its name, which there must be.
func (k *KeyMap) action(name string) *action {
	i := slices.IndexFunc(k.actions, func(a action) bool { return a.name == name })
	if i < 0 {
		panic(fmt.Sprintf("there is no action %q", name))
	}
	return &k.actions[i]
}

// of returns the keys of an action.
func (k *KeyMap) of(name string) *key.Binding { return k.action(name).bind }

// key is the key of an action that is shown.
func (k *KeyMap) key(name string) string { return k.of(name).Help().Key }

// hints are what actions do, for the footer: each is an action, or several
// together as in left/right, with other words than the action's own after an
// equals sign. An action without keys is not told of.
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
