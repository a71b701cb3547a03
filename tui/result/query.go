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

// asked returns the JSON of an answer: the scenario with every term in words and the
// derived rates, the catalogue, then the answer.
func (q *Query) asked(answer ...member) object {
	s, part := &q.Scenario, q.Scenario.Selected
	o := object{
		{"text", s.String()},
		{"part", s.Part(part).Name},
		{"parts", PartNames(s)},
		{"rate_per_second", s.PerSecond(part)},
		{"requests_per_month", s.PerMonth(part)},
		{"month_hours", s.Hours()},
	}
	for _, t := range scenario.Table() {
		if t.PerPart() || t.Group != scenario.GroupSystem {
			o = append(o, member{t.Key, t.Get(s)})
		}
	}
	return append(object{{"scenario", o}, {"catalog", catalogObject(q.Engine)}}, answer...)
}

// PartNames lists the names of a scenario's parts.
func PartNames(s *scenario.Scenario) []string {
	names := make([]string, s.Len())
	for i := range names {
		names[i] = s.Part(i).Name
	}
	return names
}

// catalogObject describes the catalogue. Overlays are the user's files applied to it.
func catalogObject(e *engine.Engine) object {
	c := e.Catalog()
	return object{{"as_of", c.AsOf}, {"offers", e.Len()}, {"overlays", c.Overlays}}
}

// notes returns the user's notes about parts, each after its part's name.
func notes(s *scenario.Scenario) []string {
	var out []string
	for i := range s.Len() {
		if p := s.Part(i); p.Note != "" {
			out = append(out, p.Name+": "+p.Note)
		}
	}
	return out
}

// describe lists the important terms of the selected part: a few always, and others that
// are not at their default. The note is left out.
func describe(s *scenario.Scenario) string {
	always := map[string]bool{"rate": true, "memory": true, "duration": true, "cpu": true, "runtime": true}
	var out []string
	for _, t := range scenario.Table() {
		if t.PerPart() && t.Key != "note" && (always[t.Key] || t.Get(s) != t.Default()) {
			out = append(out, t.Key+"="+t.Get(s))
		}
	}
	return strings.Join(out, " ")
}

// terms describes the prices and the terms of the whole system.
func (q *Query) terms() string {
	s := &q.Scenario
	c := q.Engine.Catalog()
	out := []string{s.Region + " list prices of " + c.AsOf}
	for _, o := range c.Overlays {
		out = append(out, "changed by "+Label(o))
	}
	for _, t := range scenario.Table() {
		switch t.Key {
		case "level":
			out = append(out, "level "+t.Get(s))
		case "free":
			out = append(out, "free tiers "+t.Get(s))
		case "redundancy", "commit", "month", "utilisation":
			if v := t.Get(s); v != t.Default() {
				out = append(out, t.Key+" "+v)
			}
		}
	}
	return strings.Join(out, ", ")
}
