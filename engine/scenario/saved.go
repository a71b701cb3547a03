package scenario

import "strings"

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

// Brief describes a scenario in a few words: the selected part, and the values of the
// first sliders.
func (s *Scenario) Brief() string {
	var words []string
	for _, key := range []string{"rate", "memory", "duration"} {
		words = append(words, lookup(key).Get(s))
	}
	return s.SelectedPart().Name + " at " + strings.Join(words, ", ")
}
