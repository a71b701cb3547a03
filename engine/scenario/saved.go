package scenario

import "strings"

// Saved is a scenario with a name: one that the program comes with, or one that
// a user keeps.
type Saved struct {
	// Name is what it is called in commands, in kebab case.
	Name string `yaml:"name" valid:"kebab"`
	// Title is for lists, and About says what it is and where its figures come
	// from.
	Title string `yaml:"title"`
	About string `yaml:"about" want:"what the scenario is, and where its figures come from"`
	// Tokens make it of the default system; each is one key=value.
	Tokens []string `yaml:"tokens" valid:"optional"`
}

// Scenario returns the scenario, or what is wrong with its tokens, joined; each
// is a [*TokenError].
func (s *Saved) Scenario() (Scenario, error) { return Parse(Default(), s.Tokens...) }

// Brief says in a few words what a scenario is about: the selected part, and
// what the first sliders stand at.
func (s *Scenario) Brief() string {
	var words []string
	for _, key := range []string{"rate", "memory", "duration"} {
		words = append(words, lookup(key).Get(s))
	}
	return s.SelectedPart().Name + " at " + strings.Join(words, ", ")
}
