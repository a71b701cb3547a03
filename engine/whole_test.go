package engine_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/proptest"
	"crossover/engine/rank"
	"crossover/engine/scenario"
)

// TestWholeByHand prices small systems whose parts share machines, send each other bytes,
// process work and have several vendors.
func TestWholeByHand(t *testing.T) {
	egress := func(g *garden, price float64) {
		g.rate("out", catalog.Rate{Price: price})
		o := &g.p.Offers[len(g.p.Offers)-1]
		o.Bill = append(o.Bill, catalog.BillLine{Rate: "out", Quantity: catalog.QEgressGB, Group: catalog.GroupEgress})
	}
	zone := func(g *garden, price float64) {
		g.rate("zone", catalog.Rate{Price: price})
		o := &g.p.Offers[len(g.p.Offers)-1]
		o.Bill = append(o.Bill, catalog.BillLine{Rate: "zone", Quantity: catalog.QTrafficGB, Group: catalog.GroupCrossAZ, Optional: true})
	}
	// With cpu=0% and utilisation=100% a machine of 1000 MB that serves 10 requests of 100
	// ms at once serves 100/s.
	const parts = "parts=a,b cpu=0% b.cpu=0% duration=100ms b.duration=100ms request_memory=0MB b.request_memory=0MB utilisation=100% "
	machine := func(g *garden) {
		g.fleet("vm", 10, 10)
		g.p.SizeTables["vm"].Sizes[0].MemoryMB = 1000
	}
	tests := []struct {
		name, tokens string
		plant        func(p, q *garden)
		want         float64
		lines        map[string]float64 // by kind
	}{
		// 300 + 600 MB fit on one machine
		{"two parts on one machine", "rate=1/s b.rate=1/s memory=300MB b.memory=600MB",
			func(p, _ *garden) { machine(p) }, 10, map[string]float64{"machines": -10}},
		// 500 + 600 MB do not
		{"two parts that do not fit", "rate=1/s b.rate=1/s memory=500MB b.memory=600MB",
			func(p, _ *garden) { machine(p) }, 20, nil},
		// 150/s fill one machine and half of another, whose memory holds both
		{"what is left of the second machine", "rate=150/s b.rate=20/s memory=300MB b.memory=600MB",
			func(p, _ *garden) { machine(p) }, 20, map[string]float64{"machines": -10}},
		// two copies of each, and of the packing
		{"copies are packed as often", "rate=1/s b.rate=1/s memory=300MB b.memory=600MB redundancy=2",
			func(p, _ *garden) { machine(p) }, 20, map[string]float64{"machines": -20}},
		// a is at 20, 80 and 140/s, a third of the time each: on 1, 1 and 2 machines,
		// of which the last always has room for b
		{"as the traffic goes", "rate=80/s b.rate=1/s shape=daytime memory=300MB b.memory=600MB",
			func(p, _ *garden) { machine(p) }, 10 * (1 + 1 + 2) / 3., map[string]float64{"machines": -10}},
		// 1M calls: 8 GB of responses billed at b, which stay inside
		{"responses that stay", "rate=1M/month b.rate=100%a b.response=8KB response=0KB",
			func(p, _ *garden) {
				p.offer("f", nil, catalog.BillLine{Rate: p.rate("r", catalog.Rate{Price: 0}), Quantity: catalog.QRequests})
				egress(p, 0.1)
			},
			0, map[string]float64{"traffic": -0.8}},
		// a at p and b at q: 8 GB from q at 0.20 are on b's bill, 1 GB of requests
		// from p at 0.10 is not
		{"traffic between providers", "rate=1M/month b.rate=100%a b.response=8KB response=0KB a.lock=p-f b.lock=q-f",
			func(p, q *garden) {
				for _, g := range []*garden{p, q} {
					g.offer("f", nil, catalog.BillLine{Rate: g.rate("r", catalog.Rate{Price: 0}), Quantity: catalog.QRequests})
				}
				egress(p, 0.1)
				p.p.Offers[0].Bill[1].Rate, q.p.Offers[0].Bill = "out", append(q.p.Offers[0].Bill, catalog.BillLine{Rate: q.rate("out", catalog.Rate{Price: 0.2}), Quantity: catalog.QEgressGB, Group: catalog.GroupEgress})
			}, 1.6 + 0.1, map[string]float64{"traffic": 0.1}},
		// 1M calls of 1 + 8 KB between two zones, half crossing and counted twice
		{"traffic between zones", "rate=1M/month b.rate=100%a b.response=8KB response=0KB redundancy=2",
			func(p, _ *garden) {
				p.offer("f", nil, catalog.BillLine{Rate: p.rate("r", catalog.Rate{Price: 0}), Quantity: catalog.QRequests})
				zone(p, 0.1)
			},
			0.9, map[string]float64{"traffic": 0.9}},
		// two fees of 1, and 2 hours at 30 for one product
		{"work is paid once a product", "rate=1/s b.rate=1/s ops=30",
			func(p, _ *garden) { p.line("f", 1, 0) }, 62, map[string]float64{"operations": 60}},
		// a only runs at p, b only at q
		{"a further vendor", "rate=1/s b.rate=1/s vendor=7 a.lock=p-f b.lock=q-g",
			func(p, q *garden) { p.line("f", 1, 0); q.line("g", 2, 0) }, 10, map[string]float64{"vendors": 7}},
		// both at p cost 10; one at q would cost 20 and 7 more
		{"no vendor more", "rate=1/s b.rate=1/s vendor=7",
			func(p, q *garden) { p.line("f", 5, 0); q.line("g", 20, 0) }, 10, nil},
	}
	for _, tt := range tests {
		p, q := newGarden("p"), newGarden("q")
		tt.plant(p, q)
		c := planted(p, q)
		c.Assumptions.Operations.Function.Value = 2
		v := compile(t, c)
		s := parse(t, parts+tt.tokens)
		l := must(v.Recommend(context.Background(), &s))
		if math.Abs(l.Weighed()-tt.want) > 1e-9 || !l.Feasible {
			t.Errorf("%s: $%v, feasible %v; want $%v: %+v", tt.name, l.Weighed(), l.Feasible, tt.want, l.Joint)
		}
		got := map[string]float64{}
		for _, j := range l.Joint {
			got[j.Kind] += j.Amount
		}
		for kind, amount := range tt.lines {
			if math.Abs(got[kind]-amount) > 1e-9 {
				t.Errorf("%s: %s of $%v, want $%v: %+v", tt.name, kind, got[kind], amount, l.Joint)
			}
		}
		if len(got) != len(tt.lines) {
			t.Errorf("%s: lines %+v", tt.name, l.Joint)
		}
		checkSum(t, tt.name, &l)
	}
}

func TestFlows(t *testing.T) {
	tests := []struct {
		tokens string
		want   []engine.Flow // PerMonth left out
	}{
		{"", []engine.Flow{{From: engine.Clients, To: 0, PerSecond: 12}, {From: 0, To: 1, PerSecond: 12}, {From: 1, To: 2, PerSecond: 2.4},
			{From: engine.Schedule, To: 3, PerSecond: 24. / 86400}, {From: 1, To: 4, PerSecond: 0.012}}},
		// an edge that passes on what it gets, at most what the api gets
		{"parts=edge,api edge.rate=50%api", []engine.Flow{{From: engine.Clients, To: 0, PerSecond: 6}, {From: 0, To: 1, PerSecond: 6}, {From: engine.Clients, To: 1, PerSecond: 6}}},
		{"parts=edge,api edge.rate=300%api", []engine.Flow{{From: engine.Clients, To: 0, PerSecond: 36}, {From: 0, To: 1, PerSecond: 12}}},
		// two callers share what the api gets
		{"parts=web,app,api web.rate=100%api app.rate=100%api", []engine.Flow{{From: engine.Clients, To: 0, PerSecond: 12}, {From: engine.Clients, To: 1, PerSecond: 12},
			{From: 0, To: 2, PerSecond: 6}, {From: 1, To: 2, PerSecond: 6}}},
		{"parts=api,web web.rate=3/s", []engine.Flow{{From: engine.Clients, To: 0, PerSecond: 12}, {From: engine.Clients, To: 1, PerSecond: 3}}},
		{"parts=api rate=0/s", []engine.Flow{{From: engine.Clients, To: 0}}},
	}
	for _, tt := range tests {
		s := parse(t, tt.tokens)
		got := engine.Flows(&s)
		for i := range got {
			if want := got[i].PerSecond * s.Hours() * 3600; math.Abs(got[i].PerMonth-want) > 1e-9*want {
				t.Errorf("%s: %+v in a month", tt.tokens, got[i])
			}
			got[i].PerMonth = 0
		}
		if !slices.EqualFunc(got, tt.want, func(a, b engine.Flow) bool {
			return a.From == b.From && a.To == b.To && math.Abs(a.PerSecond-b.PerSecond) < 1e-12
		}) {
			t.Errorf("%s: %+v, want %+v", tt.tokens, got, tt.want)
		}
	}
}

// TestReasonsAreTrue checks the reasons of layouts of the shipped catalogue by recomputing
// them.
func TestReasonsAreTrue(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	systems := []string{"", "rate=300/s", "rate=2M/month free=off ops=40 vendor=20", "parts=edge,api,cron rate=3/s redundancy=2 ban=digitalocean", "api.lock=aws-fargate-arm64 allow=aws,cloudflare,modal,runpod"}
	seen := map[engine.ReasonCode]int{}
	for _, tokens := range systems {
		s := parse(t, tokens)
		l := must(v.Recommend(context.Background(), &s))
		var offers []int
		var sizes []string
		for _, c := range l.Choices {
			offers, sizes = append(offers, c.Estimate.Offer), append(sizes, c.Estimate.Size)
		}
		billed := s // without the costs on no bill
		billed.Ops, billed.Vendor = 0, 0
		moved := func(i, o int) float64 { // the other parts stay as they are
			other, stays := slices.Clone(offers), slices.Clone(sizes)
			other[i], stays[i] = o, ""
			return v.JointPrice(&billed, other, stays...)
		}
		for i, c := range l.Choices {
			if r := c.RunnerUp; r != nil {
				if got := moved(i, r.Offer); !near(got, c.RunnerUpLayout, 1e-9) || s.Ops == 0 && got < l.Monthly*(1-1e-9) {
					t.Errorf("%s: %s on its runner-up makes $%v, not $%v; the layout is $%v", tokens, c.Part, got, c.RunnerUpLayout, l.Monthly)
				}
			}
			for _, x := range c.Excluded {
				seen[x.Reason.Code]++
				if got := moved(i, x.Offer); !near(got, x.Layout, 1e-9) {
					t.Errorf("%s: %s on %s makes $%v, not $%v", tokens, c.Part, v.Engine().Offer(x.Offer).ID, got, x.Layout)
				}
				checkExclusion(t, v, &s, i, &c, &x, l.Monthly)
			}
		}
		for _, a := range l.Alternatives {
			if got := v.JointPrice(&billed, a.Offers); !near(got, a.Monthly, 1e-9) || math.Abs(a.Monthly-l.Monthly-a.Difference) > 0.005 {
				t.Errorf("%s: %s is $%v, not $%v", tokens, a.Name, got, a.Monthly)
			}
		}
	}
	for _, code := range []engine.ReasonCode{engine.Closed, plan.Banned, plan.Locked, plan.CPULimit, plan.DailyLimit} {
		if seen[code] == 0 {
			t.Errorf("nothing was excluded as %s", code)
		}
	}
}

// checkExclusion checks that an offer cannot run the part, for the given reason.
func checkExclusion(t *testing.T, v *engine.Evaluator, s *scenario.Scenario, i int, c *engine.Choice, x *engine.Exclusion, monthly float64) {
	t.Helper()
	e := v.Estimate(s, i, x.Offer)
	switch x.Reason.Code {
	case engine.DearerTogether:
		if !e.Feasible() || s.Ops == 0 && x.Layout <= monthly || e.Monthly >= c.Estimate.Monthly {
			t.Errorf("%s: %+v", c.Part, x)
		}
	case plan.Locked:
		if id := v.Engine().Offer(x.Offer).ID; s.Part(i).Lock == "" || s.Part(i).Lock == id || s.Ops == 0 && x.Layout >= monthly {
			t.Errorf("%s: %+v", c.Part, x)
		}
	default:
		if e.Feasible() || !slices.Contains(e.Reasons(), x.Reason) || s.Ops == 0 && x.Layout >= monthly {
			t.Errorf("%s: %+v", c.Part, x)
		}
	}
}

// TestFlipsAreTrue solves the layout on both sides of each flip.
func TestFlipsAreTrue(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	flips := 0
	for _, tokens := range []string{"parts=edge,api", "parts=api rate=20/s memory=2GB"} {
		s := parse(t, tokens)
		for i := range s.Len() {
			if proptest.Raced && i > 0 {
				break
			}
			for _, f := range must(v.Flips(context.Background(), &s, i)) {
				flips++
				if f.Above-f.Below > 1e-9*f.Above || f.Higher != (f.Below >= f.Axis.Value(&s, i)) {
					t.Errorf("%s: %+v", tokens, f)
				}
				before, after := f.Below, f.Above
				if !f.Higher {
					before, after = after, before
				}
				for x, want := range map[float64]int{before: f.From, after: f.To} {
					moved := s
					f.Axis.Set(&moved, i, x)
					if l := must(v.Recommend(context.Background(), &moved)); l.Choices[i].Estimate.Offer != want {
						t.Errorf("%s: at %s %v the part is on %s, not %s", tokens, f.Axis, x,
							v.Engine().Offer(l.Choices[i].Estimate.Offer).ID, v.Engine().Offer(want).ID)
					}
				}
			}
		}
	}
	if flips < 5 {
		t.Errorf("only %d flips", flips)
	}
}

// TestLayoutPhases checks that the phases adjoin, and that inside one no other phase's
// layout is cheaper.
func TestLayoutPhases(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	s := parse(t, "parts=edge,api,cron")
	win := engine.Window{Axis: engine.AxisRate, Lo: 0.5, Hi: 50}
	points := 25
	if proptest.Raced {
		points = 5
	}
	phases := must(v.LayoutPhases(context.Background(), &s, 1, win, points))
	if phases[0].From != win.Lo || phases[len(phases)-1].To != win.Hi || len(phases) < 3 && !proptest.Raced {
		t.Fatalf("%d phases: %+v", len(phases), phases)
	}
	for k, p := range phases {
		if k > 0 && (p.From != phases[k-1].To || slices.Equal(p.Offers, phases[k-1].Offers)) {
			t.Errorf("phase %d: %+v after %+v", k, p, phases[k-1])
		}
		mid := at(s, math.Sqrt(p.From*p.To))
		own := v.JointPrice(&mid, p.Offers)
		a := must(v.Recommend(context.Background(), &mid))
		for _, other := range phases {
			if a.Monthly > own*(1+1e-9) || a.Monthly > v.JointPrice(&mid, other.Offers)*(1+1e-9) && feasibleThere(v, &mid, other.Offers) {
				t.Errorf("phase %d: $%v, %v is $%v", k, a.Monthly, other.Offers, v.JointPrice(&mid, other.Offers))
			}
		}
	}
}

func feasibleThere(v *engine.Evaluator, s *scenario.Scenario, offers []int) bool {
	for i, o := range offers {
		if e := v.Estimate(s, i, o); !e.Feasible() {
			return false
		}
	}
	return true
}

// TestParetoIsUnbeaten compares the Pareto front with every layout of a small catalogue.
func TestParetoIsUnbeaten(t *testing.T) {
	p, q := newGarden("p"), newGarden("q")
	p.line("slow", 1, 0)
	p.line("fast", 6, 0)
	q.line("slow", 0.5, 0)
	q.line("fast", 4, 0)
	c := planted(p, q)
	for i := range c.Providers {
		c.Providers[i].Offers[0].Edge = false
		c.Providers[i].Offers[1].Edge = true
	}
	c.Assumptions.RegionRTTMS.Value = 50
	v := compile(t, c)
	s := parse(t, "parts=a,b cpu=0% b.cpu=0% a.rate=1/s b.rate=1/s")
	got := must(v.Pareto(context.Background(), &s))
	// One vendor has the cheapest and the fastest layout: q-slow twice, with a fee for
	// each part, and q-fast twice.
	if len(got) != 2 || got[0].Monthly != 1 || got[1].Monthly != 8 || got[0].Vendors != 1 || got[1].P99MS >= got[0].P99MS {
		t.Errorf("%+v", got)
	}
}

// TestRecommendedIsOnTheFront looks for the recommended layout on the Pareto front, to the
// cent.
func TestRecommendedIsOnTheFront(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	for _, tokens := range []string{"", "free=off", "rate=100/day edge.p99=none", "parts=api,cron rate=1/s", "parts=api,events rate=200/s vendor=5"} {
		s := parse(t, tokens)
		l := must(v.Recommend(context.Background(), &s))
		front := must(v.Pareto(context.Background(), &s))
		if !l.Feasible {
			t.Errorf("%q cannot be run", tokens)
		}
		if !slices.ContainsFunc(front, func(c engine.Compromise) bool { return slices.Equal(c.Offers, l.Offers()) }) {
			t.Errorf("%q: %v, $%v, p99 %v ms, %d vendors, is not on the front %+v", tokens, l.Offers(), l.Monthly, l.P99MS, l.Vendors, front)
		}
		for _, c := range front {
			if rank.Cents(c.Monthly) <= rank.Cents(l.Monthly) && c.P99MS <= l.P99MS && c.Vendors <= l.Vendors && !slices.Equal(c.Offers, l.Offers()) {
				t.Errorf("%q: %+v beats the recommended layout: $%v, p99 %v ms, %d vendors", tokens, c, l.Monthly, l.P99MS, l.Vendors)
			}
		}
	}
}

// TestGrowthByHand follows one part from 1M requests a month that doubles every month: a
// flat fee of 10 against 1 per million.
func TestGrowthByHand(t *testing.T) {
	g := newGarden("p")
	g.line("flat", 10, 0)
	g.line("each", 0, 1e-6)
	v := compile(t, planted(g))
	s := parse(t, "parts=a rate=1M/month growth=100%/month horizon=7months")
	got := must(v.Grow(context.Background(), &s))
	// 1, 2, 4, 8, then 10, 10, 10 for 16, 32 and 64
	if len(got.Months) != 7 || len(got.Changes) != 1 || got.Stay != 127 || got.Follow != 45 || got.Planned != 45 || len(got.Plan) != 1 || got.Plan[0].Month != 4 {
		t.Fatalf("%+v", got)
	}
	c := got.Changes[0]
	if c.Month != 4 || math.Abs(c.At-math.Log2(10)) > 1e-8 || !slices.EqualFunc(c.Late, []float64{6, 28, 82}, func(a, b float64) bool { return near(a, b, 1e-12) }) || c.PaysBack != 4 || c.Wait != 4 {
		t.Errorf("%+v", c)
	}
	// A migration of 30 pays off within the horizon: 6 + 22 + 54 > 30.
	s = parse(t, "parts=a rate=1M/month growth=100%/month horizon=7months migration=30")
	got = must(v.Grow(context.Background(), &s))
	if got.Planned != 75 || got.Plan[0].Month != 4 || got.Changes[0].PaysBack != 6 {
		t.Errorf("%+v", got)
	}
	// A migration of 100 does not.
	s = parse(t, "parts=a rate=1M/month growth=100%/month horizon=7months migration=100")
	got = must(v.Grow(context.Background(), &s))
	if got.Planned != 127 || len(got.Plan) != 0 || got.Changes[0].Wait != -1 || got.Changes[0].PaysBack != -1 {
		t.Errorf("%+v", got)
	}
}

// TestGrowthSumsItsMonths checks the number of months in a horizon, and the value of a
// move that pays back late.
func TestGrowthSumsItsMonths(t *testing.T) {
	g := newGarden("p")
	g.line("flat", 10, 0)
	g.line("each", 0, 1e-6)
	v := compile(t, planted(g))
	for horizon, want := range map[string]float64{"1month": 9, "2years": 9 * 24} {
		s := parse(t, "parts=a rate=9M/month growth=0%/month horizon="+horizon)
		if got := must(v.Grow(context.Background(), &s)); got.Stay != want || got.Planned != want || got.Follow != want {
			t.Errorf("%s: %v, want $%v", horizon, got, want)
		}
	}
	// 8, 16, 32 and 64 become 10: a move for 60 pays back in the fourth month if it is
	// made in the second or the third, but not if it is made in the fourth.
	for payback, moves := range map[string]int{"1month": 0, "2months": 1, "3months": 1} {
		s := parse(t, "parts=a rate=8M/month growth=100%/month horizon=4months migration=60 payback="+payback)
		if got := must(v.Grow(context.Background(), &s)); len(got.Plan) != moves {
			t.Errorf("to pay back within %s: %d moves, want %d: %+v", payback, len(got.Plan), moves, got)
		}
	}
}

// TestPlanIsTheCheapest compares the plan with every sequence of layouts.
func TestPlanIsTheCheapest(t *testing.T) {
	g := newGarden("p")
	g.line("none", 0, 3e-6)
	g.line("some", 6, 1e-6)
	g.line("flat", 25, 0)
	v := compile(t, planted(g))
	for _, migration := range []string{"0", "1", "4", "9", "40"} {
		s := parse(t, "parts=a rate=1M/month growth=60%/month horizon=9months migration="+migration)
		got := must(v.Grow(context.Background(), &s))
		best := math.Inf(1)
		var walk func(m, on int, sum float64)
		walk = func(m, on int, sum float64) {
			if m == len(got.Months) {
				best = min(best, sum)
				return
			}
			for to := range got.Layouts {
				extra := 0.0
				if to != on {
					extra = s.Growth.Migration
				}
				walk(m+1, to, sum+extra+got.Months[m].Costs[to])
			}
		}
		walk(0, got.Months[0].Cheapest, 0)
		if !near(got.Planned, best, 1e-12) || len(got.Layouts) != 3 {
			t.Errorf("migration of %s: $%v, the cheapest is $%v", migration, got.Planned, best)
		}
		sum, on := 0.0, got.Months[0].Cheapest
		for _, m := range got.Plan {
			if m.From != on {
				t.Errorf("%+v from %d", m, on)
			}
			sum, on = sum+m.Migration, m.To
		}
		for _, m := range got.Months {
			sum += m.Costs[m.Planned]
		}
		if !near(sum, got.Planned, 1e-12) {
			t.Errorf("the plan comes to $%v, not $%v", sum, got.Planned)
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
