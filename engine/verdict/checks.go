package verdict

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
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
func (r Relation) words(to string, by float64) string {
	switch {
	case r == NotHigher:
		return "no higher than that of " + to
	case r == Even:
		return "within " + number(by) + " times that of " + to
	case by > 1:
		return string(r) + " than that of " + to + " by " + number(by) + " times"
	default:
		return string(r) + " than that of " + to
	}
}

// true reports whether a has the relation to b. A figure that does not exist is +Inf.
func (r Relation) true(a, b, by float64) bool {
	by = max(by, 1)
	switch r {
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
	other, err := l.on(ctx, part, r.engine.Find(own.Offer))
	if err != nil {
		return c, err
	}
	if other.Feasible && l.Feasible {
		more := other.Monthly - l.Monthly
		if c.Pass = more <= noMore; c.Pass {
			more = 0
		}
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

// check tests the share of a stretch in which two sets have the relation: exactly for a
// cheaper set, at the points of a grid for even ones.
func (t *BandTest) check(ctx context.Context, r *run, s scenario.Scenario) (Check, error) {
	x, err := r.stretch(&s, t.Axis, t.From, t.To, t.Of, t.Against)
	if err != nil {
		return Check{}, err
	}
	wanted := cmp.Or(t.Share, 1)
	c := Check{Want: fmt.Sprintf("%s from %s to %s: $/month of %s %s", t.Axis, t.From, t.To, x.sets[0].title, t.Is.words(x.sets[1].title, t.By))}
	if wanted < 1 {
		c.Want += fmt.Sprintf(", in %g %% of it", wanted*100)
	}
	var share float64
	if t.Is == Even {
		share, err = x.even(ctx, t.By)
	} else {
		share, err = x.cheaper(ctx, map[Relation]which{Lower: first, Higher: second}[t.Is])
	}
	if err != nil {
		return c, err
	}
	c.Pass = share >= wanted-1e-12
	c.Figures = []Figure{{Label: "share of the stretch in which that is so", Value: share, Unit: Share}}
	for _, end := range []float64{x.win.Lo, x.win.Hi} {
		if err := x.addEnd(&c, t, end); err != nil {
			return c, err
		}
	}
	return c, nil
}

// addEnd adds the costs of both sets at an end of the stretch.
func (s *stretch) addEnd(c *Check, t *BandTest, at float64) error {
	sc := *s.scenario
	s.win.Axis.Set(&sc, sc.Selected, at)
	text := t.From
	if at == s.win.Hi {
		text = t.To
	}
	for _, set := range []string{t.Of, t.Against} {
		f, err := s.run.best(&sc, set, Price)
		if err != nil {
			return err
		}
		f.Label += " at " + text
		c.Figures = append(c.Figures, f)
	}
	return nil
}

// cheaper returns the share of the stretch in which one of the sets is the cheaper.
func (s *stretch) cheaper(ctx context.Context, w which) (float64, error) {
	phases, err := s.phases(ctx)
	sum := 0.0
	for _, p := range phases {
		if s.side(p.Offer).of == w {
			sum += math.Log(p.To / p.From)
		}
	}
	return sum / math.Log(s.win.Hi/s.win.Lo), err
}

// even returns the share of a grid's points at which the best of both sets are within a
// factor.
func (s *stretch) even(ctx context.Context, by float64) (float64, error) {
	var least [2][]float64
	for i := range least {
		var err error
		if least[i], err = s.run.evaluator.Least(ctx, s.scenario, s.scenario.Selected, s.win, gridPoints, s.sets[i].offers); err != nil {
			return 0, err
		}
	}
	n := 0
	for k := range gridPoints {
		if Even.true(least[0][k], least[1][k], by) {
			n++
		}
	}
	return float64(n) / gridPoints, nil
}
