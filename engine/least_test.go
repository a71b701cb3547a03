package engine_test

import (
	"testing"

	"pgregory.net/rapid"

	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/run"
	"crossover/engine/scenario"
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
	rapid.Check(t, func(t *rapid.T) { checkLeast(t, list, runner, draw(t)) })
}

// TestNothingCostsLessThanTheLeastCases checks the same for scenarios that failed once.
func TestNothingCostsLessThanTheLeastCases(t *testing.T) {
	list, runner := shippedRunner(t)
	for name, tokens := range map[string]string{
		"a batch of two is rounded better than one of ten": "rate=0.004086771/s memory=16MB duration=2718us billed_duration=90ms cpu=100% trigger=queue free=off",
	} {
		t.Run(name, func(t *testing.T) { checkLeast(t, list, runner, parse(t, tokens)) })
	}
}

func checkLeast(t rapid.TB, list *plan.Offers, runner *run.Runner, s scenario.Scenario) {
	t.Helper()
	var least, exact run.Result
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
}

// TestTheLeastDoesNotFall checks that the lower bound of a cost does not fall when the rate
// grows, but where machines bring an allowance, where one machine alone keeps the state, and
// for requests at equal intervals. So a bound holds for higher rates, too.
func TestTheLeastDoesNotFall(t *testing.T) {
	list, runner := shippedRunner(t)
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		x := logarithmic(t, "from", 1e-6, 1e5)
		checkRises(t, list, runner, s, x, x*logarithmic(t, "factor", 1.0001, 1000))
	})
}

// TestTheLeastDoesNotFallCases checks the same for scenarios that failed once.
func TestTheLeastDoesNotFallCases(t *testing.T) {
	list, runner := shippedRunner(t)
	for name, tokens := range map[string]string{
		"instances kept without traffic":              "memory=16MB duration=50m cpu=100% concurrency=1 burst=2.7 burst_length=3s redundancy=2 utilisation=100%",
		"what rounding adds falls as periods overlap": "memory=16MB duration=51.29ms cpu=100% request_memory=2.7MB burst=1.6 burst_length=3s utilisation=100%",
		"one machine has the state, several do not":   "memory=16MB duration=2718us cpu=100% shape=daytime state=3MB utilisation=50%",
	} {
		t.Run(name, func(t *testing.T) {
			for to := 1e-6; to < 1000; to *= 1.3 {
				checkRises(t, list, runner, parse(t, tokens), to/1.3, to)
				checkRises(t, list, runner, parse(t, tokens), 0, to)
				checkRises(t, list, runner, parse(t, tokens), 100, max(to, 100))
			}
		})
	}
}

func checkRises(t rapid.TB, list *plan.Offers, runner *run.Runner, s scenario.Scenario, x, y float64) {
	t.Helper()
	var low, high run.Result
	pt := runner.Part(&s, s.Selected)
	from, to := pt.At(x), pt.At(y)
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
}
