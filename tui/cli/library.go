package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"crossover/data"
	"crossover/engine/scenario"
	"crossover/tui/files"
)

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
	return s, fmt.Errorf("%w; and yours %s", shipped, strings.Join(named(own, (*kept).name), ", "))
}

// List returns the user's scenarios, and a line for each invalid file.
func (l library) List() (own []scenario.Saved, faults []string) {
	list, errs := l.all()
	for _, k := range list {
		own = append(own, k.Saved)
	}
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
	names := named(shipped, func(s *scenario.Saved) string { return s.Name })
	own, _ := l.all()
	names = append(names, named(own, (*kept).name)...)
	slices.Sort(names)
	return names
}

// named returns the names of a list's elements.
func named[T any](list []T, name func(*T) string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = name(&list[i])
	}
	return out
}
