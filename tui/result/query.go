package result

import (
	"context"
	"slices"
	"strings"
	"time"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/headline"
)

// Query answers questions about a scenario.
type Query struct {
	Engine    *engine.Engine
	Evaluator *engine.Evaluator
	Scenario  scenario.Scenario
	// Today is the day from which the age of prices is counted.
	Today time.Time
}

// New returns a query of an engine about a scenario.
func New(e *engine.Engine, s *scenario.Scenario, today time.Time) *Query {
	return &Query{Engine: e, Evaluator: e.NewEvaluator(), Scenario: *s, Today: today}
}

// selected returns the scenario's selected part.
func (q *Query) selected() *scenario.Part { return q.Scenario.SelectedPart() }

// estimates returns the ranked estimates of offers, or of all offers if none are given,
// for the selected part.
func (q *Query) estimates(offers []int) []engine.Estimate {
	list := q.Evaluator.Estimates(&q.Scenario, q.Scenario.Selected, nil)
	if len(offers) > 0 {
		list = slices.DeleteFunc(list, func(e engine.Estimate) bool { return !slices.Contains(offers, e.Offer) })
	}
	engine.Rank(list)
	return list
}

// headline returns the answer in words for ranked estimates of the selected part. The
// error is that of ctx.
func (q *Query) headline(ctx context.Context, list []engine.Estimate) (headline.Headline, error) {
	ranked := make([]int, len(list))
	for i := range ranked {
		ranked[i] = i
	}
	h := headline.Of(q.Engine, q.Engine.Answer(list, ranked), &q.Scenario)
	priced := make([]bool, q.Engine.Len())
	for i := range list {
		priced[list[i].Offer] = true
	}
	phases, err := q.Evaluator.PhasesToTurns(ctx, &q.Scenario, q.Scenario.Selected, func(o int) bool { return !priced[o] })
	if err == nil {
		h.Turn(phases)
	}
	return h, err
}

// money formats dollars in the scenario's currency.
func (q *Query) money(v float64) string { return format.Amount(v, q.Scenario.Currency) }

// perMonth returns the title of a column of amounts.
func (q *Query) perMonth() string {
	return strings.TrimSpace(q.Scenario.Currency.Sign()) + "/month"
}
