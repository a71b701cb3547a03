package engine_test

import (
	"context"
	"math"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/proptest"
)

// month is 730 hours in seconds.
const month = 730 * 3600.

// TestCrossoverOfLines checks crossovers that have a formula: lines fee1 + p1·N
// and fee2 + p2·N meet at N = (fee1-fee2)/(p2-p1).
func TestCrossoverOfLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newGarden("p")
		fee := logarithmic(t, "fee", 0.01, 1e4)
		p1, p2 := logarithmic(t, "p1", 1e-9, 1e-4), logarithmic(t, "p2", 1e-9, 1e-4)
		g.line("a", fee, p1)
		g.line("b", 0, p2)
		v := mustCompile(t, planted(g))
		s := mustParse(t, even)
		got := must(v.Crossovers(context.Background(), &s, 0, engine.Window{Lo: 1e-5, Hi: 1e5}, 40, []int{0, 1}))
		x := fee / (p2 - p1) / month
		if !(x > 1e-5 && x < 1e5) {
			if len(got) > 0 {
				t.Fatalf("crossovers %+v, want none at %v", got, x)
			}
			return
		}
		// Where the prices are nearly equal, the rounding of two costs moves the
		// point at which they meet.
		within := 1e-9 + 1e-14*p2/(p2-p1)
		if len(got) != 1 || !near(got[0].X, x, within) || got[0].Below != 1 || got[0].Above != 0 || got[0].Jump || !near(got[0].Cost, p2*x*month, 1e-8) {
			t.Fatalf("crossovers %+v, want one at %v", got, x)
		}
	})
}

// TestStaircase compares machines of 10 requests/s at $10 with requests that cost $10.5
// for 10 a second. On step n < 20, the requests' price exceeds the machines' at 10·n/1.05,
// and the machines' jumps above it at 10·n.
func TestStaircase(t *testing.T) {
	g := newGarden("p")
	g.fleet("machines", 10, 1)
	g.line("requests", 0, 1.05/month)
	v := compile(t, planted(g))
	s := parse(t, even)
	got := must(v.Crossovers(context.Background(), &s, 0, engine.Window{Lo: 11, Hi: 149}, 3, []int{0, 1}))
	var want []engine.Crossover
	for n := 2.; n < 16; n++ {
		if x := 10 * n / 1.05; x < 149 {
			want = append(want, engine.Crossover{X: x, Below: 1, Above: 0, Cost: 10 * n})
		}
		if x := 10 * n; x < 149 {
			want = append(want, engine.Crossover{X: x, Below: 0, Above: 1, Cost: 10.5 * n, Jump: true})
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d crossovers %+v, want %d", len(got), got, len(want))
	}
	for i, w := range want {
		if c := got[i]; !near(c.X, w.X, 1e-9) || !near(c.Cost, w.Cost, 1e-6) || c.Below != w.Below || c.Above != w.Above || c.Jump != w.Jump {
			t.Errorf("crossover %d is %+v, want %+v", i, c, w)
		}
	}
}

// TestRoundedUsage compares usage rounded up to steps of 1M with a price per request. Both
// cost the same at each full step, and the steps jump above the line right after it.
func TestRoundedUsage(t *testing.T) {
	g := newGarden("p")
	g.offer("steps", nil, catalog.BillLine{Rate: g.rate("million", catalog.Rate{Price: 1, Per: 1e6, RoundUp: 1e6}), Quantity: catalog.QRequests})
	g.line("line", 0.5, 1e-6)
	v := compile(t, planted(g))
	s := parse(t, even)
	// Between 3M and 5M requests: ceil(N/M) against 0.5 + N/M crosses at N = 2.5M,
	// 3M, 3.5M, 4M, …
	win := engine.Window{Lo: 2.9e6 / month, Hi: 5.2e6 / month}
	got := must(v.Crossovers(context.Background(), &s, 0, win, 2, []int{0, 1}))
	want := []float64{3e6, 3.5e6, 4e6, 4.5e6, 5e6}
	if len(got) != len(want) {
		t.Fatalf("%d crossovers %+v, want %d", len(got), got, len(want))
	}
	for i, n := range want {
		if !near(got[i].X*month, n, 1e-9) || got[i].Jump != (i%2 == 0) {
			t.Errorf("crossover at %v requests, jump %v; want %v", got[i].X*month, got[i].Jump, n)
		}
	}
}

func TestNoCrossover(t *testing.T) {
	tiered := func(g *garden, name string, first, then float64, pool string) {
		g.offer(name, nil, catalog.BillLine{Quantity: catalog.QRequests, Rate: g.rate(name, catalog.Rate{
			Tiers: []catalog.Tier{{UpTo: 1e6, Price: first}, {Price: then}}, Pool: pool})})
	}
	tests := []struct {
		name  string
		plant func(*garden)
	}{
		{"a line that touches a bend", func(g *garden) {
			tiered(g, "bend", 3e-6, 1e-6, "")
			g.line("line", 1, 2e-6)
		}},
		{"the same price", func(g *garden) {
			g.line("a", 1, 3e-6)
			g.line("b", 1, 3e-6)
		}},
		{"the same price from there on", func(g *garden) {
			tiered(g, "a", 3e-6, 1e-6, "")
			g.line("b", 2, 1e-6)
		}},
		{"both free, then one is not", func(g *garden) {
			tiered(g, "a", 1e-6, 1e-6, g.free("one", 1e6, catalog.IncludedFree))
			tiered(g, "b", 1e-6, 1e-6, g.free("two", 2e6, catalog.IncludedFree))
		}},
		{"both free", func(g *garden) {
			g.line("a", 0, 0)
			g.line("b", 0, 0)
		}},
	}
	for _, tt := range tests {
		g := newGarden("p")
		tt.plant(g)
		v := compile(t, planted(g))
		s := parse(t, even)
		for _, n := range []int{2, 17, 100} {
			if got := must(v.Crossovers(context.Background(), &s, 0, engine.Window{Lo: 1e-4, Hi: 1e3}, n, []int{0, 1})); len(got) > 0 {
				t.Errorf("%s: %+v, want none", tt.name, got)
			}
		}
	}
}

// TestCrossoversOfTheCatalogue checks crossovers of the shipped catalogue: one offer is
// cheaper just below, the other just above.
func TestCrossoversOfTheCatalogue(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	s := parse(t, "")
	pairs := [][2]string{{"aws-lambda-arm64", "aws-fargate-arm64"}, {"modal-cpu", "hetzner-cpx"},
		{"cloudflare-workers-paid", "aws-lambda-arm64"}, {"aws-ec2-t4g", "fly-machines-shared-always"}}
	for _, axis := range []engine.Axis{engine.AxisRate, engine.AxisMemory, engine.AxisDuration} {
		win := engine.Window{Axis: axis, Lo: 1e-3, Hi: 1e4}
		if axis != engine.AxisRate {
			win.Lo, win.Hi = axis.Range()
		}
		for _, pair := range pairs {
			a, b := index(t, v, pair[0]), index(t, v, pair[1])
			got := must(v.Crossovers(context.Background(), &s, s.Selected, win, 60, []int{a, b}))
			if axis == engine.AxisRate && len(got) == 0 {
				t.Errorf("%v do not cross", pair)
			}
			for i, c := range got {
				for _, side := range []float64{1 - 3e-9, 1 + 3e-9} {
					q := s
					axis.Set(&q, q.Selected, c.X*side)
					below, above := v.Estimate(&q, q.Selected, c.Below).Monthly, v.Estimate(&q, q.Selected, c.Above).Monthly
					if d := below - above; side < 1 && d > 1e-9*below || side > 1 && d < -1e-9*below {
						t.Errorf("%v along %v: %+v: $%v and $%v at %v", pair, axis, c, below, above, side)
					}
				}
				if i > 0 && c.X < got[i-1].X {
					t.Errorf("%v: crossovers are not in order: %+v", pair, got)
				}
			}
		}
	}
}

// TestPhases compares the phases with the ranking at many points.
func TestPhases(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	staircase := newGarden("p")
	staircase.fleet("small", 10, 1)
	staircase.fleet("large", 70, 8)
	staircase.line("requests", 0, 1.05/month)
	staircase.line("plan", 25, 0.6/month)
	w := compile(t, planted(staircase))
	tests := []struct {
		v      *engine.Evaluator
		tokens string
		win    engine.Window
		n      int
	}{
		{w, even, engine.Window{Lo: 1, Hi: 300}, 30},
		{v, "", engine.Window{Lo: 1e-4, Hi: 1e4}, 60},
		{v, "p99=400ms free=off", engine.Window{Lo: 1e-4, Hi: 1e4}, 60},
		{v, "shape=office redundancy=2 cpu=80%", engine.Window{Lo: 1e-4, Hi: 1e4}, 60},
		{v, "gpu=l4 memory=16GB duration=800ms", engine.Window{Lo: 1e-4, Hi: 100}, 60},
		{v, "rate=3/s", engine.Window{Axis: engine.AxisMemory, Lo: 128, Hi: 32768}, 60},
		{v, "rate=3/s", engine.Window{Axis: engine.AxisDuration, Lo: 1, Hi: 1e6}, 60},
		{v, "connections=5k rate=100/s duration=5ms message_size=2KB", engine.Window{Lo: 1e-2, Hi: 1e4}, 60},
		{v, "connections=5k rate=100/s duration=5ms message_size=2KB fan_out=4", engine.Window{Axis: engine.AxisConnections, Lo: 10, Hi: 1e6}, 100},
		{v, "trigger=queue state=3GB message_size=70KB", engine.Window{Lo: 1e-4, Hi: 1e4}, 60},
		{v, "copies=3", engine.Window{Lo: 1e-4, Hi: 1e5}, 60},
		{v, "max=5 shape=office burst=4 level=hobby", engine.Window{Lo: 1e-4, Hi: 1e5}, 60},
		{v, "rate=3/s copies=3", engine.Window{Axis: engine.AxisDuration, Lo: 1, Hi: 1e7}, 60},
		{v, "rate=100/s max=2", engine.Window{Axis: engine.AxisMemory, Lo: 128, Hi: 1e6}, 60},
		{v, "rate=100/s copies=2 duration=5ms connections=1k", engine.Window{Axis: engine.AxisConnections, Lo: 10, Hi: 1e6}, 60},
	}
	for _, tt := range tests {
		s := parse(t, tt.tokens)
		all := make([]int, tt.v.Engine().Len())
		for i := range all {
			all[i] = i
		}
		phases := must(tt.v.Phases(context.Background(), &s, s.Selected, tt.win, tt.n, all))
		winner := func(x float64) int {
			q := s
			tt.win.Axis.Set(&q, q.Selected, x)
			return firstAlong(tt.v.Headlines(&q, q.Selected, nil))
		}
		if phases[0].From != tt.win.Lo || phases[len(phases)-1].To != tt.win.Hi {
			t.Errorf("%s: phases reach from %v to %v", tt.tokens, phases[0].From, phases[len(phases)-1].To)
		}
		t.Run(tt.tokens, func(t *testing.T) {
			checkEdges(t, phases, winner)
			checkInside(t, phases, tt.win, winner)
		})
	}
}

// checkEdges checks who is the cheapest on both sides of the edges of phases.
func checkEdges(t *testing.T, phases []engine.Phase, winner func(x float64) int) {
	for i, p := range phases[1:] {
		before := phases[i]
		if p.From != before.To || p.Offer == before.Offer {
			t.Errorf("%+v follows %+v", p, before)
		}
		if got := winner(p.From * (1 - 1e-9)); got != before.Offer {
			t.Errorf("offer %d wins before the edge at %v, not %d", got, p.From, before.Offer)
		}
		if got := winner(p.From * (1 + 1e-9)); got != p.Offer {
			t.Errorf("offer %d wins after the edge at %v, not %d", got, p.From, p.Offer)
		}
	}
}

// checkInside checks who is the cheapest at many points within phases.
func checkInside(t *testing.T, phases []engine.Phase, win engine.Window, winner func(x float64) int) {
	const points = 150
	missed := 0
	for k, i := 0, 0; k < points; k++ {
		x := win.At((float64(k) + 0.5) / points)
		for x > phases[i].To {
			i++
		}
		if math.Min(x/phases[i].From, phases[i].To/x) > 1+1e-8 && winner(x) != phases[i].Offer {
			missed++
			t.Logf("offer %d wins at %v, not %+v", winner(x), x, phases[i])
		}
	}
	if missed > 0 {
		t.Errorf("%d of %d points are in the wrong phase", missed, points)
	}
}

// TestCrossoversOfManyAreThoseOfPairs finds crossovers of several offers at once, where
// distant curves are not examined closely, and pair by pair, where all are.
func TestCrossoversOfManyAreThoseOfPairs(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	var offers []int
	for _, id := range []string{"aws-lambda-arm64", "hetzner-cpx", "gcp-cloud-run-request", "aws-fargate-arm64", "cloudflare-workers-paid", "runpod-serverless-l4", "modal-cpu"} {
		offers = append(offers, index(t, v, id))
	}
	scenarios := []string{"", "shape=office duration=40ms", "burst=4 free=off", "p99=2s commit=1y trigger=queue"}
	if proptest.Raced {
		offers, scenarios = offers[:4], scenarios[:2]
	}
	n := 0
	for i, tokens := range scenarios {
		if i > 0 { // the first scenario with all of them
			offers = offers[:4]
		}
		s := parse(t, tokens)
		for _, axis := range []engine.Axis{engine.AxisRate, engine.AxisMemory, engine.AxisDuration} {
			lo, hi := axis.Range()
			win := engine.Window{Axis: axis, Lo: lo, Hi: hi}
			want := map[engine.Crossover]bool{}
			for a := range offers {
				for _, b := range offers[a+1:] {
					for _, c := range must(v.Crossovers(context.Background(), &s, s.Selected, win, 31, []int{offers[a], b})) {
						want[c] = true
					}
				}
			}
			got := must(v.Crossovers(context.Background(), &s, s.Selected, win, 31, offers))
			for _, c := range got {
				if !want[c] {
					t.Errorf("%q along %v: %+v is no crossover of two", tokens, axis, c)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%q along %v: %d crossovers, %d of pairs", tokens, axis, len(got), len(want))
			}
			n += len(got)
		}
	}
	if n < 20 {
		t.Errorf("only %d crossovers", n)
	}
}
