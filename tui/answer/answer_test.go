package answer

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/proptest"
	"crossover/engine/rank"
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

// TestNearestIsShown hides the nearest of the offers that all miss a target, one after the
// other, without another scenario between.
func TestNearestIsShown(t *testing.T) {
	s := newSource(t)
	st := newState(t, "p99=100ms")
	var a Answer
	for range 5 {
		s.Compute(&a, &st, 100, 10)
		if a.Nearest == nil || st.Hidden.Has(a.Nearest.Offer) {
			t.Fatalf("the nearest is %+v", a.Nearest)
		}
		st.Hidden = st.Hidden.Add(a.Nearest.Offer)
	}
	for o := range a.Estimates {
		st.Hidden = st.Hidden.Add(o)
	}
	if s.Compute(&a, &st, 100, 10); a.Nearest == nil {
		t.Error("nothing is near if all are hidden")
	}
}

func TestWhatMattersIsDrawn(t *testing.T) {
	s := newSource(t)
	for _, tokens := range [][]string{{}, {"rate=100/day"}, {"rate=1000/s"}, {"part=ml"}, {"p99=100ms"}, {"rate=0"}} {
		st := newState(t, tokens...)
		var a Answer
		s.Compute(&a, &st, 100, 12)
		for _, p := range a.Phases {
			if p.Offer >= 0 && !a.IsDrawn(p.Offer) {
				t.Errorf("%v: %s is the cheapest from %v to %v and not drawn", tokens, s.engine.Offer(p.Offer).ID, p.From, p.To)
			}
		}
		if c := a.Cheapest(); c >= 0 && !a.IsDrawn(c) {
			t.Errorf("%v: the cheapest, %s, is not drawn", tokens, s.engine.Offer(c).ID)
		}
	}
}

// TestEdgesAgreeWithTheExactPhases compares the edges drawn during a drag with the exact
// computation.
func TestEdgesAgreeWithTheExactPhases(t *testing.T) {
	s := newSource(t)
	st := newState(t)
	var a Answer
	s.Compute(&a, &st, 200, 12)
	all := make([]int, s.engine.Len())
	for i := range all {
		all[i] = i
	}
	exact := must(s.engine.NewEvaluator().Phases(context.Background(), &st.Scenario, st.Scenario.Selected, st.Window(), 200, all))
	for _, p := range a.Phases {
		found := false
		for _, q := range exact {
			found = found || q.Offer == p.Offer && math.Abs(math.Log(q.From/p.From)) < 0.05
		}
		if !found && math.Log(p.To/p.From) > 0.1 {
			t.Errorf("phase of %s from %v to %v is not among the exact ones", s.engine.Offer(p.Offer).ID, p.From, p.To)
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

// TestAnswersHoldTogether checks the invariants of an answer, for states of all kinds.
func TestAnswersHoldTogether(t *testing.T) {
	s := newSource(t)
	var a Answer
	proptest.Check(t, 50, func(t *rapid.T) {
		st := drawState(t, s.engine.Len())
		limit := rapid.IntRange(4, 12).Draw(t, "curves")
		n := rapid.SampledFrom([]int{40, 77, 108}).Draw(t, "points")
		s.Compute(&a, &st, n, limit)
		checkAnswer(t, s, &a, &st, n, limit)
	})
}

// drawState draws a state that a user can reach.
func drawState(t *rapid.T, offers int) state.State {
	sc := scenario.Default()
	sc.Selected = rapid.IntRange(0, sc.Len()-1).Draw(t, "part")
	p := sc.SelectedPart()
	p.MemoryMB = rapid.SampledFrom([]float64{128, 512, 3072, 65536}).Draw(t, "memory")
	p.DurationMS = rapid.SampledFrom([]float64{1, 120, 2000, 3.6e6}).Draw(t, "duration")
	p.P99MS = rapid.SampledFrom([]float64{0, 0, 10, 300, 1e5}).Draw(t, "p99")
	sc.Free = rapid.Bool().Draw(t, "free")
	st := state.New(sc)
	st.Axis = engine.Axis(rapid.IntRange(0, 2).Draw(t, "axis"))
	st.MoveTo(math.Pow(10, rapid.Float64Range(-5, 6).Draw(t, "x")))
	if rapid.IntRange(0, 9).Draw(t, "idle") == 0 {
		st.Scenario.Scale(scenario.Rate{})
	}
	st.Measure = state.Measure(rapid.IntRange(0, int(state.NumMeasures)-1).Draw(t, "measure"))
	st.Variants = rapid.Bool().Draw(t, "variants")
	st.Offer = rapid.IntRange(-1, offers).Draw(t, "offer")
	st.Zoom(rapid.Float64Range(0.2, 3).Draw(t, "zoom"))
	st.Follow()
	return st
}

func checkAnswer(t *rapid.T, s *Source, a *Answer, st *state.State, n, limit int) {
	if len(a.Estimates) != s.engine.Len() || len(a.Ranked) != s.engine.Len() || a.Curves.Len() != n || a.Curves.Window != st.Window() {
		t.Fatalf("%d estimates, %d ranked, %d points", len(a.Estimates), len(a.Ranked), a.Curves.Len())
	}
	for i := 1; i < len(a.Ranked); i++ {
		if engine.Less(&a.Estimates[a.Ranked[i]], &a.Estimates[a.Ranked[i-1]]) {
			t.Fatalf("rank %d is better than rank %d", i, i-1)
		}
	}
	if st.Variants && len(a.Listed) != s.engine.Len() || !st.Variants && len(a.Listed) != len(s.engine.Variants()) {
		t.Fatalf("%d offers are listed", len(a.Listed))
	}
	if a.Selected < 0 || a.Selected >= s.engine.Len() || st.Offer >= 0 && st.Offer < s.engine.Len() && a.Selected != st.Offer {
		t.Fatalf("offer %d is selected for %d", a.Selected, st.Offer)
	}
	others := 0
	for _, d := range a.Drawn {
		if !a.Contends(d.Offer) {
			others++
		}
	}
	if others > limit || a.Folded < 0 {
		t.Fatalf("%d curves besides the contenders', of at most %d, %d folded", others, limit, a.Folded)
	}
	for _, o := range a.Listed {
		if a.Contends(o) && a.Curves.Able(o) && !st.Solo && !s.seen(a, o) {
			t.Fatalf("contender %d is not drawn", o)
		}
	}
	seenOffer := map[int]bool{}
	for _, d := range a.Drawn {
		if seenOffer[d.Offer] || len(d.Values) != n {
			t.Fatalf("a curve of %d with %d values", d.Offer, len(d.Values))
		}
		seenOffer[d.Offer] = true
		checkCurve(t, a, st, d)
	}
	checkPhases(t, a)
}

// checkCurve compares a curve's values with those of the engine in the measure shown; it
// has gaps where the offer cannot run.
func checkCurve(t *rapid.T, a *Answer, st *state.State, d Curve) {
	cost, ok := a.Curves.Cost(d.Offer), a.Curves.Feasible(d.Offer)
	for k, v := range d.Values {
		switch {
		case !ok[k]:
			// A latency that only misses the target is shown.
			if missed := st.Measure == state.P99 && v > st.Scenario.SelectedPart().P99MS && st.Scenario.SelectedPart().P99MS > 0; !math.IsNaN(v) && !missed {
				t.Fatalf("an infeasible point is drawn at %v", v)
			}
		case math.IsInf(v, 0) || v < 0:
			t.Fatalf("a point is drawn at %v", v)
		case st.Measure == state.Monthly && v != cost[k]:
			t.Fatalf("$%v is drawn at %v", cost[k], v)
		case st.Measure == state.Relative && v < 1-1e-12 && rank.Cents(cost[k]) < rank.Cents(a.Curves.Cost(a.winners[k])[k]):
			t.Fatalf("%v times the cheapest", v)
		}
	}
}

// checkPhases checks that phases fill the window, and that neighbours differ.
func checkPhases(t *rapid.T, a *Answer) {
	w := a.Curves.Window
	if len(a.Phases) == 0 || a.Phases[0].From != a.Curves.X[0] || a.Phases[len(a.Phases)-1].To != w.Hi {
		t.Fatalf("phases %v do not fill %v", a.Phases, w)
	}
	for i, p := range a.Phases {
		if p.To < p.From {
			t.Fatalf("phase %d is %v", i, p)
		}
		if i > 0 && (p.From != a.Phases[i-1].To || p.Offer == a.Phases[i-1].Offer) {
			t.Fatalf("phases %d and %d: %v, %v", i-1, i, a.Phases[i-1], p)
		}
	}
	for _, e := range a.Edges {
		if !(e.X >= w.Lo*(1-1e-9) && e.X <= w.Hi*(1+1e-9)) || e.Below == e.Above || e.Below < 0 || e.Above < 0 {
			t.Fatalf("edge %+v", e)
		}
	}
}

// TestAnswersDoNotDependOnTheLast computes states in random order, each with a new source
// and with one source shared by several answers.
func TestAnswersDoNotDependOnTheLast(t *testing.T) {
	s := newSource(t)
	var answers [3]Answer
	proptest.Check(t, 25, func(t *rapid.T) {
		st := drawState(t, s.engine.Len())
		a := &answers[rapid.IntRange(0, len(answers)-1).Draw(t, "whose")]
		s.Compute(a, &st, 60, 10)
		var fresh Answer
		other := NewSource(s.engine)
		other.Compute(&fresh, &st, 60, 10)
		if !slices.Equal(a.Ranked, fresh.Ranked) || !slices.Equal(a.Listed, fresh.Listed) || !slices.Equal(a.Phases, fresh.Phases) || len(a.Drawn) != len(fresh.Drawn) {
			t.Fatal("the answer depends on the one before")
		}
		for i := range a.Drawn {
			d, f := a.Drawn[i], fresh.Drawn[i]
			if d.Offer != f.Offer || !slices.EqualFunc(d.Values, f.Values, func(x, y float64) bool { return x == y || x != x && y != y }) {
				t.Fatalf("curve %d depends on the answer before", i)
			}
		}
	})
}

// TestRefining computes the exact edges and returns them in time and too late.
func TestRefining(t *testing.T) {
	s := newSource(t)
	st := newState(t)
	var a Answer
	s.Compute(&a, &st, 60, 10)
	r := a.Wanted(&st)
	if r == nil {
		t.Fatal("exact edges are not wanted")
	}
	rough := slices.Clone(a.Phases)
	exact := must(Refine(context.Background(), s.engine.NewEvaluator(), r))
	a = *a.With(exact)
	s.Compute(&a, &st, 60, 10)
	if slices.Equal(a.Phases, rough) {
		t.Error("the exact edges are not used")
	}
	if a.Wanted(&st) != nil {
		t.Error("exact edges are wanted again")
	}
	precise := slices.Clone(a.Phases)
	st.MoveTo(14) // along the axis, so the curves stay
	st.Follow()
	s.Compute(&a, &st, 60, 10)
	if !slices.Equal(a.Phases, precise) {
		t.Error("moving the handle makes the edges rough")
	}
	st.Scenario.SelectedPart().MemoryMB = 4096
	s.Compute(&a, &st, 60, 10)
	if slices.Equal(a.Phases, precise) {
		t.Error("edges of another scenario are used")
	}
	a = *a.With(exact) // too late
	s.Compute(&a, &st, 60, 10)
	if slices.Equal(a.Phases, precise) {
		t.Error("edges that came too late are used")
	}
	if a.Wanted(&st) == nil {
		t.Error("the exact edges are not wanted any more")
	}
}

// TestRefiningP99 checks that p99 curves become exact, and are wanted once.
func TestRefiningP99(t *testing.T) {
	s := newSource(t)
	st := newState(t)
	st.Measure = state.P99
	var a Answer
	s.Compute(&a, &st, 110, 10)
	a = *a.With(must(Refine(context.Background(), s.engine.NewEvaluator(), a.Wanted(&st))))
	s.Compute(&a, &st, 110, 10)
	if a.Wanted(&st) != nil {
		t.Error("exact curves are wanted again")
	}
	for i := range a.Drawn {
		d, sc := &a.Drawn[i], &st.Scenario
		for k, want := range s.engine.NewEvaluator().SweepP99(nil, sc, sc.Selected, d.Offer, st.Window(), 110, true) {
			if got := d.Values[k]; got != want && (got == got || want == want) {
				t.Fatalf("curve %d has %v at point %d, exactly %v", i, got, k, want)
			}
		}
	}
}

func TestConvert(t *testing.T) {
	tests := []struct {
		m                          state.Measure
		cost, requests, best, want float64
	}{
		{state.Monthly, 42, 1e6, 7, 42},
		{state.PerMillion, 42, 2e6, 7, 21},
		{state.PerMillion, 42, 0, 7, math.NaN()},
		{state.Relative, 42, 1e6, 7, 6},
		{state.Relative, 0, 1e6, 0, 1},
		{state.Relative, 42, 1e6, 0, math.NaN()},
	}
	for _, tt := range tests {
		if got := Convert(&state.State{View: state.View{Measure: tt.m}}, tt.cost, tt.requests, tt.best); got != tt.want && !(math.IsNaN(got) && math.IsNaN(tt.want)) {
			t.Errorf("Convert(%v, %v, %v, %v) = %v, want %v", tt.m, tt.cost, tt.requests, tt.best, got, tt.want)
		}
	}
}

func TestComputeAllocatesNothing(t *testing.T) {
	s := newSource(t)
	for _, move := range []func(st *state.State, i int){
		func(st *state.State, i int) { st.Scenario.SelectedPart().Rate.N = 12 + float64(i%10) },
		func(st *state.State, i int) { st.Scenario.SelectedPart().MemoryMB = 512 + 8*float64(i%10) },
	} {
		st := newState(t)
		var a Answer
		i := 0
		step := func() {
			i++
			move(&st, i)
			st.Follow()
			s.Compute(&a, &st, 98, 12)
		}
		for range 20 {
			step()
		}
		if n := testing.AllocsPerRun(30, step); n != 0 && !proptest.Raced {
			t.Errorf("a step allocates %v times, want 0", n)
		}
	}
}

// TestHidingSortingAndFiltering checks that hidden offers are not listed, drawn or counted
// among the cheapest, and that the filter and the order change only the sorted list.
func TestHidingSortingAndFiltering(t *testing.T) {
	s, st := newSource(t), newState(t)
	var a Answer
	s.Compute(&a, &st, 100, 10)
	first, listed := a.Cheapest(), len(a.Listed)
	st.Hidden = st.Hidden.Add(first)
	s.Compute(&a, &st, 100, 10)
	if a.Cheapest() == first || a.Listed[0] == first || a.Ranked[len(a.Ranked)-1] != first {
		t.Errorf("%d is hidden and the cheapest is %d", first, a.Cheapest())
	}
	for _, p := range a.Phases {
		if p.Offer == first {
			t.Error("what is hidden has a phase")
		}
	}
	st = newState(t)
	st.Filter = "lambda ARM"
	for st.Order = range state.NumOrders {
		s.Compute(&a, &st, 100, 10)
		if len(a.Listed) != listed || len(a.Sorted) == 0 || len(a.Sorted) >= listed {
			t.Errorf("by %v: %d of %d are listed, %d filtered", st.Order, len(a.Listed), listed, len(a.Sorted))
		}
	}
	st.Filter, st.Order = "", state.ByLatency
	s.Compute(&a, &st, 100, 10)
	for i := 1; i < len(a.Sorted); i++ {
		x, y := a.Estimates[a.Sorted[i-1]].Latency.P99MS, a.Estimates[a.Sorted[i]].Latency.P99MS
		if compareTimes(x, y) > 0 {
			t.Fatalf("%v ms before %v ms", x, y)
		}
	}
}

// must returns a result computed with a context that does not end.
func must[T any](found T, err error) T {
	if err != nil {
		panic(err)
	}
	return found
}

// BenchmarkRefine is the work of a handle that rests after a step of the memory: the exact
// edges of the chart, and the turns over all rates.
func BenchmarkRefine(b *testing.B) {
	s, st := newSource(b), newState(b)
	v, ctx := s.engine.NewEvaluator(), context.Background()
	var a Answer
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		st.Scenario.SelectedPart().MemoryMB = float64(512 + 8*(i%32))
		s.Compute(&a, &st, 108, 10)
		must(Refine(ctx, v, a.Wanted(&st)))
		must(v.RatePhases(ctx, &st.Scenario, st.Scenario.Selected, nil))
	}
}
