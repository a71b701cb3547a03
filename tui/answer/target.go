package answer

import (
	"context"
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/scenario"
)

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
