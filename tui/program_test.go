package tui

import (
	"context"
	"image/color"
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"crossover/engine/scenario"
	"crossover/tui/glyph"
	"crossover/tui/vtest"
)

// options returns the options of a session on the small catalogue.
func options(tb testing.TB, setups ...setup) Options {
	tb.Helper()
	all, err := loadThemes()
	if err != nil {
		tb.Fatal(err)
	}
	begun := time.Now()
	o := Options{
		Engine: smallEngine(tb), Scenario: scenario.Default(), Themes: all, Profile: colorprofile.TrueColor,
		Glyphs: glyph.New(glyph.Braille, false), Now: func() time.Time { return firstDay.Add(time.Since(begun)) }, Width: 160, Height: 48,
	}
	for _, f := range setups {
		f(&o)
	}
	return o
}

// environ is a terminal's environment.
var environ = []string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=en_US.UTF-8"}

// start runs the program in a terminal of the session's size, as Run does. The function
// it returns resizes the terminal as a signal does.
func start(t *testing.T, look vtest.Options, o Options, env ...string) (term *vtest.Terminal, resize func(w, h int)) {
	t.Helper()
	if look.Width == 0 {
		look.Width, look.Height = o.Width, o.Height
	}
	o.Width, o.Height = look.Width, look.Height
	running := make(chan *door, 1)
	term = vtest.Run(t, look, func(ctx context.Context, in io.Reader, out io.Writer) error {
		return onTerminal(ctx, o, Terminal{Input: in, Output: out, Environ: append(environ, env...)}, false, func(d *door) { running <- d })
	})
	d := <-running
	return term, func(w, h int) {
		term.Resize(w, h)
		d.program.Send(tea.WindowSizeMsg{Width: w, Height: h})
	}
}

func TestTheProgramShowsAndLeaves(t *testing.T) {
	for name, leave := range map[string]string{"q": "q", "ctrl+c": vtest.CtrlC, "ctrl+c while typing": "5" + vtest.CtrlC, "ctrl+c in help": "?" + vtest.CtrlC} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term, _ := start(t, vtest.Options{}, options(t))
			term.WaitFor("crossover", "Cheapest here", "Recommended layout", "$/month by request rate", "Boxes")
			if !term.AltScreen() || term.Title() != "crossover" {
				t.Errorf("alternate screen %v, title %q", term.AltScreen(), term.Title())
			}
			term.Wait("the mouse", func() bool { return term.Mode(ansi.ModeMouseAnyEvent) && term.Mode(ansi.ModeMouseExtSgr) })
			term.Type(leave)
			if err := term.Ended(); err != nil {
				t.Errorf("the program ends with %v", err)
			}
			checkRestored(t, term)
		})
	}
}

// checkRestored checks that a program has restored the terminal.
func checkRestored(t *testing.T, term *vtest.Terminal) {
	t.Helper()
	if term.AltScreen() {
		t.Error("the alternate screen stays")
	}
	for name, m := range map[string]ansi.Mode{
		"mouse clicks": ansi.ModeMouseNormal, "mouse drags": ansi.ModeMouseAnyEvent, "mouse motion": ansi.ModeMouseAnyEvent,
		"mouse coding": ansi.ModeMouseExtSgr, "bracketed paste": ansi.ModeBracketedPaste, "focus reports": ansi.ModeFocusEvent,
	} {
		if term.Mode(m) {
			t.Errorf("%s stay on", name)
		}
	}
	out := term.Written()
	if i := strings.LastIndex(out, ansi.ResetModeTextCursorEnable); i > strings.LastIndex(out, ansi.SetModeTextCursorEnable) {
		t.Error("the cursor stays hidden")
	}
	if strings.Contains(term.Screen(), "crossover") {
		t.Errorf("something stays on screen:\n%s", term.Screen())
	}
}

func TestTheProgramEndsWithItsContext(t *testing.T) {
	t.Parallel()
	o := options(t)
	term := vtest.Run(t, vtest.Options{Width: 160, Height: 48}, func(ctx context.Context, in io.Reader, out io.Writer) error {
		return Run(ctx, o, Terminal{Input: in, Output: out, Environ: environ})
	})
	term.WaitFor("crossover")
	term.Stop()
	if err := term.Ended(); err != nil {
		t.Errorf("Run: %v", err)
	}
	checkRestored(t, term)
}

func TestKeysAndTypingInTheTerminal(t *testing.T) {
	t.Parallel()
	term, _ := start(t, vtest.Options{}, options(t))
	term.WaitFor("12/s┃", "Recommended layout")
	term.Type(vtest.Right)
	term.WaitFor("15/s┃")
	term.Type("3M/month")
	term.WaitFor("3M/month")
	term.Type(vtest.Enter)
	term.WaitFor("3M/month┃")
	term.Type(vtest.Down + "1GB" + vtest.Enter)
	term.WaitFor("1 GB┃")
	term.Type("77" + vtest.Enter)
	term.WaitFor("! ")
	term.Type("q") // here a letter of a value
	term.Type(vtest.CtrlC)
	if err := term.Ended(); err != nil {
		t.Error(err)
	}
}

func TestScreensInTheTerminal(t *testing.T) {
	t.Parallel()
	term, _ := start(t, vtest.Options{}, options(t))
	for _, step := range [][2]string{
		{vtest.Tab, "Offers for api"}, {vtest.F3, "next: "}, {vtest.F4, "all requests"}, {vtest.F5, "Pool over time"}, {vtest.F6, "Head to head"}, {vtest.F7, "total per month"}, {vtest.F3, "Other layouts"},
		{vtest.F1, "Cheapest here"}, {"?", "previous slider"}, {"?", "Cheapest here"}, {"w", "[events]"}, {"y", "x the cheapest by"}, {"a", "by memory"},
	} {
		term.Type(step[0])
		term.WaitFor(step[1])
	}
}

func TestDraggingInTheTerminal(t *testing.T) {
	t.Parallel()
	term, _ := start(t, vtest.Options{}, options(t))
	term.WaitFor("Recommended layout", "12/s┃")
	term.Wait("the mouse", func() bool { return term.Mode(ansi.ModeMouseAnyEvent) })
	x, y, ok := term.Find("█")
	if !ok {
		t.Fatal("no handle")
	}
	term.Press(x, y)
	for i := range 200 {
		term.Drag(x+i/20, y)
	}
	term.Drag(x+40, y+5)
	term.WaitFor("100k/s┃")
	term.Release(x+40, y+5)
	// The settled layout belongs to the settled scenario.
	sc := parse(t, "rate=100k/s")
	l := must(smallEngine(t).NewEvaluator().Recommend(context.Background(), &sc))
	term.WaitFor(usd(l.Monthly) + "/month")
	term.Type("u")
	term.WaitFor("12/s┃")
	if x, y, ok = term.Find("GPU boxes"); !ok {
		t.Fatal("no GPU box")
	}
	term.Type("m")
	term.Wait("the mouse to be free", func() bool { return !term.Mode(ansi.ModeMouseAnyEvent) })
	term.Type("m")
	term.Wait("the mouse", func() bool { return term.Mode(ansi.ModeMouseAnyEvent) })
	term.Press(x, y)
	term.Release(x, y)
	term.WaitFor("[ml]")
}

// TestResizingInTheTerminal compares the terminal after each resize with the frame of a
// session of that size.
func TestResizingInTheTerminal(t *testing.T) {
	t.Parallel()
	term, resize := start(t, vtest.Options{}, options(t, withTheme("dark")))
	term.WaitFor("Recommended layout")
	for _, z := range [][2]int{{40, 12}, {300, 100}, {20, 5}, {80, 24}, {160, 48}} {
		resize(z[0], z[1])
		s := open(t, smallEngine(t), z[0], z[1])
		s.rest()
		term.Wait("the frame of this size", func() bool { return term.Screen() == s.Frame() })
	}
	term.Type("q")
	if err := term.Ended(); err != nil {
		t.Error(err)
	}
	checkRestored(t, term)
}

// TestTheTerminalsBackgroundChoosesTheTheme checks the colour of a title.
func TestTheTerminalsBackgroundChoosesTheTheme(t *testing.T) {
	all, err := loadThemes()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name       string
		background color.Color
		theme      string
		dark       bool
	}{
		{"light", color.White, "", false},
		{"dark", color.Black, "", true},
		{"light, but told otherwise", color.White, "dark", true},
		{"dark, but told otherwise", color.Black, "light", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			term, _ := start(t, vtest.Options{Width: 100, Height: 30, Background: tt.background}, options(t, withTheme(tt.theme)))
			term.WaitFor("Scenario")
			x, y, _ := term.Find("Scenario")
			want := color.Color(nil)
			for _, th := range all {
				if th.Dark == tt.dark {
					o := options(t, withTheme(th.Name))
					if c, ok := New(o).titleColor(); ok {
						want = c
					}
					break
				}
			}
			term.Wait("the colours of the theme", func() bool { return same(term.At(x, y).Fg, want) })
		})
	}
}

// titleColor returns the colour of titles in the current theme.
func (m *Model) titleColor() (color.Color, bool) {
	c, ok := m.opts.Themes[m.theme].Roles.Title.Fore.True.TrueColor()
	return color.RGBA{c.R, c.G, c.B, 255}, ok
}

// same reports whether two colours are equal to eight bits.
func same(a, b color.Color) bool {
	if a == nil || b == nil {
		return a == b
	}
	r, g, bl, _ := a.RGBA()
	r2, g2, bl2, _ := b.RGBA()
	return r>>8 == r2>>8 && g>>8 == g2>>8 && bl>>8 == bl2>>8
}

func TestColourProfiles(t *testing.T) {
	tests := []struct {
		profile colorprofile.Profile
		check   func(c color.Color) bool
	}{
		{colorprofile.TrueColor, func(c color.Color) bool { _, ok := c.(color.RGBA); return ok }},
		{colorprofile.ANSI256, func(c color.Color) bool { _, ok := c.(ansi.IndexedColor); return ok }},
		{colorprofile.ANSI, func(c color.Color) bool { _, ok := c.(ansi.BasicColor); return ok }},
		{colorprofile.ASCII, func(c color.Color) bool { return c == nil }},
	}
	for _, tt := range tests {
		t.Run(tt.profile.String(), func(t *testing.T) {
			t.Parallel()
			term, _ := start(t, vtest.Options{}, options(t, withTheme("dark"), func(o *Options) { o.Profile = tt.profile }))
			term.WaitFor("Scenario")
			x, y, _ := term.Find("Scenario")
			if c := term.At(x, y).Fg; !tt.check(c) {
				t.Errorf("a title is %T %v", c, c)
			}
		})
	}
	t.Run("detected", func(t *testing.T) {
		t.Parallel()
		o := options(t, withTheme("dark"), func(o *Options) { o.Profile, o.Detect = colorprofile.ANSI, true })
		term, _ := start(t, vtest.Options{}, o, "TTY_FORCE=1", "CLICOLOR_FORCE=1")
		term.WaitFor("Scenario")
		x, y, _ := term.Find("Scenario")
		term.Wait("true colour", func() bool { return tests[0].check(term.At(x, y).Fg) })
	})
}

// TestIdleWritesNothing waits for a while after the first frame.
func TestIdleWritesNothing(t *testing.T) {
	for name, key := range map[string]string{"Explore": vtest.F1, "Verdicts": "\x1b[19~", "themes": "T", "help": "?"} {
		t.Run(name, func(t *testing.T) { testIdle(t, "44.3/s", key, "") })
	}
	// At so low a rate nearly all starts are cold, and few requests are enough.
	t.Run("Simulate", func(t *testing.T) {
		testIdle(t, "2/h", vtest.F5, " paused ", withScenario(t, "rate=2/hour", "duration=2s"))
	})
}

// testIdle waits for a text of the first frame, and then for the text whole after a key.
// Then the program must write nothing for a while.
func testIdle(t *testing.T, first, key, whole string, setups ...setup) {
	t.Parallel()
	term, _ := start(t, vtest.Options{}, options(t, append(setups, withTheme("nord"))...))
	term.WaitFor(" layout ", first) // the recommended one, or that there is none
	term.Type(key)
	if whole != "" {
		term.WaitFor(whole)
	}
	n := -1
	term.Wait("silence", func() bool { // fails if the program writes while nothing happens
		was := n
		n = len(term.Written())
		time.Sleep(800 * time.Millisecond)
		return n == was
	})
}
