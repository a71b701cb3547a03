package engine_test

import (
	"context"
	"math"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/curve"
	"crossover/engine/scenario"
)

// growing lists scenarios to follow month by month.
var growing = []string{
	"rate=2/s growth=20%/month", "rate=3M/month growth=5%/month shape=office", "rate=50/s growth=-15%/month burst=8",
	"rate=100/day growth=1000%/month horizon=6months", "rate=5/s growth=0%/month",
	"connections=20000 rate=300/s growth=12%/month", "part=events growth=30%/month",
	"rate=5/min growth=30%/month shape=cron", "rate=0/s growth=10%/month",
}

// TestMonthsAreTheEstimatesOfGrownTraffic compares curves along months with the answers
// for the system grown that far; month 0 is the present.
func TestMonthsAreTheEstimatesOfGrownTraffic(t *testing.T) {
	v := compile(t, shipped(t))
	var c engine.Curves
	var list []engine.Estimate
	for _, tokens := range growing {
		s := parse(t, tokens)
		lo, hi := engine.AxisMonth.Reach(&s, s.Selected)
		_ = v.SweepExact(context.Background(), &c, &s, s.Selected, engine.Window{Axis: engine.AxisMonth, Lo: lo, Hi: hi}, 7, nil)
		for k, m := range c.X {
			grown := s.Grown(math.Pow(1+s.Growth.PerMonth, m))
			list = v.Headlines(&grown, grown.Selected, list[:0])
			for o := range list {
				if got, want := c.Cost(o)[k], list[o].Monthly; !near(got, want, 1e-9) || c.Feasible(o)[k] != list[o].Feasible() {
					t.Errorf("%s: %s in month %v: $%v, feasible %v; the estimate is $%v, %v", tokens, v.Engine().Offer(o).ID,
						m, got, c.Feasible(o)[k], want, list[o].Feasible())
				}
				if k == 0 && c.Cost(o)[0] != v.Estimate(&s, s.Selected, o).Monthly {
					t.Errorf("%s: month 0 is not the present", tokens)
				}
			}
			if !near(c.Requests[k], list[0].Requests, 1e-9) {
				t.Errorf("%s: %v requests in month %v, want %v", tokens, c.Requests[k], m, list[0].Requests)
			}
		}
	}
}

// TestMonthsAreTheRateInOtherUnits checks that a point of the curve along months equals
// the point of the curve along the rate at the rate of that month, p99 included.
func TestMonthsAreTheRateInOtherUnits(t *testing.T) {
	v := compile(t, shipped(t))
	n := v.Engine().Len()
	rapid.Check(t, func(t *rapid.T) {
		s := scenario.Default()
		p := s.SelectedPart()
		p.Rate.N = math.Pow(10, rapid.Float64Range(-4, 3).Draw(t, "log rate"))
		s.Growth.PerMonth = rapid.Float64Range(-0.5, 1).Draw(t, "growth")
		m := rapid.Float64Range(0.01, 12).Draw(t, "month")
		o := rapid.IntRange(0, n-1).Draw(t, "offer")
		there := p.Rate.N * math.Pow(1+s.Growth.PerMonth, m)
		at := func(a engine.Axis, x, hi float64) (cost, p99 float64) {
			var c engine.Curves
			win := engine.Window{Axis: a, Lo: x, Hi: hi}
			_ = v.SweepExact(context.Background(), &c, &s, s.Selected, win, 2, nil)
			return c.Cost(o)[0], v.SweepP99(nil, &s, s.Selected, o, win, 2, false)[0]
		}
		cost, p99 := at(engine.AxisMonth, m, m+1)
		wantCost, wantP99 := at(engine.AxisRate, there, there*2)
		if !near(cost, wantCost, 1e-9) || !near(p99, wantP99, 1e-9) && !(math.IsNaN(p99) && math.IsNaN(wantP99)) {
			t.Fatalf("%s in month %v: $%v and %v ms; at %v/s: $%v and %v ms", v.Engine().Offer(o).ID, m, cost, p99, there, wantCost, wantP99)
		}
	})
}

// TestMonthlyCrossoversAreThoseOfTheRate checks that the crossovers along months are in
// the months when growth reaches the crossovers along the rate, in reverse order if
// traffic shrinks.
func TestMonthlyCrossoversAreThoseOfTheRate(t *testing.T) {
	v := compile(t, shipped(t))
	offers := []int{index(t, v, "aws-lambda-arm64"), index(t, v, "aws-fargate-arm64"), index(t, v, "fly-machines-shared")}
	for _, tokens := range []string{"rate=1/s growth=20%/month horizon=36months", "rate=700/s growth=-17%/month horizon=36months"} {
		s := parse(t, tokens)
		r0, g := s.PerSecond(s.Selected), s.Growth
		win := engine.Window{Axis: engine.AxisMonth, Lo: 0, Hi: 36}
		end := r0 * g.Times(36)
		rates := engine.Window{Axis: engine.AxisRate, Lo: min(r0, end), Hi: max(r0, end)}
		got := must(v.Crossovers(context.Background(), &s, s.Selected, win, 121, offers))
		want := must(v.Crossovers(context.Background(), &s, s.Selected, rates, 121, offers))
		if len(got) != len(want) || len(got) == 0 {
			t.Fatalf("%s: %d crossovers along months, %d along the rate", tokens, len(got), len(want))
		}
		for k, x := range got {
			y := want[k]
			if g.PerMonth < 0 {
				y = want[len(want)-1-k]
				y.Below, y.Above = y.Above, y.Below
			}
			if there := r0 * g.Times(x.X); !near(there, y.X, 1e-8) || x.Below != y.Below || x.Above != y.Above {
				t.Errorf("%s: month %v, %v/s, %d to %d; along the rate %v, %d to %d", tokens, x.X, there, x.Below, x.Above, y.X, y.Below, y.Above)
			}
		}
		phases := must(v.Phases(context.Background(), &s, s.Selected, win, 121, offers))
		if first, last := phases[0], phases[len(phases)-1]; first.From != 0 || last.To != 36 || len(phases) < 2 {
			t.Errorf("%s: phases %+v", tokens, phases)
		}
	}
}

// TestWithoutGrowthNothingChangesByMonth checks that without growth there are flat curves,
// no crossover, and one phase.
func TestWithoutGrowthNothingChangesByMonth(t *testing.T) {
	v := compile(t, shipped(t))
	var c engine.Curves
	for _, tokens := range []string{"rate=5/s growth=0%/month", "rate=0/s", "rate=5/min shape=cron", "rate=5/s trigger=schedule"} {
		s := parse(t, tokens)
		lo, hi := engine.AxisMonth.Reach(&s, s.Selected)
		if lo != 0 || hi != s.Growth.Horizon {
			t.Errorf("%s: months from %v to %v", tokens, lo, hi)
		}
		win := engine.Window{Axis: engine.AxisMonth, Lo: lo, Hi: hi}
		v.Sweep(&c, &s, s.Selected, win, 9, nil)
		var all []int
		for o := range v.Engine().Len() {
			all = append(all, o)
			for k, x := range c.Cost(o) {
				if x != c.Cost(o)[0] && !math.IsNaN(x) {
					t.Fatalf("%s: %s costs $%v at first and $%v in month %v", tokens, v.Engine().Offer(o).ID, c.Cost(o)[0], x, c.X[k])
				}
			}
		}
		if got := must(v.Crossovers(context.Background(), &s, s.Selected, win, 9, all[:8])); len(got) > 0 {
			t.Errorf("%s: crossovers %+v", tokens, got)
		}
		if got := must(v.Phases(context.Background(), &s, s.Selected, win, 9, all)); len(got) != 1 {
			t.Errorf("%s: phases %+v", tokens, got)
		}
	}
}

// TestMonthsEndBeforeTrafficIsBeyondTheModel checks that every month stays within the
// modelled rates and connections, at any growth.
func TestMonthsEndBeforeTrafficIsBeyondTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := scenario.Default()
		p := s.SelectedPart()
		p.Rate.N = math.Pow(10, rapid.Float64Range(-8, 6.9).Draw(t, "log rate"))
		if rapid.Bool().Draw(t, "connected") {
			p.Connections = math.Pow(10, rapid.Float64Range(0, 7.9).Draw(t, "log connections"))
		}
		s.Growth.PerMonth = rapid.Float64Range(-0.9, 10).Draw(t, "growth")
		s.Growth.Horizon = float64(rapid.IntRange(1, 120).Draw(t, "horizon"))
		lo, hi := engine.AxisMonth.Reach(&s, s.Selected)
		win := engine.Window{Axis: engine.AxisMonth, Lo: lo, Hi: hi}
		if !win.Valid() || hi > s.Growth.Horizon {
			t.Fatalf("months from %v to %v", lo, hi)
		}
		f := rapid.Float64Range(0, 1).Draw(t, "fraction")
		if got := win.Fraction(win.At(f)); math.Abs(got-f) > 1e-12 {
			t.Fatalf("%v of the window comes back as %v", f, got)
		}
		grown := s.Grown(s.Growth.Times(hi))
		if r, c := grown.PerSecond(grown.Selected), grown.SelectedPart().Connections; hi > 0.1 && (r > scenario.MaxRate*(1+1e-9) || r < 1e-9*(1-1e-9) || c > scenario.MaxConnections*(1+1e-9)) {
			t.Fatalf("in month %v there are %v/s and %v connections", hi, r, c)
		}
	})
}

// TestBendsByMonth finds the end of a free tier in the month in which traffic reaches it.
func TestBendsByMonth(t *testing.T) {
	v := compile(t, instant(shipped(t)))
	s := parse(t, "memory=512MB billed_duration=200ms response=0KB rate=500k/month growth=10%/month")
	want := math.Log(2) / math.Log(1.1) // a million requests
	for _, b := range must(v.Bends(context.Background(), &s, s.Selected, index(t, v, "aws-lambda-x86"), engine.Window{Axis: engine.AxisMonth, Lo: 0, Hi: 24}, 60, 3)) {
		if b.Kind == curve.Charged && b.Title == "Lambda requests" {
			if math.Abs(b.X-want) > 1e-4 {
				t.Errorf("requests are charged from month %v, want %v", b.X, want)
			}
			return
		}
	}
	t.Error("no bend where the free requests end")
}

// TestMonthsAllocateNothing checks that curves along months allocate nothing, since they
// follow sliders, too.
func TestMonthsAllocateNothing(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "growth=10%/month")
	win := engine.Window{Axis: engine.AxisMonth, Lo: 0, Hi: 24}
	var c engine.Curves
	k := 0
	step := func() {
		k++
		s.Growth.PerMonth = []float64{0.1, 0.12}[k%2]
		s.SelectedPart().Rate.N = 10 + float64(k%3)
		v.Sweep(&c, &s, s.Selected, win, 120, nil)
	}
	for range 6 {
		step()
	}
	if n := testing.AllocsPerRun(6, step); n > 0 {
		t.Errorf("%v allocations a step", n)
	}
}

// TestLeastIsTheCheapest compares the cheapest along an axis with exact curves of all offers.
func TestLeastIsTheCheapest(t *testing.T) {
	v := compile(t, shipped(t))
	var offers []int
	for o := range v.Engine().Len() {
		offers = append(offers, o)
	}
	for _, c := range []struct {
		tokens string
		win    engine.Window
	}{
		{"free=off burst=5", engine.Window{Axis: engine.AxisRate, Lo: 1e-3, Hi: 1e3}},
		{"level=hobby p99=300ms", engine.Window{Axis: engine.AxisDuration, Lo: 10, Hi: 1e4}},
	} {
		s := parse(t, c.tokens)
		got := must(v.Least(context.Background(), &s, s.Selected, c.win, 9, offers))
		var all engine.Curves
		if err := v.SweepExact(context.Background(), &all, &s, s.Selected, c.win, 9, nil); err != nil {
			t.Fatal(err)
		}
		for k, least := range got {
			want := math.Inf(1)
			for _, o := range offers {
				if all.Feasible(o)[k] {
					want = min(want, all.Cost(o)[k])
				}
			}
			if least != want {
				t.Errorf("%q at %v: $%v, want $%v", c.tokens, all.X[k], least, want)
			}
		}
	}
}
