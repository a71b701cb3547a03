package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine/scenario"
	"crossover/tui/result"
)

// keepFlags holds the flags of scenarios save.
type keepFlags struct {
	*app
	title, about string
	replace      bool
}

var scenariosSaveDoc = doc{"save name [key=value ...]", "Keep a scenario under a name",
	`Keeps a scenario under a name, in a file of your data folder: preset=NAME starts
from it. Names are in kebab case; those of the scenarios that come with the
program cannot be taken, and one of your own is replaced with --replace only.`, `crossover scenarios save my-shop preset=online-shop pages.rate=80/s
crossover scenarios save my-shop api.rate=90/s --replace --title "The shop at Christmas"`}

func newScenariosSave(a *app) *cobra.Command {
	f := keepFlags{app: a}
	cmd := scenariosSaveDoc.command(f.run)
	cmd.Args = needs(1, math.MaxInt, "needs a name, such as my-shop")
	cmd.ValidArgsFunction = func(c *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return shell{a}.tokens(c, args[1:], start)
	}
	flags := cmd.Flags()
	flags.Var(text(&f.title, "text"), "title", "a line about it, for lists")
	flags.Var(text(&f.about, "text"), "about", "what it is, and where its figures come from")
	flags.BoolVar(&f.replace, "replace", false, "replace your scenario of that name")
	return cmd
}

// run saves the scenario of the tokens.
func (f *keepFlags) run(_ context.Context, args []string) error {
	name, tokens := args[0], args[1:]
	q, err := f.ask(tokens)
	if err := errors.Join(bad(data.CheckOwnName(name)), err); err != nil {
		return err
	}
	s := scenario.Saved{Name: name, Title: f.title, About: f.about, Tokens: q.Scenario.Tokens()}
	path, err := f.library().Save(s, f.replace)
	if err != nil {
		return saveError(name, err)
	}
	return f.write(fmt.Appendf(nil, "saved %s; preset=%s starts from it\n", path, name))
}

// saveError explains why a scenario was not saved.
func saveError(name string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return badf("save: you have a scenario %s; choose another name, or replace it with --replace", name)
	}
	return fmt.Errorf("save: %w", err)
}

var scenariosDeleteDoc = doc{"delete name", "Delete a scenario of your own",
	"Deletes the file of one of your own scenarios. Those that come with the program\nstay.", "crossover scenarios delete my-shop"}

func newScenariosDelete(a *app) *cobra.Command {
	cmd := scenariosDeleteDoc.command(func(_ context.Context, args []string) error { return a.deleteScenario(args[0]) })
	cmd.Args = needs(1, 1, "needs one name, such as my-shop")
	cmd.ValidArgsFunction = func(_ *cobra.Command, _ []string, start string) ([]string, cobra.ShellCompDirective) {
		own, _ := a.library().all()
		return startingWith(start, named(own, (*kept).name)), cobra.ShellCompDirectiveNoFileComp
	}
	return cmd
}

// deleteScenario deletes one of the user's scenarios.
func (a *app) deleteScenario(name string) error {
	if err := data.CheckOwnName(name); err != nil {
		return badf("delete: %w", err)
	}
	path, err := a.library().Delete(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return badf("delete: you have no scenario %q; crossover scenarios lists them", name)
	case err != nil:
		return fmt.Errorf("delete: %w", err)
	}
	return a.write(fmt.Appendf(nil, "deleted %s\n", path))
}

var scenariosCheckDoc = doc{"check file ...", "Check files of your own scenarios",
	`Checks files of scenarios: tells everything that is wrong, each with its file,
line and column, and exits with code 2; or tells what each of them is.`, "crossover scenarios check my-shop.yaml"}

// checkScenarios checks files of scenarios.
func (a *app) checkScenarios(files []string) error {
	e, err := a.engine()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	var faults []error
	for _, f := range files {
		s, err := readScenario(f)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		sc, err := s.Scenario()
		if err == nil {
			err = e.Check(&sc)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", f, err))
			continue
		}
		fmt.Fprintf(&b, "%s (%s): no problems\n", s.Name, result.Label(s.Title))
	}
	if err := bad(errors.Join(faults...)); err != nil {
		return err
	}
	return a.write(b.Bytes())
}
