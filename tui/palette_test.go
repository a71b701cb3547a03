package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/tui/pane"
	"crossover/tui/state"
)

// command opens the palette, types a line and presses enter.
func (s *session) command(text string) {
	s.tb.Helper()
	s.press(":")
	s.typeText(text)
	s.press("enter")
}

// action returns an action by name.
func (m *Model) action(name string) *action {
	for i := range m.actions {
		if m.actions[i].name == name {
			return &m.actions[i]
		}
	}
	return nil
}

func TestPaletteCommands(t *testing.T) {
	e := realEngine(t)
	s := open(t, e, 160, 48, func(o *Options) {
		o.Presets = []scenario.Saved{{Name: "big", Title: "a big one", Tokens: []string{"api.rate=1k/s", "part=ml"}}}
	})
	old := s.st
	s.command("set memory 1GB")
	if s.part().MemoryMB != 1024 || s.dialog != nil {
		t.Errorf("set memory 1GB leads to %v MB", s.part().MemoryMB)
	}
	if s.press("u"); s.st != old {
		t.Error("undo does not take it back at once")
	}
	s.press("ctrl+p")
	s.send(tea.PasteMsg{Content: "rate=3M/month\nmemory=2GB"})
	s.press("enter")
	if s.st.Scenario.PerMonth(s.st.Scenario.Selected) != 3e6 || s.part().MemoryMB != 2048 {
		t.Errorf("tokens pasted lead to %v", s.st.Scenario)
	}
	s.press("n")
	s.command("part ml")
	if s.part().Name != "ml" || s.st.Offer != -1 {
		t.Errorf("part ml leads to %s, offer %d", s.part().Name, s.st.Offer)
	}
	s.press("R")
	s.command("part api")
	s.command("offer lambda arm url")
	if s.st.Offer < 0 || e.Offer(s.st.Offer).ID != "aws-lambda-arm64" {
		t.Errorf("offer %d is selected", s.st.Offer)
	}
	s.command("preset big")
	if s.part().Name != "ml" || s.st.Offer != -1 || !near(s.st.Scenario.PerSecond(1), 1000) {
		t.Errorf("the preset leads to %v, offer %d", s.st.Scenario, s.st.Offer)
	}
	s.command("theme light")
	if s.opts.Themes[s.theme].Name != "light" || !s.chosen {
		t.Errorf("the theme is %s", s.opts.Themes[s.theme].Name)
	}
	s.press(":")
	s.typeText("quit")
	if !s.quits("enter") {
		t.Error("quit does not")
	}
}

// TestPaletteFindsHints types the words by which the footer names the actions of Explore.
func TestPaletteFindsHints(t *testing.T) {
	for typed, key := range map[string]string{"why": "x", "measure": "y", "axis": "a", "zoom": "+", "months": "M", "export": "e"} {
		s := open(t, realEngine(t), 160, 48)
		s.press(":")
		s.typeText(typed)
		d := s.dialog.(*menu)
		if got := d.shown[d.hits[d.box.At].Item]; got.Key != key {
			t.Errorf("%s finds %q with key %s, want the one of %s", typed, got.Text, got.Key, key)
		}
	}
}

// TestGotoCrossover moves from crossover to crossover, and checks the prices there.
func TestGotoCrossover(t *testing.T) {
	s := open(t, realEngine(t), 160, 48)
	s.rest()
	if len(s.answer.Edges) < 2 {
		t.Fatalf("%d crossovers on the chart", len(s.answer.Edges))
	}
	seen := map[float64]bool{}
	for range 2 {
		old := s.st
		s.command("goto crossover")
		s.rest()
		x, near := s.rate(), 1e9
		for _, edge := range s.answer.Edges {
			near = min(near, max(edge.X/x, x/edge.X))
		}
		if near > 1.01 || s.st == old {
			t.Errorf("at %v/s, %v times from a crossover", x, near)
		}
		if !strings.Contains(s.message, "cheapest; above") {
			t.Errorf("it says %q", s.message)
		}
		seen[x] = true
	}
	if len(seen) != 2 {
		t.Errorf("going on leads nowhere: %v", seen)
	}
	s = open(t, smallEngine(t), 160, 48, withScenario(t, "p99=1ms"))
	old := s.st
	if s.command("goto crossover"); s.st != old || !strings.HasPrefix(s.message, "no other crossover") {
		t.Errorf("without one it says %q", s.message)
	}
}

func TestCheapestAt(t *testing.T) {
	e := realEngine(t)
	s := open(t, e, 160, 48)
	old := s.st
	s.press(":")
	s.typeText("cheapest at 50/s")
	s.now = s.now.Add(1e9)
	cmd := s.Update(keyOf(t, "enter"))
	for _, msg := range run(cmd) {
		s.Update(msg)
	}
	sc := parse(t, "rate=50/s")
	list := e.NewEvaluator().Estimates(&sc, sc.Selected, nil)
	engine.Rank(list)
	want := "api at 50/s: " + e.Offer(list[0].Offer).Title + " " + usd(list[0].Monthly) + ", then " + e.Offer(list[1].Offer).Title
	if !strings.HasPrefix(s.message, want) || s.st != old {
		t.Errorf("it says %q, want %q", s.message, want)
	}
	if s.now = s.now.Add(1e9); !strings.Contains(s.View(), "api at 50/s") {
		t.Error("it is not on screen")
	}
	sc = parse(t, "p99=1ms")
	list = e.NewEvaluator().Estimates(&sc, sc.Selected, nil)
	if got := cheapest(e, &sc, list, s.canvas.Money); !strings.HasSuffix(got, "no offer can run it") {
		t.Errorf("where nothing can run it says %q", got)
	}
}

func TestPaletteSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"set memory 1": "MB", "theme pink": "the themes are dark", "goto hell": "goto crossover", "zzzz": "nothing matches", "rate=5": "needs a period",
		"ban=nobody": "there is no offer, product or provider", "set lock aws-lambda": "there is no offer \"aws-lambda\"",
	} {
		s := open(t, smallEngine(t), 160, 48)
		old := s.st
		s.command(text)
		d, ok := s.dialog.(*menu)
		if !ok || s.st != old {
			t.Errorf("%q is taken: %v", text, s.st.Scenario)
			continue
		}
		if !strings.Contains(d.box.Message, want) || !d.box.Bad || d.line.String() != text {
			t.Errorf("%q: it says %q, bad %v", text, d.box.Message, d.box.Bad)
		}
		s.wants(want)
	}
}

func TestPaletteByMouse(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	s.press(":")
	d := s.dialog.(*menu)
	r := d.rect(s.Model)
	x, y := s.find(r, "what moves the price")
	s.send(wheel(x, y, false))
	if d.box.At != 1 {
		t.Errorf("the wheel selects row %d", d.box.At)
	}
	s.send(click(x, y), release(x, y))
	if !s.st.Tornado || s.dialog != nil {
		t.Error("a click on it does nothing")
	}
	s.press(":")
	old := s.st
	if s.send(click(1, 30)); s.dialog != nil || s.st != old || s.drag.move != nil {
		t.Error("a click beside it does more than close it")
	}
	s.press(":")
	if s.send(click(r.X+2, r.Y+1)); s.dialog == nil {
		t.Error("a click on the line closes it")
	}
}

func TestLineEditing(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	s.press(":")
	d := s.dialog.(*menu)
	for _, step := range []struct{ key, want string }{
		{"", "two words"}, {"left", "two words"}, {"backspace", "two wors"}, {"home", "two wors"}, {"delete", "wo wors"},
		{"end", "wo wors"}, {"ctrl+w", "wo "}, {"ctrl+u", ""}, {"x", "x"},
	} {
		if step.key == "" {
			s.typeText("two words")
		} else {
			s.press(step.key)
		}
		if got := d.line.String(); got != step.want {
			t.Errorf("after %q it reads %q, want %q", step.key, got, step.want)
		}
	}
	s.send(tea.PasteMsg{Content: "\x1b[31m世é\n" + strings.Repeat("long ", 1000)})
	if got := d.line.String(); !strings.HasPrefix(got, "x[31mé long") || len(d.line.text) != longestLine {
		t.Errorf("pasted: %q, %d", got[:20], len(d.line.text))
	}
	s.press("ctrl+u", "backspace")
	if s.dialog != nil {
		t.Error("backspace on an empty line does not leave")
	}
	s.press(":")
	s.typeText("set gp")
	s.press("tab")
	if got := s.dialog.(*menu).line.String(); got != "set gpu " {
		t.Errorf("tab completes to %q", got)
	}
	s.typeText("a")
	s.press("tab", "enter")
	if s.dialog != nil || s.part().GPU == "none" {
		t.Errorf("the value completed leads to %q", s.part().GPU)
	}
	s.send(tea.PasteMsg{Content: "crossover rate=5/s\n"})
	if s.press("enter"); s.st.Scenario != parse(t, "rate=5/s") || s.dialog != nil {
		t.Errorf("a command pasted leads to %v", s.st.Scenario)
	}
	s.send(tea.PasteMsg{Content: "5"})
	if s.dialog != nil || s.focused().Editing() {
		t.Error("pasting without a dialog does something")
	}
}

// TestEveryHintIsClickable clicks on every hint of every footer and compares the result
// with that of its key.
func TestEveryHintIsClickable(t *testing.T) {
	proptest.Sequential(t)
	e := smallEngine(t)
	type place struct {
		keys []string
		name string
	}
	places := []place{{nil, "explore"}, {[]string{"5"}, "typing"}, {[]string{":"}, "palette"}, {[]string{"?"}, "help"}, {[]string{"f9", "/"}, "filtering"}}
	for s := range state.NumScreens {
		places = append(places, place{[]string{fmt.Sprintf("f%d", s+1)}, s.String()})
	}
	for _, p := range places {
		s := open(t, e, 160, 48)
		s.press(p.keys...)
		n, last := 0, ""
		for x := range 160 {
			name := s.footer.At(x, 47)
			if name == "" || name == last || name == "q" {
				continue
			}
			last = name
			if n++; n%every(5) > 0 && n > 1 {
				continue
			}
			msg, ok := keyPress(name)
			if !ok {
				t.Errorf("%s: %q is no key", p.name, name)
				continue
			}
			byKey, byMouse := open(t, e, 160, 48), open(t, e, 160, 48)
			byKey.press(p.keys...)
			byMouse.press(p.keys...)
			byKey.send(msg)
			byMouse.send(click(x, 47), release(x, 47))
			if byKey.Frame() != byMouse.Frame() {
				t.Errorf("%s: a click on %q shows\n%s\nits key\n%s", p.name, name, byMouse.Frame(), byKey.Frame())
			}
		}
		if n < 2 {
			t.Errorf("%s: %d hints", p.name, n)
		}
	}
}

func TestKeyNames(t *testing.T) {
	keys := DefaultKeyMap()
	for _, a := range keys.actions {
		for _, k := range append(a.bind.Keys(), a.bind.Help().Key) {
			if msg, ok := keyPress(k); !ok || msg.String() != k {
				t.Errorf("%q makes %q", k, msg.String())
			}
		}
	}
	for _, k := range []string{"", "nokey", "ctrl+nokey", "f99"} {
		if msg, ok := keyPress(k); ok {
			t.Errorf("%q makes %q", k, msg.String())
		}
	}
}

// TestMenusMove moves through a menu of headings and choices in every way.
func TestMenusMove(t *testing.T) {
	var p pane.Menu
	list := []pane.Choice{{Text: "A", Heading: true}, {Text: "a"}, {Text: "b"}, {Text: "B", Heading: true}, {Text: "c"}, {Text: "C", Heading: true}}
	p.Len, p.Row = len(list), func(i int) pane.Choice { return list[i] }
	for _, step := range []struct{ n, want int }{{0, 1}, {1, 2}, {1, 4}, {1, 4}, {-1, 2}, {-1, 1}, {-1, 1}, {100, 4}, {-100, 1}} {
		if p.Move(step.n); p.At != step.want {
			t.Fatalf("moving %d leads to %d, want %d", step.n, p.At, step.want)
		}
	}
	p.Len = 0
	if p.Move(1); p.At != 0 {
		t.Errorf("in an empty menu it leads to %d", p.At)
	}
}
