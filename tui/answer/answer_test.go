package answer

import (
	"math"
	"testing"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/state"
)

func newSource(tb testing.TB) *Source {
	tb.Helper()
	c, err := data.Load()
	if err != nil {
		tb.Fatal(err)
	}
	e, err := engine.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	return NewSource(e)
}

func newState(tb testing.TB, tokens ...string) state.State {
	tb.Helper()
	sc, err := scenario.Parse(scenario.Default(), tokens...)
	if err != nil {
		tb.Fatal(err)
	}
	st := state.New(sc)
	st.Follow()
	return st
}

func TestNumbersAreTheEngines(t *testing.T) {
	s := newSource(t)
	st := newState(t, "rate=100/s")
	var a Answer
	s.Compute(&a, &st, 100, 10)
	v := s.e.NewEvaluator()
	want := v.Estimates(&st.Scenario, st.Scenario.Selected, nil)
	for i := range want {
		if a.Estimates[i].Monthly != want[i].Monthly {
			t.Errorf("%s: $%v on screen, $%v from the engine", s.e.Offer(i).ID, a.Estimates[i].Monthly, want[i].Monthly)
		}
	}
}

func TestWhatMattersIsDrawn(t *testing.T) {
	s := newSource(t)
	for _, tokens := range [][]string{{}, {"rate=100/day"}, {"rate=1000/s"}, {"part=ml"}, {"p99=100ms"}, {"rate=0"}} {
		st := newState(t, tokens...)
		var a Answer
		s.Compute(&a, &st, 100, 12)
		for _, p := range a.Phases {
			if p.Offer >= 0 && !drawn(&a, p.Offer) {
				t.Errorf("%v: %s is the cheapest from %v to %v and not drawn", tokens, s.e.Offer(p.Offer).ID, p.From, p.To)
			}
		}
		if c := a.Cheapest(); c >= 0 && !drawn(&a, c) {
			t.Errorf("%v: the cheapest, %s, is not drawn", tokens, s.e.Offer(c).ID)
		}
		seen := map[int]bool{}
		for _, d := range a.Drawn {
			if seen[d.Slot] {
				t.Errorf("%v: two curves look alike", tokens)
			}
			seen[d.Slot] = true
		}
	}
}

// TestEdgesAgreeWithTheExactPhases holds what is drawn while dragging against
// the exact computation.
func TestEdgesAgreeWithTheExactPhases(t *testing.T) {
	s := newSource(t)
	st := newState(t)
	var a Answer
	s.Compute(&a, &st, 200, 12)
	all := make([]int, s.e.Len())
	for i := range all {
		all[i] = i
	}
	exact := s.e.NewEvaluator().Phases(&st.Scenario, st.Scenario.Selected, st.Window(), 200, all)
	for _, p := range a.Phases {
		found := false
		for _, q := range exact {
			found = found || q.Offer == p.Offer && math.Abs(math.Log(q.From/p.From)) < 0.05
		}
		if !found && math.Log(p.To/p.From) > 0.1 {
			t.Errorf("phase of %s from %v to %v is not among the exact ones", s.e.Offer(p.Offer).ID, p.From, p.To)
		}
	}
}

func BenchmarkCompute(b *testing.B) {
	s := newSource(b)
	for _, bm := range []struct {
		name string
		move func(st *state.State, i int)
	}{
		{"rate", func(st *state.State, i int) { st.Scenario.SelectedPart().Rate.N = 12 + float64(i%100) }},
		{"memory", func(st *state.State, i int) { st.Scenario.SelectedPart().MemoryMB = 512 + float64(i%100) }},
		{"duration", func(st *state.State, i int) { st.Scenario.SelectedPart().DurationMS = 120 + float64(i%1000) }},
	} {
		b.Run(bm.name, func(b *testing.B) {
			st := newState(b)
			var a Answer
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				i++
				bm.move(&st, i)
				st.Follow()
				s.Compute(&a, &st, 98, 12)
			}
		})
	}
}
