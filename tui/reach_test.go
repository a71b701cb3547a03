package tui

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/engine/proptest"
	"crossover/tui/state"
)

// choices are the keys of the two menus that list every action.
var choices = []string{":", "?"}

// TestEveryActionIsReachable runs every action by its key, by another key bound to it,
// and in the palette and in help, by enter or by a click. All have the described effect,
// and lead to the same state and the same frame.
func TestEveryActionIsReachable(t *testing.T) {
	proptest.Sequential(t)
	e := smallEngine(t)
	keys := DefaultKeyMap()
	for i, a := range keys.actions {
		if i%every(5) > 0 {
			continue
		}
		c, _ := caseOf(a.name)
		do := func(reach func(s *session, a *action) bool, setups ...setup) *session {
			s := open(t, e, 160, 48, setups...)
			s.prepare(c)
			old := s.st
			if !reach(s, s.action(a.name)) {
				return nil
			}
			if a.name != "quit" && !c.check(s, old) {
				t.Errorf("%s is not done:\n%s", a.name, s.Frame())
			}
			return s
		}
		want := do(func(s *session, a *action) bool { return s.finish(a, keyOf(t, a.bind.Help().Key)) })
		if want == nil {
			t.Errorf("%s does not quit", a.name)
			continue
		}
		same := func(how string, s *session) {
			if s == nil || a.name != "quit" && (!reflect.DeepEqual(s.st, want.st) || s.Frame() != want.Frame()) {
				t.Errorf("%s by %s leads elsewhere than its key", a.name, how)
			}
		}
		other := DefaultKeyMap()
		other.Bind(a.name, []string{"alt+5"})
		remapped := do(func(s *session, a *action) bool { return s.finish(a, keyOf(t, "alt+5")) }, func(o *Options) { o.Keys = &other })
		if remapped == nil || !reflect.DeepEqual(remapped.st, want.st) {
			t.Errorf("%s by another key leads elsewhere than its own", a.name)
		}
		for _, from := range choices {
			if a.name == "palette" && from == ":" {
				continue // it does not list itself
			}
			same(from+" and enter or a click", do(func(s *session, a *action) bool {
				x, y := s.choose(from, a)
				return s.finish(a, []tea.Msg{keyOf(t, "enter"), click(x, y)}[i%2])
			}))
		}
	}
}

// finish sends the session the message that triggers an action, and reports whether the
// session quits if and only if it should.
func (s *session) finish(a *action, msg tea.Msg) bool {
	s.tb.Helper()
	if a.name != "quit" {
		s.send(msg)
		return true
	}
	cmd := s.Update(msg)
	for _, m := range run(cmd) {
		if _, ok := m.(tea.QuitMsg); ok {
			return true
		}
	}
	return false
}

// choose opens a menu, types an action's description, selects it, and returns the
// position of its row.
func (s *session) choose(from string, a *action) (x, y int) {
	s.tb.Helper()
	s.press(from)
	s.typeText(a.bind.Help().Desc)
	d := s.dialog.(*menu)
	at := 0 // the first with exactly this name, as others may start with it
	for at < d.box.Len && d.row(at).Text != a.bind.Help().Desc {
		at++
	}
	for range at {
		s.press("down")
	}
	for y := range s.height {
		for x := range s.width {
			if i, ok := d.box.RowAt(x, y); ok && i == at {
				return x, y
			}
		}
	}
	s.tb.Errorf("%s has no row in %q:\n%s", a.name, from, s.Frame())
	return 0, 0
}

// TestEveryScreenIsReachable goes from every screen to every other by its key, its tab
// and its name, to the same frame.
func TestEveryScreenIsReachable(t *testing.T) {
	proptest.Sequential(t)
	e := smallEngine(t)
	for to := range state.NumScreens {
		for from := range state.NumScreens {
			if (int(to)+int(from))%every(5) > 0 {
				continue
			}
			at := func() *session {
				s := open(t, e, 160, 48)
				s.show(from)
				s.send(nil)
				return s
			}
			byKey, byTab, byName := at(), at(), at()
			byKey.press(byKey.action(strings.ToLower(to.String())).bind.Help().Key)
			x, y := byTab.find(byTab.rects.Header, to.String())
			byTab.send(click(x, y), release(x, y))
			byName.choose(":", byName.action(strings.ToLower(to.String())))
			byName.press("enter")
			if byKey.st.Screen != to || byTab.st != byKey.st || byName.st != byKey.st {
				t.Errorf("from %v to %v: %v by key, %v by its tab, %v by its name", from, to, byKey.st.Screen, byTab.st.Screen, byName.st.Screen)
			}
			if byTab.Frame() != byKey.Frame() || byName.Frame() != byKey.Frame() {
				t.Errorf("from %v to %v: the frames differ", from, to)
			}
		}
	}
}

// everywhere reports whether every keyboard has a key and every terminal sends it:
// letters, digits, ctrl and a letter, function keys, arrows, and the large keys.
func everywhere(k string) bool {
	letter := func(s string) bool { return len(s) == 1 && (s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z') }
	// Terminals cannot tell these from tab, enter and backspace, or stop their output.
	if slices.Contains([]string{"ctrl+i", "ctrl+j", "ctrl+m", "ctrl+h", "ctrl+s", "ctrl+q"}, k) {
		return false
	}
	rest, ctrl := strings.CutPrefix(k, "ctrl+")
	f, isF := strings.CutPrefix(k, "f")
	return letter(rest) || !ctrl && (slices.Contains([]string{"up", "down", "left", "right", "tab", "shift+tab", "enter", "space", "backspace"}, k) ||
		isF && f != "11" && f != "" && strings.Trim(f, "0123456789") == "")
}

// TestEveryKeyboardReachesEveryAction requires for every action a key that all keyboards
// have. Small ones lack home, end and page keys, and in other languages signs are in
// other places or missing. Esc, which some terminals use themselves, is never the only
// key.
func TestEveryKeyboardReachesEveryAction(t *testing.T) {
	keys := DefaultKeyMap()
	for _, a := range keys.actions {
		if _, is := screenCalled(a.name); is || strings.HasPrefix(a.name, "pane-") { // tab and next-pane reach them
			continue
		}
		if !slices.ContainsFunc(a.bind.Keys(), everywhere) {
			t.Errorf("%s has only %v", a.name, a.bind.Keys())
		}
	}
	for k, want := range map[string]bool{"x": true, "X": true, "f5": true, "ctrl+a": true, "up": true, "esc": false, "home": false, "?": false, "ctrl+left": false, "ctrl+i": false, "alt+x": false, "f": true} {
		if everywhere(k) != want {
			t.Errorf("every keyboard has %q: %v", k, !want)
		}
	}
}

// TestEverythingIsLeftWithoutEsc opens everything that takes the keys, and leaves it with
// other keys than esc: backspace, and q where backspace goes back.
func TestEverythingIsLeftWithoutEsc(t *testing.T) {
	e := smallEngine(t)
	for name, keys := range map[string][]string{
		"help": {"?"}, "help searched": {"?", "x", "y"}, "palette": {":"}, "palette with a line": {":", "s", "e"}, "copy": {"Y"}, "export": {"e"},
		"looks": {"T"}, "scenarios": {"S"}, "saving": {"S", "enter"}, "changes": {"right", "U"}, "explain": {"x"}, "typing": {"5"},
		"typed wrongly": {"5", "x", "enter"}, "filtering": {"f9", "/", "x"}, "tour": {"ctrl+g"}, "edges": {"E"}, "zoomed": {"z"},
	} {
		s := open(t, e, 160, 48)
		s.press(keys...)
		for range 40 { // deletes the text typed, and then leaves
			s.press("backspace")
		}
		if s.tour.on {
			s.press("q")
		}
		if s.dialog != nil || s.filtering || s.tour.on || s.focused().Editing() {
			t.Errorf("%s: backspace does not leave it:\n%s", name, s.Frame())
		}
		if !s.quits("q") {
			t.Errorf("%s: q does not quit after backspace", name)
		}
	}
}

// TestHelpDoesNotMindOtherKeys checks that help reads the keys from the bindings.
func TestHelpDoesNotMindOtherKeys(t *testing.T) {
	keys := DefaultKeyMap()
	for _, a := range keys.actions {
		if a.bind.Help().Key == "" || !slices.Contains(a.bind.Keys(), a.bind.Help().Key) {
			t.Errorf("%s is shown as %q, and has %v", a.name, a.bind.Help().Key, a.bind.Keys())
		}
		if b := (key.Binding{}); a.bind.Help() == b.Help() {
			t.Errorf("%s has no help", a.name)
		}
	}
}
