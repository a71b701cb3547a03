package pane

import (
	"context"
	"strings"
	"testing"
)

// TestGapIsOnTheScreen checks that the heading of a layout says by how much it may be above the
// cheapest, if the search ended before that was known.
func TestGapIsOnTheScreen(t *testing.T) {
	s := newScene(t, 100, 30)
	l, err := s.e.NewEvaluator().Recommend(context.Background(), &s.st.Scenario)
	if err != nil {
		t.Fatal(err)
	}
	var p System
	const said = ", at most 3.21 % above the cheapest"
	if got := p.heading(&s.c, &l, 200); strings.Contains(got, "at most") {
		t.Errorf("proved, and %q", got)
	}
	l.Gap = 0.0321
	if got := p.heading(&s.c, &l, 200); !strings.Contains(got, "/month"+said) {
		t.Errorf("%q does not say %q", got, said)
	}
}
