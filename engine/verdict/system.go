package verdict

import (
	"context"
	"fmt"
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/scenario"
)

// choose selects the part that the test refers to.
func (t *LayoutTest) choose(s *scenario.Scenario) error {
	if t.Part == "" {
		return nil
	}
	i := s.Find(t.Part)
	if i < 0 {
		return fmt.Errorf("the scenario has no part %q", t.Part)
	}
	s.Selected = i
	return nil
}

// noMore is the difference in dollars that counts as rounding noise.
const noMore = 1e-9

// check tests where the recommended layout places the selected part. If it is elsewhere,
// the part is placed on the best offer of the set by itself. The test passes too if the
// whole then costs no more; otherwise the excess is added as a figure.
func (t *LayoutTest) check(ctx context.Context, r *run, s scenario.Scenario) (Check, error) {
	list, err := r.sets.find(t.On)
	if err != nil {
		return Check{}, err
	}
	part, name := s.Selected, s.SelectedPart().Name
	c := Check{Want: "a cheapest layout has " + name + " on " + list.title}
	l, err := r.recommend(ctx, &s)
	if err != nil {
		return c, err
	}
	if part >= len(l.Choices) {
		return c, errNone
	}
	choice := &l.Choices[part].Estimate
	c.Pass = choice.Feasible() && slices.Contains(list.offers, choice.Offer)
	o := r.engine.Offer(choice.Offer)
	c.Figures = append(c.Figures, Figure{Label: name + " on " + o.Title, Unit: USDPerMonth, Value: choice.Monthly, Offer: o.ID})
	if c.Pass {
		return c, nil
	}
	own, err := r.best(&s, t.On, Price)
	if err != nil {
		return c, err
	}
	c.Figures = append(c.Figures, own)
	if !own.Exists() {
		return c, nil
	}
	there := s
	there.SelectedPart().Lock = own.Offer
	other, err := r.evaluator.Assign(ctx, &there)
	if err != nil {
		return c, err
	}
	if other.Feasible && l.Feasible {
		more := max(0, other.Monthly-l.Monthly)
		c.Pass = more <= noMore
		c.Figures = append(c.Figures, Figure{Label: "more for all with it there", Unit: USDPerMonth, Value: more})
	}
	return c, nil
}

// alternatives are the names of the layouts that the recommended one can be compared with.
var alternatives = engine.AlternativeNames

// check compares the recommended layout with another.
func (t *SavesTest) check(ctx context.Context, r *run, s scenario.Scenario) (Check, error) {
	l, err := r.recommend(ctx, &s)
	if err != nil {
		return Check{}, err
	}
	if len(l.Choices) == 0 {
		return Check{}, errNone
	}
	c := Check{Want: fmt.Sprintf("the recommended layout costs at least %g %% less than the best %s one", t.AtLeast*100, t.Against)}
	c.Figures = []Figure{{Label: "recommended", Value: l.Monthly, Unit: USDPerMonth}}
	other := Figure{Label: t.Against, Value: math.NaN(), Unit: USDPerMonth, Text: "none can run every part"}
	saved := math.Inf(1) // an infeasible alternative counts as infinitely expensive
	for i := range l.Alternatives {
		a := &l.Alternatives[i]
		if a.Name != t.Against || !a.Feasible {
			continue
		}
		other = Figure{Label: t.Against + ", " + a.Title, Value: a.Monthly, Unit: USDPerMonth}
		saved = 0
		if a.Monthly > 0 {
			saved = 1 - l.Monthly/a.Monthly
		}
	}
	c.Figures = append(c.Figures, other)
	if !math.IsInf(saved, 1) {
		c.Figures = append(c.Figures, Figure{Label: "saved", Value: saved, Unit: Share})
	}
	c.Pass = l.Feasible && saved >= t.AtLeast
	return c, nil
}
