package data

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"crossover/data/compact"
	"crossover/data/strict"
	"crossover/engine/catalog"
	"crossover/engine/pattern"
	"crossover/engine/scenario"
)

// LoadScenarios returns the program's scenarios, in the order of their names. Each file
// has one, with the file's name.
func LoadScenarios() ([]scenario.Saved, error) {
	return compact.Load[[]scenario.Saved](scenariosSnapshot)
}

// ParseScenario reads a file with one scenario. name is used in errors; its base name
// without .yaml is the required name of the scenario. All problems are returned together,
// as one [*strict.Error].
func ParseScenario(name string, src []byte) (s scenario.Saved, err error) {
	err = Decode(name, src, &s, func() []catalog.Problem { return checkScenario(&s, name) })
	return s, err
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

// longestScenarioName bounds a name so that any file system accepts its file's.
const longestScenarioName = 60

// ErrShipped means that a name belongs to one of the program's scenarios.
var ErrShipped = errors.New("comes with crossover and stays as it is; choose another name")

// CheckOwnName checks the name of a user's own scenario: it must be in kebab case, and
// must not be the name of one of the program's scenarios, which gives [ErrShipped].
func CheckOwnName(name string) error {
	switch {
	case !catalog.Kebab().MatchString(name):
		return fmt.Errorf("%q is not in kebab case; write lower-case letters, digits and single hyphens, such as my-shop", strict.Clip(name))
	case len(name) > longestScenarioName:
		return fmt.Errorf("%q is longer than %d letters", strict.Clip(name), longestScenarioName)
	}
	if _, err := FindScenario(name); err == nil {
		return fmt.Errorf("%s %w", name, ErrShipped)
	}
	return nil
}

// ParseOwnScenario reads a file with a user's own scenario like [ParseScenario]. It must
// not have the name of one of the program's scenarios.
func ParseOwnScenario(name string, src []byte) (s scenario.Saved, err error) {
	err = Decode(name, src, &s, func() []catalog.Problem {
		problems := checkScenario(&s, name)
		if err := CheckOwnName(s.Name); err != nil && len(problems) == 0 {
			problems = append(problems, catalog.Problem{Path: "name", Value: s.Name, Want: "a name of its own: " + err.Error()})
		}
		return problems
	})
	return s, err
}

// bare matches text that YAML reads unquoted, within a list too.
var bare = pattern.Of(`^[a-z][a-zA-Z0-9_-]*(\.[a-z0-9_-]+)?=[a-zA-Z0-9.,/%@+-]+$`)

// ScenarioText returns the file of a scenario, in a form that [ParseScenario] reads back
// unchanged.
func ScenarioText(s *scenario.Saved) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "name: %s\ntitle: %s\nabout: %s\n", s.Name, quoted(s.Title), quoted(s.About))
	if len(s.Tokens) == 0 {
		b.WriteString("tokens: []\n")
		return b.Bytes()
	}
	b.WriteString("tokens:\n")
	for _, tok := range s.Tokens {
		if !bare().MatchString(tok) {
			tok = quoted(tok)
		}
		b.WriteString("  - " + tok + "\n")
	}
	return b.Bytes()
}

// quoted quotes text so that YAML reads it back unchanged.
func quoted(s string) string { return strconv.Quote(strings.ToValidUTF8(s, "?")) }
