package engine

import (
	"context"

	"crossover/engine/curve"
	"crossover/engine/plan"
	"crossover/engine/run"
	"crossover/engine/scenario"
	"crossover/engine/system"
)

// Evaluator answers questions about scenarios. It keeps buffers and what it has
// worked out, so one goroutine uses it at a time; its answers do not depend on
// what it was asked before.
type Evaluator struct {
	e       *Engine
	runner  *run.Runner
	sweeper curve.Sweeper
	planner system.Planner
	z       run.Result
}

// NewEvaluator returns an evaluator of e.
func (e *Engine) NewEvaluator() *Evaluator {
	n := run.NewRunner(e.offers, plan.Typical, &e.pools)
	return &Evaluator{e: e, runner: n, planner: system.Planner{Runner: n}}
}

// NewBand returns a band of e's offers.
func (e *Engine) NewBand() *Band { return curve.NewBand(e.offers, &e.pools) }

// Engine returns the compiled catalogue the evaluator works on.
func (v *Evaluator) Engine() *Engine { return v.e }

// Estimates appends an estimate of every offer for part i of s to dst, in the
// engine's order, reusing the bills that are in dst's spare capacity.
func (v *Evaluator) Estimates(s *scenario.Scenario, i int, dst []Estimate) []Estimate {
	return v.runner.Part(s, i).Estimates(dst, &v.z, run.Full)
}

// Headlines is Estimates without what only details show. Bills are left out. So
// are latency, limits of the rate and peak of offers that something other than
// the rate rules out, and the peak of pools without a limit on instances. Of the
// latency there is the p99; the other percentiles are NaN.
// It is what a moving handle can afford for every offer.
func (v *Evaluator) Headlines(s *scenario.Scenario, i int, dst []Estimate) []Estimate {
	return v.runner.Part(s, i).Estimates(dst, &v.z, run.Headline)
}

// Estimate returns the estimate of one offer for part i of s.
func (v *Evaluator) Estimate(s *scenario.Scenario, i, offer int) Estimate {
	var e Estimate
	pt := v.runner.Part(s, i)
	ld := pt.Load()
	pt.Run(offer).Estimate(&e, &v.z, offer, &ld, run.Full)
	return e
}

// Explain returns the estimate of one offer for part i of s, and for each line
// of its bill how it came about.
func (v *Evaluator) Explain(s *scenario.Scenario, i, offer int) (Estimate, []Explanation) {
	return v.runner.Part(s, i).Explain(offer)
}

// Runs reports whether an offer can run part i of s, its latency target aside:
// the ways to run it that Warming looks at can still meet that.
func (v *Evaluator) Runs(s *scenario.Scenario, i, offer int) bool {
	e := v.Estimate(s, i, offer)
	for _, r := range e.Reasons() {
		if !r.Code.Warning() && r.Code != LatencyTarget {
			return false
		}
	}
	return true
}

// Spread returns the distribution behind the latency of an offer's estimate
// for part i of s.
func (v *Evaluator) Spread(s *scenario.Scenario, i, offer int) Spread {
	pt := v.runner.Part(s, i)
	r, ld := pt.Run(offer), pt.Load()
	r.Cost(&v.z, &ld, run.Mode{Exact: true})
	return r.Latency(&v.z, &ld).Spread()
}

// Warming appends to dst what running an offer for part i of s in other ways
// costs, and the latency each gives, beginning with the offer as it is: pinged
// and kept warm with 1, 2, 4 … instances until cold starts are next to none,
// or with more headroom. Limits of the offer are not looked at.
//
// A pinger of n instances is taken to have the effect of n instances that are
// always kept, which is the least it has: calls that find instances busy start
// more. Where an instance takes several requests at once, several calls end up
// on the same one, so that a pinger keeps one at most.
func (v *Evaluator) Warming(s *scenario.Scenario, i, offer int, dst []Warmed) []Warmed {
	return v.runner.Warming(s, i, offer, dst)
}

// Sizes returns what an offer costs and how long requests take in each of its sizes that
// hold part i of s, in order of memory or of the catalogue: the curve that is drawn to
// tune a function. It is empty where there are no sizes to choose of.
func (v *Evaluator) Sizes(s *scenario.Scenario, i, offer int) []Sized {
	return v.runner.Sizes(s, i, offer)
}

// Simulation returns how package sim simulates an offer for part i of s; ok is
// false for offers whose instances do not come and go with requests. Service
// times are exponential in the model and in the simulation. The traffic's shape
// is laid out in time as [crossover/engine/traffic.Shape.Cycle] says, while the
// model takes each piece by itself: where pieces are short beside the time
// instances stay, the two differ, and the simulation is right.
func (v *Evaluator) Simulation(s *scenario.Scenario, i, offer int, seed uint64) (q Simulated, ok bool) {
	pt := v.runner.Part(s, i)
	ld := pt.Load()
	return simulated(pt.Run(offer), &ld, seed)
}

// Sweep fills dst with n points of every offer for part i of s along a window,
// as while a handle is dragged. With wanted not nil only those offers are swept.
// Along the rate and along months pools of instances are interpolated between
// exact knots, within about 1 % and 6 % at worst, and offers that something
// other than the axis rules out are left out.
func (v *Evaluator) Sweep(dst *Curves, s *scenario.Scenario, i int, win Window, n int, wanted []bool) {
	_ = v.sweeper.Sweep(context.Background(), dst, v.runner.Part(s, i), win, n, wanted, false) // which never ends
}

// SweepExact is Sweep with every point solved, and no offer left out that is
// wanted. It takes up to some seconds. The error is that of ctx, which is looked
// at before each offer: dst is incomplete then.
func (v *Evaluator) SweepExact(ctx context.Context, dst *Curves, s *scenario.Scenario, i int, win Window, n int, wanted []bool) error {
	return v.sweeper.Sweep(ctx, dst, v.runner.Part(s, i), win, n, wanted, true)
}

// Able appends the offers that can run part i of s at some of n points of a window. The
// error is that of ctx.
func (v *Evaluator) Able(ctx context.Context, dst []int, s *scenario.Scenario, i int, win Window, n int) ([]int, error) {
	return v.sweeper.Able(ctx, dst, v.runner.Part(s, i), win, n)
}

// SweepP99 fills dst with an offer's p99 in milliseconds at n points of a window,
// for part i of s; NaN where the offer cannot run the part there, the latency
// target aside. Every point is solved exactly.
func (v *Evaluator) SweepP99(dst []float64, s *scenario.Scenario, i, offer int, win Window, n int) []float64 {
	return v.sweeper.P99(dst, v.runner.Part(s, i), offer, win, n)
}

// Crossovers returns where the curves of the given offers cross within a
// window, in order of X, whether or not they can run the part there: brackets
// are taken between n evenly spread points and the curves' steps and kinks between
// them, and each is narrowed to 1e-9 on the exact cost. Stretches where two offers
// cost the same, $0 included, are no crossovers; neither is a point where two
// curves touch. The error is that of ctx.
func (v *Evaluator) Crossovers(ctx context.Context, s *scenario.Scenario, i int, win Window, n int, offers []int) ([]Crossover, error) {
	return v.sweeper.Crossovers(ctx, v.runner.Part(s, i), win, n, offers)
}

// CrossoversOf is Crossovers of the first of the offers with each of the others.
func (v *Evaluator) CrossoversOf(ctx context.Context, s *scenario.Scenario, i int, win Window, n int, offers []int) ([]Crossover, error) {
	return v.sweeper.CrossoversOf(ctx, v.runner.Part(s, i), win, n, offers)
}

// Phases returns the lower envelope of the feasible offers within a window:
// adjoining intervals from its low end to its high end, with edges narrowed to
// 1e-9. Changes are looked for at n points, and at the steps and kinks between
// them of the offers that come near the cheapest. The error is that of ctx.
func (v *Evaluator) Phases(ctx context.Context, s *scenario.Scenario, i int, win Window, n int, offers []int) ([]Phase, error) {
	return v.sweeper.Phases(ctx, v.runner.Part(s, i), win, n, offers)
}

// Bends returns what bends the curve of an offer for part i of s within a window,
// in the order of X: changes between n points, each narrowed to a millionth.
// Instances are counted for fleets of fixed size only, and no more than most of
// them are told of. The error is that of ctx.
func (v *Evaluator) Bends(ctx context.Context, s *scenario.Scenario, i, offer int, win Window, n, most int) ([]Bend, error) {
	return curve.Bends(ctx, v.runner, s, i, offer, win, n, most)
}

// Recommend chooses an offer for every part of s so that the joint price is
// the lowest, by branch and bound (package layout): exact, up to a budget of
// nodes that real systems stay far below, beyond which Gap says how far off it
// can be. The error is that of ctx.
func (v *Evaluator) Recommend(ctx context.Context, s *scenario.Scenario) (Layout, error) {
	return v.planner.Recommend(ctx, s, nil)
}

// RecommendNear is Recommend with the offers of a layout that is likely to be
// much the same, one a part: the search starts there. The error is that of ctx.
func (v *Evaluator) RecommendNear(ctx context.Context, s *scenario.Scenario, near []int) (Layout, error) {
	return v.planner.Recommend(ctx, s, near)
}

// Assign finds the cheapest layout of s, without what [Evaluator.Recommend]
// says about it. The error is that of ctx.
func (v *Evaluator) Assign(ctx context.Context, s *scenario.Scenario) (Assignment, error) {
	return v.planner.Assign(ctx, s)
}

// Pareto returns the layouts of s that no other beats in price, latency of the
// slowest part and vendors, from the most vendors to the fewest and by price.
// For each number of vendors it finds the cheapest layout, then the cheapest
// one that is faster than that, and so on: every combination there is, as far
// as the searches are complete. The error is that of ctx.
func (v *Evaluator) Pareto(ctx context.Context, s *scenario.Scenario) ([]Compromise, error) {
	return v.planner.Pareto(ctx, s)
}

// Flips returns the values of rate, memory and duration at which the cheapest
// layout of s would place part i on another offer: the nearest below and above
// the present value of each, as far as there is one within three decades. The
// whole layout is solved at each value looked at, and a flip narrowed to 1e-9.
// What flips and flips back between two values, of eight to a decade, is not
// seen. It takes some hundreds of solved layouts: it is not for every frame. The
// error is that of ctx.
func (v *Evaluator) Flips(ctx context.Context, s *scenario.Scenario, i int) ([]Flip, error) {
	return v.planner.Flips(ctx, s, i)
}

// LayoutPhases returns the cheapest layouts of s along a window of an axis of
// part i: adjoining intervals from its low end to its high end, whose edges are
// narrowed to 1e-9. Changes are looked for at n values; of what changes and
// changes back between two of them nothing is seen. The error is that of ctx.
func (v *Evaluator) LayoutPhases(ctx context.Context, s *scenario.Scenario, i int, win Window, n int) ([]LayoutPhase, error) {
	return v.planner.Phases(ctx, s, i, win, n)
}

// Grow follows s over its horizon with its growth. The cheapest layout of every
// month is found, and each of them is priced in all months. The plan is the
// cheapest sequence of those layouts from the first month's, in which each part
// moved costs the scenario's migration: optimal switching by dynamic
// programming over months and layouts (Bellman 1957), exact for these layouts.
// A migration cost thus makes the plan hold on to a layout after another has
// become cheaper. The error is that of ctx.
func (v *Evaluator) Grow(ctx context.Context, s *scenario.Scenario) (Growth, error) {
	return v.planner.Grow(ctx, s)
}
