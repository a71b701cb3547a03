package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
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
	const few, near = 3, 0.5
	ids := q.engine.IDs()
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(likeness(id, b), likeness(id, a)) })
	ids = slices.DeleteFunc(ids[:min(few, len(ids))], func(have string) bool { return likeness(id, have) < near })
	if len(ids) == 0 {
		return `; "crossover offers" lists them`
	}
	return "; did you mean " + strings.Join(ids, " or ") + "?"
}

// nearest returns the name that comes nearest to a misspelt one, or "" where
// none comes as near as least.
func nearest(name string, names []string, least float64) string {
	best := ""
	for _, n := range names {
		l := likeness(name, n)
		if same := sameLetters(name, n); same > mixedUp {
			l = max(l, same-mixedUp/2) // letters in another order
		}
		if l > least {
			best, least = n, l
		}
	}
	return best
}

// mixedUp is the share of letters in common from which two words may be the
// same one, mistyped.
const mixedUp = 0.8

// sameLetters is the share of the letters that two words have in common,
// wherever they stand.
func sameLetters(a, b string) float64 {
	var count [256]int
	for i := range len(a) {
		count[a[i]]++
	}
	common := 0
	for i := range len(b) {
		if count[b[i]] > 0 {
			count[b[i]]--
			common++
		}
	}
	return 2 * float64(common) / float64(max(1, len(a)+len(b)))
}

// likeness is how near b comes to a: the share of the pairs
// of letters they have in common, or 1 where b contains a.
func likeness(a, b string) float64 {
	if a != "" && strings.Contains(b, a) {
		return 1
	}
	pairs := map[string]int{}
	for i := range len(a) - 1 {
		pairs[a[i:i+2]]++
	}
	common := 0
	for i := range len(b) - 1 {
		if pairs[b[i:i+2]] > 0 {
			pairs[b[i:i+2]]--
			common++
		}
	}
	return 2 * float64(common) / float64(max(1, len(a)+len(b)-2))
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
