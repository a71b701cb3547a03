package tui

import (
	"encoding/base64"
	"strings"
	"testing"

	"crossover/engine/scenario"
	"crossover/tui/term"
	"crossover/tui/vtest"
)

// TestCopy copies everything that can be, from the menu and from the palette.
func TestCopy(t *testing.T) {
	var clip []string
	s := open(t, smallEngine(t), 160, 48, withScenario(t, "rate=3M/month", "memory=1GB"))
	s.press("n")
	before := s.Frame()
	names := copyables(s.Model)
	for i, c := range names {
		s.press("Y")
		for range i {
			s.press("down")
		}
		clip = append(clip, s.copied())
		s.wants("sent to the terminal's clipboard (OSC 52), which some terminals ignore")
		s.press(":")
		s.typeText("copy " + c.name)
		clip = append(clip, s.copied())
		if len(clip) != 2*i+2 || clip[2*i] != clip[2*i+1] || clip[2*i] == "" {
			t.Fatalf("%s copies %q", c.name, clip)
		}
	}
	price, command, ranking, table, summary, screen := clip[0], clip[2], clip[4], clip[6], clip[8], clip[10]
	if e := &s.answer.Estimates[s.answer.Selected]; price != usd(e.Monthly) {
		t.Errorf("the price is %s, want %s", price, usd(e.Monthly))
	}
	if sc := parse(t, strings.Fields(strings.TrimPrefix(command, "crossover "))...); sc != s.st.Scenario {
		t.Errorf("%q is another scenario", command)
	}
	if n := strings.Count(ranking, "\n"); n != len(s.answer.Listed)+1 {
		t.Errorf("the ranking has %d lines", n)
	}
	golden(t, "copied-ranking", ranking)
	golden(t, "copied-table", table)
	golden(t, "copied-summary", summary)
	if screen != before {
		t.Errorf("the screen copied is\n%s", screen)
	}
	s.press("f6")
	golden(t, "copied-bill", reportOf(s.Model).Summary())
	s = open(t, smallEngine(t), 160, 48, withScenario(t, "p99=1ms", "currency=eur@0.92", "free=off", "commit=1y"))
	golden(t, "copied-nothing-fits", reportOf(s.Model).Summary())
	if got := copyables(open(t, smallEngine(t), 160, 48, func(o *Options) { o.Scenario = scenario.Default() }).Model)[1].note; got != "crossover" {
		t.Errorf("the command for the default scenario is %q", got)
	}
}

// copied presses enter and returns what the terminal is told to keep.
func (s *session) copied() string {
	s.tb.Helper()
	s.now = s.now.Add(1e9)
	cmd := s.Update(keyOf(s.tb, "enter"))
	s.View()
	for _, msg := range run(cmd) {
		if text, ok := msg.(term.Copy); ok {
			return string(text)
		}
	}
	return ""
}

// TestCopyInTheTerminal looks for the escape sequence.
func TestCopyInTheTerminal(t *testing.T) {
	t.Parallel()
	shown, _ := start(t, vtest.Look{}, options(t, withScenario(t, "rate=3M/month")))
	shown.WaitFor("Recommended layout")
	shown.Type("Y" + vtest.Down + vtest.Enter)
	shown.WaitFor("OSC 52")
	want := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte("crossover rate=3M/month"))
	shown.Wait("the sequence", func() bool { return strings.Contains(shown.Written(), want) })
}
