package answer

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/tui/state"
)

// TestBandsContainTheirCurves checks bands in every measure and along every axis, for the
// curves drawn while a handle moves.
func TestBandsContainTheirCurves(t *testing.T) {
	s := newSource(t)
	// Modal was the cheapest offer here, and the upper end of its band was no number.
	once := newState(t, "rate=1.33352/s", "uncertainty=0.9")
	once.Measure, once.Band = state.Relative, state.BandSelected
	checkBands(t, s, &once)
	proptest.Check(t, 30, func(t *rapid.T) {
		sc := scenario.Default()
		sc.SelectedPart().Rate.N = math.Pow(10, rapid.Float64Range(-3, 3).Draw(t, "log rate"))
		sc.SelectedPart().Burst = rapid.Float64Range(1, 8).Draw(t, "burst")
		sc.Uncertainty = rapid.Float64Range(0, 0.9).Draw(t, "uncertainty")
		st := state.New(sc)
		st.Measure = state.Measure(rapid.IntRange(0, int(state.NumMeasures)-1).Draw(t, "measure"))
		st.Axis = rapid.SampledFrom([]engine.Axis{engine.AxisRate, engine.AxisDuration, engine.AxisMonth}).Draw(t, "axis")
		st.Band = state.Band(rapid.IntRange(0, int(state.NumBands)-1).Draw(t, "band"))
		st.Follow()
		checkBands(t, s, &st)
	})
}

// checkBands checks that the right curves have bands, and that the bands contain them.
func checkBands(t rapid.TB, s *Source, st *state.State) {
	t.Helper()
	var a Answer
	s.Compute(&a, st, 12, 4)
	for _, d := range a.Drawn {
		if want := st.Band == state.BandDrawn || st.Band == state.BandSelected && d.Offer == a.Selected; want != (len(d.Low) > 0) {
			t.Fatalf("band %v: %s has one: %v", st.Band, s.engine.Offer(d.Offer).ID, !want)
		}
		for k := range d.Low {
			if v := d.Values[k]; !math.IsNaN(v) && !(d.Low[k] <= v && v <= d.High[k] && !math.IsInf(d.High[k], 0)) {
				t.Fatalf("%s along %v in %v: %v to %v around %v", s.engine.Offer(d.Offer).ID, st.Axis, st.Measure, d.Low[k], d.High[k], v)
			}
		}
	}
}

// TestBandsAreWorkedOutOnce checks that pointing, selecting and measuring do not change
// computed bands, and allocate nothing for them.
func TestBandsAreWorkedOutOnce(t *testing.T) {
	s := newSource(t)
	st := newState(t, "rate=20/s", "level=hobby") // two machines, so that every band fits
	st.Band = state.BandDrawn
	var a Answer
	s.Compute(&a, &st, 60, 6)
	n := len(a.bands)
	if n == 0 || n != len(a.Drawn) {
		t.Fatalf("%d bands for %d curves", n, len(a.Drawn))
	}
	low, typical, high, ok := a.BandAt(20)
	if !ok || !(low <= typical && typical <= high && low < high) {
		t.Errorf("the band at 20/s is %v, %v, %v, %v", low, typical, high, ok)
	}
	st.Measure = state.PerMillion
	s.Compute(&a, &st, 60, 6)
	if len(a.bands) != n {
		t.Errorf("another measure of cost made %d bands of %d", len(a.bands), n)
	}
	st.Band = state.NoBand
	s.Compute(&a, &st, 60, 6)
	if _, _, _, ok := a.BandAt(20); ok {
		t.Error("there is a band without one")
	}
}
