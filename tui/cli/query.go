package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/nearest"
	"crossover/engine/scenario"
	"crossover/tui/result"
)

// ask reads the tokens and loads the catalogue. What is wrong with either is
// reported together.
func (a *app) ask(tokens []string) (*result.Query, error) {
	find := a.library().find
	if a.env.served == nil {
		find = withFiles(find)
	}
	s, tokenErr := data.ParseTokensWith(find, scenario.Default(), tokens...)
	e, err := a.engine()
	if err != nil || tokenErr != nil {
		return nil, errors.Join(bad(tokenErr), err)
	}
	if err := e.Check(&s); err != nil {
		return nil, bad(err)
	}
	return result.New(e, &s, a.env.now()), nil
}

// withFiles also finds scenarios by the files that they are in.
func withFiles(find func(string) (scenario.Saved, error)) func(string) (scenario.Saved, error) {
	return func(name string) (scenario.Saved, error) {
		if filepath.Ext(name) == ".yaml" {
			return readScenario(name)
		}
		return find(name)
	}
}

// pick turns offer IDs into indices; no IDs are no offers.
func pick(e *engine.Engine, ids []string) ([]int, error) {
	var out []int
	var errs []error
	for _, id := range ids {
		i := e.Find(id)
		switch {
		case i < 0:
			errs = append(errs, fmt.Errorf("--offers: there is no offer %q%s", id, suggest(e, id)))
		case slices.Contains(out, i):
			errs = append(errs, fmt.Errorf("--offers: %s is there twice", id))
		default:
			out = append(out, i)
		}
	}
	return out, bad(errors.Join(errs...))
}

// suggest names the offers nearest to an ID that does not exist.
func suggest(e *engine.Engine, id string) string {
	return nearest.Question(id, e.IDs(), `; "crossover offers" lists them`)
}

// withPart adds what --part says to the tokens.
func withPart(tokens []string, part string) []string {
	if part == "" {
		return tokens
	}
	return append(slices.Clone(tokens), "part="+part)
}
