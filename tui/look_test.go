package tui

import (
	"math"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/proptest"
	"crossover/tui/state"
)

func TestUndoJoinsGestures(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	first := s.st
	s.press("right", "right", "right")
	rate := s.st
	s.press("down", "right", "right", "down", "up", "right")
	if s.press("u"); s.part().MemoryMB == 512 {
		t.Error("two runs with the focus elsewhere between them are one change")
	}
	if s.press("u"); s.st != rate {
		t.Error("a run of a key is not one change")
	}
	if s.press("u"); s.st != first {
		t.Error("undo does not lead back to the start")
	}
	s.press("u")
	s.wants("nothing to undo")
	s.press("ctrl+r", "ctrl+r", "ctrl+r")
	if s.part().MemoryMB == 512 || near(s.rate(), 12) {
		t.Errorf("redo leads to %v", s.st.Scenario)
	}
	s.press("ctrl+r")
	s.wants("nothing to redo")
	s.press("u", "left")
	s.press("ctrl+r")
	s.wants("nothing to redo")
}

// TestResettingGoesBackToTheStart resets a slider of every part after all ways of
// changing the parts.
func TestResettingGoesBackToTheStart(t *testing.T) {
	start := parse(t, "memory=1GB", "events.memory=2GB", "edge.memory=512MB")
	ways := map[string][]string{
		"next part":         {"w"},
		"undo of next part": {"w", "u"},
		"redo of next part": {"w", "u", "ctrl+r"},
		"reset of all":      {"w", "R"},
		"undo of reset":     {"w", "R", "u"},
	}
	for name, keys := range ways {
		s := open(t, smallEngine(t), 160, 48, func(o *Options) { o.Scenario = start })
		s.press(keys...)
		s.focusOn("memory")
		s.press("right", "right", "r")
		if got, want := s.part().MemoryMB, start.Part(s.st.Scenario.Selected).MemoryMB; got != want {
			t.Errorf("after %s, reset makes %s's memory %v, want %v", name, s.part().Name, got, want)
		}
		if s.controls.Controls[s.sliders.Focus].Slider.Changed() {
			t.Errorf("after %s, a reset slider counts as changed", name)
		}
	}
}

func TestPartsGoRound(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	var names []string
	for range s.st.Scenario.Len() {
		s.press("w")
		names = append(names, s.part().Name)
		s.wants("["+s.part().Name+"]", ", "+s.part().Name)
	}
	if got := strings.Join(names, " "); got != "events cron ml edge api" {
		t.Errorf("w goes through %s", got)
	}
	s.press("W", "W")
	if s.part().Name != "ml" && s.part().Name != "edge" {
		t.Errorf("W leads to %s", s.part().Name)
	}
}

func TestMeasuresAndAxes(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	for range 2 {
		for _, want := range []string{"x the cheapest by request rate", "$/million requests by request rate", "p99 latency by request rate", "$/month by request rate"} {
			s.press("y")
			s.wants(want)
		}
	}
	for _, want := range []string{"by memory, api", "by duration, api", "by month, api at +10 %/month", "by request rate, api"} {
		s.press("a")
		s.wants(want)
	}
}

// TestTheWindowFollowsTheHandle moves the handle from one end of every axis to the other.
// It always stays visible.
func TestTheWindowFollowsTheHandle(t *testing.T) {
	proptest.Sequential(t)
	s := open(t, smallEngine(t), 120, 36)
	for axis, control := range []string{"rate", "memory", "duration"} {
		s.focusOn(control)
		for _, keys := range [][]string{{"home"}, {"end"}, {"H", "H", "H"}, {"+", "+", "home"}, {"end"}, {"-", "-", "-", "-", "-", "-"}, {"<", "<", "<", "<", "<", "<", "left"}} {
			s.press(keys...)
			win := s.st.Window()
			lo, hi := s.st.Axis.Range()
			x := math.Max(s.st.Axis.Value(&s.st.Scenario, s.st.Scenario.Selected), lo)
			if x < win.Lo*(1-1e-9) || x > win.Hi*(1+1e-9) {
				t.Errorf("%s, %v: the handle at %v is outside %v", control, keys, x, win)
			}
			if win.Lo < lo*(1-1e-9) || win.Hi > hi*(1+1e-9) {
				t.Errorf("%s, %v: the window %v leaves the axis", control, keys, win)
			}
		}
		if axis < 2 {
			s.press("a")
		}
	}
}

func TestPanLeavesTheHandleBehind(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36)
	s.press("+")
	for range 20 {
		s.press(">")
	}
	if win := s.st.Window(); win.Lo <= s.rate() {
		t.Errorf("the window %v still holds the handle at %v", win, s.rate())
	}
	if s.press("right"); s.st.Window().Lo > s.rate() {
		t.Error("moving the handle does not bring the window back")
	}
}

func TestSelectingOffers(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	shown := slices.DeleteFunc(slices.Clone(s.answer.Listed), s.answer.Needless)
	last := len(shown) - 1
	for range last + 3 {
		s.press("n")
	}
	if last == len(s.answer.Listed)-1 || s.answer.Selected != shown[last] {
		t.Error("n does not stop at the last offer that Explore shows")
	}
	for range last + 3 {
		s.press("N")
	}
	if s.answer.Selected != s.answer.Listed[0] {
		t.Error("N does not stop at the first offer")
	}
	s.press("f2", "down", "down", "up")
	if s.answer.Selected != s.answer.Listed[1] {
		t.Error("the arrows do not move the selection on Offers")
	}
	s.press("enter")
	if s.st.Screen != state.Bill || s.billing().bill.Offer != s.answer.Listed[1] {
		t.Error("enter does not open the bill of the offer")
	}
	s.wants("Bill: " + s.opts.Engine.Offer(s.answer.Listed[1]).Title)
}

// TestSelectingFromAHiddenVariant selects an offer that is not listed. The keys continue
// from the place of its rank.
func TestSelectingFromAHiddenVariant(t *testing.T) {
	e := smallEngine(t)
	s := open(t, e, 160, 48)
	hidden := e.Find("acme-functions-gateway")
	s.press("v", "f2")
	for range e.Len() {
		if s.answer.Selected != hidden {
			s.press("down")
		}
	}
	s.press("v")
	for _, o := range s.answer.Listed {
		if o == hidden || s.answer.Selected != hidden {
			t.Fatal("the variant is listed, or not selected: this tests nothing")
		}
	}
	at := 0 // the number of listed offers that rank before it
	for _, o := range s.answer.Ranked {
		if o == hidden {
			break
		}
		if at < len(s.answer.Listed) && o == s.answer.Listed[at] {
			at++
		}
	}
	s.press("n")
	if got, want := s.answer.Selected, s.answer.Listed[at]; got != want {
		t.Errorf("n leads to %s, want %s", e.Offer(got).ID, e.Offer(want).ID)
	}
	s.selectOffer(hidden)
	s.send(tea.WindowSizeMsg{Width: 161, Height: 48})
	s.press("N")
	if got, want := s.answer.Selected, s.answer.Listed[at-1]; got != want {
		t.Errorf("N leads to %s, want %s", e.Offer(got).ID, e.Offer(want).ID)
	}
}

func TestPinning(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	s.press("p", "L", "L")
	s.wants("pinned")
	if c := &s.controls.Controls[0].Slider; !c.HasGhost || !near(c.Ghost, 12) {
		t.Errorf("the ghost is at %v", c.Ghost)
	}
	s.press("P")
	if c := &s.controls.Controls[0].Slider; s.st.Pins.Len() > 0 || c.HasGhost || strings.Contains(s.Frame(), "pinned") {
		t.Error("the pin stays")
	}
}
