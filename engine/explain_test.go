package engine_test

import (
	"math"
	"testing"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/scenario"
)

// TestExplanationsMultiplyOut computes every line of every bill from its explanation, in a
// handful of scenarios.
func TestExplanationsMultiplyOut(t *testing.T) {
	c, err := data.Load()
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(c)
	if err != nil {
		t.Fatal(err)
	}
	v := e.NewEvaluator()
	for _, tokens := range [][]string{{}, {"rate=0"}, {"rate=5k/s", "shape=office", "redundancy=2"}, {"part=ml"}, {"part=cron"}, {"commit=3y", "response=2MB", "p99=400ms"}} {
		s, err := scenario.Parse(scenario.Default(), tokens...)
		if err != nil {
			t.Fatal(err)
		}
		for o := range e.Len() {
			est, why := v.Explain(&s, s.Selected, o)
			if len(why) != len(est.Bill) {
				t.Fatalf("%v %s: %d explanations for %d lines", tokens, e.Offer(o).ID, len(why), len(est.Bill))
			}
			for i, l := range est.Bill {
				product, amount := 1.0, 0.0
				for _, f := range why[i].Factors {
					product *= f.Value
				}
				for _, sl := range why[i].Slices {
					amount += sl.Amount
				}
				near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b)) }
				if !near(product, l.Quantity) {
					t.Errorf("%v %s %s: factors %v give %v, the bill counts %v", tokens, e.Offer(o).ID, l.Title, why[i].Factors, product, l.Quantity)
				}
				if !near(amount, l.Amount+l.CreditUSD) {
					t.Errorf("%v %s %s: tiers come to $%v, the line to $%v", tokens, e.Offer(o).ID, l.Title, amount, l.Amount+l.CreditUSD)
				}
			}
		}
	}
}
