package verdict

import (
	"context"
	"fmt"
	"math"
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
)

// check tests the best figure of the set.
func (t *FigureTest) check(_ context.Context, r *run, s scenario.Scenario) (Check, error) {
	f, err := r.best(&s, t.Of, t.Is)
	if err != nil {
		return Check{}, err
	}
	pass := f.Exists() && (t.AtLeast == nil || f.Value >= *t.AtLeast) && (t.AtMost == nil || f.Value <= *t.AtMost)
	return Check{Want: r.title(t.Of) + ": " + t.Is.words() + " " + bounds(t.AtLeast, t.AtMost), Pass: pass, Figures: []Figure{f}}, nil
}

// bounds writes a range.
func bounds(least, most *float64) string {
	switch {
	case least == nil:
		return "at most " + number(*most)
	case most == nil:
		return "at least " + number(*least)
	default:
		return "from " + number(*least) + " to " + number(*most)
	}
}

// title returns the title of a set.
func (r *run) title(set string) string {
	if s, err := r.sets.find(set); err == nil {
		return s.title
	}
	return set
}

// check compares the best of two sets.
func (t *CompareTest) check(_ context.Context, r *run, s scenario.Scenario) (Check, error) {
	a, err := r.best(&s, t.Of, t.Figure)
	if err != nil {
		return Check{}, err
	}
	b, err := r.best(&s, t.Against, t.Figure)
	if err != nil {
		return Check{}, err
	}
	c := Check{
		Want:    fmt.Sprintf("%s: %s %s", r.title(t.Of), t.Figure.words(), t.Is.words(r.title(t.Against), t.By)),
		Pass:    t.Is.true(a.Value, b.Value, t.By),
		Figures: []Figure{a, b},
	}
	if a.Exists() && b.Exists() && a.Value > 0 && b.Value > 0 {
		c.Figures = append(c.Figures, Figure{Label: "ratio", Value: a.Value / b.Value, Unit: Ratio})
	}
	return c, nil
}

// words returns the relation to something, as part of a sentence.
func (x Relation) words(to string, by float64) string {
	switch {
	case x == NotHigher:
		return "no higher than that of " + to
	case x == Even:
		return "within " + number(by) + " times that of " + to
	case by > 1:
		return string(x) + " than that of " + to + " by " + number(by) + " times"
	default:
		return string(x) + " than that of " + to
	}
}

// true reports whether a has the relation to b. A figure that does not exist is +Inf.
func (x Relation) true(a, b, by float64) bool {
	by = max(by, 1)
	switch x {
	case Lower:
		return a*by < b
	case Higher:
		return Lower.true(b, a, by)
	case NotHigher:
		return a <= b && !math.IsInf(a, 1)
	default:
		return !math.IsInf(a, 1) && !math.IsInf(b, 1) && a <= b*by && b <= a*by
	}
}

// check tests a figure along variants of the scenario.
func (t *TrendTest) check(_ context.Context, r *run, s scenario.Scenario) (Check, error) {
	c := Check{Want: r.title(t.Of) + ": " + t.Figure.words() + " " + t.words(), Pass: true}
	for i, tokens := range t.Over {
		at, err := scenario.ParseLine(s, tokens)
		if err != nil {
			return c, err
		}
		f, err := r.best(&at, t.Of, t.Figure)
		if err != nil {
			return c, err
		}
		f.Label += " at " + tokens
		c.Pass = c.Pass && f.Exists()
		if i > 0 {
			c.Pass = c.Pass && t.Is.step(c.Figures[i-1].Value, f.Value, t.By)
		}
		c.Figures = append(c.Figures, f)
	}
	if by := max(t.By, 1); c.Pass && t.Is != Level {
		lo, hi := c.Figures[0].Value, c.Figures[len(c.Figures)-1].Value
		if t.Is == Falling {
			lo, hi = hi, lo
		}
		c.Pass = lo*by <= hi
	}
	return c, nil
}

// words returns the trend as part of a sentence.
func (t *TrendTest) words() string {
	over := " over " + strings.Join(t.Over, ", ")
	switch {
	case t.Is == Level:
		return "even within " + number(t.By) + " times" + over
	case t.By > 1:
		return string(t.Is) + " by " + number(t.By) + " times" + over
	default:
		return string(t.Is) + over
	}
}

// step reports whether a change from a to b has the direction.
func (d Direction) step(a, b, by float64) bool {
	switch d {
	case Rising:
		return a < b
	case Falling:
		return a > b
	default:
		return Even.true(a, b, by)
	}
}

// check tests whether an offer of the set can run the part.
func (t *RunsTest) check(_ context.Context, r *run, s scenario.Scenario) (Check, error) {
	f, err := r.best(&s, t.Of, Price)
	return Check{Want: "some of " + r.title(t.Of) + " can run it", Pass: f.Exists(), Figures: []Figure{f}}, err
}

// check tests whether each offer of the set exceeds one of the limits. Offers with the
// same reason share one figure.
func (t *RefusedTest) check(_ context.Context, r *run, s scenario.Scenario) (Check, error) {
	list, err := r.sets.find(t.Of)
	if err != nil {
		return Check{}, err
	}
	c := Check{Want: list.title + " cannot run it: " + strings.Join(t.By, " or "), Pass: true}
	alike := map[string]int{} // number of further offers, by reason
	for _, o := range list.offers {
		e := r.evaluator.Estimate(&s, s.Selected, o)
		f := Figure{Label: r.engine.Offer(o).Title, Unit: USDPerMonth, Value: e.Monthly, Offer: r.engine.Offer(o).ID}
		if why, ok := t.limit(&e); ok {
			f.Text, f.Value = why.String(), math.NaN()
			if _, ok := alike[f.Text]; ok {
				alike[f.Text]++
				continue
			}
			alike[f.Text] = 0
		} else {
			c.Pass = false
			if f.Text = "can run it"; !e.Feasible() {
				why, _ := e.FirstReason()
				f.Text = "has another reason: " + why.String()
			}
		}
		c.Figures = append(c.Figures, f)
	}
	for i := range c.Figures {
		f := &c.Figures[i]
		if n := alike[f.Text]; n > 0 && !f.Exists() {
			f.Label += fmt.Sprintf(" and %d more", n)
		}
	}
	return c, nil
}

// limit returns the first of the requested limits that an estimate exceeds.
func (t *RefusedTest) limit(e *engine.Estimate) (engine.Reason, bool) {
	for _, why := range e.Reasons() {
		for _, by := range t.By {
			if !why.Code.Warning() && why.Code.String() == by {
				return why, true
			}
		}
	}
	return engine.Reason{}, false
}
