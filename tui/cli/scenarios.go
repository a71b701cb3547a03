package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/tui/files"
	"crossover/tui/result"
)

func newScenarios(a *app) *cobra.Command {
	cmd := a.answers("scenarios", func(_ context.Context, names []string, _ result.Format) (result.Result, error) {
		return a.scenarios(names)
	})
	cmd.ValidArgsFunction = func(_ *cobra.Command, _ []string, start string) ([]string, cobra.ShellCompDirective) {
		return startingWith(start, a.library().names()), cobra.ShellCompDirectiveNoFileComp
	}
	cmd.AddCommand(newScenariosSave(a), newScenariosDelete(a), checks("scenarios check", "needs a file, such as my-shop.yaml", math.MaxInt, a.checkScenarios))
	return cmd
}

// scenarios lists all scenarios, or those named in detail. Errors of invalid files are
// reported after the list.
func (a *app) scenarios(names []string) (result.Result, error) {
	all, err := a.chosenScenarios(names)
	if all == nil {
		return nil, err
	}
	columns := []result.Column{{Title: "name"}, {Title: "from"}, {Title: "parts", Gives: true}, {Title: "title", Wraps: true}}
	if len(names) > 0 {
		columns = []result.Column{{Title: "name"}, {Title: "what it is, and its tokens", Wraps: true}}
	}
	g := &result.Grid{Columns: columns}
	var list []result.Object
	for i := range all {
		x := &all[i]
		s, err := x.Scenario()
		if err != nil {
			return nil, err
		}
		parts := result.PartNames(&s)
		from, about := "crossover", strings.Join(strings.Fields(x.About), " ")
		if x.file != "" {
			from = "you"
		}
		if len(names) > 0 {
			g.Add(x.Name, result.Sentence(x.Title+". "+about))
			if len(x.Tokens) > 0 {
				g.Add("", strings.Join(x.Tokens, " "))
			}
			if x.file != "" {
				g.Add("", x.file)
			}
		} else {
			g.Add(x.Name, from, strings.Join(parts, ","), result.Sentence(x.Title))
		}
		list = append(list, result.Pairs(
			"name", x.Name, "title", x.Title, "about", about, "parts", parts, "tokens", x.Tokens,
			// The tokens that make it from the default system, in canonical form.
			"text", s.String(),
			"file", x.file, // the user's; empty for those that come with the program
		))
	}
	return &result.List{Grid: g, Data: result.Pairs("scenarios", list)}, err
}

// chosenScenarios returns the scenarios with these names, or all, and the errors of other
// files.
func (a *app) chosenScenarios(names []string) ([]kept, error) {
	if len(names) > 0 {
		return a.namedScenarios(names)
	}
	shipped, _ := data.LoadScenarios() // they are embedded and tested
	all := each.Of(shipped, func(s *scenario.Saved) kept { return kept{Saved: *s} })
	own, faults := a.library().all()
	return append(all, own...), bad(errors.Join(faults...))
}

// namedScenarios returns the scenarios with these names.
func (a *app) namedScenarios(names []string) ([]kept, error) {
	l := a.library()
	var out []kept
	for _, name := range names {
		s, err := l.find(name)
		if err != nil {
			return nil, bad(err)
		}
		k := kept{Saved: s}
		if data.CheckOwnName(name) == nil {
			k.file = l.file(name)
		}
		out = append(out, k)
	}
	return out, nil
}

// startingWith returns the words with the prefix start.
func startingWith(start string, words []string) []string {
	var out []string
	for _, w := range words {
		if strings.HasPrefix(w, start) {
			out = append(out, w)
		}
	}
	return out
}

// keepFlags holds the flags of scenarios save.
type keepFlags struct {
	*app
	title, about string
	replace      bool
}

func newScenariosSave(a *app) *cobra.Command {
	f := keepFlags{app: a}
	cmd := command("scenarios save", f.run)
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

func newScenariosDelete(a *app) *cobra.Command {
	cmd := command("scenarios delete", func(_ context.Context, args []string) error { return a.deleteScenario(args[0]) })
	cmd.Args = needs(1, 1, "needs one name, such as my-shop")
	cmd.ValidArgsFunction = func(_ *cobra.Command, _ []string, start string) ([]string, cobra.ShellCompDirective) {
		own, _ := a.library().all()
		return startingWith(start, each.Of(own, (*kept).name)), cobra.ShellCompDirectiveNoFileComp
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

// library stores the user's scenarios, each in a file with its name.
type library struct {
	dir string
	now func() time.Time
}

// library returns the user's library; without a data folder its dir is "".
func (a *app) library() library { return library{dir: a.env.data("scenarios"), now: a.env.now} }

// errNoDataHome is returned if there is no folder for scenarios.
var errNoDataHome = badf("there is no data folder to keep scenarios in; set XDG_DATA_HOME to one")

// file returns the path of a scenario's file.
func (l library) file(name string) string { return filepath.Join(l.dir, name+".yaml") }

// kept is a saved scenario and its file.
type kept struct {
	scenario.Saved
	file string
}

func (k *kept) name() string { return k.Name }

// all returns the scenarios in the order of their names, and an error for each invalid
// file.
func (l library) all() (list []kept, faults []error) {
	files, err := yamlFiles(l.dir)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			faults = append(faults, fmt.Errorf("your scenarios: %w", err))
		}
		return nil, faults
	}
	for _, f := range files {
		s, err := readScenario(f)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		list = append(list, kept{s, f})
	}
	return list, faults
}

// readScenario reads a file of one of the user's scenarios.
func readScenario(file string) (scenario.Saved, error) {
	if filepath.Ext(file) == ".yml" {
		return scenario.Saved{}, fmt.Errorf("%s: scenarios are kept in files that end in .yaml", file)
	}
	src, err := readFile(file)
	if err != nil {
		return scenario.Saved{}, err
	}
	return data.ParseOwnScenario(filepath.ToSlash(file), src)
}

// find returns a scenario that is shipped, or one of the user's.
func (l library) find(name string) (scenario.Saved, error) {
	s, shipped := data.FindScenario(name)
	if shipped == nil || l.dir == "" {
		return s, shipped
	}
	if data.CheckOwnName(name) == nil {
		if s, err := readScenario(l.file(name)); !errors.Is(err, fs.ErrNotExist) {
			return s, err
		}
	}
	own, _ := l.all() // other files may be invalid
	if len(own) == 0 {
		return s, shipped
	}
	return s, fmt.Errorf("%w; and yours %s", shipped, strings.Join(each.Of(own, (*kept).name), ", "))
}

// List returns the user's scenarios, and a line for each invalid file.
func (l library) List() (own []scenario.Saved, faults []string) {
	list, errs := l.all()
	own = each.Of(list, func(k *kept) scenario.Saved { return k.Saved })
	for _, err := range errs {
		line, _, _ := strings.Cut(err.Error(), "\n")
		faults = append(faults, strings.TrimPrefix(line, filepath.ToSlash(l.dir)+"/"))
	}
	return own, faults
}

// Save saves a scenario and returns its path. It fills in a missing title or description.
// An existing name is [fs.ErrExist], unless replace is set.
func (l library) Save(s scenario.Saved, replace bool) (path string, err error) {
	return l.saveWith(s, replace, nil)
}

// saveWith saves a scenario with comments below its tokens.
func (l library) saveWith(s scenario.Saved, replace bool, comments []string) (path string, err error) {
	if l.dir == "" {
		return "", errNoDataHome
	}
	if err := data.CheckOwnName(s.Name); err != nil {
		return "", err
	}
	sc, err := s.Scenario()
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(s.Title) == "" {
		s.Title = sc.Brief()
	}
	if strings.TrimSpace(s.About) == "" {
		s.About = "Saved on " + l.now().Format("2006-01-02") + "."
	}
	s.Tokens = sc.Tokens()
	path = l.file(s.Name)
	text := data.ScenarioText(&s)
	for _, c := range comments {
		text = fmt.Appendf(text, "# %s\n", c)
	}
	write := files.Create
	if replace {
		write = files.Write
	}
	return path, write(path, text, files.Private)
}

// Delete removes one of the user's scenarios and returns its former path.
func (l library) Delete(name string) (path string, err error) {
	if l.dir == "" {
		return "", errNoDataHome
	}
	if err := data.CheckOwnName(name); err != nil {
		return "", err
	}
	path = l.file(name)
	return path, os.Remove(path)
}

// names returns the names of all scenarios, shipped or the user's.
func (l library) names() []string {
	shipped, _ := data.LoadScenarios() // they are embedded and tested
	names := each.Of(shipped, func(s *scenario.Saved) string { return s.Name })
	own, _ := l.all()
	names = append(names, each.Of(own, (*kept).name)...)
	slices.Sort(names)
	return names
}
