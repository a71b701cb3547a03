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

// library keeps a user's own scenarios, each in a file called as it is.
type library struct {
	dir string
	now func() time.Time
}

// library is the user's, or one without a folder where there is none.
func (a *app) library() library { return library{dir: a.env.data("scenarios"), now: a.env.now} }

// errNoDataHome is told where there is no folder for scenarios.
var errNoDataHome = badf("there is no data folder to keep scenarios in; set XDG_DATA_HOME to one")

// file is where a scenario is kept.
func (l library) file(name string) string { return filepath.Join(l.dir, name+".yaml") }

// kept is a scenario and the file it is kept in.
type kept struct {
	scenario.Saved
	file string
}

func (k *kept) name() string { return k.Name }

// all returns the scenarios kept, in the order of their names, and what is wrong
// with the files that hold none: each of faults is for one file.
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

// readScenario reads one of the user's own scenarios.
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

// find returns a scenario that the program comes with, or one of the user's.
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
	own, _ := l.all() // what is wrong with others does not matter here
	if len(own) == 0 {
		return s, shipped
	}
	return s, fmt.Errorf("%w; and yours %s", shipped, strings.Join(named(own, (*kept).name), ", "))
}

// List returns the scenarios kept, and a line for each file that holds none.
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

// Save keeps a scenario and returns where. What it lacks in words it gets. One
// that is kept already under its name is fs.ErrExist, unless it is to be
// replaced.
func (l library) Save(s scenario.Saved, replace bool) (path string, err error) {
	return l.saveWith(s, replace, nil)
}

// saveWith keeps a scenario with comments below its tokens.
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

// Delete removes one of the user's scenarios and returns where it was.
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

// names are those of all scenarios, the program's and the user's.
func (l library) names() []string {
	shipped, _ := data.LoadScenarios() // they are embedded and tested
	names := named(shipped, func(s *scenario.Saved) string { return s.Name })
	own, _ := l.all()
	names = append(names, named(own, (*kept).name)...)
	slices.Sort(names)
	return names
}

// named are the names of the things of a list.
func named[T any](list []T, name func(*T) string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = name(&list[i])
	}
	return out
}
