package slider

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

// scales returns scales of every kind, with awkward ends too.
func scales() map[string]Scale {
	return map[string]Scale{
		"log":             {Log: true, Min: 1e-4, Max: 1e6},
		"log with zero":   {Log: true, Min: 0.001, Max: 50_000, Zero: true},
		"log, odd ends":   {Log: true, Min: 7, Max: 12_345},
		"log, tiny":       {Log: true, Min: 1.1, Max: 1.15},
		"linear":          {Min: 0, Max: 100, Fine: 5},
		"linear, tenths":  {Min: 0, Max: 1, Fine: 0.05, Coarse: 0.25},
		"linear, odd":     {Min: -3.3, Max: 7.7, Fine: 0.3},
		"linear, default": {Min: 1, Max: 20},
		"steps":           {Stops: []float64{128, 256, 512, 1024, 1769, 2048, 3008, 4096, 10240}},
		"one step":        {Stops: []float64{5}},
		"choices":         choiceScale(7),
	}
}

func TestPositionAndValueUndoEachOther(t *testing.T) {
	for name, s := range scales() {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			lo, hi := s.Range()
			v := s.Clamp(rapid.Float64Range(lo, hi).Draw(t, "v"))
			p := s.Position(v)
			if !(p >= 0 && p <= 1) {
				t.Fatalf("Position(%v) = %v", v, p)
			}
			if got := s.Value(p); math.Abs(got-v) > 1e-9*math.Max(1, math.Abs(v)) {
				t.Fatalf("Value(Position(%v)) = %v", v, got)
			}
			w := s.Clamp(rapid.Float64Range(lo, hi).Draw(t, "w"))
			if (v < w && p > s.Position(w)) || (v > w && p < s.Position(w)) {
				t.Fatalf("Position falls between %v and %v", v, w)
			}
		}))
	}
}

func TestStepsAlwaysMoveAndStayInRange(t *testing.T) {
	for name, s := range scales() {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			lo, hi := s.Range()
			v := s.Clamp(rapid.Float64Range(lo, hi).Draw(t, "v"))
			n := rapid.IntRange(-30, 30).Draw(t, "n")
			coarse := rapid.Bool().Draw(t, "coarse")
			got := s.Step(v, n, coarse)
			switch {
			case !(got >= lo && got <= hi):
				t.Fatalf("Step(%v, %d, %v) = %v, outside %v to %v", v, n, coarse, got, lo, hi)
			case n > 0 && v < hi && !(got > v), n < 0 && v > lo && !(got < v):
				t.Fatalf("Step(%v, %d, %v) = %v does not move", v, n, coarse, got)
			case n == 0 && got != v:
				t.Fatalf("Step(%v, 0) = %v", v, got)
			}
			if fine := s.Step(v, n, false); n != 0 && s.Snap(fine) != fine {
				t.Fatalf("Step(%v, %d) = %v, not a stop: Snap says %v", v, n, fine, s.Snap(fine))
			}
		}))
	}
}

func TestStepsComeBack(t *testing.T) {
	for name, s := range scales() {
		lo, hi := s.Range()
		var up []float64
		for v := lo; ; v = s.Step(v, 1, false) {
			up = append(up, v)
			if v >= hi || len(up) > 2000 {
				break
			}
		}
		v := hi
		for i := len(up) - 1; i >= 0; i-- {
			if v != up[i] {
				t.Errorf("%s: going down passes %v, going up %v", name, v, up[i])
				break
			}
			v = s.Step(v, -1, false)
		}
	}
}

func TestStopsAreRoundDecimals(t *testing.T) {
	l := Scale{Log: true, Min: 1e-4, Max: 1e6, Zero: true}
	tests := []struct {
		from   float64
		n      int
		coarse bool
		want   float64
	}{
		{0, 1, false, 1e-4}, {1e-4, -1, false, 0}, {0, -1, false, 0},
		{1e-4, 1, false, 1.2e-4}, {0.1, 2, false, 0.15}, {0.12, -1, false, 0.1},
		{12, 1, false, 15}, {12, -1, false, 10}, {12.3, 1, false, 15}, {12.3, -1, false, 12},
		{1000, -1, false, 800}, {1000, 10, false, 10_000}, {12, 1, true, 20}, {20, -1, true, 10},
		{10, 3, true, 100}, {8e5, 1, false, 1e6}, {1e6, 5, true, 1e6},
	}
	for _, tt := range tests {
		if got := l.Step(tt.from, tt.n, tt.coarse); got != tt.want {
			t.Errorf("Step(%v, %d, %v) = %v, want %v", tt.from, tt.n, tt.coarse, got, tt.want)
		}
	}
	lin := Scale{Min: 0, Max: 1, Fine: 0.1}
	if got := lin.Step(0, 3, false); got != 0.3 {
		t.Errorf("three tenths are %v", got)
	}
}

func TestSnapTakesTheNearestStop(t *testing.T) {
	tests := []struct {
		scale   Scale
		v, want float64
	}{
		{Scale{Log: true, Min: 1, Max: 1000}, 10.9, 10},
		{Scale{Log: true, Min: 1, Max: 1000}, 11, 12},
		{Scale{Log: true, Min: 1, Max: 1000, Zero: true}, 0.4, 0},
		{Scale{Log: true, Min: 1, Max: 1000, Zero: true}, 0.6, 1},
		{Scale{Log: true, Min: 7, Max: 970}, 960, 970},
		{Scale{Min: 0, Max: 97, Fine: 10}, 96, 97},
		{Scale{Min: 0, Max: 97, Fine: 10}, 84, 80},
		{Scale{Stops: []float64{128, 256, 512}}, 380, 256},
		{choiceScale(3), 1.6, 2},
	}
	for _, tt := range tests {
		if got := tt.scale.Snap(tt.v); got != tt.want {
			t.Errorf("%+v: Snap(%v) = %v, want %v", tt.scale, tt.v, got, tt.want)
		}
	}
}

// TestScalesAnswerAnything calls scales with invalid values.
func TestScalesAnswerAnything(t *testing.T) {
	odd := scales()
	odd["log from zero"] = Scale{Log: true, Min: 0, Max: 10}
	odd["log, upside down"] = Scale{Log: true, Min: 10, Max: 1}
	odd["log, infinite"] = Scale{Log: true, Min: 1, Max: math.Inf(1)}
	odd["linear, empty"] = Scale{}
	odd["linear, upside down"] = Scale{Min: 2, Max: 1, Fine: 1}
	odd["linear, negative step"] = Scale{Min: 1, Max: 2, Fine: -1}
	odd["no steps"] = Scale{Stops: []float64{}}
	odd["no choices"] = choiceScale(0)
	inputs := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, -1, 1e300, -1e300, 5e-324, 0.5}
	for name, s := range odd {
		for _, v := range inputs {
			for _, n := range []int{-1 << 40, -1, 0, 1, 1 << 40} {
				if got := s.Step(v, n, n%2 == 0); math.IsNaN(got) {
					t.Errorf("%s: Step(%v, %d) is not a number", name, v, n)
				}
			}
			if p := s.Position(v); !(p >= 0 && p <= 1) {
				t.Errorf("%s: Position(%v) = %v", name, v, p)
			}
			for what, got := range map[string]float64{"Snap": s.Snap(v), "Value": s.Value(v), "Clamp": s.Clamp(v)} {
				if math.IsNaN(got) {
					t.Errorf("%s: %s(%v) is not a number", name, what, v)
				}
			}
		}
	}
}
