package engine_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/proptest"
	"crossover/engine/rank"
)

const two = "parts=a,b cpu=0% duration=100ms request_memory=0MB memory=1MB response=0KB utilisation=100% a.rate=3M/month b.rate=2M/month b.cpu=0% b.response=0KB "

// TestJointPriceByHand prices two parts, of 3M and 2M requests, on one account.
func TestJointPriceByHand(t *testing.T) {
	requests := func(rate string) catalog.BillLine {
		return catalog.BillLine{Rate: rate, Quantity: catalog.QRequests}
	}
	plan := func(g *garden, price float64) catalog.BillLine {
		return catalog.BillLine{Rate: g.rate("plan", catalog.Rate{Price: price, Account: true}), Quantity: catalog.QMonths, Group: catalog.GroupPlan}
	}
	tests := []struct {
		name, tokens string
		plant        func(*garden)
		want         float64
	}{
		// 5 once and 5M × 1/M
		{"a plan is paid once", "", func(g *garden) {
			g.offer("a", nil, plan(g, 5), requests(g.rate("r", catalog.Rate{Price: 1e-6})))
		}, 10},
		// (5M - 1M) × 1/M
		{"an included amount is there once", "", func(g *garden) {
			g.offer("a", nil, requests(g.rate("r", catalog.Rate{Price: 1e-6, Pool: g.free("f", 1e6, catalog.IncludedFree)})))
		}, 4},
		{"no free tier", "free=off", func(g *garden) {
			g.offer("a", nil, requests(g.rate("r", catalog.Rate{Price: 1e-6, Pool: g.free("f", 1e6, catalog.IncludedFree)})))
		}, 5},
		{"what a plan includes stays", "free=off", func(g *garden) {
			g.offer("a", nil, requests(g.rate("r", catalog.Rate{Price: 1e-6, Pool: g.free("f", 1e6, catalog.IncludedPlan)})))
		}, 4},
		// 4M × 1/M + 1M × 0.5/M, and not 3 + 2
		{"tiers count everything", "", func(g *garden) {
			g.offer("a", nil, requests(g.rate("r", catalog.Rate{Tiers: []catalog.Tier{{UpTo: 4e6, Price: 1e-6}, {Price: 0.5e-6}}})))
		}, 4.5},
		// ceil(5M/4M) × 4M × 1/M, and not two times 4M
		{"usage is rounded up once", "", func(g *garden) {
			g.offer("a", nil, requests(g.rate("r", catalog.Rate{Price: 1e-6, RoundUp: 4e6})))
		}, 8},
		// 3 + 2 of usage less a credit of 2.50
		{"a credit is given once", "", func(g *garden) {
			g.offer("a", &catalog.Credit{Amount: 2.5, Kind: catalog.IncludedFree, Groups: []catalog.Group{catalog.GroupRequests}},
				requests(g.rate("r", catalog.Rate{Price: 1e-6})))
		}, 2.5},
		// each part's 3 and 2 are within the credit of 4; together 5 are not
		{"a credit that is enough for each", "", func(g *garden) {
			g.offer("a", &catalog.Credit{Amount: 4, Kind: catalog.IncludedFree, Groups: []catalog.Group{catalog.GroupRequests}},
				requests(g.rate("r", catalog.Rate{Price: 1e-6})))
		}, 1},
		// a fee of 73 paid once, within a credit of 74.40 given once: nothing
		{"a credit on a fee", "", func(g *garden) {
			p := plan(g, 73)
			p.Group = catalog.GroupControlPlane
			g.offer("a", &catalog.Credit{Amount: 74.4, Kind: catalog.IncludedFree, Groups: []catalog.Group{catalog.GroupControlPlane}}, p)
		}, 0},
		// alone each is within the 3M included; together 2M are not, 2.00, and the
		// credit, unused before, pays for 1.50
		{"a credit pays for what is no longer included", "", func(g *garden) {
			g.offer("a", &catalog.Credit{Amount: 1.5, Kind: catalog.IncludedPlan, Groups: []catalog.Group{catalog.GroupRequests}},
				requests(g.rate("r", catalog.Rate{Price: 1e-6, Pool: g.free("f", 3e6, catalog.IncludedPlan)})))
		}, 0.5},
	}
	for _, tt := range tests {
		g := newGarden("p")
		tt.plant(g)
		v := compile(t, planted(g))
		s := parse(t, two+tt.tokens)
		l := must(v.Recommend(context.Background(), &s))
		if math.Abs(l.Monthly-tt.want) > 1e-9 || !l.Feasible {
			t.Errorf("%s: $%v, feasible %v; want $%v: %+v", tt.name, l.Monthly, l.Feasible, tt.want, l.Joint)
		}
		checkSum(t, tt.name, &l)
	}
}

// TestSharedPoolOfTwoRates uses one included amount with two rates, as Lambda's x86 and
// arm64 do.
func TestSharedPoolOfTwoRates(t *testing.T) {
	g := newGarden("p")
	free := g.free("f", 4e6, catalog.IncludedFree)
	g.offer("a", nil, catalog.BillLine{Rate: g.rate("ra", catalog.Rate{Price: 1e-6, Pool: free}), Quantity: catalog.QRequests})
	g.offer("b", nil, catalog.BillLine{Rate: g.rate("rb", catalog.Rate{Price: 1e-6, Pool: free}), Quantity: catalog.QRequests})
	v := compile(t, planted(g))
	s := parse(t, two)
	for _, offers := range [][]int{{0, 0}, {0, 1}, {1, 0}, {1, 1}} {
		if got := v.JointPrice(&s, offers); math.Abs(got-1) > 1e-9 { // 5M - 4M
			t.Errorf("%v cost $%v, want $1", offers, got)
		}
	}
}

func checkSum(t *testing.T, name string, l *engine.Layout) {
	t.Helper()
	sum := 0.0 // the bills, then the lines: exactly the price
	for _, c := range l.Choices {
		bill := 0.0
		for _, line := range c.Estimate.Bill {
			bill += line.Amount
		}
		if bill != c.Estimate.Monthly {
			t.Errorf("%s: %s: lines add up to $%v, not $%v", name, c.Part, bill, c.Estimate.Monthly)
		}
		sum += bill
	}
	for _, j := range l.Joint {
		if !j.Billed {
			continue
		}
		sum += j.Amount
	}
	if sum != l.Monthly {
		t.Errorf("%s: bills and joint lines add up to $%v, not $%v", name, sum, l.Monthly)
	}
	added := 0.0
	for _, c := range l.Choices {
		added += c.Adds
	}
	if math.Abs(added-l.Monthly) > 1e-9*max(1, l.Monthly) {
		t.Errorf("%s: parts add $%v, all of it is $%v", name, added, l.Monthly)
	}
	if l.Monthly < -1e-9 {
		t.Errorf("%s: $%v", name, l.Monthly)
	}
}

// randomGarden returns a provider whose offers share rates, amounts and credits.
func randomGarden(r *rand.Rand, id string) *garden {
	g := newGarden(id)
	pick := func(xs ...float64) float64 { return xs[r.IntN(len(xs))] }
	kinds := []catalog.IncludedKind{catalog.IncludedFree, catalog.IncludedPlan}
	g.free("f", pick(0, 5e5, 2e6, 1e7), kinds[r.IntN(2)])
	var bill []catalog.BillLine
	bill = append(bill, catalog.BillLine{Quantity: catalog.QMonths, Group: catalog.GroupPlan,
		Rate: g.rate("plan", catalog.Rate{Price: pick(0, 3, 20), Account: true})})
	for _, name := range []string{"r1", "r2", "r3"} {
		rate := catalog.Rate{Price: pick(0.1e-6, 1e-6, 3e-6)}
		switch r.IntN(4) {
		case 0:
			rate.Tiers = []catalog.Tier{{UpTo: pick(1e6, 3e6), Price: rate.Price}, {Price: rate.Price * pick(0.1, 0.5, 1.5)}}
		case 1:
			rate.RoundUp = pick(1e5, 1e6)
		}
		if r.IntN(2) == 0 {
			rate.Pool = "f"
		}
		bill = append(bill, catalog.BillLine{Rate: g.rate(name, rate), Quantity: catalog.QRequests})
	}
	var credit *catalog.Credit
	if r.IntN(2) == 0 {
		groups := []catalog.Group{catalog.GroupRequests}
		if r.IntN(3) == 0 {
			groups = append(groups, catalog.GroupPlan)
		}
		credit = &catalog.Credit{Amount: pick(1, 5, 25), Kind: kinds[r.IntN(2)], Groups: groups}
	}
	for _, name := range []string{"a", "b", "c"}[:1+r.IntN(3)] {
		var lines []catalog.BillLine
		for _, l := range bill {
			if r.IntN(2) == 0 {
				lines = append(lines, l)
			}
		}
		if len(lines) == 0 {
			lines = bill[:1]
		}
		c := credit
		if r.IntN(3) == 0 {
			c = nil
		}
		g.offer(name, c, lines...)
		if r.IntN(5) == 0 {
			g.p.Offers[len(g.p.Offers)-1].Limits.MaxDurationS = 0.05
		}
	}
	g.fleet("vm", pick(4, 12, 40), 4)
	out, zone := g.rate("out", catalog.Rate{Price: pick(0.01, 0.1)}), g.rate("zone", catalog.Rate{Price: 0.02})
	if r.IntN(2) == 0 {
		g.free("bytes", pick(1, 20), catalog.IncludedFree)
		g.p.Rates["out"] = catalog.Rate{Title: "out", Unit: "unit", Price: 0.1, Pool: "bytes"}
	}
	for i := range g.p.Offers {
		o := &g.p.Offers[i]
		if r.IntN(3) > 0 {
			o.Bill = append(o.Bill, catalog.BillLine{Rate: out, Quantity: catalog.QEgressGB, Group: catalog.GroupEgress})
		}
		if r.IntN(3) == 0 {
			o.Bill = append(o.Bill, catalog.BillLine{Rate: zone, Quantity: catalog.QTrafficGB, Group: catalog.GroupCrossAZ, Optional: true})
		}
	}
	return g
}

// TestLayoutIsTheBest compares the layout of random small systems, with everything that
// parts can share, with the best of all assignments by another implementation of the
// price: the cheapest to the cent, then the fastest, then the one with the fewest vendors.
func TestLayoutIsTheBest(t *testing.T) {
	systems := []string{
		"parts=a,b,c a.rate=3M/month b.rate=200k/month c.rate=9M/month cpu=0% b.cpu=0% c.cpu=0% duration=100ms b.duration=20ms c.duration=20ms",
		"parts=a,b a.rate=1M/month b.rate=1M/month cpu=0% b.cpu=0%",
		"parts=a,b,c a.rate=3M/month b.rate=40%a c.rate=500%a cpu=0% b.cpu=0% c.cpu=0% duration=20ms b.duration=20ms c.duration=100ms c.response=50KB",
		"parts=a,b,c b.rate=2M/month a.rate=100%b c.rate=10%b cpu=0% b.cpu=0% c.cpu=0% duration=20ms b.duration=20ms c.duration=20ms b.response=30KB redundancy=2",
		"parts=a,b,c a.rate=400k/month b.rate=30M/month c.rate=0 cpu=0% b.cpu=0% c.cpu=0% free=off",
	}
	terms := []string{"", "", " ops=3", " vendor=6", " ops=1 vendor=2", " ban=q-a", " allow=p", " a.lock=p-vm"}
	most := 0
	for seed := range proptest.Times(600) {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		c := planted(randomGarden(r, "p"), randomGarden(r, "q"))
		for i, h := range []*catalog.Assumption{&c.Assumptions.Operations.Function, &c.Assumptions.Operations.VM} {
			h.Value = float64(1 + i)
		}
		v := compile(t, c)
		s := parse(t, systems[seed%len(systems)]+" utilisation=100%"+terms[r.IntN(len(terms))])
		l := must(v.Recommend(context.Background(), &s))
		checkSum(t, "random", &l)
		if !l.Feasible {
			continue
		}
		nv := newNaive(v, &s)
		nv.lock = s.Part(0).Lock
		want, got := nv.best(), rank.Key{USD: l.Weighed(), P99MS: l.P99MS, Vendors: l.Vendors}
		if l.Gap > 0 || got.Compare(want) != 0 {
			t.Fatalf("seed %d: %s: %+v, the best is %+v: %+v", seed, s.String(), got, want, l.Joint)
		}
		var offers []int
		for _, choice := range l.Choices {
			offers = append(offers, choice.Estimate.Offer)
		}
		if got := v.JointPrice(&s, offers); got != l.Monthly {
			t.Fatalf("seed %d: the layout costs $%v, not $%v", seed, got, l.Monthly)
		}
		most = max(most, l.Nodes)
	}
	t.Logf("at most %d nodes", most)
}

// TestLayoutOfTheCatalogue compares layouts with all assignments of subsets of the shipped
// offers.
func TestLayoutOfTheCatalogue(t *testing.T) {
	full := shipped(t)
	n, solved := proptest.Times(10), 0
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 2))
		c := *full
		c.Providers = append([]catalog.Provider(nil), full.Providers...)
		for i := range c.Providers {
			var some []catalog.Offer
			for _, o := range c.Providers[i].Offers {
				if r.IntN(8) == 0 {
					some = append(some, o)
				}
			}
			c.Providers[i].Offers = some
		}
		v := compile(t, &c)
		s := parse(t, "edge.p99=none ml.gpu=none ml.memory=4GB")
		s.Free = seed%3 > 0
		s = at(s, math.Pow(10, -3+6*r.Float64()))
		l := must(v.Recommend(context.Background(), &s))
		checkSum(t, "subset", &l)
		if !l.Feasible {
			continue
		}
		solved++
		if want, got := v.Best(&s), (rank.Key{USD: l.Weighed(), P99MS: l.P99MS, Vendors: l.Vendors}); got.Compare(want) != 0 {
			t.Errorf("seed %d: %+v, the best is %+v", seed, got, want)
		}
	}
	if solved < n/2 {
		t.Errorf("only %d of %d systems can be run", solved, n)
	}
}

// TestSearchStaysWithinItsBudget solves the default system over the range of rates.
func TestSearchStaysWithinItsBudget(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	for x := 1e-4; x < 1e5; x *= 3 {
		s := at(parse(t, ""), x)
		if n := v.Nodes(&s); n > 20_000 {
			t.Errorf("%d nodes at %v requests/s", n, x)
		}
		l := must(v.Recommend(context.Background(), &s))
		checkSum(t, "default", &l)
		for _, a := range l.Alternatives {
			if l.Feasible && rank.Cents(a.Monthly) < rank.Cents(l.Monthly) {
				t.Errorf("%s costs $%v, the layout $%v", a.Title, a.Monthly, l.Monthly)
			}
		}
		for _, c := range l.Choices {
			if c.RunnerUp != nil && !c.RunnerUp.Feasible() {
				t.Errorf("%s: an infeasible runner-up", c.Part)
			}
			for _, x := range c.Excluded {
				// A cheaper one lowers the whole bill, or only its own: dearer machines
				// may include traffic that other parts use.
				together := x.Reason.Code == plan.DearerTogether
				if x.Reason.Code.Warning() || !together && x.Layout >= l.Monthly || together && x.Monthly >= c.Estimate.Monthly {
					t.Errorf("%s: excluded %+v", c.Part, x)
				}
			}
		}
	}
}

func TestNoOffers(t *testing.T) {
	v := compile(t, planted())
	s := parse(t, "")
	if l := must(v.Recommend(context.Background(), &s)); l.Feasible || l.Monthly != 0 || len(l.Choices) > 0 {
		t.Errorf("a layout of nothing: %+v", l)
	}
	if got := must(v.Phases(context.Background(), &s, 0, engine.Window{Lo: 1, Hi: 2}, 3, nil)); len(got) != 1 || got[0].Offer != -1 {
		t.Errorf("phases of nothing: %+v", got)
	}
}
