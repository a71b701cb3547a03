package answer

import (
	"context"
	"math"
	"slices"
	"sort"

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

// Effect is the effect of one input on the price of an offer when it is halved and
// doubled, or otherwise varied.
type Effect struct {
	// Key is the key of the input's token.
	Key string
	// Low and High are the values tried in token form, and LowCost and HighCost the
	// offer's $/month there.
	Low, High         string
	LowCost, HighCost float64
	// LowBest and HighBest are the cheapest offers there, -1 for none.
	LowBest, HighBest int
}

// Size returns how far the input changes the price in dollars, in the larger direction.
func (e *Effect) Size(base float64) float64 {
	return max(math.Abs(e.LowCost-base), math.Abs(e.HighCost-base))
}

// Sensitivity lists the inputs with the largest effect on the price of an offer, as in a
// tornado chart.
type Sensitivity struct {
	Offer int
	// Base is the offer's present $/month, and Best the cheapest offer.
	Base float64
	Best int
	// Effects are the inputs with an effect, the largest first.
	Effects []Effect
}

// Sense computes the sensitivity of the price of an offer for the selected part. It takes
// some milliseconds per input, too long for a moving handle. The error is ctx's.
func Sense(ctx context.Context, v *engine.Evaluator, s *scenario.Scenario, offer int) (Sensitivity, error) {
	out := Sensitivity{Offer: offer}
	var list []engine.Estimate
	ask := func(s *scenario.Scenario) (cost float64, best int) {
		list, best = v.Headlines(s, s.Selected, list[:0]), -1
		for o := range list {
			if list[o].Feasible() && (best < 0 || engine.Less(&list[o], &list[best])) {
				best = o
			}
		}
		return list[offer].Monthly, best
	}
	out.Base, out.Best = ask(s)
	terms := scenario.Table()
	for i := range terms {
		t := &terms[i]
		if err := ctx.Err(); err != nil {
			return out, err
		}
		w := Effect{Key: t.Key, LowCost: out.Base, HighCost: out.Base, LowBest: out.Best, HighBest: out.Best}
		if low, ok := t.Vary(*s, false); ok {
			w.LowCost, w.LowBest = ask(&low)
			w.Low = valueOf(s, &low, t)
		}
		if high, ok := t.Vary(*s, true); ok {
			w.HighCost, w.HighBest = ask(&high)
			w.High = valueOf(s, &high, t)
		}
		if w.Size(out.Base) > 0.005 || w.LowBest != out.Best || w.HighBest != out.Best {
			out.Effects = append(out.Effects, w)
		}
	}
	sort.SliceStable(out.Effects, func(i, j int) bool { return out.Effects[i].Size(out.Base) > out.Effects[j].Size(out.Base) })
	return out, nil
}

// valueOf returns a term's value in varied in token form, with a rate in the period that
// it has in s.
func valueOf(s, varied *scenario.Scenario, t *scenario.Term) string {
	if t.Unit != scenario.UnitRate {
		return t.Get(varied)
	}
	r, was := s.SelectedPart().Rate, t.Value(s)
	if r.N == 0 { // it is a share of another part's
		r = scenario.Rate{N: was}
	}
	r.N *= t.Value(varied) / was
	return r.String()
}

// Tried returns the scenario with an input lower or higher for which [Sense] computed the
// price, and whether there is one.
func Tried(s *scenario.Scenario, key string, high bool) (out scenario.Scenario, ok bool) {
	t, ok := scenario.Lookup(key)
	if !ok {
		return *s, false
	}
	return t.Vary(*s, high)
}

// Target is the price of latency: the ways to run some products, and the least $/month at
// which their p99 meets a target.
type Target struct {
	// Ways are the ways to run the selected offer, the offer as it is first.
	Ways []engine.Warmed
	// LoMS and HiMS are the ends of the range of targets in milliseconds. Steps are the
	// curves over it, evenly spaced on a logarithmic scale.
	LoMS, HiMS float64
	Steps      []Step
}

// Step is the $/month of a product over p99 targets: NaN where no way to run it is fast
// enough.
type Step struct {
	// Offer is the offer for which the curve was requested; it represents its product.
	Offer  int
	Costs  []float64
	points []engine.Warmed
}

// TargetPoints is the number of targets in a curve.
const TargetPoints = 160

// Targets computes the price of p99 targets on the products of some offers, for the
// selected part. It takes some milliseconds, too long for a moving handle. The error is
// ctx's.
func Targets(ctx context.Context, v *engine.Evaluator, s *scenario.Scenario, offer int, offers []int) (Target, error) {
	t := Target{Ways: v.Warming(s, s.Selected, offer, nil), LoMS: math.Inf(1)}
	e := v.Engine()
	for _, o := range offers {
		if err := ctx.Err(); err != nil {
			return t, err
		}
		step := Step{Offer: o}
		for k := range e.Len() {
			if e.Offer(k).Product == e.Offer(o).Product && v.Runs(s, s.Selected, k) {
				step.points = v.Warming(s, s.Selected, k, step.points)
			}
		}
		if step.points = slices.DeleteFunc(step.points, func(w engine.Warmed) bool { return math.IsNaN(w.Latency.P99MS) }); len(step.points) > 0 {
			t.Steps = append(t.Steps, step)
		}
	}
	t.scale(s)
	return t, nil
}

// scale chooses the range of targets, from a bit below the fastest way to a bit above the
// slowest and the part's own target, and computes the curves.
func (t *Target) scale(s *scenario.Scenario) {
	note := func(ms float64) {
		if ms > 0 {
			t.LoMS, t.HiMS = min(t.LoMS, ms), max(t.HiMS, ms)
		}
	}
	for i := range t.Steps {
		for _, w := range t.Steps[i].points {
			note(w.Latency.P99MS)
		}
	}
	note(s.SelectedPart().P99MS)
	if t.HiMS == 0 {
		t.LoMS, t.HiMS = 10, 1000
	}
	t.LoMS, t.HiMS = t.LoMS/1.25, t.HiMS*1.6
	for i := range t.Steps {
		step := &t.Steps[i]
		for k := range TargetPoints {
			step.Costs = append(step.Costs, step.within(t.At(k)))
		}
	}
}

// At returns the k-th target in milliseconds.
func (t *Target) At(k int) float64 {
	return t.LoMS * math.Pow(t.HiMS/t.LoMS, float64(k)/(TargetPoints-1))
}

// within returns the least cost at which the p99 meets a target.
func (s *Step) within(ms float64) float64 {
	best := math.NaN()
	for _, w := range s.points {
		if w.Latency.P99MS <= ms && !(w.Monthly >= best) {
			best = w.Monthly
		}
	}
	return best
}
