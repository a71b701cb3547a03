package verdict_test

import (
	"context"
	"math"
	"slices"
	"sync"
	"testing"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
)

// answered returns the shipped claims and their answers.
var answered = sync.OnceValues(func() (*verdict.File, []verdict.Result) {
	e, err := compiled()
	if err != nil {
		return nil, nil
	}
	f, err := data.LoadVerdicts(e.Catalog())
	if err != nil {
		return nil, nil
	}
	return f, must(verdict.Run(context.Background(), e, f, 2))
})

// shippedResults returns the shipped claims, their answers, and an evaluator of the same
// prices.
func shippedResults(t *testing.T) (*verdict.File, []verdict.Result, *engine.Evaluator) {
	t.Helper()
	f, results := answered()
	if f == nil {
		t.Fatal("no claims")
	}
	return f, results, shipped(t).NewEvaluator()
}

// TestShippedComparisonsByHand finds the best of both sides of every price comparison
// again, by trying all offers.
func TestShippedComparisonsByHand(t *testing.T) {
	f, results, v := shippedResults(t)
	n := 0
	for i := range f.Verdicts {
		c := &f.Verdicts[i]
		k := 0
		for j := range c.Tests {
			x := c.Tests[j].Compare
			count := max(len(c.Tests[j].Scenarios), 1)
			if len(c.Tests[j].Scenarios) == 0 {
				count = len(c.Scenarios)
			}
			for range count {
				check := &results[i].Checks[k]
				k++
				if x == nil || x.Figure != "" {
					continue
				}
				n++
				a, b := cheapest(f, v, &check.Scenario, x.Of), cheapest(f, v, &check.Scenario, x.Against)
				if got := check.Figures[0].Value; got != a {
					t.Errorf("%s, %s: %s costs %v, want %v", c.ID, check.Name, x.Of, got, a)
				}
				if got := check.Figures[1].Value; got != b {
					t.Errorf("%s, %s: %s costs %v, want %v", c.ID, check.Name, x.Against, got, b)
				}
				if want := map[verdict.Relation]bool{verdict.Lower: a < b, verdict.Higher: a > b, verdict.NotHigher: a <= b}[x.Is]; x.By == 0 && check.Pass != want {
					t.Errorf("%s, %s: %v is %s than %v: %v", c.ID, check.Name, a, x.Is, b, check.Pass)
				}
			}
		}
	}
	if n < 30 {
		t.Errorf("%d comparisons", n)
	}
}

// cheapest returns the lowest price among the offers of a set, by definition.
func cheapest(f *verdict.File, v *engine.Evaluator, s *scenario.Scenario, name string) float64 {
	best := math.Inf(1)
	e := v.Engine()
	for _, est := range v.Estimates(s, s.Selected, nil) {
		o := e.Offer(est.Offer)
		in := o.ID == name
		if set, ok := f.Sets[name]; ok {
			has := len(set.Kinds)+len(set.Models)+len(set.Providers)+len(set.Products) > 0
			has = has && (set.Kinds == nil || slices.Contains(set.Kinds, o.Kind))
			has = has && (set.Models == nil || slices.Contains(set.Models, o.Model))
			has = has && (set.Products == nil || slices.Contains(set.Products, o.Product))
			has = has && (set.Providers == nil || slices.Contains(set.Providers, e.Provider(est.Offer).ID))
			in = (has || slices.Contains(set.Offers, o.ID)) && !slices.Contains(set.Except, o.ID)
		}
		if in && est.Feasible() {
			best = min(best, est.Monthly)
		}
	}
	return best
}

// TestShippedFlipsByHand prices both sides of every flip just below and just
// above it.
func TestShippedFlipsByHand(t *testing.T) {
	_, results, v := shippedResults(t)
	n := 0
	for i := range results {
		r := &results[i]
		for _, c := range r.Flips {
			n++
			at := func(id string, x float64) float64 {
				o := v.Engine().Find(id)
				if o < 0 {
					return math.Inf(1)
				}
				s := r.Scenario
				c.Axis.Set(&s, s.Selected, x)
				if est := v.Estimate(&s, s.Selected, o); est.Feasible() {
					return est.Monthly
				}
				return math.Inf(1)
			}
			const near = 1e-7
			lo, hi := c.At*(1-near), c.At*(1+near)
			if c.Price > 0 {
				if below, above := at(c.Below.Offer, lo), at(c.Above.Offer, hi); (below < c.Price) == (above < c.Price) {
					t.Errorf("%s comes to %v at %v: %v below, %v above", r.ID, c.Price, c.At, below, above)
				}
				continue
			}
			if at(c.Below.Offer, lo) > at(c.Above.Offer, lo) || at(c.Above.Offer, hi) > at(c.Below.Offer, hi) {
				t.Errorf("%s flips at %v: %s costs %v and %s %v below; %v and %v above", r.ID, c.At,
					c.Below.Offer, at(c.Below.Offer, lo), c.Above.Offer, at(c.Above.Offer, lo), at(c.Below.Offer, hi), at(c.Above.Offer, hi))
			}
		}
	}
	if n < 20 {
		t.Errorf("%d flips", n)
	}
}

// TestShippedAnswersMoveWithPrices lowers the prices of some vendors at a time and
// counts the claims whose answers and figures change.
func TestShippedAnswersMoveWithPrices(t *testing.T) {
	proptest.Sequential(t)
	f, before, _ := shippedResults(t)
	answers, figures := map[string]bool{}, map[string]bool{}
	cuts := []string{
		"{percent: 97, provider: aws}",
		"{percent: 97, provider: gcp}, {percent: 97, provider: modal}, {percent: 90, provider: hetzner}, {percent: 90, provider: digitalocean}, {percent: 90, provider: fly}",
	}
	most := 1
	if proptest.Raced { // a third of the claims, on one set of prices
		most, cuts = 3, cuts[:1]
		some := *f
		some.Verdicts = nil
		var theirs []verdict.Result
		for i := 0; i < len(f.Verdicts); i += most {
			some.Verdicts, theirs = append(some.Verdicts, f.Verdicts[i]), append(theirs, before[i])
		}
		f, before = &some, theirs
	}
	for _, cut := range cuts {
		for i, r := range must(verdict.Run(context.Background(), overlaid(t, "discounts: ["+cut+"]\n"), f, 2)) {
			if r.Answer != before[i].Answer {
				t.Logf("%-30s %s, was %s", r.ID, r.Answer, before[i].Answer)
				answers[r.ID] = true
			}
			if !slices.EqualFunc(r.Figures(), before[i].Figures(), func(a, b verdict.Figure) bool {
				return a.Offer == b.Offer && (a.Value == b.Value || !a.Exists() && !b.Exists())
			}) {
				figures[r.ID] = true
			}
		}
	}
	if len(answers) < 10/(most*most) || len(figures) < 25/most {
		t.Errorf("%d answers and the figures of %d claims moved", len(answers), len(figures))
	}
}
