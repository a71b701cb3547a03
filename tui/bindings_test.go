package tui

import (
	"slices"
	"strings"
	"testing"

	"crossover/tui/state"
)

func TestNamesOfKeys(t *testing.T) {
	for name, want := range map[string]string{
		"x": "x", "X": "X", "ctrl+z": "ctrl+z", "ctrl+Z": "ctrl+z", "shift+a": "A", "shift+tab": "shift+tab", "f5": "f5", "pgdn": "pgdown",
		"pgdown": "pgdown", "space": "space", "alt+x": "alt+x", "ctrl+shift+left": "ctrl+shift+left", "+": "+", "ä": "ä", "ctrl++": "ctrl++",
		"5": "", ".": "", "": "", "ctrl+": "", "hyper+x": "", "xy": "", "f13": "",
	} {
		if got, ok := KeyName(name); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v; want %q", name, got, ok, want)
		}
	}
	for _, b := range new(KeyMap).Bindables() {
		if b.Keys != nil {
			t.Errorf("an empty map binds %v", b)
		}
	}
	keys := DefaultKeyMap()
	for _, b := range keys.Bindables() {
		for _, k := range b.Keys {
			if name, ok := KeyName(k); !ok || name != k {
				t.Errorf("%s has the key %q, which is called %q", b.Name, k, name)
			}
		}
	}
}

// TestOtherKeys rebinds actions: the new keys work and the old ones do not, help and
// hints show the new ones, and clicking a hint works.
func TestOtherKeys(t *testing.T) {
	keys := DefaultKeyMap()
	for name, list := range map[string][]string{"pin": {"alt+x", "alt+p"}, "undo": {"alt+u"}, "page-down": {}, "next-part": {}, "measure": {"pgdown"}, "quit": {"alt+q"}} {
		if !keys.Bind(name, list) {
			t.Fatalf("there is no action %s", name)
		}
	}
	if keys.Bind("fly", []string{"x"}) {
		t.Error("there is an action fly")
	}
	s := open(t, smallEngine(t), 240, 67, func(o *Options) { o.Keys = &keys })
	s.wants("alt+x pin", "alt+u undo", "pgdown measure", "alt+q quit")
	if strings.Contains(s.Frame(), "next part") {
		t.Error("an action without keys is hinted at")
	}
	s.press("alt+p")
	if s.st.Pins.Len() != 1 {
		t.Error("the second key does nothing")
	}
	if s.press("p"); s.st.Pins.Len() != 1 {
		t.Error("the old key still does it")
	}
	s.press("pgdown")
	if s.st.Measure != state.Relative {
		t.Error("a key that was another's does nothing")
	}
	if s.press("alt+x", "alt+u", "alt+u"); s.st.Measure != state.Monthly {
		t.Error("undo does not undo")
	}
	if s.quits("q") || !s.quits("alt+q") || !s.quits(interrupt) {
		t.Error("q quits, or Q or ctrl+c does not")
	}
	s.press("?")
	s.wants("pin or unpin to compare", "alt+x ")
	if !slices.ContainsFunc(s.lines(), func(l string) bool { return strings.Contains(l, "alt+u") && strings.Contains(l, "undo") }) {
		t.Errorf("help does not tell of alt+u:\n%s", s.Frame())
	}
}

// TestThemesForTheBackground sets the themes for dark and light backgrounds.
func TestThemesForTheBackground(t *testing.T) {
	s := open(t, smallEngine(t), 80, 24, withTheme(""), func(o *Options) { o.DarkTheme, o.LightTheme = "nord", "solarized-light" })
	if s.named() != "nord" {
		t.Errorf("shows %s", s.named())
	}
	if s.onBackground(false); s.named() != "solarized-light" {
		t.Errorf("on light it shows %s", s.named())
	}
	if s.onBackground(true); s.named() != "nord" {
		t.Errorf("on dark it shows %s", s.named())
	}
}
