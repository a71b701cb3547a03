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

// ask parses the tokens and loads the catalogue. It reports the errors of both.
func (a *app) ask(tokens []string) (*result.Query, error) {
	find := a.library().find
	if a.env.served == nil {
		find = withFiles(find)
	}
	s, tokenErr := data.ParseTokensWith(find, scenario.Default(), tokens...)
	compiled := a.engine
	if a.compiled != nil {
		compiled = a.compiled
	}
	e, err := compiled()
	if err != nil || tokenErr != nil {
		return nil, errors.Join(bad(tokenErr), err)
	}
	if err := e.Check(&s); err != nil {
		return nil, bad(err)
	}
	return result.New(e, &s, a.env.now()), nil
}

// withFiles extends find to scenarios named by their files.
func withFiles(find func(string) (scenario.Saved, error)) func(string) (scenario.Saved, error) {
	return func(name string) (scenario.Saved, error) {
		if filepath.Ext(name) == ".yaml" {
			return readScenario(name)
		}
		return find(name)
	}
}

// pick returns the indices of offer IDs in a flag.
func pick(e *engine.Engine, flag string, ids []string) ([]int, error) {
	var out []int
	var errs []error
	for _, id := range ids {
		i, err := findOffer(e, flag, id)
		if err == nil && slices.Contains(out, i) {
			err = fmt.Errorf("%s: %s is there twice", flag, id)
		}
		errs, out = append(errs, err), append(out, i)
	}
	return out, bad(errors.Join(errs...))
}

// oneOffer returns the index of the offer in --offer, or -1 if it is not given.
func oneOffer(e *engine.Engine, id string) (int, error) {
	if id == "" {
		return -1, nil
	}
	return findOffer(e, "--offer", id)
}

// findOffer returns the index of an offer ID in a flag.
func findOffer(e *engine.Engine, flag, id string) (int, error) {
	i := e.Find(id)
	if i < 0 {
		return i, badf(`%s: there is no offer %q%s`, flag, id, nearest.Question(id, e.IDs(), `; "crossover offers" lists them`))
	}
	return i, nil
}

// withPart adds the part in --part to the tokens.
func withPart(tokens []string, part string) []string {
	if part == "" {
		return tokens
	}
	return append(slices.Clone(tokens), "part="+part)
}
