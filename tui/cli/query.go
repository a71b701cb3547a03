package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

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
	s, tokenErr := scenario.ParseFrom(find, scenario.Default(), tokens...)
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

// asked holds the flags that say which part a question is about, and of which offers.
type asked struct {
	*app
	part   string
	offers []string
	strict bool
}

// addPart adds the flag --part.
func (f *asked) addPart(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().Var(text(&f.part, "name"), "part", "part of the system asked about, as the token part=name")
	completeBy(cmd, "part", shell{f.app}.part)
	return cmd
}

// addStrict adds the flags --part and --strict.
func (f *asked) addStrict(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&f.strict, "strict", false, "exit with 1 where no offer can run the part")
	return f.addPart(cmd)
}

// addOffers adds the flags --part, --strict and --offers.
func (f *asked) addOffers(cmd *cobra.Command) *cobra.Command {
	f.app.addOffers(cmd, &f.offers)
	return f.addStrict(cmd)
}

// query parses the tokens, with the part, and the offers.
func (f *asked) query(tokens []string) (*result.Query, []int, error) {
	if f.part != "" {
		tokens = append(slices.Clone(tokens), "part="+f.part)
	}
	q, err := f.ask(tokens)
	if err != nil {
		return nil, nil, err
	}
	offers, err := pick(q.Engine, "--offers", f.offers)
	return q, offers, err
}

// answered returns an error with --strict if none of the offers can run the part.
func (f *asked) answered(q *result.Query, offers []int) error {
	if f.strict && q.Refusal(offers) != "" {
		return fmt.Errorf("no offer can run %s", q.Scenario.SelectedPart().Name)
	}
	return nil
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
