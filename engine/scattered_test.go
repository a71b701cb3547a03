package engine_test

import (
	"context"
	"slices"
	"testing"

	"crossover/engine/plan"
	"crossover/engine/rank"
)

// TestStateOfFleetsThatGrow asks for state on machines whose offers sell no store for it.
// One machine keeps the state itself; a fleet that grows with the load cannot, at any
// level.
func TestStateOfFleetsThatGrow(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		tokens, offer string
		refused       bool
	}{
		{"state=100MB rate=1/s level=hobby", "digitalocean-app", false},
		{"state=100MB rate=10k/s level=hobby", "digitalocean-app", true},
		{"rate=10k/s level=hobby", "digitalocean-app", false},
		{"state=100MB rate=10k/s level=hobby", "digitalocean-basic", false}, // its bill has a machine for Redis
		{"state=100MB rate=10k/s level=hobby", "hetzner-cpx", false},
	} {
		s := parse(t, tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		if e.Refused(plan.StateMissing) != tt.refused {
			t.Errorf("%s on %s: $%v, %g copies, %v", tt.tokens, tt.offer, e.Monthly, e.Fleet.Total, e.Reasons())
		}
	}
}

// TestGrowthEndsWithTheModel grows traffic past the highest rate modelled, which an
// autoscaler's model would take for ever to solve.
func TestGrowthEndsWithTheModel(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "parts=api rate=2/s growth=1000%/month horizon=120months")
	if got := must(v.Grow(context.Background(), &s)); len(got.Months) != 7 || got.Ended != "traffic is above the highest modelled" {
		t.Errorf("%d months, then %q", len(got.Months), got.Ended)
	}
}

// TestOneVendorIsThatOfTheRecommendation asks for a job that runs free of charge at several
// vendors: the recommended layout is the one of a single vendor, too. No compromise differs
// from another by less than is shown.
func TestOneVendorIsThatOfTheRecommendation(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tokens := range []string{"parts=cron", "parts=web,job rate=100/day level=hobby job.rate=1/day job.trigger=schedule job.duration=30s"} {
		s := parse(t, tokens)
		l := must(v.Recommend(context.Background(), &s))
		for _, a := range l.Alternatives {
			if (a.Name == "single-vendor" || a.Name == "fewest-vendors") && !slices.Equal(a.Offers, l.Offers()) {
				t.Errorf("%s: %s is %v, recommended %v", tokens, a.Title, a.Offers, l.Offers())
			}
		}
		front := must(v.Pareto(context.Background(), &s))
		for i, c := range front {
			for _, d := range front[:i] {
				if c.Vendors == d.Vendors && rank.Digits(c.P99MS) == rank.Digits(d.P99MS) {
					t.Errorf("%s: p99 of %v and of %v ms", tokens, d.P99MS, c.P99MS)
				}
			}
		}
	}
}

// TestGrowthBeginsWithTheRecommendation follows a system whose layout takes a long search:
// the first month is that of the recommendation, and none has a layout that another
// month's is cheaper than. Nor does a part move where nothing has changed, as it did in
// searches that did not find the recommended layout again.
func TestGrowthBeginsWithTheRecommendation(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "parts=web,api,jobs,report,ml,socket web.rate=80/s web.duration=30ms api.rate=50%web api.duration=180ms api.memory=1GB api.database=4GB "+
		"jobs.trigger=queue jobs.rate=20%api jobs.duration=3s jobs.response=0B report.trigger=schedule report.rate=24/day report.shape=cron report.duration=12m "+
		"report.memory=4GB ml.gpu=l4 ml.rate=2/min ml.duration=1.2s ml.memory=16GB socket.connections=20k socket.rate=200/s socket.duration=5ms "+
		"growth=8%/month horizon=6months region=eu-central ops=60")
	best := must(v.Recommend(context.Background(), &s))
	got := must(v.Grow(context.Background(), &s))
	if first := got.Layouts[got.Months[0].Cheapest]; !slices.Equal(first.Offers, best.Offers()) || got.Months[0].Costs[0] != best.Monthly {
		t.Errorf("it begins with %v at %v, and %v at %v are recommended", first.Offers, got.Months[0].Costs[0], best.Offers(), best.Monthly)
	}
	for m, x := range got.Months {
		if least := slices.Min(x.Weighed); least < x.Weighed[x.Cheapest]-0.01 {
			t.Errorf("month %d: %v is not the cheapest, %v is", m, x.Weighed[x.Cheapest], least)
		}
	}
	api := s.Find("api")
	for _, f := range must(v.Flips(context.Background(), &s, api)) {
		if x := f.Axis.Value(&s, api); f.Below > x*(1-1e-6) && f.Above < x*(1+1e-6) {
			t.Errorf("it moves at the present %v of %v", f.Axis, x)
		}
	}
}

// TestGrowthOvertakesItself plans a move past the layout that is the cheapest for a while:
// the plan is there before that layout is.
func TestGrowthOvertakesItself(t *testing.T) {
	g := newGarden("p")
	g.line("flat", 10, 0)
	g.line("half", 4, 5e-7)
	g.line("each", 0, 1e-6)
	v := compile(t, planted(g))
	s := parse(t, "parts=a rate=1M/month growth=50%/month horizon=12months migration=12")
	got := must(v.Grow(context.Background(), &s))
	if len(got.Changes) != 2 || len(got.Plan) != 1 {
		t.Fatalf("%+v", got)
	}
	if c, move := got.Changes[1], got.Plan[0]; got.Changes[0].Wait != -1 || c.Wait != move.Month || c.Wait >= c.Month {
		t.Errorf("moved in month %d; the cheapest changes in %d, and the plan is there from %d, and from %d on the one before", move.Month, c.Month, c.Wait, got.Changes[0].Wait)
	}
}
