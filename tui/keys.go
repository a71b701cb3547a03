package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

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
