package tui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"crossover/engine/scenario"
	"crossover/tui/glyph"
	"crossover/tui/state"
	"crossover/tui/vtest"
)

// spoken is a session for a screen reader with its output.
type spoken struct {
	*Speaker
	tb  testing.TB
	out bytes.Buffer
	now time.Time
}

func speak(tb testing.TB, k glyph.Kind) *spoken {
	tb.Helper()
	all, err := loadThemes()
	if err != nil {
		tb.Fatal(err)
	}
	s := &spoken{tb: tb, now: time.Unix(1_000_000, 0)}
	s.Speaker = NewSpeaker(Options{
		Engine: smallEngine(tb), Scenario: scenario.Default(), Themes: all, Profile: colorprofile.NoTTY,
		Glyphs: glyph.New(k, false), Now: func() time.Time { return s.now },
	}, &s.out)
	s.settle(s.Begin())
	return s
}

// update handles a message and says its effect.
func (s *spoken) update(msg tea.Msg) tea.Cmd {
	cmd := s.Update(msg)
	s.Say()
	return cmd
}

// settle runs commands until only timers are left.
func (s *spoken) settle(cmd tea.Cmd) {
	for _, msg := range run(cmd) {
		s.now = s.now.Add(time.Second)
		next := s.update(msg)
		s.settle(next)
	}
}

// after returns the output after keys.
func (s *spoken) after(keys ...string) string {
	s.tb.Helper()
	s.out.Reset()
	for _, k := range keys {
		s.now = s.now.Add(time.Second)
		cmd := s.update(keyOf(s.tb, k))
		s.settle(cmd)
	}
	return strings.ReplaceAll(s.out.String(), "\r\n", "\n")
}

// TestEveryChangeIsALine uses the program by its speech.
func TestEveryChangeIsALine(t *testing.T) {
	s := speak(t, glyph.Braille)
	start := s.out.String()
	for _, want := range []string{
		"crossover for screen readers. The default scenario, part api, on list prices of 2026-01. Cheapest: ",
		"left and right move a slider", "\r\nAcme Boxes $55.31\r\n", "\r\nfrom 7.2/min to ", "\r\nlayout: edge on ",
	} {
		if !strings.Contains(start, want) {
			t.Errorf("the start lacks %q:\n%s", want, start)
		}
	}
	for _, tt := range []struct {
		keys []string
		want string
	}{
		{[]string{"right"}, "rate 15/s"},
		{[]string{"down"}, "memory 512 MB.\n"},
		{[]string{"7"}, "typing 7.\n"},
		{[]string{"7", "enter"}, "typed 77: "},
		{[]string{"esc"}, "memory 512 MB.\n"},
		{[]string{"u", "u", "u"}, "nothing to undo"},
		{[]string{"u"}, "nothing to undo.\n"},
		{[]string{"a"}, "by memory.\nfrom 128 MB to "},
		{[]string{"a", "a", "y"}, "measured in x the cheapest.\n"},
		{[]string{"n"}, "selected "},
		{[]string{"f2"}, "Offers screen"},
		{[]string{"f1"}, "Explore screen"},
		{[]string{"f1"}, "\nlayout: api on "},
		{[]string{"p"}, "1 pinned to compare with.\n"},
		{[]string{"w"}, "part events. "},
		{[]string{"T", "down"}, "theme Day, characters block.\n"},
		{[]string{"esc"}, "Explore screen"},
		{[]string{"x"}, "Why: Acme "},
		{[]string{"esc"}, "Explore screen"},
		{[]string{"x"}, " a month\n"},
		{[]string{"esc"}, "Explore screen"},
		{[]string{"e", "down"}, "Export this view, "},
		{[]string{"esc"}, "Explore screen"},
		{[]string{"?"}, "Explore:\nleft: less\nright: more\nup: previous slider\n"},
		{[]string{"u"}, "Keys, u: "},
		{[]string{"esc"}, "Explore screen"},
	} {
		got := s.after(tt.keys...)
		if !strings.Contains(got, tt.want) {
			t.Errorf("after %v it says %q, and not %q", tt.keys, got, tt.want)
		}
		if strings.Contains(got, ".. ") || strings.Contains(got, "..\n") {
			t.Errorf("after %v a sentence ends twice: %q", tt.keys, got)
		}
	}
	for range 20 { // a key without effect says nothing
		s.after("left")
	}
	if got := s.after("left"); got != "" && strings.Count(got, "\n") != 1 {
		t.Errorf("at the end of a slider it says %q", got)
	}
}

// TestPagesAreRead goes to every screen: its rows are read without lines, marks and bars,
// and later only the new ones.
func TestPagesAreRead(t *testing.T) {
	s := speak(t, glyph.Braille)
	for screen, want := range map[string]string{
		"f2": "\nAcme Tasks", "f3": "edge", "f4": "half of the requests take at most ",
	} {
		got := s.after(screen)
		if !strings.Contains(got, want) {
			t.Errorf("%s reads %q", screen, got)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r >= 0x2190 && r < 0x2900 }) {
			t.Errorf("%s reads what is drawn: %q", screen, got)
		}
		if got := s.after("right"); strings.Count(got, "\n") > 2 { // the change, and the layout once it is known
			t.Errorf("on %s a slider says %q", screen, got)
		}
		if again := s.after(screen); strings.Count(again, "\n") < 3 {
			t.Errorf("%s again reads %q", screen, again)
		}
	}
	s.after("f2")
	if got := s.after("down"); strings.Count(got, "\n") != 1 || !strings.Contains(got, "$") {
		t.Errorf("the next row reads %q", got)
	}
}

// TestWhatIsDrawnIsSaid compares the speech of the graphical screens with the files in
// testdata/golden: sentences, and nothing of the pictures.
func TestWhatIsDrawnIsSaid(t *testing.T) {
	s := speak(t, glyph.Braille)
	for _, screen := range []struct{ name, key string }{{"offers", "f2"}, {"layout", "f3"}, {"latency", "f4"}} {
		golden(t, "spoken-"+screen.name, s.after(screen.key))
	}
	s.after("p", "f6", "right", "right")
	golden(t, "spoken-compare", s.after("f6"))
	for i := range state.NumScreens {
		got := s.after(fmt.Sprintf("f%d", i+1))
		for line := range strings.Lines(got) {
			if strings.ContainsAny(line, "│─┌└╭╰~") || strings.HasPrefix(line, ",") || strings.Contains(line, ", ,") {
				t.Errorf("of screen %d it reads %q", i+1, line)
			}
		}
	}
}

// TestASCIISpeech checks that a plain locale gets ASCII.
func TestASCIISpeech(t *testing.T) {
	s := speak(t, glyph.ASCII)
	s.after("right", "f2", "f3", "f4", "?")
	for _, r := range s.out.String() {
		if r > 0x7e {
			t.Fatalf("%q in ASCII", r)
		}
	}
}

// TestSpeechInATerminal runs the program: it sends lines and no escape sequence, from
// start to end.
func TestSpeechInATerminal(t *testing.T) {
	t.Parallel()
	o := options(t)
	term := vtest.Run(t, vtest.Options{Width: 160, Height: 48}, func(ctx context.Context, in io.Reader, out io.Writer) error {
		return Speak(ctx, o, Terminal{Input: in, Output: out, Environ: environ})
	})
	term.WaitFor("crossover for screen readers", "layout: api on ")
	term.Type(vtest.Right)
	term.WaitFor("rate 15/s")
	term.Type("?")
	term.WaitFor("quit")
	term.Type(vtest.CtrlC)
	if err := term.Ended(); err != nil {
		t.Error(err)
	}
	if out := term.Written(); strings.ContainsRune(out, 0x1b) {
		t.Errorf("an escape sequence is sent: %q", out)
	}
}
