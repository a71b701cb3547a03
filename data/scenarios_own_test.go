package data

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
	"crossover/engine/scenario"
)

// TestScenariosReadBack writes scenarios with any text in them, and every shipped one, and
// reads them back.
func TestScenariosReadBack(t *testing.T) {
	back := func(t interface{ Fatalf(string, ...any) }, s scenario.Saved) {
		text := ScenarioText(&s)
		got, err := ParseScenario("dir/"+s.Name+".yaml", text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		a, err := got.Scenario()
		b, wrong := s.Scenario()
		if err != nil || wrong != nil || a != b || got.Name != s.Name || got.Title != s.Title || got.About != s.About {
			t.Fatalf("%v reads back as %v from\n%s", s, got, text)
		}
	}
	all, err := LoadScenarios()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		back(t, s)
	}
	back(t, scenario.Saved{Name: "bare", Title: "the default", About: "nothing set"})
	back(t, scenario.Saved{Name: "uses", Title: "x", About: "y", Tokens: []string{"uses=tokens:1500@3/M", "shape=1/1/4/2", "events.rate=30%api"}})
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringMatching(`[!-~](.|\n)*`)
		back(t, scenario.Saved{Name: rapid.StringMatching(`[a-z0-9]{1,9}(-[a-z0-9]{1,5}){0,2}`).Draw(t, "name"), Title: words.Draw(t, "title"), About: words.Draw(t, "about")})
	})
}

// TestOwnNames checks which names a user's scenario may have.
func TestOwnNames(t *testing.T) {
	for name, want := range map[string]string{
		"my-shop": "", "a": "", "v2": "", "": "kebab", "My": "kebab", "a--b": "kebab", "../x": "kebab", "a b": "kebab",
		strings.Repeat("x", 61): "longer than 60", "saas": "comes with crossover",
	} {
		err := CheckOwnName(name)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", name, err, want)
		}
	}
	if err := CheckOwnName("saas"); !errors.Is(err, ErrShipped) {
		t.Errorf("saas: %v", err)
	}
	text := "title: S\nname: saas\nabout: S\ntokens: []\n"
	if _, err := ParseScenario("saas.yaml", []byte(text)); err != nil {
		t.Error(err)
	}
	if _, err := ParseOwnScenario("d/saas.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), `d/saas.yaml:2:7: name: "saas": want a name of its own: saas comes with crossover`) {
		t.Errorf("got %v", err)
	}
}

// TestTokensOfOwnScenarios starts from scenarios in other files.
func TestTokensOfOwnScenarios(t *testing.T) {
	find := func(name string) (scenario.Saved, error) {
		if name != "mine" {
			return scenario.Saved{}, errors.New("no such scenario")
		}
		return scenario.Saved{Name: name, Tokens: []string{"rate=7/s", "memory=1GB"}}, nil
	}
	got, err := scenario.ParseFrom(find, scenario.Default(), "memory=2GB", "preset=mine")
	if err != nil || got.String() != "rate=7/s memory=2GB" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := scenario.ParseFrom(find, scenario.Default(), "preset=saas"); err == nil || err.Error() != "preset=saas: no such scenario" {
		t.Errorf("got %v", err)
	}
}
