package tui

import (
	"encoding/base64"
	"strings"
	"testing"

	"crossover/engine/scenario"
	"crossover/tui/state"
	"crossover/tui/term"
	"crossover/tui/vtest"
)

// TestCopy copies every text, from the menu and from the palette.
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
	said, price, command, table, summary, screen := clip[0], clip[2], clip[4], clip[6], clip[8], clip[10]
	if said != s.said.Text() || !strings.HasPrefix(summary, said+"\n") || !strings.HasPrefix(said, "SERVERLESS, by far. Functions ") {
		t.Errorf("the answer is %q", said)
	}
	if e := &s.answer.Estimates[s.answer.Selected]; price != usd(e.Monthly) {
		t.Errorf("the price is %s, want %s", price, usd(e.Monthly))
	}
	if sc := parse(t, strings.Fields(strings.TrimPrefix(command, "crossover "))...); sc != s.st.Scenario {
		t.Errorf("%q is another scenario", command)
	}
	golden(t, "copied-table", table)
	golden(t, "copied-summary", summary)
	if screen != before {
		t.Errorf("the screen copied is\n%s", screen)
	}
	s.show(state.Bill)
	s.send(nil)
	golden(t, "copied-bill", reportOf(s.Model).Summary())
	s = open(t, smallEngine(t), 160, 48, withScenario(t, "p99=1ms", "currency=eur@0.92", "free=off", "commit=1y"))
	golden(t, "copied-nothing-fits", reportOf(s.Model).Summary())
	if got := copyables(open(t, smallEngine(t), 160, 48, func(o *Options) { o.Scenario = scenario.Default() }).Model)[2].note; got != "crossover" {
		t.Errorf("the command for the default scenario is %q", got)
	}
}

// copied presses enter and returns the text sent to the clipboard.
func (s *session) copied() string {
	s.tb.Helper()
	s.now = s.now.Add(1e9)
	cmd := s.Update(keyOf(s.tb, "enter"))
	s.Paint()
	for _, msg := range run(cmd) {
		if text, ok := msg.(term.Copy); ok {
			return string(text)
		}
	}
	return ""
}

// TestCopyInTheTerminal checks for the escape sequence.
func TestCopyInTheTerminal(t *testing.T) {
	t.Parallel()
	shown, _ := start(t, vtest.Options{}, options(t, withScenario(t, "rate=3M/month")))
	shown.WaitFor("Recommended layout")
	shown.Type("Y" + vtest.Down + vtest.Down + vtest.Enter)
	shown.WaitFor("OSC 52")
	want := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte("crossover rate=3M/month"))
	shown.Wait("the sequence", func() bool { return strings.Contains(shown.Written(), want) })
}

// TestTablesAreCopied copies the table of every screen that has one, with all columns and
// their titles, also those that do not fit on the screen.
func TestTablesAreCopied(t *testing.T) {
	runs := 0
	for screen, want := range map[state.Screen]string{
		state.Offers: "offer\tkind\tregion\t$/month\tx best\t$/million\tsources\tcold\tchance\tp99\tnote\n", state.Compare: "offer\tnow\tp99\n",
		state.Bill:   "line\tquantity\tincluded\tbillable\tx unit price\t= amount\tshare of bill\n",
		state.Prices: "provider\tprice of\t$\tfor\tas of\tsources\n", state.Verdicts: "answer\tclaim\twhat decides\tflips at\n",
	} {
		s := open(t, smallEngine(t), 60, 20, withVerdicts(t, &runs))
		s.show(screen)
		s.send(nil)
		list := copyables(s.Model)
		last := list[len(list)-1]
		text := last.text(s.Model)
		if last.name != "this table for a spreadsheet" || !strings.HasPrefix(text, want) || strings.Count(text, "\n") < 3 {
			t.Errorf("%v: %s:\n%s", screen, last.name, text)
		}
	}
	s := open(t, smallEngine(t), 60, 20)
	if list := copyables(s.Model); list[len(list)-1].name == "this table for a spreadsheet" {
		t.Error("Explore has a table")
	}
}
