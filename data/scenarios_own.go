package data

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"crossover/data/strict"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

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
func ParseOwnScenario(name string, src []byte) (scenario.Saved, error) {
	var s scenario.Saved
	err := Decode(name, src, &s, func() []catalog.Problem {
		problems := checkScenario(&s, name)
		if err := CheckOwnName(s.Name); err != nil && len(problems) == 0 {
			problems = append(problems, catalog.Problem{Path: "name", Value: s.Name, Want: "a name of its own: " + err.Error()})
		}
		return problems
	})
	if err != nil {
		return scenario.Saved{}, err
	}
	return s, nil
}

// bare matches text that YAML reads unquoted, within a list too.
var bare = catalog.Pattern(`^[a-z][a-zA-Z0-9_-]*(\.[a-z0-9_-]+)?=[a-zA-Z0-9.,/%@+-]+$`)

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
