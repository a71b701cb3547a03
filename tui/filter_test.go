package tui

import (
	"strings"
	"testing"

	"crossover/tui/state"
)

// TestEveryListFilters presses / on every screen: a list keeps the rows that contain the
// words. A screen without a list shows the offers.
func TestEveryListFilters(t *testing.T) {
	e := smallEngine(t)
	lists := map[state.Screen]struct{ word, stays, goes string }{
		state.Offers:  {"edge", "Acme Edge", "Acme Functions"},
		state.Compare: {"edge", "Edge", "Functions"},
		state.Prices:  {"gateway", "Gateway", "Task vCPU"},
	}
	for screen := range state.NumScreens {
		s := open(t, e, 160, 48)
		s.press("p", "L") // for something to compare
		s.show(screen)
		s.send(nil)
		at := screen
		if s.screen().filter(&s.host) == nil {
			at = state.Offers
		}
		if screen == state.Explore {
			continue // here / finds a slider
		}
		if s.press("/"); s.st.Screen != at || !s.filtering {
			t.Errorf("/ on %v leads to %v, filtering %v", screen, s.st.Screen, s.filtering)
			continue
		}
		s.wants("keep the filter")
		want, ok := lists[at]
		if !ok {
			continue // these lists have tests of their own
		}
		body := s.rects.Body
		table := func() string { return strings.Join(s.text(body)[body.H/2-2:], "\n") }
		if at != state.Compare {
			table = func() string { return strings.Join(s.text(body)[:body.H/2], "\n") }
		}
		before := table()
		if !strings.Contains(before, want.stays) || !strings.Contains(before, want.goes) {
			t.Fatalf("%v lists\n%s", at, before)
		}
		s.typeText(want.word)
		if got := table(); !strings.Contains(got, want.stays) || strings.Contains(got, want.goes) {
			t.Errorf("%v filtered by %q shows\n%s", at, want.word, got)
		}
		s.wants(", /" + want.word)
		if s.press("esc"); table() != before {
			t.Errorf("%v without its filter shows\n%s\nnot\n%s", at, table(), before)
		}
	}
}

// TestFindingSliders types part of a term's name on Explore: the first match gets the
// focus, folded or not, and keeps it unless the search is cancelled.
func TestFindingSliders(t *testing.T) {
	for _, test := range []struct {
		keys []string
		want string
	}{
		{[]string{"/", "p", "a", "c", "k"}, "package"},
		{[]string{"/", "p", "a", "c", "k", "enter"}, "package"},
		{[]string{"/", "p", "a", "c", "k", "esc"}, "rate"},
		{[]string{"/", "p", "a", "c", "k", "backspace", "backspace", "backspace", "backspace"}, "rate"},
		{[]string{"/", "r", "e", "g", "i", "down"}, "region"},
		{[]string{"/", "z", "z", "z", "enter"}, "rate"},
	} {
		s := open(t, smallEngine(t), 160, 48)
		s.press(test.keys...)
		if got := s.controls.Controls[s.sliders.Focus].Key; got != test.want {
			t.Errorf("%v leads to %s, not %s", test.keys, got, test.want)
		}
		s.wants(test.want)
	}
}

// TestFilteredOffersAreSelected moves through the filtered offers on Compare.
func TestFilteredOffersAreSelected(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	s.press("p", "L", "f6", "/")
	s.typeText("functions")
	s.press("enter", "n")
	left := len(s.answer.Sorted)
	if left == 0 || left == len(s.answer.Listed) || s.answer.Sorted[0] != s.answer.Selected && s.answer.Sorted[left-1] != s.answer.Selected {
		t.Errorf("%d of %d are left, and %d is selected", left, len(s.answer.Listed), s.answer.Selected)
	}
	s.press("f2", "/")
	s.typeText("zzz")
	s.wants("no offer matches")
}
