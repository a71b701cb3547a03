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

// longestScenarioName bounds a name, so that every file system takes its file's.
const longestScenarioName = 60

// ErrShipped means that a name is that of a scenario the program comes with.
var ErrShipped = errors.New("comes with crossover and stays as it is; choose another name")

// CheckOwnName says what is wrong with the name of a user's own scenario: it is
// in kebab case, and none that the program comes with has it, which is
// [ErrShipped].
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

// ParseOwnScenario reads a file of a user's own scenario as [ParseScenario]
// does; it may not be called as one that the program comes with.
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

// bare is text that YAML reads as it stands, within a list too.
var bare = catalog.Pattern(`^[a-z][a-zA-Z0-9_-]*(\.[a-z0-9_-]+)?=[a-zA-Z0-9.,/%@+-]+$`)

// ScenarioText returns the file of a scenario, which [ParseScenario] reads back
// to the same.
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

// quoted writes text so that YAML reads it back whatever is in it.
func quoted(s string) string { return strconv.Quote(strings.ToValidUTF8(s, "?")) }
