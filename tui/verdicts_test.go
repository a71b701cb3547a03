package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"crossover/data"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/tui/state"
)

// smallVerdicts are claims on the made-up offers.
const smallVerdicts = `
title: made up
source: a test
as_of: 2026-10
sets:
  functions: {title: functions, kinds: [function]}
  machines: {title: machines, kinds: [vm]}
verdicts:
  - id: functions-when-small
    claim: A small API belongs in a function.
    section: first
    reading: Small is 100 requests a day.
    scenarios: [{tokens: parts=web rate=100/day memory=256MB}]
    tests:
      - {title: cheaper, compare: {of: functions, against: machines, is: lower}}
      - {title: within a dollar, figure: {of: functions, at_most: 1}}
    flip: {axis: rate, from: 1k/month, to: 10B/month, of: functions, against: machines}
  - id: functions-when-large
    claim: A large API belongs in a function, too.
    section: second
    reading: Large is 5,000 requests a second.
    scenarios: [{tokens: rate=5k/s}]
    tests: [{compare: {of: functions, against: machines, is: lower}}]
    flip: {axis: rate, from: 1/s, to: 10k/s, of: acme-functions, price: 1000}
  - id: functions-are-pretty
    claim: Functions are pretty.
    section: second
    untestable: Beauty is not a number.
`

// withVerdicts gives a session claims on the made-up offers, and counts how often they
// are tested.
func withVerdicts(t testing.TB, runs *int) setup {
	return func(o *Options) {
		o.Verdicts = func(context.Context) []verdict.Result {
			*runs++
			f, err := data.ParseVerdicts("small.yaml", []byte(smallVerdicts), o.Engine.Catalog())
			if err != nil {
				t.Error(err)
				return nil
			}
			return must(verdict.Run(context.Background(), o.Engine, f, 2))
		}
	}
}

func TestVerdictsAreTestedWhenLookedAt(t *testing.T) {
	runs := 0
	e := smallEngine(t)
	shared := NewShared(e, 1)
	for range 2 {
		s := open(t, e, 160, 48, withVerdicts(t, &runs), func(o *Options) { o.Shared = shared })
		before := runs
		s.press("right")
		if runs != before {
			t.Fatal("they were tested before anybody looked")
		}
		s.press("f8", "f1", "f8")
		for _, want := range []string{"holds", "A small API belongs in a function.", "fails", "untestable", "Flips at", "Read as: Small is 100 requests a day."} {
			if !strings.Contains(s.Frame(), want) {
				t.Errorf("no %q:\n%s", want, s.Frame())
			}
		}
	}
	if runs != 1 {
		t.Errorf("they were tested %d times, want once for both sessions", runs)
	}
}

func TestAVerdictSaysWhatAPriceIsReachedAt(t *testing.T) {
	runs := 0
	s := open(t, smallEngine(t), 160, 48, withVerdicts(t, &runs))
	s.press("f8", "down")
	if !strings.Contains(s.Frame(), "Acme Functions comes to $1,000") {
		t.Errorf("no price:\n%s", s.Frame())
	}
}

func TestAVerdictsScenarioIsLoaded(t *testing.T) {
	runs := 0
	s := open(t, smallEngine(t), 160, 48, withVerdicts(t, &runs))
	old := s.st.Scenario
	s.press("a", "f8", "enter")
	want, err := scenario.Parse(scenario.Default(), "parts=web", "rate=100/day", "memory=256MB")
	if err != nil {
		t.Fatal(err)
	}
	if s.st.Screen != state.Explore || s.st.Scenario != want || s.st.Axis != 0 {
		t.Errorf("%v shows %q along %v", s.st.Screen, s.st.Scenario, s.st.Axis)
	}
	if !strings.Contains(s.Frame(), "trying: A small API belongs in a function.") {
		t.Error("nothing says what is tried")
	}
	s.press("R") // back to the start of the session, which had other parts
	if s.st.Scenario != old {
		t.Errorf("reset to %q", s.st.Scenario)
	}
	s.press("u", "u")
	if s.st.Screen != state.Verdicts || s.st.Scenario != old {
		t.Errorf("undo shows %v with %q", s.st.Screen, s.st.Scenario)
	}
}

func TestResettingASliderOfAPartTheSessionDidNotStartWith(t *testing.T) {
	runs := 0
	s := open(t, smallEngine(t), 160, 48, withVerdicts(t, &runs))
	s.press("f8", "enter", "down", "right", "r")
	if got, want := s.st.Scenario.SelectedPart().MemoryMB, scenario.NewPart("web").MemoryMB; got != want {
		t.Errorf("memory is reset to %v, want that of a new part, %v", got, want)
	}
	// And the reverse: from one part to a system of five.
	s = open(t, smallEngine(t), 160, 48, withScenario(t, "parts=web"), withVerdicts(t, &runs))
	s.press("f8", "down", "enter", "w", "w", "w", "r", "R")
	if s.st.Scenario.Len() != 1 {
		t.Errorf("reset to %q", s.st.Scenario)
	}
}

func TestAnUntestableVerdictLoadsNothing(t *testing.T) {
	runs := 0
	s := open(t, smallEngine(t), 160, 48, withVerdicts(t, &runs))
	s.press("f8")
	old := s.st
	s.press("end", "enter")
	if s.st != old || !strings.Contains(s.Frame(), "no scenario tests this claim") {
		t.Errorf("it went to %v:\n%s", s.st.Screen, s.Frame())
	}
}

func TestVerdictsCanBeFilteredAndClicked(t *testing.T) {
	runs := 0
	s := open(t, smallEngine(t), 160, 48, withVerdicts(t, &runs))
	s.press("f8", "/")
	s.typeText("fails")
	s.press("enter")
	if f := s.Frame(); !strings.Contains(f, "1 of 3") || strings.Contains(f, "pretty") {
		t.Errorf("the filter leaves more:\n%s", f)
	}
	s.press("/", "esc")
	y := row(s, "Functions are pretty.")
	s.send(click(30, y))
	if x := s.judging().judged.Selected(); x == nil || x.ID != "functions-are-pretty" {
		t.Errorf("selected %+v", x)
	}
	y = row(s, "A large API belongs")
	s.send(click(30, y), click(30, y))
	if s.st.Screen != state.Explore || s.st.Scenario.PerSecond(s.st.Scenario.Selected) != 5000 {
		t.Errorf("pressed twice, it shows %v at %v", s.st.Screen, s.st.Scenario)
	}
}

// row returns the first row of the screen with a text.
func row(s *session, text string) int {
	for y, line := range strings.Split(s.Frame(), "\n") {
		if strings.Contains(line, text) {
			return y
		}
	}
	s.tb.Fatalf("no %q:\n%s", text, s.Frame())
	return 0
}

// TestScreensOfVerdicts compares the page with its golden files.
func TestScreensOfVerdicts(t *testing.T) {
	for _, z := range []struct{ w, h int }{{160, 48}, {100, 30}, {80, 24}, {60, 20}, {40, 12}} {
		runs := 0
		s := open(t, smallEngine(t), z.w, z.h, withVerdicts(t, &runs))
		s.press("f8")
		golden(t, fmt.Sprintf("verdicts-answered-%dx%d", z.w, z.h), s.Frame())
	}
}

func TestVerdictsAtEverySize(t *testing.T) {
	runs := 0
	s := open(t, smallEngine(t), 160, 48, withVerdicts(t, &runs))
	s.press("f8")
	for w := 1; w < 200; w += 7 {
		for _, h := range []int{1, 5, 11, 12, 13, 16, 20, 24, 48} {
			s.send(tea.WindowSizeMsg{Width: w, Height: h})
			checkFrame(t, s, w, h, s.opts.Glyphs.Kind)
		}
	}
}
