package pane

import (
	"context"
	"strings"
	"testing"

	"crossover/engine"
	"crossover/engine/system"
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

// TestStayingCanCostLess reads of a change that staying would be the cheaper way through
// for a year.
func TestStayingCanCostLess(t *testing.T) {
	s := newScene(t, 100, 30)
	l, err := s.e.NewEvaluator().Recommend(context.Background(), &s.st.Scenario)
	if err != nil {
		t.Fatal(err)
	}
	now := engine.Assignment{Offers: l.Offers()}
	for late, want := range map[float64]string{-33.7: "staying costs $33.70 less within 1 month", 33.7: "staying costs $33.70 more within 1 month"} {
		g := engine.Growth{Layouts: []engine.Assignment{now, now}, Changes: []engine.GrowthChange{{At: 1, To: 1, Parts: []int{0}, Late: []float64{late}}}}
		g.Months = []system.GrowthMonth{{Costs: []float64{1, 1}}, {Costs: []float64{1, 1}}}
		var p Growth
		if got := strings.Join(p.Words(&s.c, &g, &s.st.Scenario, s.e), " "); !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
}
