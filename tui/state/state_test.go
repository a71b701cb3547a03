package state

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/scenario"
)

func TestWindowKeepsTheHandleInView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := New(scenario.Default())
		for range rapid.IntRange(1, 20).Draw(t, "moves") {
			s.Axis = engine.Axis(rapid.IntRange(0, 2).Draw(t, "axis"))
			lo, hi := s.Axis.Range()
			s.MoveTo(lo * math.Pow(hi/lo, rapid.Float64Range(0, 1).Draw(t, "to")))
			if rapid.Bool().Draw(t, "zoom") {
				s.Zoom(rapid.Float64Range(0.1, 10).Draw(t, "times"))
			}
			s.Follow()
			w := s.Window()
			x := s.Axis.Value(&s.Scenario, s.Scenario.Selected)
			if !w.Valid() || x < w.Lo*(1-1e-9) || x > w.Hi*(1+1e-9) {
				t.Fatalf("%v at %v is outside the window %v", s.Axis, x, w)
			}
			if w.Lo < lo*(1-1e-9) || w.Hi > hi*(1+1e-9) {
				t.Fatalf("window %v leaves the axis %v … %v", w, lo, hi)
			}
		}
	})
}

func TestSmallMovesLeaveTheWindowAlone(t *testing.T) {
	s := New(scenario.Default())
	before := s.Window()
	s.MoveTo(20)
	s.Follow()
	if s.Window() != before {
		t.Errorf("the window moved from %v to %v", before, s.Window())
	}
}

func TestNoTrafficIsTheLowEnd(t *testing.T) {
	sc, err := scenario.Parse(scenario.Default(), "rate=0")
	if err != nil {
		t.Fatal(err)
	}
	s := New(sc)
	s.Follow()
	lo, _ := engine.AxisRate.Range()
	if w := s.Window(); math.Abs(w.Lo/lo-1) > 1e-9 {
		t.Errorf("window starts at %v, want %v", w.Lo, lo)
	}
}

func TestHistoryJoinsAGesture(t *testing.T) {
	var h History
	s := New(scenario.Default())
	first := s
	for _, x := range []float64{13, 14, 15} {
		h.Record(s, "drag rate")
		s.MoveTo(x)
	}
	h.EndGesture()
	mid := s
	h.Record(s, "drag rate")
	s.MoveTo(99)
	last := s

	undo := func(want State) {
		t.Helper()
		got, ok := h.Undo(s)
		if !ok || got != want {
			t.Fatalf("undo gave %v, %v", got.Scenario, ok)
		}
		s = got
	}
	undo(mid)
	undo(first)
	if _, ok := h.Undo(s); ok {
		t.Error("undo went beyond the first state")
	}
	for _, want := range []State{mid, last} {
		got, ok := h.Redo(s)
		if !ok || got != want {
			t.Fatalf("redo gave %v, %v", got.Scenario, ok)
		}
		s = got
	}
}
