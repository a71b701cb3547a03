package state

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	_ "crossover/engine/proptest"
	"crossover/engine/scenario"
)

func TestWindowKeepsTheHandleInView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sc := scenario.Default()
		sc.SelectedPart().Connections = 100
		s := New(sc)
		for range rapid.IntRange(1, 20).Draw(t, "moves") {
			s.Axis = engine.Axis(rapid.IntRange(0, int(engine.NumAxes)-1).Draw(t, "axis"))
			lo, hi := s.reach(s.Axis)
			s.MoveTo(engine.Window{Axis: s.Axis, Lo: lo, Hi: hi}.At(rapid.Float64Range(0, 1).Draw(t, "to")))
			if rapid.Bool().Draw(t, "zoom") {
				s.Zoom(rapid.Float64Range(0.1, 10).Draw(t, "times"))
			}
			s.Follow()
			w := s.Window()
			x := s.Handle()
			if !w.Valid() || x < w.Lo*(1-1e-9) || x > w.Hi*(1+1e-9) {
				t.Fatalf("%v at %v is outside the window %v", s.Axis, x, w)
			}
			if w.Lo < lo*(1-1e-9) || w.Hi > hi*(1+1e-9) {
				t.Fatalf("window %v leaves the axis %v … %v", w, lo, hi)
			}
		}
	})
}

// TestConnectionsAreAnAxisWhereThereAreSome cycles through the axes, and returns to the
// rate when there are no connections any more.
func TestConnectionsAreAnAxisWhereThereAreSome(t *testing.T) {
	s := New(scenario.Default())
	round := func() (seen []engine.Axis) {
		for {
			s.NextAxis()
			seen = append(seen, s.Axis)
			if s.Axis == engine.AxisRate {
				return seen
			}
		}
	}
	if got := round(); len(got) != 4 {
		t.Errorf("without connections the axes are %v", got)
	}
	p := s.Scenario.SelectedPart()
	p.Connections = 1000
	if got := round(); len(got) != 5 {
		t.Errorf("with connections the axes are %v", got)
	}
	s.Axis = engine.AxisConnections
	s.MoveTo(4000)
	if got := s.Scenario.PerSecond(s.Scenario.Selected); p.Connections != 4000 || math.Abs(got-48) > 1e-9 {
		t.Errorf("four times the connections are %v with %v messages/s, want 48", p.Connections, got)
	}
	p.Connections = 0
	s.Follow()
	if s.Axis != engine.AxisRate {
		t.Errorf("without connections the axis is %v", s.Axis)
	}
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

func TestMoveToMeansThreeDigits(t *testing.T) {
	tests := []struct {
		axis    engine.Axis
		x, want float64
	}{
		{engine.AxisRate, 12.3456, 12.3},
		{engine.AxisRate, 45_678.9, 45_700},
		{engine.AxisRate, 0.00123456, 0.00123},
		{engine.AxisRate, math.Inf(1), 1e5},
		{engine.AxisMemory, 700.4, 700},
		{engine.AxisMemory, -3, 128},
		{engine.AxisDuration, 1234.5, 1230},
		{engine.AxisDuration, 1e99, 3.6e6},
	}
	for _, tt := range tests {
		s := New(scenario.Default())
		s.Axis = tt.axis
		s.MoveTo(tt.x)
		if got := tt.axis.Value(&s.Scenario, s.Scenario.Selected); math.Abs(got/tt.want-1) > 1e-12 {
			t.Errorf("%v at %v is %v, want %v", tt.axis, tt.x, got, tt.want)
		}
	}
	s := New(scenario.Default())
	s.Scenario.Selected = s.Scenario.Find("ml")
	s.MoveTo(1e5)
	if got := s.Scenario.PerSecond(s.Scenario.Find("api")); got > scenario.MaxRate*(1+1e-9) {
		t.Errorf("api follows to %v/s", got)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	var h History
	s := New(scenario.Default())
	for range 3 * maxHistory {
		h.Record(s, "")
	}
	n := 0
	for ok := true; ok; n++ {
		s, ok = h.Undo(s)
	}
	if n-1 != maxHistory {
		t.Errorf("%d changes can be undone, want %d", n-1, maxHistory)
	}
}

func TestNamesOfScreensAndMeasures(t *testing.T) {
	seen := map[string]bool{}
	for s := range NumScreens {
		seen[s.String()] = true
	}
	for m := range NumMeasures {
		seen[m.String()] = true
	}
	if len(seen) != int(NumScreens)+int(NumMeasures) || seen[""] {
		t.Errorf("names %v", seen)
	}
}

func TestHistoryCanBeWalkedAtOnce(t *testing.T) {
	var h History
	s := New(scenario.Default())
	var want []State
	for _, x := range []float64{13, 14, 15, 16} {
		want = append(want, s)
		h.Record(s, "")
		s.MoveTo(x)
	}
	want = append(want, s)
	s = h.Go(s, -3)
	list, at := h.All(s)
	if at != 1 || len(list) != len(want) || s != want[1] {
		t.Fatalf("at %d of %d", at, len(list))
	}
	for i := range list {
		if list[i] != want[i] {
			t.Errorf("state %d of the list is another", i)
		}
	}
	if s = h.Go(s, 2); s != want[3] {
		t.Error("two on is not where it should be")
	}
	if s = h.Go(s, 99); s != want[4] {
		t.Error("further than there is does not end at the last")
	}
}

// TestMonthsAreLookedAt checks that the chart by month extends to any horizon, and that
// looking at a month does not change the scenario.
func TestMonthsAreLookedAt(t *testing.T) {
	s := New(scenario.Default())
	s.Axis = engine.AxisMonth
	if w := s.Window(); w.Lo != 0 || w.Hi != 24 {
		t.Errorf("at first the months are %v to %v", w.Lo, w.Hi)
	}
	s.Scenario.Growth.Horizon = 36
	s.Follow()
	if w := s.Window(); w.Lo != 0 || w.Hi != 36 {
		t.Errorf("with a horizon of 36 months they are %v to %v", w.Lo, w.Hi)
	}
	before := s.Scenario
	s.MoveTo(30.04)
	s.Follow()
	if s.Month != 30 || s.Handle() != 30 || s.Scenario != before {
		t.Errorf("month 30 is %v, and the scenario changed: %v", s.Month, s.Scenario != before)
	}
	if got, want := s.RateAt(30), 12*math.Pow(1.1, 30); math.Abs(got/want-1) > 1e-12 {
		t.Errorf("in month 30 there are %v/s, want %v", got, want)
	}
	s.Zoom(1. / 3)
	s.Follow()
	if w := s.Window(); math.Abs(w.Hi-w.Lo-12) > 1e-9 || w.Lo > 30 || w.Hi < 30 {
		t.Errorf("zoomed in threefold the months are %v to %v", w.Lo, w.Hi)
	}
	s.Scenario.Growth.Horizon = 12
	s.Follow()
	if w := s.Window(); s.Month != 12 || w.Hi > 12 || !w.Valid() {
		t.Errorf("with a horizon of 12 months, month %v is looked at of %v to %v", s.Month, w.Lo, w.Hi)
	}
}
