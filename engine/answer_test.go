package engine_test

import (
	"context"
	"testing"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
)

// everyRank returns the estimates of the selected part, and their indices in ranking
// order.
func everyRank(v *engine.Evaluator, s *scenario.Scenario) ([]engine.Estimate, []int) {
	list := v.Estimates(s, s.Selected, nil)
	engine.Rank(list)
	ranked := make([]int, len(list))
	for i := range ranked {
		ranked[i] = i
	}
	return list, ranked
}

// TestAnswerTurns checks by single estimates that another family wins just beyond each
// turn, and the winner's family just before it.
func TestAnswerTurns(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	turns := 0
	for _, tokens := range []string{
		"rate=12/s", "rate=3M/month", "rate=100/day memory=256MB", "rate=50/s memory=2GB duration=400ms", "rate=500/s duration=5ms memory=64MB", "rate=0",
	} {
		s := parse(t, tokens)
		a := v.Engine().Answer(everyRank(v, &s))
		phases, err := v.RatePhases(context.Background(), &s, s.Selected, nil)
		if err != nil {
			t.Fatal(err)
		}
		below, above := v.Engine().Turns(phases, s.PerSecond(s.Selected), false)
		around := must(v.Engine().NewEvaluator().PhasesToTurns(context.Background(), &s, s.Selected, nil))
		if b, a := v.Engine().Turns(around, s.PerSecond(s.Selected), false); b != below || a != above {
			t.Errorf("%s: turns to %v and %v, among all phases to %v and %v", tokens, b, a, below, above)
		}
		at := func(x float64) catalog.Family {
			moved := s
			engine.AxisRate.Set(&moved, s.Selected, x)
			return v.Engine().Answer(everyRank(v, &moved)).Winner.Family
		}
		const aside = 0.01 // prices within a cent of each other rank by latency
		for _, turn := range []struct {
			engine.Turn
			near, far float64
		}{{below, 1 + aside, 1 - aside}, {above, 1 - aside, 1 + aside}} {
			if turn.X == 0 {
				continue
			}
			turns++
			if near, far := at(turn.X*turn.near), at(turn.X*turn.far); near != a.Winner.Family || far != turn.Family || far == near {
				t.Errorf("%s: at %v the family turns from %q to %q, want from %q to %q", tokens, turn.X, near, far, a.Winner.Family, turn.Family)
			}
		}
		if below.X > s.PerSecond(s.Selected) || above.X != 0 && above.X < s.PerSecond(s.Selected) {
			t.Errorf("%s: turns at %v and %v", tokens, below.X, above.X)
		}
	}
	if turns < 5 {
		t.Errorf("only %d turns were looked at", turns)
	}
}

// TestAnswerPlaces compares the places of an answer with the ranking.
func TestAnswerPlaces(t *testing.T) {
	v := compile(t, shipped(t))
	e := v.Engine()
	for _, tokens := range []string{"rate=12/s", "rate=3M/month", "rate=1/min gpu=l4 duration=2s", "p99=1ms"} {
		s := parse(t, tokens)
		list, ranked := everyRank(v, &s)
		a := e.Answer(list, ranked)
		if !list[0].Feasible() {
			if a.Winner.Offer >= 0 || a.Next.Offer >= 0 || a.Rival.Offer >= 0 {
				t.Errorf("%s: %+v, where no offer is feasible", tokens, a)
			}
			continue
		}
		if a.Winner.Offer != list[0].Offer || a.Winner.Monthly != list[0].Monthly {
			t.Errorf("%s: the winner is %+v, the first is %+v", tokens, a.Winner, list[0])
		}
		next, rival := -1, -1
		for i := len(list) - 1; i > 0; i-- {
			o := e.Offer(list[i].Offer)
			if list[i].Feasible() && o.Product != e.Offer(a.Winner.Offer).Product {
				next = list[i].Offer
			}
			if list[i].Feasible() && o.Family() != a.Winner.Family {
				rival = list[i].Offer
			}
		}
		if a.Next.Offer != next || a.Rival.Offer != rival {
			t.Errorf("%s: next %d and rival %d, want %d and %d", tokens, a.Next.Offer, a.Rival.Offer, next, rival)
		}
	}
}

// TestTurnsOfPhases tries phases made by hand: slivers are no turns, and there is no turn
// after the last offer.
func TestTurnsOfPhases(t *testing.T) {
	e := compile(t, shipped(t)).Engine()
	lambda, fargate, workers := e.Find("aws-lambda-arm64"), e.Find("aws-fargate-arm64"), e.Find("cloudflare-workers-paid")
	phases := []engine.Phase{
		{From: 1, To: 2, Offer: workers}, {From: 2, To: 3, Offer: lambda}, {From: 3, To: 3.0000001, Offer: fargate},
		{From: 3.0000001, To: 8, Offer: e.Find("aws-lambda-x86")}, {From: 8, To: 9, Offer: -1},
	}
	below, above := e.Turns(phases, 5, false)
	if want := (engine.Turn{X: 2, Offer: workers, Family: catalog.FamilyEdge}); below != want {
		t.Errorf("below: %+v, want %+v", below, want)
	}
	if want := (engine.Turn{X: 8, Offer: -1}); above != want {
		t.Errorf("above: %+v, want %+v", above, want)
	}
	if below, above = e.Turns(nil, 5, false); below != above || below != (engine.Turn{}) {
		t.Errorf("of no phases: %+v, %+v", below, above)
	}
}
