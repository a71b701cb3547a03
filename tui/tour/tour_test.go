package tour

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"crossover/engine/scenario"
	"crossover/tui/state"
)

var braces = regexp.MustCompile(`\{[^}]*\}`)

// facts are the words allowed in braces.
var facts = []string{"rate", "cheapest", "price", "flip", "layout", "left", "right", "palette", "help", "scenarios"}

// TestSteps checks that every step can be shown, that its texts exist and are short, and
// that it differs from the step before.
func TestSteps(t *testing.T) {
	steps := Steps()
	if len(steps) != 5 {
		t.Errorf("%d steps", len(steps))
	}
	before := state.New(scenario.Default())
	before.Solo, before.Variants, before.Hidden = true, true, before.Hidden.Add(3)
	for _, s := range steps {
		st, err := s.Apply(before)
		if err != nil {
			t.Fatalf("%s: %v", s.Title, err)
		}
		if st == before || st.Screen != s.Screen || st.Offer != -1 || st.Solo || st.Variants || st.Hidden != (state.OfferSet{}) {
			t.Errorf("%s shows %+v", s.Title, st)
		}
		if (s.At == Page) != (st.Screen != state.Explore) {
			t.Errorf("%s talks about what is not on its screen", s.Title)
		}
		for _, text := range []string{s.Text, s.Brief} {
			for _, w := range braces.FindAllString(text, -1) {
				if !slices.Contains(facts, strings.Trim(w, "{}")) {
					t.Errorf("%s: there is no word %s", s.Title, w)
				}
			}
		}
		if s.Title == "" || s.Slider == "" || len(s.Text) > 240 || len(s.Brief) > 110 || len(s.Brief) >= len(s.Text) {
			t.Errorf("%s: %d letters, in brief %d", s.Title, len(s.Text), len(s.Brief))
		}
		if d := s.Reading(); d < 8*time.Second || d > 20*time.Second {
			t.Errorf("%s is shown for %s", s.Title, d)
		}
		before = st
	}
}
