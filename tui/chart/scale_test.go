package chart

import (
	"math"
	"testing"
)

func TestScaleRoundTrip(t *testing.T) {
	t.Parallel()
	for _, s := range []Scale{{Log10, 0.1, 1000}, {Log10, 1e-300, 1e300}, {Linear, -5, 5}, {Linear, 0, 1e12}} {
		for _, p := range []float64{-0.5, 0, 0.1, 0.5, 0.999, 1, 1.5} {
			v := s.Value(p)
			if math.IsInf(v, 0) || v == 0 && s.Kind == Log10 {
				continue // beyond what a float64 holds
			}
			if q := s.Position(v); math.Abs(q-p) > 1e-12 {
				t.Errorf("%v: Position(Value(%v)) = %v", s, p, q)
			}
		}
		if s.Value(0) != s.Min || s.Value(1) != s.Max {
			t.Errorf("%v: ends are %v and %v", s, s.Value(0), s.Value(1))
		}
	}
}

func TestScaleRefusesNonsense(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for _, s := range []Scale{
		{}, {Log10, 0, 1}, {Log10, -1, 1}, {Log10, 1, 1}, {Log10, 2, 1}, {Log10, nan, 1}, {Log10, 1, nan},
		{Log10, 1, inf}, {Linear, -inf, 1}, {Linear, nan, nan}, {Linear, -math.MaxFloat64, math.MaxFloat64},
	} {
		if s.Valid() {
			t.Errorf("%v is valid", s)
		}
		if !math.IsNaN(s.Position(1)) || !math.IsNaN(s.Value(0.5)) || s.Span() != 0 {
			t.Errorf("%v: position %v, value %v, span %v", s, s.Position(1), s.Value(0.5), s.Span())
		}
		if ts := s.AppendTicks(nil, 80, 4); len(ts) != 0 {
			t.Errorf("%v has ticks %v", s, ts)
		}
	}
	if p := (Scale{Log10, 1, 10}).Position(0); !math.IsInf(p, -1) {
		t.Errorf("position of 0 on a log scale = %v", p)
	}
}

// TestDotterAgrees checks the quick logarithm against the exact one.
func TestDotterAgrees(t *testing.T) {
	t.Parallel()
	for _, s := range []Scale{{Log10, 0.1, 1000}, {Log10, 1e-200, 1e200}, {Linear, -3, 7}} {
		m, ok := s.mapping()
		if !ok {
			t.Fatalf("%v has no mapping", s)
		}
		d := m.dots(1000, 900)
		for p := -0.2; p < 1.2; p += 0.0137 {
			v := s.Value(p)
			want := 1000 - 900*s.Position(v)
			if got := d.at(v); math.Abs(got-want) > 1e-3 {
				t.Fatalf("%v: at(%v) = %v, want %v", s, v, got, want)
			}
		}
	}
	m, _ := Scale{Log10, 1, 10}.mapping()
	d := m.dots(100, 100)
	for _, v := range []float64{0, math.Copysign(0, -1), -1, math.Inf(-1)} {
		if got := d.at(v); !math.IsInf(got, 1) {
			t.Errorf("at(%v) = %v", v, got)
		}
	}
	if got := d.at(math.Inf(1)); !math.IsInf(got, -1) {
		t.Errorf("at(+Inf) = %v", got)
	}
	if got := d.at(math.NaN()); !math.IsNaN(got) {
		t.Errorf("at(NaN) = %v", got)
	}
}

func TestAutoRange(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	tests := []struct {
		name   string
		kind   Kind
		lim    Limits
		values []float64
		want   Scale
	}{
		{"rounds to 1-2-5", Log10, Limits{}, []float64{3, 700}, Scale{Log10, 2, 1000}},
		{"rounds to decades", Log10, Limits{}, []float64{3, 700e6}, Scale{Log10, 1, 1e9}},
		{"keeps round ends", Log10, Limits{}, []float64{0.2, 50}, Scale{Log10, 0.2, 50}},
		{"ignores zero and worse", Log10, Limits{}, []float64{0, -5, nan, inf, -inf, 2, 90}, Scale{Log10, 2, 100}},
		{"ignores what is too small", Log10, Limits{Lowest: 0.01}, []float64{1e-9, 2, 90}, Scale{Log10, 2, 100}},
		{"cuts the bottom of absurd spans", Log10, Limits{MaxDecades: 4}, []float64{1e-9, 1e6}, Scale{Log10, 100, 1e6}},
		{"widens a flat line", Log10, Limits{}, []float64{30, 30}, Scale{Log10, 20, 50}},
		{"nothing", Log10, Limits{}, nil, Scale{Log10, 1, 10}},
		{"nothing usable", Log10, Limits{}, []float64{0, nan, -1, inf}, Scale{Log10, 1, 10}},
		{"extremes", Log10, Limits{MaxDecades: 1000}, []float64{5e-324, math.MaxFloat64}, Scale{Log10, 1e-300, 1e300}},
		{"linear includes a near zero", Linear, Limits{}, []float64{1, 93}, Scale{Linear, 0, 100}},
		{"linear keeps a far zero out", Linear, Limits{}, []float64{91, 99}, Scale{Linear, 90, 100}},
		{"linear flat", Linear, Limits{}, []float64{5}, Scale{Linear, 2, 8}},
		{"linear flat zero", Linear, Limits{}, []float64{0}, Scale{Linear, -6e-10, 6e-10}},
		{"linear nothing", Linear, Limits{}, []float64{nan, inf}, Scale{Linear, 0, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := AutoRange(tt.kind, []Series{{Values: tt.values}}, tt.lim)
			same := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }
			if got.Kind != tt.want.Kind || !same(got.Min, tt.want.Min) || !same(got.Max, tt.want.Max) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if !got.Valid() {
				t.Errorf("%v is not valid", got)
			}
		})
	}
}

func TestSteady(t *testing.T) {
	t.Parallel()
	prev := Scale{Log10, 1, 1000}
	for _, tt := range []struct{ next, want Scale }{
		{Scale{Log10, 2, 500}, prev},
		{Scale{Log10, 0.5, 500}, Scale{Log10, 0.5, 500}},
		{Scale{Log10, 2, 2000}, Scale{Log10, 2, 2000}},
		{Scale{Log10, 5, 50}, Scale{Log10, 5, 50}},
		{Scale{Linear, 2, 500}, Scale{Linear, 2, 500}},
	} {
		if got := Steady(prev, tt.next); got != tt.want {
			t.Errorf("Steady(%v, %v) = %v", prev, tt.next, got)
		}
	}
	if got := Steady(Scale{}, prev); got != prev {
		t.Errorf("Steady from nothing = %v", got)
	}
}
