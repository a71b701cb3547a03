package result

import (
	"strings"
	"testing"
	"time"

	"crossover/engine/scenario"
)

// TestDecision checks the text of a decision record, with votes and without.
func TestDecision(t *testing.T) {
	v := view(t, scenario.Default(), "")
	v.Said = "EDGE, by a little."
	day := time.Date(2026, 11, 29, 4, 0, 0, 0, time.UTC)
	alone := v.Decision(day, nil)
	for _, want := range []string{"# Where api runs: " + v.Selected(), "Decided on 2026-11-29, at " + v.Price(), v.Said, "us-east list prices of ", "```\n" + Command(&v.Scenario) + "\n```"} {
		if !strings.Contains(alone, want) {
			t.Errorf("it does not say %q:\n%s", want, alone)
		}
	}
	if strings.Contains(alone, "Dissent") || strings.Contains(alone, "For it") {
		t.Errorf("nobody voted, and it says:\n%s", alone)
	}
	cheapest := v.Answer.Selected
	v.Answer.Selected = v.Answer.Listed[1]
	if other, want := v.Decision(day, nil), " a month, although "+v.title(cheapest)+" would be the cheapest at "; !strings.Contains(other, want) || strings.Contains(alone, "although") {
		t.Errorf("another offer is selected, and it does not say %q:\n%s", want, other)
	}
	chosen := v.Engine.Offer(v.Answer.Selected).Short
	voted := v.Decision(day, []Vote{{"ann", chosen}, {"bob", "Functions"}, {"eve", chosen}})
	for _, want := range []string{"**For it**: ann, eve.", "**Dissent**: bob for Functions."} {
		if !strings.Contains(voted, want) {
			t.Errorf("it does not say %q:\n%s", want, voted)
		}
	}
}
