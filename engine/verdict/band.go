package verdict

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"crossover/engine"
	"crossover/engine/scenario"
)

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
func (x *stretch) addEnd(c *Check, t *BandTest, at float64) error {
	s := *x.s
	x.win.Axis.Set(&s, s.Selected, at)
	text := t.From
	if at == x.win.Hi {
		text = t.To
	}
	for _, set := range []string{t.Of, t.Against} {
		f, err := x.r.best(&s, set, Price)
		if err != nil {
			return err
		}
		f.Label += " at " + text
		c.Figures = append(c.Figures, f)
	}
	return nil
}

// cheaper returns the share of the stretch in which one of the sets is the cheaper.
func (x *stretch) cheaper(ctx context.Context, w which) (float64, error) {
	phases, err := x.phases(ctx)
	sum := 0.0
	for _, p := range phases {
		if x.side(p.Offer).of == w {
			sum += math.Log(p.To / p.From)
		}
	}
	return sum / math.Log(x.win.Hi/x.win.Lo), err
}

// even returns the share of a grid's points at which the best of both sets are within a
// factor.
func (x *stretch) even(ctx context.Context, by float64) (float64, error) {
	wanted := make([]bool, x.r.engine.Len())
	for _, o := range x.offers {
		wanted[o] = true
	}
	var curves engine.Curves
	if err := x.r.evaluator.SweepExact(ctx, &curves, x.s, x.s.Selected, x.win, gridPoints, wanted); err != nil {
		return 0, err
	}
	n := 0
	for k := range gridPoints {
		if Even.true(lowest(&curves, x.sets[0].offers, k), lowest(&curves, x.sets[1].offers, k), by) {
			n++
		}
	}
	return float64(n) / gridPoints, nil
}

// lowest returns the lowest price among the offers that can run the part at a point, or
// +Inf.
func lowest(c *engine.Curves, offers []int, point int) float64 {
	out := math.Inf(1)
	for _, o := range offers {
		if c.Feasible(o)[point] {
			out = min(out, c.Cost(o)[point])
		}
	}
	return out
}
