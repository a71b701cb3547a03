package engine_test

import (
	"math"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

var load = sync.OnceValues(data.Load)

// shipped returns the shipped catalogue, which tests must not change.
func shipped(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// compile returns an evaluator of a catalogue.
func compile(t testing.TB, c *catalog.Catalog) *engine.Evaluator {
	t.Helper()
	e, err := engine.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e.NewEvaluator()
}

// hobby returns the scenario of figures computed by hand: one copy of everything.
func hobby() scenario.Scenario {
	s := scenario.Default()
	s.Level = scenario.Hobby
	return s
}

// parse reads a scenario of service level hobby from tokens, separated by spaces.
func parse(t testing.TB, tokens string) scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse(hobby(), strings.Fields(tokens)...)
	if err != nil {
		t.Fatalf("%s: %v", tokens, err)
	}
	return s
}

// near reports whether two numbers agree within a relative tolerance.
func near(a, b, tolerance float64) bool {
	return a == b || math.Abs(a-b) <= tolerance*max(math.Abs(a), math.Abs(b))
}

// index returns the index of an offer.
func index(t testing.TB, v *engine.Evaluator, id string) int {
	t.Helper()
	i := v.Engine().Find(id)
	if i < 0 {
		t.Fatalf("no offer %s", id)
	}
	return i
}

// at sets the rate of the selected part, in requests per second.
func at(s scenario.Scenario, perSecond float64) scenario.Scenario {
	s.SelectedPart().Rate = scenario.Rate{N: perSecond}
	s.SelectedPart().Share = 0
	return s
}

// mustCompile is compile inside a random check.
func mustCompile(t *rapid.T, c *catalog.Catalog) *engine.Evaluator {
	e, err := engine.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e.NewEvaluator()
}

// mustParse is parse inside a random check.
func mustParse(t *rapid.T, tokens string) scenario.Scenario {
	s, err := scenario.Parse(hobby(), strings.Fields(tokens)...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
