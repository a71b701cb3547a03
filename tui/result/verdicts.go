package result

import (
	"strings"

	"time"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/tui/format"
)

// verdicts holds the answers to claims.
type verdicts struct {
	*Query
	list []verdict.Result
	// full is set if every test of a claim is shown.
	full bool
}

// Verdicts returns the answers to claims, under the terms of a scenario. full shows every
// test of a claim.
func Verdicts(e *engine.Engine, s *scenario.Scenario, list []verdict.Result, full bool) Result {
	return &verdicts{Query: New(e, s, time.Time{}), list: list, full: full}
}

func (v *verdicts) json() any {
	return object{{"catalog", catalogObject(v.Engine)}, {"verdicts", each(v.list, verdictObject)}}
}

func verdictObject(r *verdict.Result) object {
	return object{
		{"id", r.ID},
		{"claim", r.Claim},
		{"section", r.Section},
		{"answer", r.Answer},
		// The reason that a claim cannot be tested, and the tests that pass; empty if
		// they do not apply.
		{"why", r.Why},
		{"depends_on", r.DependsOn()},
		{"reading", r.Reading},
		{"note", r.Note},
		{"figures", each(r.Figures(), figureObject)},
		{"checks", each(r.Checks, func(c *verdict.Check) object {
			return object{
				{"name", c.Name}, {"want", c.Want}, {"pass", c.Pass}, {"scenario", c.Scenario.String()}, {"figures", each(c.Figures, figureObject)},
			}
		})},
		{"flip", changeObject(r.Flip)}, // null for none
		{"flips", each(r.Flips, changeObject)},
		// The answers under other terms, with --under or --id; null without. They never
		// change the answer.
		{"under", each(r.Under, func(u *verdict.Under) object {
			return object{{"terms", u.Terms}, {"answer", u.Answer}, {"why", u.Why}, {"flip", changeObject(u.Flip)}}
		})},
	}
}

// figureObject describes a figure. Without a value it is null, and the text says why.
func figureObject(f *verdict.Figure) object {
	return object{
		{"label", f.Label}, {"value", f.Value}, {"unit", f.Unit}, {"text", f.Text}, {"offer", f.Offer}, {"scenario", f.Scenario},
	}
}

func changeObject(c *verdict.Change) object {
	if c == nil {
		return nil
	}
	// The cheapest offer on one side of a flip; empty if nothing can run the part there.
	side := func(s verdict.Side) object { return object{{"set", s.Set}, {"offer", s.Offer}} }
	return object{
		{"axis", c.Axis.String()},
		{"value", c.At},
		{"unit", c.Unit()},
		{"per_month", c.PerMonth}, // the requests a month of a rate, 0 on other axes
		// The price at the flip; 0 if two sets change places.
		{"price_usd", c.Price},
		{"below", side(c.Below)},
		{"above", side(c.Above)},
	}
}

// amount writes a figure's value for people.
func (v *verdicts) amount(f *verdict.Figure) string {
	switch {
	case !f.Exists():
		return format.None
	case f.Unit == verdict.USDPerMonth || f.Unit == verdict.USDPerMillion:
		return v.money(f.Value)
	case f.Unit == verdict.Milliseconds:
		return format.Duration(f.Value)
	case f.Unit == verdict.Share:
		return format.Chance(f.Value)
	case f.Unit == verdict.Ratio:
		return format.Digits(f.Value) + "×"
	case f.Unit == verdict.PerSecond:
		return format.Rate(f.Value)
	case f.Unit == verdict.Megabytes:
		return format.Place(engine.AxisMemory, f.Value)
	default:
		return format.Digits(f.Value)
	}
}

// figures writes figures for people, separated by semicolons.
func (v *verdicts) figures(list []verdict.Figure) string {
	out := make([]string, len(list))
	for i := range list {
		f := &list[i]
		out[i] = Label(f.Label) + " " + v.amount(f)
		if f.Text != "" && f.Exists() {
			out[i] += " " + Sentence(f.Text)
		} else if f.Text != "" {
			out[i] = Label(f.Label) + ": " + Sentence(f.Text)
		}
	}
	return strings.Join(out, "; ")
}
