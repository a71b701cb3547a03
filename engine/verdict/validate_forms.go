package verdict

import (
	"fmt"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

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

func (t *RunsTest) validate(v *testValidator) {
	v.ref("of", t.Of)
}

func (t *RefusedTest) validate(v *testValidator) {
	v.ref("of", t.Of)
}

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
