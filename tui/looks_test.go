package tui

import (
	"image/color"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/cell"
	"crossover/tui/glyph"
	"crossover/tui/state"
)

// named returns the name of the current theme.
func (s *session) named() string { return s.opts.Themes[s.theme].Name }

// TestThemesShowWhileChosen moves through the themes, which are applied at once, and both
// cancels and confirms.
func TestThemesShowWhileChosen(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36)
	before, was := s.View(), s.st
	s.press("T")
	s.wants("Looks", "Dracula", "Night", "keep")
	seen := map[string]string{}
	for range s.opts.Themes {
		if other, dup := seen[s.View()]; dup {
			t.Errorf("%s looks like %s", s.named(), other)
		}
		seen[s.View()] = s.named()
		s.press("down")
	}
	if s.named() != "dark" {
		t.Errorf("after the last theme comes %s", s.named())
	}
	s.press("up", "T", "T", "pgdown", "end", "home", "down", "right")
	if s.named() != "light" || s.canvas.Glyph.Kind != glyph.Block {
		t.Errorf("shows %s with %v", s.named(), s.canvas.Glyph.Kind)
	}
	for _, k := range []string{"esc", "q", "backspace"} {
		if s.press(k); s.View() != before || s.st != was || s.chosen != true {
			t.Errorf("%s does not go back", k)
		}
		s.press("T", "down", "left")
		if s.canvas.Glyph.Kind != glyph.ASCII || !s.ASCII() || strings.ContainsRune(s.View(), '─') {
			t.Error("the characters do not change at once")
		}
	}
	s.press("enter")
	s.wants("theme light, characters ascii")
	if s.named() != "light" || s.canvas.Glyph.Kind != glyph.ASCII || s.dialog != nil {
		t.Error("enter does not keep what shows")
	}
}

// TestLooksByMouse clicks on themes, on the character set, and outside.
func TestLooksByMouse(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36)
	at := func(text string) (int, int) {
		t.Helper()
		for y, line := range s.lines() {
			if before, _, ok := strings.Cut(line, text); ok {
				return len([]rune(before)), y
			}
		}
		t.Fatalf("%q is not on screen", text)
		return 0, 0
	}
	s.press("T")
	x, y := at("Nord")
	s.send(click(x, y))
	if s.named() != "nord" || s.dialog == nil {
		t.Fatalf("a click shows %s", s.named())
	}
	s.send(wheel(x, y, false), wheel(x, y, false), wheel(x, y, true))
	if s.named() != "solarized-dark" {
		t.Errorf("the wheel leads to %s", s.named())
	}
	cx, cy := at("characters")
	s.send(click(cx, cy))
	if s.canvas.Glyph.Kind != glyph.Block {
		t.Errorf("a click makes the characters %v", s.canvas.Glyph.Kind)
	}
	s.send(click(2, 20))
	if s.named() != "dark" || s.canvas.Glyph.Kind != glyph.Braille || s.dialog != nil || s.st.Screen != state.Explore {
		t.Error("a click outside does not only go back")
	}
	s.press("T")
	s.send(click(x, y), click(x, y))
	if s.named() != "nord" || s.dialog != nil {
		t.Error("a second click does not keep the theme")
	}
}

// TestLooksAtEverySize opens the dialog at several screen sizes.
func TestLooksAtEverySize(t *testing.T) {
	for _, z := range [][2]int{{240, 67}, {160, 48}, {80, 24}, {60, 20}, {40, 12}} {
		s := open(t, smallEngine(t), z[0], z[1])
		s.press("T")
		for range s.opts.Themes {
			title := s.opts.Themes[s.theme].Title
			if r := []rune(title); len(r) > 14 {
				title = string(r[:14])
			}
			s.wants(title)
			s.press("down")
		}
		s.send(tea.WindowSizeMsg{Width: 20, Height: 5})
		s.press("right") // moves a slider, as there is no dialog
		s.send(tea.WindowSizeMsg{Width: z[0], Height: z[1]})
		s.wants("Looks")
	}
	s := open(t, smallEngine(t), 20, 5)
	if s.press("T"); s.named() != "light" || s.dialog != nil {
		t.Errorf("in a summary T leads to %s", s.named())
	}
}

// TestTheTerminalsBackground checks how a terminal's background affects the theme.
func TestTheTerminalsBackground(t *testing.T) {
	light, dark := tea.BackgroundColorMsg{Color: color.Gray{Y: 250}}, tea.BackgroundColorMsg{Color: color.Black}
	for _, tt := range []struct {
		name    string
		setup   setup
		tell    []tea.Msg
		want    string
		painted bool
	}{
		{"silent", withTheme(""), nil, "dark", false},
		{"silent, said to be light", func(o *Options) { o.Theme, o.Light = "", true }, nil, "light", false},
		{"silent in tmux", func(o *Options) { o.Theme, o.Silent = "", true }, nil, "dark", true},
		{"in tmux that answers", func(o *Options) { o.Theme, o.Silent = "", true }, []tea.Msg{dark}, "dark", false},
		{"light", withTheme(""), []tea.Msg{light}, "light", false},
		{"dark after all", func(o *Options) { o.Theme, o.Light = "", true }, []tea.Msg{dark}, "dark", false},
		{"changes", withTheme(""), []tea.Msg{light, dark}, "dark", false},
		{"light theme on a silent terminal", withTheme("light"), nil, "light", true},
		{"dark theme on light", withTheme("dark"), []tea.Msg{light}, "dark", true},
		{"light theme on dark", withTheme("light"), []tea.Msg{dark}, "light", true},
		{"light theme on light", withTheme("light"), []tea.Msg{dark, light}, "light", false},
		{"palette", withTheme("nord"), []tea.Msg{dark}, "nord", true},
		{"the terminal's colours", withTheme("ansi"), []tea.Msg{light}, "ansi", false},
	} {
		s := open(t, smallEngine(t), 80, 24, tt.setup)
		s.send(tt.tell...)
		if s.named() != tt.want || s.canvas.Style.Table.Painted() != tt.painted {
			t.Errorf("%s: %s, painted %v", tt.name, s.named(), s.canvas.Style.Table.Painted())
		}
	}
	s := open(t, smallEngine(t), 80, 24, withTheme(""))
	s.press("T", "down", "down", "enter")
	s.send(light)
	if s.named() != "high-contrast" {
		t.Errorf("a terminal's word undoes the user's choice: %s", s.named())
	}
}

// TestOctants shows the same dots in braille and octants, and octants only after the
// terminal has reported that it draws them.
func TestOctants(t *testing.T) {
	unOctant := strings.NewReplacer(octantsToBraille()...)
	s := open(t, smallEngine(t), 120, 36, func(o *Options) { o.Glyphs = glyph.New(glyph.Octant, false) })
	braille := s.Frame()
	s.send(tea.TerminalVersionMsg{Name: "tmux 3.5a"})
	if s.Frame() != braille {
		t.Error("a terminal without octants is sent some")
	}
	s.send(tea.TerminalVersionMsg{Name: "foot(1.20.0)"})
	drawn := s.Frame()
	if !strings.ContainsFunc(drawn, func(r rune) bool { return r >= 0x1cd00 && r <= 0x1cde5 }) {
		t.Fatal("no octants")
	}
	if got := unOctant.Replace(drawn); unOctant.Replace(braille) != got {
		t.Errorf("the dots differ:\n%s\n%s", got, braille)
	}
}

// octantsToBraille returns each octant with the braille character of its dots.
func octantsToBraille() (pairs []string) {
	places := [8]rune{0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80} // by rows
	for set := 1; set < 256; set++ {
		dots := rune(0x2800)
		for eighth, place := range places {
			if set>>eighth&1 != 0 {
				dots |= place
			}
		}
		pairs = append(pairs, string(cell.Octant(uint8(set))), string(dots))
	}
	return pairs
}
