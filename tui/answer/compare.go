package answer

import (
	"context"
	"math"

	"crossover/engine"
	"crossover/engine/scenario"
)

// Compared is one of the scenarios in a comparison: the one on screen, or a pinned one.
type Compared struct {
	Scenario scenario.Scenario
	// Estimates are the offers' estimates for the selected part of the scenario, in the
	// engine's order.
	Estimates []engine.Estimate
	// Offer is the $/month of one offer over the window, and Best that of the cheapest
	// feasible offer; NaN where there is none.
	Offer, Best []float64
	// Cheapest is the best feasible offer, -1 if there is none.
	Cheapest int
	// Layout is the price of the whole system's recommended layout.
	Layout float64
}

// ComparePoints is the number of points in the curves of a comparison.
const ComparePoints = 120

// Compare evaluates several scenarios over the same window, each for its own selected
// part. It takes some milliseconds per scenario, too long for a moving handle. The error
// is ctx's.
func Compare(ctx context.Context, v *engine.Evaluator, list []*scenario.Scenario, win engine.Window, offer int) ([]Compared, error) {
	var curves engine.Curves
	out := make([]Compared, len(list))
	for i, s := range list {
		c := &out[i]
		c.Scenario, c.Cheapest = *s, -1
		c.Estimates = v.Estimates(s, s.Selected, nil)
		for o := range c.Estimates {
			c.Estimates[o].Bill = nil
			if e := &c.Estimates[o]; e.Feasible() && (c.Cheapest < 0 || engine.Less(e, &c.Estimates[c.Cheapest])) {
				c.Cheapest = o
			}
		}
		v.Sweep(&curves, s, s.Selected, win, ComparePoints, nil)
		for k := range curves.X {
			best, own := math.NaN(), math.NaN()
			for o := range c.Estimates {
				if curves.Feasible(o)[k] && !(curves.Cost(o)[k] >= best) {
					best = curves.Cost(o)[k]
				}
			}
			if curves.Feasible(offer)[k] {
				own = curves.Cost(offer)[k]
			}
			c.Offer, c.Best = append(c.Offer, own), append(c.Best, best)
		}
		l, err := v.Recommend(ctx, s)
		if err != nil {
			return nil, err
		}
		c.Layout = l.Monthly
	}
	return out, nil
}
