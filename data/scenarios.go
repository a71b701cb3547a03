package data

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

//go:embed scenarios/*.yaml
var scenarioFiles embed.FS

const scenariosDir = "scenarios"

// LoadScenarios returns the program's scenarios, in the order of their names. Each file
// has one, with the file's name.
func LoadScenarios() ([]scenario.Saved, error) { return scenariosSource.Load() }

func loadScenarios(fsys fs.FS) ([]scenario.Saved, error) {
	var out []scenario.Saved
	var errs []error
	err := eachFile(fsys, scenariosDir, func(name string, text []byte) {
		s, err := ParseScenario(name, text)
		out, errs = append(out, s), append(errs, err)
	})
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	return out, nil
}

// ParseScenario reads a file with one scenario. name is used in errors; its base name
// without .yaml is the required name of the scenario. All problems are returned together,
// as one [*Error].
func ParseScenario(name string, src []byte) (s scenario.Saved, err error) {
	err = Decode(name, src, &s, func() []catalog.Problem { return checkScenario(&s, name) })
	if err != nil {
		return scenario.Saved{}, err
	}
	return s, nil
}

// checkScenario returns the problems of a scenario from a file.
func checkScenario(s *scenario.Saved, file string) []catalog.Problem {
	var out []catalog.Problem
	add := func(path, value, want string) {
		out = append(out, catalog.Problem{Path: path, Value: value, Want: want})
	}
	structure := catalog.Structure{Add: func(path string, value any, want string) { add(path, fmt.Sprint(value), want) }}
	structure.Check("", s)
	if own := strings.TrimSuffix(path.Base(file), ".yaml"); catalog.Kebab().MatchString(s.Name) && s.Name != own {
		add("name", s.Name, "the name of its file, "+own)
	}
	_, err := s.Scenario()
	for _, e := range unjoin(err) {
		at, want := "tokens", e.Error()
		var token *scenario.TokenError
		if errors.As(e, &token) {
			want = token.Problem
			if i := slices.Index(s.Tokens, token.Token); i >= 0 {
				at = fmt.Sprintf("tokens[%d]", i)
			}
			add(at, token.Token, "a token that is right: "+want)
			continue
		}
		add(at, "", want)
	}
	return out
}

// unjoin returns the errors that an error joins.
func unjoin(err error) []error {
	var list interface{ Unwrap() []error }
	switch {
	case err == nil:
		return nil
	case errors.As(err, &list):
		return list.Unwrap()
	default:
		return []error{err}
	}
}

// PresetKey is the start of the token that names a scenario to start from.
const PresetKey = "preset="

// ParseTokens applies tokens to base like [scenario.Parse], or to the program's scenario
// that a token such as preset=saas names. The order of the tokens does not matter.
func ParseTokens(base scenario.Scenario, tokens ...string) (scenario.Scenario, error) {
	return ParseTokensWith(FindScenario, base, tokens...)
}

// ParseTokensWith is [ParseTokens] with a function that finds scenarios by name.
func ParseTokensWith(find func(name string) (scenario.Saved, error), base scenario.Scenario, tokens ...string) (scenario.Scenario, error) {
	var rest []string
	var errs []error
	preset := ""
	for _, tok := range tokens {
		name, ok := strings.CutPrefix(tok, PresetKey)
		switch {
		case !ok:
			rest = append(rest, tok)
			continue
		case preset != "":
			errs = append(errs, &scenario.TokenError{Token: tok, Problem: fmt.Sprintf("repeats %s%s; start from one", PresetKey, preset)})
			continue
		}
		preset = name
		s, err := find(name)
		if err != nil {
			errs = append(errs, &scenario.TokenError{Token: tok, Problem: err.Error()})
			continue
		}
		if base, err = s.Scenario(); err != nil {
			return base, fmt.Errorf("scenario %s: %w", name, err)
		}
	}
	s, err := scenario.Parse(base, rest...)
	if err := errors.Join(append(errs, err)...); err != nil {
		return base, err
	}
	return s, nil
}

// FindScenario returns one of the program's scenarios. The error lists their names.
func FindScenario(name string) (scenario.Saved, error) {
	all, err := LoadScenarios()
	if err != nil {
		return scenario.Saved{}, err
	}
	var names []string
	for i := range all {
		if all[i].Name == name {
			return all[i], nil
		}
		names = append(names, all[i].Name)
	}
	return scenario.Saved{}, fmt.Errorf("there is no scenario %q; they are %s", name, strings.Join(names, ", "))
}
