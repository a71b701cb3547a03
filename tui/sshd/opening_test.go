package sshd

import (
	"bytes"
	"strings"
	"testing"

	"crossover/engine/scenario"
	"crossover/tui/vtest"
)

// ask runs a command line without a terminal.
func (s *served) ask(user, command string) (stdout, stderr, code string) {
	s.tb.Helper()
	sess, err := s.client(user).NewSession()
	if err != nil {
		s.tb.Fatal(err)
	}
	var out, errs bytes.Buffer
	sess.Stdout, sess.Stderr = &out, &errs
	err = sess.Run(command)
	return out.String(), errs.String(), exitCode(err)
}

// TestLookIsAWordOfTheCommandLine opens the explorer with other looks, and gets an error
// for an unknown one.
func TestLookIsAWordOfTheCommandLine(t *testing.T) {
	s := serve(t)
	for _, command := range []string{"glyphs=ascii rate=40/s", "rate=40/s --glyphs ascii", "rate=40/s --glyphs=ascii"} {
		r := s.open(120, 36, command, "LANG=C.UTF-8")
		r.WaitFor("40/s", "q quit")
		for _, c := range r.Screen() {
			if c >= 0x7f {
				t.Fatalf("%s draws with %q:\n%s", command, c, r.Screen())
			}
		}
	}
	dark, light := s.open(120, 36, "theme=dark"), s.open(120, 36, "theme=light")
	for _, r := range []*remote{dark, light} {
		r.WaitFor("q quit")
	}
	if dark.At(1, 0) == light.At(1, 0) {
		t.Errorf("two themes look alike: %+v", dark.At(1, 0))
	}
	s.open(120, 36, "tour").WaitFor("tour 1 of 5")
	for command, want := range map[string]string{
		"theme=plaid":                       `theme: there is no theme "plaid"; write dark`,
		"--theme plaid":                     `theme: there is no theme "plaid"; write dark`,
		"rate=1/s --theme":                  "--theme: there is no value",
		"motion=some":                       `motion: there is no amount "some"; write full, reduced, off`,
		"glyphs=\x1b[2Jx":                   `glyphs: there is no set "\x1b[2Jx"; write braille, octant, block, ascii or auto`,
		"theme=../../etc/passwd.yaml":       "there is no theme",
		"room friday glyphs":                "is not key=value",
		"room friday now":                   `"now" is not key=value`,
		"theme=" + strings.Repeat("x", 200): "there is no theme",
	} {
		r := s.open(80, 24, command)
		if err := r.Ended(); exitCode(err) != "2" || !strings.Contains(r.Written(), want) || strings.Contains(r.Written(), "\x1b") {
			t.Errorf("%q: %v, %q, want %q", command, err, r.Written(), want)
		}
	}
	if _, says, code := s.ask("ann", "theme=dark"); code != "2" || !strings.Contains(says, "ssh -t") {
		t.Errorf("a look without a terminal: %s, %q", code, says)
	}
}

// TestScreenReaderOverSSH reads lines of text instead of a screen, alone and in a room.
func TestScreenReaderOverSSH(t *testing.T) {
	done := nothingStays(t)
	t.Run("session", func(t *testing.T) {
		s := serve(t)
		r := s.open(120, 36, "screen-reader rate=40/s")
		r.Wait("the first lines", func() bool { return strings.Contains(r.Written(), "crossover for screen readers") })
		r.Type(vtest.Right)
		r.Wait("what moved", func() bool { return strings.Contains(r.Written(), "rate 50/s") })
		r.Type("\t")
		r.Wait("the next screen", func() bool { return strings.Contains(r.Written(), "Offers screen") })
		r.Type("q")
		if err := r.Ended(); err != nil {
			t.Errorf("the session ends with %v", err)
		}
		if text := r.Written(); strings.Contains(text, "\x1b") || !strings.Contains(text, "your scenario: crossover ") {
			t.Errorf("it writes %q", text)
		}
		ann := s.openAs("ann", 120, 30, "room friday")
		ann.waitRoom(t, "you present")
		ben := s.openAs("ben", 120, 30, "room friday --screen-reader")
		ben.Wait("how the room is", func() bool { return strings.Contains(ben.Written(), "room friday, you follow ann") })
		ann.Type(vtest.Right)
		ben.Wait("what ann moves", func() bool {
			return strings.Contains(ben.Written(), "ann: rate 12/s to 15/s") && strings.Contains(ben.Written(), "rate 15/s")
		})
		ben.Type("!")
		ann.waitRoom(t, "ben raises a hand")
	})
	done()
}

// TestScenarioOfARoomIsPrinted prints a room's scenario without entering it, and after
// copying and leaving.
func TestScenarioOfARoomIsPrinted(t *testing.T) {
	s := serve(t)
	ann := s.openAs("ann", 120, 30, "room friday rate=50/s")
	ann.waitRoom(t, "you present")
	ann.Type(vtest.Right)
	ann.WaitFor("60/s")
	for user, command := range map[string]string{"cho": "room friday", "room+friday": ""} {
		if out, says, code := s.ask(user, command); code != "0" || out != "rate=60/s\n" || says != "" {
			t.Errorf("%s, %q: %s, %q, %q", user, command, code, out, says)
		}
	}
	for command, want := range map[string]string{"room nowhere": "1 there is no such room", "room": "2 a room's name", "room a/b": "2 a room's name"} {
		if _, says, code := s.ask("cho", command); !strings.HasPrefix(want, code+" ") || !strings.Contains(says, want[2:]) {
			t.Errorf("%q: %s, %q", command, code, says)
		}
	}
	if s.host.Rooms() != 1 {
		t.Error("asking for a room opens it")
	}
	ben := s.openAs("ben", 120, 30, "room friday")
	ben.waitRoom(t, "you follow ann")
	ben.Type("Y" + vtest.Down + vtest.Enter)
	ben.Wait("the copy", func() bool { return strings.Contains(ben.Written(), "\x1b]52;c;") })
	ben.Type("q")
	_ = ben.Ended()
	ben.WaitFor("your scenario: crossover rate=60/s")

	shared, err := scenario.Parse(scenario.Default(), "rate=9/s")
	if err != nil {
		t.Fatal(err)
	}
	guest := serve(t, func(c *setup) { c.Options.Scenario = shared }).open(120, 30, "room friday")
	guest.waitRoom(t, "you present")
	guest.Type("q") // without a change
	_ = guest.Ended()
	guest.WaitFor("your scenario: crossover rate=9/s")

	one := serve(t, func(c *setup) { c.OnlyRoom = "secret" })
	in := one.openAs("room+secret+ann", 120, 30, "rate=7/s")
	in.waitRoom(t, "you present")
	if out, _, code := one.ask("room+secret", ""); code != "0" || out != "rate=7/s\n" {
		t.Errorf("the room there is: %s, %q", code, out)
	}
	if out, says, code := one.ask("eve", "room public"); code != "2" || out != "" || strings.Contains(says, "secret") {
		t.Errorf("another room: %s, %q, %q", code, out, says)
	}
}
