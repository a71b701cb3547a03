package tui

import (
	"fmt"
	"math"
	"testing"

	"crossover/engine/scenario"
	"crossover/tui/state"
)

func TestCompareScreen(t *testing.T) {
	for _, z := range []struct{ w, h int }{{160, 48}, {100, 30}, {80, 24}, {60, 20}, {40, 12}} {
		s := open(t, smallEngine(t), z.w, z.h)
		s.press("p", "L", "p", "down", "L", "f6")
		golden(t, fmt.Sprintf("compared-%dx%d", z.w, z.h), s.Frame())
	}
}

// The comparison has the same figures as each scenario by itself.
func TestComparisonHoldsEachScenario(t *testing.T) {
	e := smallEngine(t)
	s := open(t, e, 120, 36)
	s.press("p", "L", "down", "L", "f6")
	list := s.comparing().against.answer.List
	if len(list) != 2 || list[0].Scenario != s.st.Scenario || list[1].Scenario != *s.st.Pins[0] {
		t.Fatalf("%d scenarios are compared", len(list))
	}
	v := e.NewEvaluator()
	for i := range list {
		for o := range e.Len() {
			want := v.Estimate(&list[i].Scenario, list[i].Scenario.Selected, o)
			if got := list[i].Estimates[o]; math.Abs(got.Monthly-want.Monthly) > 1e-9*want.Monthly {
				t.Errorf("scenario %d: %s costs %v, want %v", i, e.Offer(o).ID, got.Monthly, want.Monthly)
			}
		}
	}
	s.press("right")
	if s.comparing().against.answer.List[0].Scenario != s.st.Scenario {
		t.Error("the comparison does not follow the sliders")
	}
	s.press("P")
	if s.wants("Two offers go head to head"); len(s.comparing().against.answer.List) != 0 || s.st.Scenario == scenario.Default() {
		t.Error("the pins are still compared")
	}
}

// TestHeadToHead checks which two offers are compared while nothing is pinned, and their
// description.
func TestHeadToHead(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36)
	title := func(o int) string { return s.opts.Engine.Offer(o).Title }
	best := s.answer.Cheapest()
	s.press("f6")
	s.wants("Head to head", title(best)+" costs ", " a month less than "+title(s.answer.Listed[1]), "a month", "p99", "difference")
	third := s.answer.Listed[2]
	s.press("n", "n")
	s.Frame()
	s.send(nil)
	s.wants(" a month less than " + title(third))
	var marked state.OfferSet
	s.edit("", func(st *state.State) { st.Marked = marked.Add(third).Add(s.answer.Listed[1]) })
	s.Frame()
	s.send(nil)
	if got := s.comparing().duel.asked; got == nil || got.first == best || got.second == best {
		t.Errorf("the offers marked are not those head to head: %+v", got)
	}
}

// While nothing is pinned, the axis key compares the regions. With pins, the regions
// follow the last axis. The scenario in its own region is compared with all others.
func TestRegionsAreComparedAsAnAxis(t *testing.T) {
	s := open(t, realEngine(t), 160, 48)
	s.press("p", "right", "f6")
	for range 10 {
		if s.press("a"); s.comparing().regions {
			break
		}
	}
	if got := len(s.comparing().against.answer.List); got != len(scenario.Regions) {
		t.Errorf("%d regions are compared beside pins", got)
	}
	s.press("a", "P", "a")
	list := s.comparing().against.answer.List
	if len(list) != len(scenario.Regions) {
		t.Fatalf("%d regions are compared", len(list))
	}
	v := s.opts.Engine.NewEvaluator()
	for i, class := range scenario.Regions { // the first is the scenario's own
		sc := s.st.Scenario
		sc.Region = class
		o := s.opts.Engine.Find("aws-fargate-x86")
		if got, want := list[i].Estimates[o].Monthly, v.Estimate(&sc, sc.Selected, o).Monthly; list[i].Scenario.Region != class || math.Abs(got-want) > 1e-9*want {
			t.Errorf("%s: Fargate costs %v, want %v", list[i].Scenario.Region, got, want)
		}
	}
	s.wants("eu-central")
	if s.press("a"); len(s.comparing().against.answer.List) != 0 {
		t.Error("the regions stay")
	}
}
