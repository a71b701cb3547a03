package tui

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"crossover/engine/proptest"
	"crossover/engine/scenario"
)

// books is a library in memory.
type books struct {
	kept   []scenario.Saved
	faults []string
	full   bool // nothing can be written
}

func (b *books) find(name string) int {
	return slices.IndexFunc(b.kept, func(s scenario.Saved) bool { return s.Name == name })
}

func (b *books) List() ([]scenario.Saved, []string) { return slices.Clone(b.kept), b.faults }

func (b *books) Save(s scenario.Saved, replace bool) (string, error) {
	i := b.find(s.Name)
	switch {
	case b.full:
		return "", errors.New("no space left on device")
	case i >= 0 && !replace:
		return "", &fs.PathError{Op: "save", Path: s.Name, Err: fs.ErrExist}
	case i >= 0:
		b.kept[i] = s
	default:
		b.kept = append(b.kept, s)
	}
	return "/home/me/" + s.Name + ".yaml", nil
}

func (b *books) Delete(name string) (string, error) {
	i := b.find(name)
	if b.full || i < 0 {
		return "", errors.New("permission denied")
	}
	b.kept = slices.Delete(b.kept, i, i+1)
	return "/home/me/" + name + ".yaml", nil
}

// shippedScenarios sets two built-in scenarios.
func shippedScenarios(o *Options) {
	o.Presets = []scenario.Saved{
		{Name: "big", Title: "A big one", Tokens: []string{"api.rate=1k/s", "part=ml"}},
		{Name: "small-shop", Title: "A small shop", Tokens: []string{"rate=1/min"}},
	}
}

// keeper opens a session with two saved scenarios and a file with an error.
func keeper(t *testing.T, w, h int) (*session, *books) {
	t.Helper()
	b := &books{kept: []scenario.Saved{
		{Name: "mine", Title: "One of mine", Tokens: []string{"rate=7/s", "memory=1GB"}},
		{Name: "shop", Title: "My shop", Tokens: []string{"rate=80/s"}},
	}, faults: []string{`bad.yaml:2:1: title: " ": want some text`}}
	s := open(t, smallEngine(t), w, h, shippedScenarios, func(o *Options) { o.Library = b })
	s.settle(s.Init())
	return s, b
}

// TestScenariosAreLoaded loads the user's own and built-in scenarios, each as one change.
func TestScenariosAreLoaded(t *testing.T) {
	s, _ := keeper(t, 120, 36)
	old := s.st
	s.press("S")
	s.wants("Yours", "mine", "One of mine", "My shop", "Cannot be read", "bad.yaml:2:1", "Shipped", "A big one", "rate=7/s memory=1GB")
	s.press("enter")
	s.wants("One of mine; u takes it back")
	if s.dialog != nil || !near(s.rate(), 7) || s.part().MemoryMB != 1024 {
		t.Errorf("it loads %v", s.st.Scenario)
	}
	if s.press("u"); s.st != old {
		t.Error("undo does not take it back at once")
	}
	s.press("S")
	s.typeText("big")
	s.press("enter")
	if s.part().Name != "ml" || s.st.Offer != -1 {
		t.Errorf("it loads %v", s.st.Scenario)
	}
	s.command("preset mine") // the palette has them, too
	if !near(s.rate(), 7) {
		t.Errorf("the palette loads %v", s.st.Scenario)
	}
	s.press("S", "down", "down", "enter")
	s.wants(`bad.yaml:2:1: title: " ": want some text`)
	s.press("S", "S")
	if s.dialog != nil {
		t.Error("the key that opens it does not close it")
	}
}

// TestScenariosThatCannotBeLoaded gets an error and no change.
func TestScenariosThatCannotBeLoaded(t *testing.T) {
	s, b := keeper(t, 120, 36)
	b.kept[0].Tokens = []string{"rate=7"}
	old := s.st
	s.press("S", "enter")
	s.wants("mine: rate=7: needs a period")
	if s.st != old || !s.bad {
		t.Errorf("it loads %v", s.st.Scenario)
	}
}

// TestScenariosAreSaved saves under new names, and names that are taken.
func TestScenariosAreSaved(t *testing.T) {
	s, b := keeper(t, 120, 36)
	s.press("right", "S") // 15/s
	s.typeText("My Second Shop!")
	s.wants("save as my-second-shop", "api at 15/s, 512MB, 120ms")
	s.press("enter")
	s.wants("saved my-second-shop: /home/me/my-second-shop.yaml")
	i := b.find("my-second-shop")
	if s.dialog != nil || i < 0 || b.kept[i].Title != "My Second Shop!" || strings.Join(b.kept[i].Tokens, " ") != "rate=15/s" {
		t.Fatalf("kept %v", b.kept)
	}
	s.press("right", "S")
	s.wants("my-second-shop") // the list is up to date
	s.typeText("shop")        // part of other names: the match is selected
	s.wants("replace shop")
	if c := s.dialog.(*menu); c.row(c.box.At).Text != "shop" {
		t.Errorf("%q is selected", c.row(c.box.At).Text)
	}
	s.press("up", "enter")
	s.wants("You have a scenario shop", "keep it", "replace it with the one shown")
	s.press("enter") // keeps it, and goes back
	s.wants("name: shop")
	if b.kept[b.find("shop")].Title != "My shop" {
		t.Error("it is replaced unasked")
	}
	s.press("up", "enter", "down", "enter")
	s.wants("saved shop")
	if got := b.kept[b.find("shop")]; strings.Join(got.Tokens, " ") != "rate=20/s" || got.Title != "" {
		t.Errorf("replaced by %v", got)
	}
	s.press("S")
	s.typeText("big")
	s.wants("big is built in and stays; choose another name to save this scenario")
	if strings.Contains(s.Frame(), "save as") || strings.Contains(s.Frame(), "replace") {
		t.Error("a scenario that is shipped can be replaced")
	}
}

// TestScenariosTakenMeanwhile saves under a name that another session has taken, and in a
// library that cannot be written.
func TestScenariosTakenMeanwhile(t *testing.T) {
	s, b := keeper(t, 120, 36)
	s.press("S")
	s.typeText("new")
	b.kept = append(b.kept, scenario.Saved{Name: "new", Title: "Of another session"})
	s.press("enter")
	s.wants("You have a scenario new")
	s.press("esc")
	s.wants("name: new")
	b.full = true
	s.press("ctrl+u")
	s.typeText("other")
	s.press("enter")
	s.wants("no space left on device", "name: other")
	s.press("ctrl+u", "down", "delete", "down", "enter")
	s.wants("permission denied")
	if len(b.kept) != 3 {
		t.Errorf("kept %v", b.kept)
	}
}

// TestScenariosAreDeleted asks once, and deletes only the user's own.
func TestScenariosAreDeleted(t *testing.T) {
	s, b := keeper(t, 120, 36)
	for _, k := range []string{"enter", "esc", "backspace"} {
		s.press("S", "delete")
		s.wants("Delete mine?", "keep it", "delete it for good")
		s.press(k)
		s.wants("Scenarios", "One of mine")
		s.press("esc")
		if len(b.kept) != 2 || s.dialog != nil {
			t.Fatalf("%s deletes", k)
		}
	}
	s.press("S", "delete", "down", "enter")
	s.wants("deleted mine: /home/me/mine.yaml", "My shop")
	if b.find("mine") >= 0 || strings.Contains(s.Frame(), "One of mine") {
		t.Error("it is still there")
	}
	s.press("ctrl+u", "end") // both edit the line
	s.typeText("big")
	s.press("delete")
	s.wants("big is built in and stays")
	s.press("home", "delete") // a letter of the line
	s.wants("name: ig")
	if len(b.kept) != 1 {
		t.Errorf("kept %v", b.kept)
	}
}

// TestScenariosByMouse clicks on choices, hints and answers.
func TestScenariosByMouse(t *testing.T) {
	s, b := keeper(t, 80, 24)
	on := func(text string) {
		t.Helper()
		lines := s.lines()
		for y := len(lines) - 1; y >= 0; y-- { // hints are below
			if before, _, ok := strings.Cut(lines[y], text); ok {
				s.send(click(len([]rune(before)), y))
				return
			}
		}
		t.Fatalf("%q is not on screen:\n%s", text, s.Frame())
	}
	s.press("S")
	on("My shop")
	if !near(s.rate(), 80) || s.dialog != nil {
		t.Errorf("a click loads %v", s.st.Scenario)
	}
	s.press("S")
	on("delete") // the hint
	s.wants("Delete mine?")
	on("delete it for good")
	if b.find("mine") >= 0 {
		t.Error("a click does not delete")
	}
	s.typeText("third")
	on("save as third")
	if b.find("third") < 0 {
		t.Error("a click does not save")
	}
	s.press("S")
	s.send(click(0, 23))
	if s.dialog != nil {
		t.Error("a click beside it does not close it")
	}
}

// TestScenariosWithoutALibrary lists the built-in scenarios, and explains that none can
// be saved.
func TestScenariosWithoutALibrary(t *testing.T) {
	s := open(t, smallEngine(t), 100, 30, shippedScenarios)
	s.press("S")
	s.wants("A small shop", "this session keeps no files; Y copies this scenario as a command")
	s.typeText("new name")
	if strings.Contains(s.Frame(), "save as") {
		t.Error("it offers to save")
	}
	s.press("ctrl+u", "delete")
	s.typeText("small")
	s.press("enter")
	if !near(s.rate(), 1.0/60) {
		t.Errorf("it loads %v", s.st.Scenario)
	}
}

// TestScenariosAtEverySize opens the list at several screen sizes.
func TestScenariosAtEverySize(t *testing.T) {
	proptest.Sequential(t)
	for _, z := range [][2]int{{160, 48}, {80, 24}, {40, 12}} {
		s, _ := keeper(t, z[0], z[1])
		s.press("S", "down")
		s.wants("My shop")
		golden(t, fmt.Sprintf("scenarios-%dx%d", z[0], z[1]), s.Frame())
		s.typeText("another one")
		s.wants("save as another-one")
		s.press("ctrl+u", "down", "delete")
		golden(t, fmt.Sprintf("scenarios-delete-%dx%d", z[0], z[1]), s.Frame())
	}
	s, _ := keeper(t, 20, 5)
	if s.press("S"); s.dialog != nil {
		t.Error("a summary has a dialog")
	}
}

// TestNamesOfScenarios turns typed text into names.
func TestNamesOfScenarios(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "  ": "", "Shop": "shop", "My  Shop!": "my-shop", "a_b.c": "a-b-c", "über Shop": "ber-shop", "-x-": "x",
		strings.Repeat("x", 70): strings.Repeat("x", 60), strings.Repeat("x", 59) + " y": strings.Repeat("x", 59),
	} {
		if got := nameOf(text); got != want {
			t.Errorf("%q makes %q, want %q", text, got, want)
		}
	}
}

// TestOwnScenariosAreReadAtTheStart checks that they are available by name.
func TestOwnScenariosAreReadAtTheStart(t *testing.T) {
	s := open(t, smallEngine(t), 80, 24, func(o *Options) { o.Library = &books{kept: []scenario.Saved{{Name: "x"}}} })
	for _, msg := range run(s.Init()) {
		if next, ok := msg.(nextMsg); ok {
			next()
		}
	}
	if len(s.own.list) != 1 {
		t.Error("they are not asked for")
	}
	if listOwn(open(t, smallEngine(t), 80, 24).Model) != nil {
		t.Error("there is something to ask without a library")
	}
}
