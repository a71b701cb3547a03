package engine

import (
	"context"
	"sync"
	"sync/atomic"

	"crossover/engine/curve"
	"crossover/engine/plan"
	"crossover/engine/run"
	"crossover/engine/scenario"
	"crossover/engine/system"
)

// Evaluator answers questions about scenarios. It caches results and must be used by one
// goroutine at a time; an answer does not depend on earlier questions.
type Evaluator struct {
	engine  *Engine
	runner  *run.Runner
	sweeper curve.Sweeper
	planner system.Planner
	result  run.Result
}

// NewEvaluator returns an evaluator of e.
func (e *Engine) NewEvaluator() *Evaluator {
	n := run.NewRunner(e.offers, plan.Typical, &e.pools)
	return &Evaluator{engine: e, runner: n, planner: system.Planner{Runner: n}}
}

// InParallel does n tasks on several goroutines until ctx ends. begin returns a function
// that does task i, for each of workers, at least 1, with an evaluator of its own.
func (e *Engine) InParallel(ctx context.Context, n, workers int, begin func(v *Evaluator) (do func(i int))) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range max(1, min(workers, n)) {
		group.Go(func() {
			do := begin(e.NewEvaluator())
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}

// NewBand returns a band of e's offers.
func (e *Engine) NewBand() *Band { return curve.NewBand(e.offers, &e.pools) }

// Engine returns the engine that the evaluator was made from.
func (e *Evaluator) Engine() *Engine { return e.engine }

// Estimates appends an estimate of every offer for part i of s to dst, in the engine's
// order, and reuses the bills in dst's spare capacity.
func (e *Evaluator) Estimates(s *scenario.Scenario, i int, dst []Estimate) []Estimate {
	return e.runner.Part(s, i).Estimates(dst, &e.result, run.Full)
}

// Headlines is like Estimates but omits what only details show, so that it is fast enough
// to call for every offer while a handle moves. It omits bills. For offers ruled out by
// something other than the rate it also omits latency, limits of the rate, and peak. It
// omits the peak of pools without a limit on instances, and the p95, which is NaN.
func (e *Evaluator) Headlines(s *scenario.Scenario, i int, dst []Estimate) []Estimate {
	return e.runner.Part(s, i).Estimates(dst, &e.result, run.Headline)
}

// Briefs is like Headlines but does not price GPUs if the part needs none. Their Monthly is
// NaN, and that they are GPUs is the only reason given.
func (e *Evaluator) Briefs(s *scenario.Scenario, i int, dst []Estimate) []Estimate {
	return e.runner.Part(s, i).Estimates(dst, &e.result, run.Brief)
}

// Estimate returns the estimate of one offer for part i of s.
func (e *Evaluator) Estimate(s *scenario.Scenario, i, offer int) Estimate {
	var est Estimate
	pt := e.runner.Part(s, i)
	ld := pt.Load()
	pt.Run(offer).Estimate(&est, &e.result, offer, &ld, run.Full)
	return est
}

// Floors returns lower bounds of what some offers cost in $/month for part i of s. It is much
// faster than estimates, as it solves no pool.
func (e *Evaluator) Floors(s *scenario.Scenario, i int, offers []int) map[int]float64 {
	pt := e.runner.Part(s, i)
	ld, out := pt.Load(), make(map[int]float64, len(offers))
	for _, o := range offers {
		pt.Run(o).Cost(&e.result, &ld, run.Mode{Least: true})
		out[o] = e.result.Monthly
	}
	return out
}

// Explain returns the estimate of one offer for part i of s, and an explanation of each
// line of its bill.
func (e *Evaluator) Explain(s *scenario.Scenario, i, offer int) (Estimate, []Derivation) {
	return e.runner.Part(s, i).Explain(offer)
}

// Runs reports whether an offer can run part i of s, ignoring the latency target, which an
// offer run in one of the ways of Warming may still meet.
func (e *Evaluator) Runs(s *scenario.Scenario, i, offer int) bool {
	est := e.Estimate(s, i, offer)
	for _, r := range est.Reasons() {
		if !r.Code.Warning() && r.Code != LatencyTarget {
			return false
		}
	}
	return true
}

// Spread returns the distribution behind the latency of an offer's estimate
// for part i of s.
func (e *Evaluator) Spread(s *scenario.Scenario, i, offer int) Spread {
	pt := e.runner.Part(s, i)
	r, ld := pt.Run(offer), pt.Load()
	r.Cost(&e.result, &ld, run.Mode{Exact: true})
	return r.Latency(&e.result, &ld).Spread()
}

// Warming appends to dst the cost and latency of running an offer for part i of s in other
// ways, beginning with the offer as it is: pinged or kept warm with 1, 2, 4 … instances
// until cold starts are negligible, or with more headroom. It ignores the offer's limits.
//
// Pinging n instances is assumed to have the effect of n instances always kept, which is a
// lower bound: calls that find instances busy start more. Where an instance takes several
// requests at once, several calls can reach the same one, so a pinger keeps at most one.
func (e *Evaluator) Warming(s *scenario.Scenario, i, offer int, dst []Warmed) []Warmed {
	return e.runner.Warming(s, i, offer, dst)
}

// Sizes returns the price and latency of an offer in each of its sizes that hold part i of
// s, in order of memory or of the catalogue: the curve used to tune a function. It is
// empty for offers with a single size.
func (e *Evaluator) Sizes(s *scenario.Scenario, i, offer int) []Sized {
	return e.runner.Sizes(s, i, offer)
}

// Simulation returns the configuration with which package sim simulates an offer for part
// i of s. ok is false for offers whose instances do not come and go with requests. Service
// times are exponential in the model and in the simulation. The simulation lays the
// traffic's shape out in time as [crossover/engine/traffic.Shape.Cycle] does, while the
// model takes each piece by itself. Where pieces are short compared with an instance's
// idle time, the two differ and the simulation is right.
func (e *Evaluator) Simulation(s *scenario.Scenario, i, offer int, seed uint64) (q Simulated, ok bool) {
	pt := e.runner.Part(s, i)
	ld := pt.Load()
	return simulated(pt.Run(offer), &ld, seed)
}

// Sweep fills dst with n points of every offer for part i of s along a window, fast enough
// for a moving handle. A non-nil wanted selects the offers to sweep. Along the rate and
// along months pools of instances are interpolated between exact knots, within about 1 %
// and 6 % at worst. Offers ruled out by something other than the axis are omitted.
func (e *Evaluator) Sweep(dst *Curves, s *scenario.Scenario, i int, win Window, n int, wanted []bool) {
	_ = e.sweeper.Sweep(context.Background(), dst, e.runner.Part(s, i), win, n, wanted, false) // which never ends
}

// SweepNear is Sweep without the parts of curves that lie far above the cheapest: the
// offers in whole get whole curves, the others only the points where they may cost less
// than near times the cheapest of those. [Evaluator.Complete] computes the rest.
func (e *Evaluator) SweepNear(dst *Curves, s *scenario.Scenario, i int, win Window, n int, whole []int, near float64) {
	e.sweeper.SweepNear(dst, e.runner.Part(s, i), win, n, whole, near)
}

// Complete computes what SweepNear left out of an offer's curve, for the same part of s; the
// value on the axis itself may differ.
func (e *Evaluator) Complete(dst *Curves, s *scenario.Scenario, i, offer int) {
	e.sweeper.Complete(dst, e.runner.Part(s, i), offer)
}

// SweepExact is Sweep with every point solved and no wanted offer omitted. It takes up to
// some seconds. The error is ctx's, which is checked before each offer; dst is then
// incomplete.
func (e *Evaluator) SweepExact(ctx context.Context, dst *Curves, s *scenario.Scenario, i int, win Window, n int, wanted []bool) error {
	return e.sweeper.Sweep(ctx, dst, e.runner.Part(s, i), win, n, wanted, true)
}

// Able appends the offers that can run part i of s at one or more of n points of a window.
// The error is ctx's.
func (e *Evaluator) Able(ctx context.Context, dst []int, s *scenario.Scenario, i int, win Window, n int) ([]int, error) {
	return e.sweeper.Able(ctx, dst, e.runner.Part(s, i), win, n)
}

// SweepP99 fills dst with an offer's p99 in milliseconds for part i of s at n points of a
// window. A point is NaN where the offer cannot run the part, ignoring the latency target.
// Unless exact is set, straight stretches of the curve are interpolated, and a peak of a few
// points can be missed.
func (e *Evaluator) SweepP99(dst []float64, s *scenario.Scenario, i, offer int, win Window, n int, exact bool) []float64 {
	return e.sweeper.P99(dst, e.runner.Part(s, i), offer, win, n, exact)
}

// Crossovers returns the points where the curves of the given offers cross within a
// window, in order of X, whether or not the offers can run the part there. It looks for
// brackets between n evenly spread points and the curves' steps and kinks between them,
// and narrows each to 1e-9 on the exact cost. Stretches where two offers cost the same, $0
// included, are not crossovers, nor are points where two curves touch. The error is ctx's.
func (e *Evaluator) Crossovers(ctx context.Context, s *scenario.Scenario, i int, win Window, n int, offers []int) ([]Crossover, error) {
	return e.sweeper.Crossovers(ctx, e.runner.Part(s, i), win, n, offers)
}

// CrossoversOf is Crossovers of the first of the offers with each of the rest.
func (e *Evaluator) CrossoversOf(ctx context.Context, s *scenario.Scenario, i int, win Window, n int, offers []int) ([]Crossover, error) {
	return e.sweeper.CrossoversOf(ctx, e.runner.Part(s, i), win, n, offers)
}

// Phases returns the lower envelope of the feasible offers within a window: adjoining
// intervals from its low end to its high end, with edges narrowed to 1e-9. It looks for
// changes at n points, and at the steps and kinks between them of the offers near the
// cheapest. The error is ctx's.
func (e *Evaluator) Phases(ctx context.Context, s *scenario.Scenario, i int, win Window, n int, offers []int) ([]Phase, error) {
	return e.sweeper.Phases(ctx, e.runner.Part(s, i), win, n, offers)
}

// Least returns what the cheapest feasible of the offers costs at n points of a window, +Inf
// where none is. The error is ctx's.
func (e *Evaluator) Least(ctx context.Context, s *scenario.Scenario, i int, win Window, n int, offers []int) ([]float64, error) {
	return e.sweeper.Least(ctx, e.runner.Part(s, i), win, n, offers)
}

// Bends returns the bends of an offer's curve for part i of s within a window, in order of
// X: changes between n points, each narrowed to a millionth. Changes in the number of
// instances are reported for fleets of fixed size only, and at most most of them. The
// error is ctx's.
func (e *Evaluator) Bends(ctx context.Context, s *scenario.Scenario, i, offer int, win Window, n, most int) ([]Bend, error) {
	return curve.Bends(ctx, e.runner, s, i, offer, win, n, most)
}

// Recommend chooses an offer for every part of s so that the joint price is the lowest, by
// branch and bound (package layout). The result is exact up to a budget of nodes that real
// systems stay far below; beyond it Gap bounds the error. The error is ctx's.
func (e *Evaluator) Recommend(ctx context.Context, s *scenario.Scenario) (Layout, error) {
	return e.planner.Recommend(ctx, s, nil)
}

// RecommendNear is Recommend with a search that starts from near, the offers of a similar
// layout, one per part. The error is ctx's.
func (e *Evaluator) RecommendNear(ctx context.Context, s *scenario.Scenario, near []int) (Layout, error) {
	return e.planner.Recommend(ctx, s, near)
}

// System prepares s, which must not change, for several questions about its layouts. Systems
// with the same shared map take estimates of equal parts from each other. The error is ctx's.
func (e *Evaluator) System(ctx context.Context, s *scenario.Scenario, shared *sync.Map) (*System, error) {
	return e.planner.Lasting(ctx, s, shared)
}

// Pareto returns the Pareto front of s: the layouts that no other beats in price, latency
// of the slowest part and number of vendors, from the most vendors to the fewest and by
// price. For each number of vendors it finds the cheapest layout, then the cheapest that
// is faster, and so on. The front is complete if the searches are. The error is ctx's.
func (e *Evaluator) Pareto(ctx context.Context, s *scenario.Scenario) ([]Compromise, error) {
	return e.planner.Pareto(ctx, s)
}

// Flips returns the values of rate, memory, duration and, if part i holds them, connections
// at which the cheapest layout of s would place the part on another offer: the nearest below
// and above each present value, within three decades. The whole layout is solved at each
// value tried, and a flip is narrowed to 1e-9. A change that reverts between two grid values,
// of which there are eight per decade, is missed. It solves some hundreds of layouts, which
// is too slow for every frame. The error is ctx's.
func (e *Evaluator) Flips(ctx context.Context, s *scenario.Scenario, i int) ([]Flip, error) {
	return e.planner.Flips(ctx, s, i)
}

// LayoutPhases returns the cheapest layouts of s along a window of an axis of part i:
// adjoining intervals from its low end to its high end, with edges narrowed to 1e-9. It
// looks for changes at n values; a change that reverts between two of them is missed. The
// error is ctx's.
func (e *Evaluator) LayoutPhases(ctx context.Context, s *scenario.Scenario, i int, win Window, n int) ([]LayoutPhase, error) {
	return e.planner.Phases(ctx, s, i, win, n)
}

// Grow follows s over its horizon with its growth. It finds the cheapest layout of every
// month and prices each of these in all months. The plan is the cheapest sequence of those
// layouts from the first month's, where each part moved costs the scenario's migration. It
// is computed by optimal switching, with dynamic programming over months and layouts
// (Bellman 1957), and is exact for these layouts. A migration cost makes the plan keep a
// layout after another has become cheaper. The error is ctx's.
func (e *Evaluator) Grow(ctx context.Context, s *scenario.Scenario) (Growth, error) {
	return e.planner.Grow(ctx, s)
}
