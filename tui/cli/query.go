package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/nearest"
	"crossover/engine/scenario"
	"crossover/tui/format"
)

// query is a scenario and the means to answer questions about it.
type query struct {
	engine *engine.Engine
	eval   *engine.Evaluator
	scene  scenario.Scenario
}

// ask reads the tokens and loads the catalogue. What is wrong with either is
// reported together.
func (a *app) ask(tokens []string) (*query, error) {
	s, tokenErr := data.ParseTokensWith(a.library().find, scenario.Default(), tokens...)
	e, err := a.engine()
	if err != nil || tokenErr != nil {
		return nil, errors.Join(bad(tokenErr), err)
	}
	if err := e.Check(&s); err != nil {
		return nil, bad(err)
	}
	if err := checkUses(&s, e.Catalog()); err != nil {
		return nil, bad(err)
	}
	return &query{engine: e, eval: e.NewEvaluator(), scene: s}, nil
}

// checkUses reports providers that parts name in uses and that there are none
// of: lines for them would be on no bill.
func checkUses(s *scenario.Scenario, c *catalog.Catalog) error {
	var ids []string
	for i := range c.Providers {
		ids = append(ids, c.Providers[i].ID)
	}
	var list [scenario.MaxUses]scenario.Use
	for i := range s.Len() {
		for _, u := range list[:s.Part(i).Uses.Read(&list)] {
			if u.Provider != "" && !slices.Contains(ids, u.Provider) {
				return fmt.Errorf("%s.uses: there is no provider %q; they are %s", s.Part(i).Name, u.Provider, strings.Join(ids, ", "))
			}
		}
	}
	return nil
}

// selected returns the scenario's selected part.
func (q *query) selected() *scenario.Part { return q.scene.SelectedPart() }

// pick turns offer IDs into indices; no IDs are no offers.
func (q *query) pick(ids []string) ([]int, error) {
	var out []int
	var errs []error
	for _, id := range ids {
		i := q.engine.Find(id)
		switch {
		case i < 0:
			errs = append(errs, fmt.Errorf("--offers: there is no offer %q%s", id, q.suggest(id)))
		case slices.Contains(out, i):
			errs = append(errs, fmt.Errorf("--offers: %s is there twice", id))
		default:
			out = append(out, i)
		}
	}
	return out, bad(errors.Join(errs...))
}

// suggest names the offers nearest to an ID that does not exist.
func (q *query) suggest(id string) string {
	return nearest.Question(id, q.engine.IDs(), `; "crossover offers" lists them`)
}

// estimates returns the ranked estimates of the offers asked for, or of all of
// them, for the selected part.
func (q *query) estimates(offers []int) []engine.Estimate {
	list := q.eval.Estimates(&q.scene, q.scene.Selected, nil)
	if len(offers) > 0 {
		list = slices.DeleteFunc(list, func(e engine.Estimate) bool { return !slices.Contains(offers, e.Offer) })
	}
	engine.Rank(list)
	return list
}

// withPart adds what --part says to the tokens.
func withPart(tokens []string, part string) []string {
	if part == "" {
		return tokens
	}
	return append(slices.Clone(tokens), "part="+part)
}

// money writes dollars in the currency the scenario shows.
func (q *query) money(v float64) string { return format.Amount(v, q.scene.Currency) }

// perMonth heads a column of amounts.
func (q *query) perMonth() string {
	return strings.TrimSpace(q.scene.Currency.Sign()) + "/month"
}
