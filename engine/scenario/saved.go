package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"crossover/engine/each"
)

// Saved is a named scenario: one that the program comes with, or one that a user saved.
type Saved struct {
	// Name is its name in commands, in kebab case.
	Name string `yaml:"name" valid:"kebab"`
	// Title is used in lists. About describes the scenario and the source of its figures.
	Title string `yaml:"title"`
	About string `yaml:"about" want:"a description of the scenario, with the sources of its figures"`
	// Tokens are its differences from the default system; each is one key=value.
	Tokens []string `yaml:"tokens" valid:"optional"`
}

// Scenario returns the scenario, or an error that joins a [*TokenError] for each bad
// token.
func (s *Saved) Scenario() (Scenario, error) { return Parse(Default(), s.Tokens...) }

// PresetKey is the start of the token that names a scenario to start from.
const PresetKey = "preset="

// ParseFrom applies tokens to base like [Parse], or to the scenario that a token such as
// preset=saas names and find returns. The order of the tokens does not matter.
func ParseFrom(find func(name string) (Saved, error), base Scenario, tokens ...string) (Scenario, error) {
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
			errs = append(errs, &TokenError{Token: tok, Problem: fmt.Sprintf("repeats %s%s; start from one", PresetKey, preset)})
			continue
		}
		preset = name
		s, err := find(name)
		if err != nil {
			errs = append(errs, &TokenError{Token: tok, Problem: err.Error()})
			continue
		}
		if base, err = s.Scenario(); err != nil {
			return base, fmt.Errorf("scenario %s: %w", name, err)
		}
	}
	s, err := Parse(base, rest...)
	if err := errors.Join(append(errs, err)...); err != nil {
		return base, err
	}
	return s, nil
}

// Brief describes a scenario in a few words: the selected part, and the values of the
// first sliders.
func (s *Scenario) Brief() string {
	words := each.Of([]string{"rate", "memory", "duration"}, func(key *string) string { return lookup(*key).Get(s) })
	return s.SelectedPart().Name + " at " + strings.Join(words, ", ")
}

// Difference is a key whose value differs between scenarios.
type Difference struct {
	// Key is the key of a token, with the part's name if it belongs to a part.
	Key string
	// Values are the values in the order of the scenarios; empty for a scenario without
	// the part.
	Values []string
}

// Differences lists the differences between scenarios: terms first, then the parts in
// order of appearance.
func Differences(list ...*Scenario) []Difference {
	var out []Difference
	note := func(key string, get func(*Scenario) string) {
		d := Difference{Key: key}
		differ := false
		for _, s := range list {
			d.Values = append(d.Values, get(s))
			differ = differ || d.Values[len(d.Values)-1] != d.Values[0]
		}
		if differ {
			out = append(out, d)
		}
	}
	for i := range table {
		if t := &table[i]; !t.PerPart() {
			note(t.Key, t.Get)
		}
	}
	for _, name := range namesOf(list) {
		for i := range table {
			t := &table[i]
			if !t.PerPart() {
				continue
			}
			note(name+"."+t.Key, func(s *Scenario) string {
				if at := s.Find(name); at >= 0 {
					return t.at(s, at).text(t)
				}
				return ""
			})
		}
	}
	return out
}

// namesOf lists the names of the parts of several scenarios, each once.
func namesOf(list []*Scenario) []string {
	var names []string
	for _, s := range list {
		for i := range s.n {
			if name := s.parts[i].Name; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
