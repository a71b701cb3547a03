package result

import (
	"context"
	"slices"

	"crossover/engine"
)

// curves holds offers along an axis.
type curves struct {
	*Query
	window     engine.Window
	curves     engine.Curves
	offers     []int
	crossovers []engine.Crossover
	phases     []engine.Phase
	// band has both ends of the uncertainty; nil for none.
	band *engine.Band
	// weak holds, by offer, the least reliable line of its bill at the scenario's value;
	// nil for a reliable price.
	weak map[int]*engine.Line
	// best is the cheapest offer at the scenario's value, or -1.
	best int
}

// CurveOptions configure curves.
type CurveOptions struct {
	// Points is the number of points per curve; 0 selects a number for the format.
	Points int
	// Band adds each offer's lowest and highest cost.
	Band bool
}

// Curves prices offers along a window; if none are given, it selects the relevant ones.
// Tables and machine formats get different numbers of points. The error is that of ctx,
// which can end it.
func (q *Query) Curves(ctx context.Context, win engine.Window, offers []int, o CurveOptions, f Format) (Result, error) {
	c, err := q.trace(ctx, win, o.count(win, f), offers)
	if err == nil && o.Band {
		c.band = c.Engine.NewBand()
		err = c.band.Sweep(ctx, &c.curves, &c.Scenario, c.Scenario.Selected, c.wanted(), true)
	}
	if err != nil {
		return c, err
	}
	list := q.estimates(c.offers)
	c.weak = map[int]*engine.Line{}
	for i := range list {
		c.weak[list[i].Offer] = q.weak(list[i].Weakest())
	}
	switch {
	case f.ForPeople():
		err = c.crossWith(ctx, cheapest(list))
	case f == JSON:
		c.crossovers, err = q.Evaluator.Crossovers(ctx, &q.Scenario, q.Scenario.Selected, win, searchPoints, c.offers)
	}
	return c, err
}

// ForPeople reports whether the format is read by people.
func (f Format) ForPeople() bool { return f == Table || f == Markdown }

// count returns the number of points of a curve.
func (o *CurveOptions) count(win engine.Window, f Format) int {
	const ( // a table has room for five columns; 128 MB to 64 GB is four even steps
		machine, people, memory = 121, 5, 4
	)
	switch {
	case o.Points > 0:
		return o.Points
	case !f.ForPeople():
		return machine
	case win.Axis == engine.AxisMemory:
		return memory
	default:
		return people
	}
}

// searchPoints is the number of grid points of the search for crossovers and phases,
// independent of the number printed.
const searchPoints = 121

// trace sweeps the given offers, or else the relevant ones, along the window.
func (q *Query) trace(ctx context.Context, win engine.Window, n int, offers []int) (*curves, error) {
	c := &curves{Query: q, window: win, offers: offers, best: -1}
	s, part := &q.Scenario, q.Scenario.Selected
	able := offers
	if len(offers) == 0 {
		var err error
		if able, err = q.somewhere(ctx, win); err != nil {
			return nil, err
		}
	}
	var err error
	if c.phases, err = q.Evaluator.Phases(ctx, s, part, win, searchPoints, able); err != nil {
		return nil, err
	}
	if len(offers) == 0 {
		c.offers = q.mattering(able, c.phases)
	}
	return c, q.Evaluator.SweepExact(ctx, &c.curves, s, part, win, n, c.wanted())
}

// wanted marks the offers that have a curve.
func (c *curves) wanted() []bool {
	out := make([]bool, c.Engine.Len())
	for _, o := range c.offers {
		out[o] = true
	}
	return out
}

// crossWith finds the crossovers of one offer, which are all that tables show. Finding
// those of every pair takes long.
func (c *curves) crossWith(ctx context.Context, best *engine.Estimate) error {
	if best == nil {
		return nil
	}
	c.best = best.Offer
	offers := []int{c.best}
	for _, o := range c.offers {
		if o != c.best {
			offers = append(offers, o)
		}
	}
	var err error
	c.crossovers, err = c.Evaluator.CrossoversOf(ctx, &c.Scenario, c.Scenario.Selected, c.window, searchPoints, offers)
	return err
}

// somewhere lists the offers that are feasible at some point of the window. If none is,
// it lists all but the GPU offers nobody asked for.
func (q *Query) somewhere(ctx context.Context, win engine.Window) ([]int, error) {
	out, err := q.Evaluator.Able(ctx, nil, &q.Scenario, q.Scenario.Selected, win, searchPoints)
	if err != nil {
		return nil, err
	}
	if len(out) > 0 {
		return out, nil
	}
	kept, _ := q.folded(q.estimates(nil), false)
	for i := range kept {
		out = append(out, kept[i].Offer)
	}
	return out, nil
}

// mattering returns the offers of able that win a phase or are the best of their product
// at the scenario's value, in the order of rank.
func (q *Query) mattering(able []int, phases []engine.Phase) []int {
	var out []int
	seen := map[string]bool{}
	for _, e := range q.estimates(able) {
		product := q.Engine.Offer(e.Offer).Product
		wins := slices.ContainsFunc(phases, func(p engine.Phase) bool { return p.Offer == e.Offer })
		if wins || !seen[product] {
			out = append(out, e.Offer)
		}
		seen[product] = true
	}
	return out
}

// DefaultWindow returns the whole axis, or for people two decades on either side of the
// scenario's value.
func (q *Query) DefaultWindow(axis engine.Axis, people bool) engine.Window {
	lo, hi := axis.Reach(&q.Scenario, q.Scenario.Selected)
	win := engine.Window{Axis: axis, Lo: lo, Hi: hi}
	const half = 100 // two decades
	if !people || win.Even() || hi/lo <= half*half {
		return win
	}
	at := min(max(axis.Value(&q.Scenario, q.Scenario.Selected), lo*half), hi/half)
	win.Lo, win.Hi = at/half, at*half
	return win
}
