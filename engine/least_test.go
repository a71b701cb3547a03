package engine_test

import (
	"testing"

	"pgregory.net/rapid"

	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/run"
)

// shippedRunner compiles the offers of the catalogue shipped.
func shippedRunner(t *testing.T) (*plan.Offers, *run.Runner) {
	list, err := plan.Compile(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	return list, run.NewRunner(list, plan.Typical, &pool.KnotCache{})
}

// TestNothingCostsLessThanTheLeast checks, for random scenarios and every offer, that the
// cost with the fewest instances is at most that of the solved pool. So an offer that the
// phases exclude by that bound cannot be the cheapest.
func TestNothingCostsLessThanTheLeast(t *testing.T) {
	list, runner := shippedRunner(t)
	var least, exact run.Result
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		pt := runner.Part(&s, s.Selected)
		ld := pt.Load()
		for o := range list.List {
			r := pt.Run(o)
			r.Cost(&least, &ld, run.Mode{Least: true})
			r.Cost(&exact, &ld, run.Mode{Exact: true})
			if least.Monthly > exact.Monthly*(1+1e-9) {
				t.Fatalf("%s: %s: at least %v, but %v exactly", s, list.List[o].ID, least.Monthly, exact.Monthly)
			}
		}
	})
}

// TestTheLeastDoesNotFall checks that the lower bound of a cost does not fall when the rate
// grows, but where machines bring an allowance and for requests at equal intervals. So a
// bound holds for higher rates, too.
func TestTheLeastDoesNotFall(t *testing.T) {
	list, runner := shippedRunner(t)
	var low, high run.Result
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		pt := runner.Part(&s, s.Selected)
		x := logarithmic(t, "from", 1e-6, 1e5)
		from, to := pt.At(x), pt.At(x*logarithmic(t, "factor", 1.0001, 1000))
		for o := range list.List {
			r := pt.Run(o)
			if !pt.Rises(o) {
				continue
			}
			r.Cost(&low, &from, run.Mode{Least: true})
			r.Cost(&high, &to, run.Mode{Least: true})
			if high.Monthly < low.Monthly*(1-1e-9) {
				t.Errorf("%s: %s: at least %v, then %v at a higher rate", s, list.List[o].ID, low.Monthly, high.Monthly)
			}
		}
	})
}
