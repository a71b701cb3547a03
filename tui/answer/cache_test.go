package answer

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine/proptest"
	"crossover/tui/state"
)

// TestSharedAnswersAreOnesOwn compares the answers of sessions with a Cache with those
// computed alone, for states that differ in everything that the answer depends on.
func TestSharedAnswersAreOnesOwn(t *testing.T) {
	s := newSource(t)
	v := s.engine.NewEvaluator()
	proptest.Check(t, 15, func(t *rapid.T) {
		var c Cache
		sessions := [3]*Answer{{}, {}, {}}
		states := []state.State{drawState(t, s.engine.Len())}
		for range 3 {
			states = append(states, vary(t, states[0], s.engine.Len()))
		}
		for range 12 {
			st := &states[rapid.IntRange(0, len(states)-1).Draw(t, "state")]
			a := &sessions[rapid.IntRange(0, len(sessions)-1).Draw(t, "session")]
			*a = c.Answer(s.engine, *a, st, 40, 8, func(f func(*Source)) { f(s) })
			var alone Answer
			s.Compute(&alone, st, 40, 8)
			if x := (*a).exact; x != nil && x.key == alone.swept { // it may come from several refinements
				alone.exact, alone.latencies = x, maps.Clone((*a).latencies)
				s.Compute(&alone, st, 40, 8)
			}
			same(t, *a, &alone)
			switch rapid.IntRange(0, 9).Draw(t, "then") {
			case 0:
				runtime.GC()
			case 1:
				*a = (*a).Doze()
			case 2, 3:
				if r := (*a).Wanted(st); r != nil {
					x := must(Refine(context.Background(), v, r))
					if known := c.Refined(r); known != nil && fmt.Sprint(known.phases, known.minor, known.p99) != fmt.Sprint(x.phases, x.minor, x.p99) {
						t.Fatal("the refinement of another answer differs")
					}
					*a = (*a).With(x)
				}
			}
		}
	})
}

// vary changes one thing about a state.
func vary(t *rapid.T, st state.State, offers int) state.State {
	one := func() state.OfferSet { return state.OfferSet{}.Add(rapid.IntRange(0, offers-1).Draw(t, "offer")) }
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0:
		st.Hidden = one()
	case 1:
		st.Marked = one()
	case 2:
		st.Solo = !st.Solo
	case 3:
		st.Order = state.ByLatency
	case 4:
		st.Filter = "aws"
	case 5:
		st.Measure = (st.Measure + 1) % state.NumMeasures
	case 6:
		st.Band = state.BandDrawn
	case 7:
		st.Offer = rapid.IntRange(-1, offers-1).Draw(t, "selected")
	case 8:
		st.Scenario.SelectedPart().MemoryMB *= 2
	default:
		st.Scenario.SelectedPart().Rate.N *= 1.1
	}
	st.Follow()
	return st
}

// same compares what a screen shows of two answers.
func same(t *rapid.T, a, b *Answer) {
	text := func(a *Answer) map[string]string { // in which NaN is equal to itself
		return map[string]string{
			"estimates": fmt.Sprint(a.Estimates), "ranks": fmt.Sprint(a.Ranked, a.Listed, a.Sorted), "phases": fmt.Sprint(a.Phases),
			"edges": fmt.Sprint(a.Edges, a.MinorEdges), "curves": fmt.Sprint(a.Drawn), "rest": fmt.Sprint(a.Folded, a.Selected, a.Nearest == nil, a.Symbols),
		}
	}
	alone := text(b)
	for what, got := range text(a) {
		if got != alone[what] {
			t.Fatalf("the %s differ", what)
		}
	}
}
