package verdict

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
)

func (t *FigureTest) validate(v *testValidator) {
	v.at += ".figure"
	v.ref("of", t.Of)
	v.measure("is", t.Is)
	if t.AtLeast == nil && t.AtMost == nil {
		v.wrong("at_most", "", "at_least, at_most or both")
	}
	v.bound("at_least", t.AtLeast)
	v.bound("at_most", t.AtMost)
	if t.AtLeast != nil && t.AtMost != nil && *t.AtLeast > *t.AtMost {
		v.wrong("at_most", number(*t.AtMost), "no less than at_least, "+number(*t.AtLeast))
	}
}

func (v *testValidator) bound(field string, x *float64) {
	if x != nil && (!(*x >= 0) || math.IsInf(*x, 0)) {
		v.wrong(field, number(*x), "a finite number of at least 0")
	}
}

func (v *testValidator) measure(field string, m Measure) {
	if !m.known() {
		v.wrong(field, string(m), oneOf(Measures))
	}
}

func (v *testValidator) relation(x Relation, by float64) {
	if !slices.Contains(Relations, x) {
		v.wrong("is", string(x), oneOf(Relations))
	}
	v.factor("by", by, x == Even)
	if x == NotHigher && by != 0 {
		v.wrong("by", number(by), "no factor")
	}
}

func (t *CompareTest) validate(v *testValidator) {
	v.at += ".compare"
	v.ref("of", t.Of)
	v.ref("against", t.Against)
	v.measure("figure", t.Figure)
	v.relation(t.Is, t.By)
}

func (t *TrendTest) validate(v *testValidator) {
	v.at += ".trend"
	v.ref("of", t.Of)
	v.measure("figure", t.Figure)
	if !slices.Contains(Directions, t.Is) {
		v.wrong("is", string(t.Is), oneOf(Directions))
	}
	v.factor("by", t.By, t.Is == Level)
	if len(t.Over) < 2 {
		v.wrong("over", strings.Join(t.Over, ", "), "at least two lists of tokens")
	}
	for i, tokens := range t.Over {
		for _, s := range v.scenarios {
			v.tokens(fmt.Sprintf("%s.over[%d]", v.at, i), func() (scenario.Scenario, error) {
				base, err := s.parse()
				if err != nil {
					return base, nil // reported where it is written
				}
				return scenario.Parse(base, strings.Fields(tokens)...)
			})
		}
	}
}

func (t *RunsTest) validate(v *testValidator) {
	v.at += ".runs"
	v.ref("of", t.Of)
}

func (t *RefusedTest) validate(v *testValidator) {
	v.at += ".refused"
	v.ref("of", t.Of)
	if len(t.By) == 0 {
		v.wrong("by", "", "the limits that refuse it: "+oneOf(limits()))
	}
	for i, by := range t.By {
		if !slices.Contains(limits(), by) {
			v.wrong(fmt.Sprintf("by[%d]", i), by, oneOf(limits()))
		}
	}
}

// limits are the names of what makes an offer infeasible.
func limits() []string {
	var out []string
	for c := engine.ReasonCode(1); c.String() != ""; c++ {
		if !c.Warning() {
			out = append(out, c.String())
		}
	}
	return out
}

func (t *LayoutTest) validate(v *testValidator) {
	v.at += ".layout"
	v.ref("on", t.On)
	for _, named := range v.scenarios {
		if s, err := named.parse(); err == nil && t.Part != "" && s.Find(t.Part) < 0 {
			v.wrong("part", t.Part, "a part of the scenario "+named.Tokens)
		}
	}
}

func (t *SavesTest) validate(v *testValidator) {
	v.at += ".saves"
	if !slices.Contains(alternatives, t.Against) {
		v.wrong("against", t.Against, "an alternative of the layout: "+strings.Join(alternatives, ", "))
	}
	v.fraction("at_least", t.AtLeast)
}

func (t *BandTest) validate(v *testValidator) {
	v.at += ".band"
	v.stretch(t.Axis, t.From, t.To)
	v.ref("of", t.Of)
	v.ref("against", t.Against)
	v.relation(t.Is, t.By)
	if t.Is == NotHigher {
		v.wrong("is", string(t.Is), oneOf([]Relation{Lower, Higher, Even}))
	}
	if t.Is != Even && t.By != 0 {
		v.wrong("by", number(t.By), "no factor: the cheaper one is found exactly")
	}
	v.fraction("share", t.Share)
}
