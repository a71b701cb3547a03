package answer

import (
	"math"
	"testing"

	"crossover/engine/catalog"
	"crossover/tui/state"
)

// TestNumbersAreTheEngines checks prices against complete estimates. GPUs that the part does
// not need are priced only where they are shown.
func TestNumbersAreTheEngines(t *testing.T) {
	s := newSource(t)
	st := newState(t, "rate=100/s")
	var a Answer
	v := s.engine.NewEvaluator()
	want := v.Estimates(&st.Scenario, st.Scenario.Selected, nil)
	gpu := s.engine.Find("modal-gpu-l4")
	for _, tt := range []struct {
		name   string
		look   func(st *state.State)
		priced bool // GPUs, which the part does not need
	}{
		{"Explore", func(*state.State) {}, false},
		{"Offers", func(st *state.State) { st.Screen = state.Offers }, true},
		{"Compare", func(st *state.State) { st.Screen = state.Compare }, true},
		{"function selected", func(st *state.State) { st.Offer = s.engine.Find("aws-lambda-x86") }, false},
		{"GPU selected", func(st *state.State) { st.Offer = gpu }, true},
		{"GPU marked", func(st *state.State) { st.Marked = st.Marked.Add(gpu) }, true},
		{"no offer will do", func(st *state.State) { st.Scenario.SelectedPart().P99MS = 1 }, true},
	} {
		st := st
		tt.look(&st)
		s.Compute(&a, &st, 100, 10)
		for i := range want {
			known := tt.priced || s.engine.Offer(i).Kind != catalog.KindGPU
			got := a.Estimates[i].Monthly
			if same := got == want[i].Monthly || tt.name == "no offer will do" && got > 0; known && !same || !known && !math.IsNaN(got) {
				t.Errorf("%s: %s: $%v on screen, $%v from the engine", tt.name, s.engine.Offer(i).ID, got, want[i].Monthly)
			}
		}
	}
}
