package verdict

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/nearest"
	"crossover/engine/scenario"
)

// Validate returns the problems of the file for a catalogue. Their paths are paths in the
// YAML: verdicts[3].tests[0].figure.of.
func (f *File) Validate(c *catalog.Catalog) []catalog.Problem {
	v := &validator{file: f, used: map[string]bool{}, offers: map[string]bool{}, products: map[string]bool{}, providers: map[string]bool{}}
	for i := range c.Providers {
		p := &c.Providers[i]
		v.providers[p.ID] = true
		for j := range p.Offers {
			v.offers[p.Offers[j].ID], v.products[p.Offers[j].Product] = true, true
		}
	}
	structure := catalog.Structure{
		Lists: map[string][]string{"limits": limits(), "alternatives": alternatives},
		Add:   func(path string, value any, want string) { v.add(path, fmt.Sprint(value), want) },
	}
	structure.Check("", f)
	for _, name := range slices.Sorted(maps.Keys(f.Sets)) {
		s := f.Sets[name]
		v.set("sets."+name, name, &s)
	}
	ids := map[string]bool{}
	for i := range f.Verdicts {
		at := fmt.Sprintf("verdicts[%d]", i)
		if ids[f.Verdicts[i].ID] {
			v.add(at+".id", f.Verdicts[i].ID, "an id that no other claim has")
		}
		ids[f.Verdicts[i].ID] = true
		v.claim(at, &f.Verdicts[i])
	}
	for _, name := range slices.Sorted(maps.Keys(f.Sets)) {
		if !v.used[name] {
			v.add("sets."+name, name, "a set that a test names")
		}
	}
	return v.problems
}

// validator collects problems.
type validator struct {
	file                        *File
	offers, products, providers map[string]bool
	used                        map[string]bool
	problems                    []catalog.Problem
}

func (v *validator) add(path, value, want string) {
	v.problems = append(v.problems, catalog.Problem{Path: path, Value: value, Want: want})
}

// set checks a set of offers.
func (v *validator) set(at, name string, s *Set) {
	if v.offers[name] {
		v.add(at, name, "a name that is no offer's")
	}
	if len(s.Offers)+len(s.Kinds)+len(s.Models)+len(s.Providers)+len(s.Products) == 0 {
		v.add(at, name, "offers, kinds, models, providers or products")
	}
	v.members(at+".offers", s.Offers, v.offers, "an offer")
	v.members(at+".except", s.Except, v.offers, "an offer")
	v.members(at+".products", s.Products, v.products, "a product")
	v.members(at+".providers", s.Providers, v.providers, "a provider")
}

// members checks that names are in the catalogue.
func (v *validator) members(at string, names []string, known map[string]bool, what string) {
	for i, n := range names {
		if !known[n] {
			v.add(fmt.Sprintf("%s[%d]", at, i), n, "the ID of "+what+" in the catalogue"+nearest.Question(n, slices.Sorted(maps.Keys(known)), ""))
		}
	}
}

// claim checks one claim.
func (v *validator) claim(at string, c *Claim) {
	if c.Untestable != "" {
		if len(c.Tests) > 0 || c.Flip != nil {
			v.add(at+".untestable", c.Untestable, "no tests and no flip where a claim is untestable")
		}
		return
	}
	if strings.TrimSpace(c.Reading) == "" {
		v.add(at+".reading", "", "how the tests read the claim, with the thresholds and sizes it does not state")
	}
	if len(c.Tests) == 0 {
		v.add(at+".tests", "", "at least one test, or untestable with the reason")
	}
	v.scenarios(at+".scenarios", c.Scenarios)
	for i := range c.Tests {
		v.test(fmt.Sprintf("%s.tests[%d]", at, i), c, &c.Tests[i])
	}
	if c.Flip != nil {
		t := &testValidator{validator: v, at: at + ".flip"}
		t.stretch(c.Flip.Axis, c.Flip.From, c.Flip.To)
		t.ref("of", c.Flip.Of)
		if c.Flip.Against != "" {
			t.ref("against", c.Flip.Against)
		}
		if p := c.Flip.Price; p != nil && c.Flip.Against != "" {
			t.wrong("price", number(*p), "no price: two sets change places")
		}
		t.place("at_least", c.Flip.Axis, c.Flip.AtLeast)
		t.place("at_most", c.Flip.Axis, c.Flip.AtMost)
	}
}

// test checks one test of a claim.
func (v *validator) test(at string, c *Claim, t *Test) {
	if len(c.Tests) > 1 && t.Title == "" {
		v.add(at+".title", "", "a title, since the claim has several tests")
	}
	v.scenarios(at+".scenarios", t.Scenarios)
	list := c.scenarios(t)
	if len(list) == 0 {
		v.add(at+".scenarios", "", "a scenario, or some for the whole claim")
	}
	f, name := t.form()
	if f == nil {
		v.add(at, "", "exactly one of figure, compare, trend, runs, refused, layout, saves and band")
		return
	}
	f.validate(&testValidator{validator: v, at: at + "." + name, scenarios: list})
}

// scenarios checks a list of scenarios.
func (v *validator) scenarios(at string, list []Scenario) {
	seen := map[string]bool{}
	for i, s := range list {
		here := fmt.Sprintf("%s[%d]", at, i)
		if len(list) > 1 && (s.Name == "" || seen[s.Name]) {
			v.add(here+".name", s.Name, "a name that no other scenario of the list has")
		}
		seen[s.Name] = true
		v.tokens(here+".tokens", s.parse)
	}
}

// tokens reports invalid tokens.
func (v *validator) tokens(at string, parse func() (scenario.Scenario, error)) {
	_, err := parse()
	if bad := (*scenario.TokenError)(nil); errors.As(err, &bad) {
		v.add(at, bad.Token, "a token that is right: "+bad.Problem)
	}
}

// testValidator checks the fields of one form.
type testValidator struct {
	*validator
	at        string
	scenarios []Scenario
}

// wrong adds a problem with a field of the form.
func (t *testValidator) wrong(field, value, want string) { t.add(t.at+"."+field, value, want) }

// ref checks that a set or an offer exists.
func (t *testValidator) ref(field, name string) {
	if _, ok := t.file.Sets[name]; ok {
		t.used[name] = true
		return
	}
	if !t.offers[name] {
		t.wrong(field, name, "a set of the file, or the ID of an offer"+nearest.Question(name, slices.Sorted(maps.Keys(t.offers)), ""))
	}
}

// factor checks that a number is at least 1, or 0 if it is optional.
func (t *testValidator) factor(field string, by float64, needed bool) {
	switch {
	case by == 0 && needed:
		t.wrong(field, "", "the factor within which figures count as even, such as 1.5")
	case by > 0 && by < 1:
		t.wrong(field, number(by), "a factor of at least 1")
	}
}

// stretch checks a stretch of an axis.
func (t *testValidator) stretch(axis, from, to string) {
	lo, ok1 := t.place("from", axis, from)
	hi, ok2 := t.place("to", axis, to)
	for _, end := range [][2]string{{"from", from}, {"to", to}} {
		if end[1] == "" {
			t.wrong(end[0], "", "an end of the stretch, such as 100k/month")
		}
	}
	if ok1 && ok2 && !((lo > 0 || axis == engine.AxisMonth.String()) && lo < hi) {
		t.wrong("to", to, "more than from, "+from)
	}
}

// place parses a value of an axis; ok is false for an empty or invalid one.
func (t *testValidator) place(field, axis, text string) (float64, bool) {
	a, err := engine.ParseAxis(axis)
	if err != nil {
		if field == "from" {
			t.wrong("axis", axis, catalog.OneOf("one of", engine.AxisNames()))
		}
		return 0, false
	}
	if text == "" {
		return 0, false
	}
	s := scenario.Default()
	x, err := a.Parse(&s, text)
	if err != nil {
		t.wrong(field, text, "a value of the axis: "+err.Error())
	}
	return x, err == nil
}

func (t *FigureTest) validate(v *testValidator) {
	v.ref("of", t.Of)
	if t.AtLeast == nil && t.AtMost == nil {
		v.wrong("at_most", "", "at_least, at_most or both")
	}
	if t.AtLeast != nil && t.AtMost != nil && *t.AtLeast > *t.AtMost {
		v.wrong("at_most", number(*t.AtMost), "no less than at_least, "+number(*t.AtLeast))
	}
}

func (t *testValidator) relation(x Relation, by float64) {
	t.factor("by", by, x == Even)
	if x == NotHigher && by != 0 {
		t.wrong("by", number(by), "no factor")
	}
}

func (t *CompareTest) validate(v *testValidator) {
	v.ref("of", t.Of)
	v.ref("against", t.Against)
	v.relation(t.Is, t.By)
}

func (t *TrendTest) validate(v *testValidator) {
	v.ref("of", t.Of)
	v.factor("by", t.By, t.Is == Level)
	if len(t.Over) < 2 {
		v.wrong("over", strings.Join(t.Over, ", "), "at least two lists of tokens")
	}
	for i, tokens := range t.Over {
		for _, s := range v.scenarios {
			v.tokens(fmt.Sprintf("%s.over[%d]", v.at, i), func() (scenario.Scenario, error) {
				base, err := s.parse()
				if err != nil {
					return base, nil // reported at the scenario
				}
				return scenario.ParseLine(base, tokens)
			})
		}
	}
}

func (t *RunsTest) validate(v *testValidator) { v.ref("of", t.Of) }

func (t *RefusedTest) validate(v *testValidator) { v.ref("of", t.Of) }

// limits returns the names of the reasons that make an offer infeasible.
func limits() []string {
	var out []string
	for c := engine.ReasonCode(1); !c.Warning(); c++ {
		out = append(out, c.String())
	}
	return out
}

func (t *LayoutTest) validate(v *testValidator) {
	v.ref("on", t.On)
	for _, named := range v.scenarios {
		if s, err := named.parse(); err == nil && t.Part != "" && s.Find(t.Part) < 0 {
			v.wrong("part", t.Part, "a part of the scenario "+named.Tokens)
		}
	}
}

func (t *SavesTest) validate(*testValidator) {} // its types are sufficient

func (t *BandTest) validate(v *testValidator) {
	v.stretch(t.Axis, t.From, t.To)
	v.ref("of", t.Of)
	v.ref("against", t.Against)
	v.relation(t.Is, t.By)
	if t.Is == NotHigher {
		v.wrong("is", string(t.Is), catalog.OneOf("one of", catalog.Texts([]Relation{Lower, Higher, Even})))
	}
	if t.Is != Even && t.By != 0 {
		v.wrong("by", number(t.By), "no factor: the cheaper one is found exactly")
	}
}
