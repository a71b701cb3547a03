// Package answer computes what the screen shows for a state: every offer's estimate, the
// curves and which of them to draw, the phases and their edges. It contains no drawing;
// every number in it is the engine's.
package answer

import (
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/state"
)

// Answer is the engine's answer to a state. The caller keeps one and passes it in again;
// nothing is allocated once its lists are long enough.
type Answer struct {
	// Estimates are the offers' estimates at the handle, in the engine's order.
	Estimates []engine.Estimate
	// Ranked are the offers' indices, best first, infeasible ones last.
	Ranked []int
	// Listed are the offers of Ranked that are shown: the best of each product, or all
	// variants.
	Listed []int
	// Sorted are the offers of Listed that pass the filter, in the chosen order.
	Sorted []int
	Curves engine.Curves
	// Drawn are the curves to draw, in order of importance.
	Drawn []Curve
	// Folded is the number of feasible offers with a curve that is not drawn.
	Folded int
	// Phases are the intervals of the window in which one offer is cheapest.
	Phases []engine.Phase
	// Edges are the points where phases meet.
	Edges []Edge
	// MinorEdges are the other points where the cheapest of the contenders changes: at them
	// an offer that is no contender is cheaper, or one that another screen hides.
	MinorEdges []Edge
	// Symbols are those of all offers, drawn or not.
	Symbols []Symbol
	// Selected is the offer shown in the details.
	Selected int
	// Nearest is the estimate that misses the part's needs by the least, if no offer can
	// run it; nil if one can.
	Nearest *engine.Estimate

	// full holds complete estimates, one of which is Nearest.
	full   []engine.Estimate
	hidden state.OfferSet
	// estimated is what the estimates answer, and swept the key of the curves.
	estimated estimated
	swept     sweepKey
	// exact holds the last exact edges, nil for none.
	exact *Refined
	// minor are the phases of the contenders alone, and contenders are those drawn.
	minor      []engine.Phase
	contenders []int
	// winners are the cheapest feasible offers at the points, -1 for none.
	winners []int
	// latencies are the p99 curves of that sweep, by offer, computed on demand.
	latencies map[int]p99Curve
	// bands are the bands of that sweep, computed on demand.
	bands []band
	// lent is set while Curves are also those of another answer.
	lent bool
}

// estimated is a scenario and whether needless offers are priced.
type estimated struct {
	scenario scenario.Scenario
	needless bool
}

// estimatedFor returns what the estimates for st answer. The prices of GPUs that the part
// does not need are shown only in lists of all offers, or if the user chose one.
func estimatedFor(e *engine.Engine, st *state.State) estimated {
	x := estimated{st.Scenario, st.Screen == state.Offers || st.Screen == state.Compare}
	for o := range e.Len() {
		x.needless = x.needless || (o == st.Offer || st.Marked.Has(o)) && e.Offer(o).Kind == catalog.KindGPU
	}
	return x
}

// Curve is a curve on the chart.
type Curve struct {
	Offer int
	// Values are in the present measure; NaN where the offer cannot run.
	Values []float64
	// Low and High are the band around Values, empty for none.
	Low, High []float64
}

// Edge is a point where two phases meet, in the present measure.
type Edge struct {
	X, Y         float64
	Below, Above int
}

// Scenario returns the scenario of the estimates.
func (a *Answer) Scenario() *scenario.Scenario { return &a.estimated.scenario }

// Needless reports whether an offer is a GPU and the part needs none. Only lists of all offers
// show it.
func (a *Answer) Needless(o int) bool { return a.Estimates[o].Refused(engine.GPUNotNeeded) }

// Cheapest returns the best feasible offer, or -1 if there is none.
func (a *Answer) Cheapest() int {
	if len(a.Ranked) == 0 || !a.Estimates[a.Ranked[0]].Feasible() || a.hidden.Has(a.Ranked[0]) {
		return -1
	}
	return a.Ranked[0]
}

// Source computes answers, one at a time. An answer does not depend on earlier ones, so
// sessions can share a Source in turn.
type Source struct {
	engine    *engine.Engine
	evaluator *engine.Evaluator
	product   []int // of each offer
	symbols   []Symbol
	best      []float64
	whole     []int // scratch
	// band computes the bands of the offers in wanted. It is created on first use.
	band   *engine.Band
	wanted []bool
}

// NewSource returns a source of answers from e. The contenders are the products named, at
// most [MaxContenders], or else the default ones.
func NewSource(e *engine.Engine, contenders ...string) *Source {
	s := &Source{engine: e, evaluator: e.NewEvaluator(), product: make([]int, e.Len()), symbols: symbolsOf(e, contenders)}
	for g, list := range e.Variants() {
		for _, o := range list {
			s.product[o] = g
		}
	}
	return s
}

// Doze returns the answer without its curves, which use most of its memory.
func (a *Answer) Doze() *Answer {
	b := *a
	b.Curves = engine.Curves{Window: a.Curves.Window}
	b.Drawn, b.winners, b.latencies, b.bands = nil, nil, nil, nil
	b.swept, b.exact = sweepKey{}, nil
	return &b
}

// Compute fills a for state st with curves of n points, of which at most curves are drawn.
func (s *Source) Compute(a *Answer, st *state.State, n, curves int) {
	sc := &st.Scenario
	if want := estimatedFor(s.engine, st); a.estimated != want { // many frames change only the view of a scenario
		a.estimated = want
		s.estimate(a)
	}
	a.hidden, a.Symbols = st.Out(), s.symbols
	a.near()
	s.rank(a)
	s.list(a, st)
	s.sort(a, st)
	a.Selected = st.Offer
	if a.Selected < 0 || a.Selected >= len(a.Estimates) {
		a.Selected = max(a.Cheapest(), 0)
	}
	s.sweep(a, st, n)
	if a.exact != nil && a.exact.key == a.swept && len(a.exact.phases) > 0 {
		a.Phases = withoutSlivers(a.Phases, a.exact.phases)
	} else {
		a.Phases = a.phases(a.Phases[:0], func(k int) int { return a.winners[k] })
	}
	s.choose(a, st, curves)
	for o := range a.Estimates {
		if (a.IsDrawn(o) || st.Marked.Has(o)) && !a.Curves.Whole(o) {
			a.ownCurves()
			s.evaluator.Complete(&a.Curves, sc, sc.Selected, o)
		}
	}
	a.contend()
	s.measure(a, st)
	s.addBands(a, st)
}

// estimate computes the estimates. If no offer can run the part, all of them are priced, and
// complete ones are computed, too: headlines have no latency for an offer that something
// else rules out.
func (s *Source) estimate(a *Answer) {
	sc, headlines := a.Scenario(), s.evaluator.Briefs
	if a.estimated.needless {
		headlines = s.evaluator.Headlines
	}
	a.Estimates, a.full = headlines(sc, sc.Selected, a.Estimates[:0]), a.full[:0]
	if !slices.ContainsFunc(a.Estimates, func(e engine.Estimate) bool { return e.Feasible() }) {
		a.Estimates = s.evaluator.Headlines(sc, sc.Selected, a.Estimates[:0])
		a.full = s.evaluator.Estimates(sc, sc.Selected, a.full)
	}
}

// near finds the nearest offer if none can run the part, a hidden one only if all are.
func (a *Answer) near() {
	a.Nearest = nil
	for i := range a.full {
		x, y := &a.full[i], a.Nearest
		if y == nil || a.hidden.Has(y.Offer) && !a.hidden.Has(x.Offer) || a.hidden.Has(y.Offer) == a.hidden.Has(x.Offer) && engine.Nearer(x, y) {
			a.Nearest = x
		}
	}
}

// sweep computes the curves, unless they are present: moving the handle along the rate
// axis does not change the curves.
func (s *Source) sweep(a *Answer, st *state.State, n int) {
	key := keyOf(st, n)
	if key == a.swept {
		return
	}
	a.swept = key
	clear(a.latencies)
	a.bands = a.bands[:0]
	s.whole = append(s.whole[:0], a.Selected)
	for _, o := range a.Listed {
		if o == a.Listed[0] || a.Contends(o) && !slices.ContainsFunc(s.whole, func(x int) bool { return s.symbols[x] == s.symbols[o] }) {
			s.whole = append(s.whole, o)
		}
	}
	s.evaluator.SweepNear(&a.Curves, &st.Scenario, st.Scenario.Selected, key.window, n, s.whole, within)
	a.envelope()
	for _, o := range a.winners { // their curves cross next to the points where they win
		if o >= 0 && !a.Curves.Whole(o) {
			s.evaluator.Complete(&a.Curves, &st.Scenario, st.Scenario.Selected, o)
		}
	}
}

// envelope records the cheapest feasible offer at each point, or -1.
func (a *Answer) envelope() {
	c := &a.Curves
	a.winners = a.winners[:0]
	for range c.X {
		a.winners = append(a.winners, -1)
	}
	for o := range a.Estimates {
		if a.hidden.Has(o) {
			continue
		}
		for k, ok := range c.Feasible(o) {
			if ok && (a.winners[k] < 0 || c.Before(o, a.winners[k], k)) {
				a.winners[k] = o
			}
		}
	}
}

// rank sorts all offers, the hidden ones last. It starts from the last order, which a step
// of a slider changes little; the new one does not depend on it.
func (s *Source) rank(a *Answer) {
	if len(a.Ranked) != len(a.Estimates) {
		a.Ranked = a.Ranked[:0]
		for i := range a.Estimates {
			a.Ranked = append(a.Ranked, i)
		}
	}
	for i, o := range a.Ranked {
		for ; i > 0 && a.before(o, a.Ranked[i-1]); i-- {
			a.Ranked[i] = a.Ranked[i-1]
		}
		a.Ranked[i] = o
	}
}

// before reports whether offer x is ranked before y.
func (a *Answer) before(x, y int) bool {
	if hx, hy := a.hidden.Has(x), a.hidden.Has(y); hx != hy {
		return hy
	}
	return engine.Less(&a.Estimates[x], &a.Estimates[y])
}

// list keeps the best offer of each product, or all variants if these are wanted. It omits
// hidden offers.
func (s *Source) list(a *Answer, st *state.State) {
	a.Listed = a.Listed[:0]
	for _, o := range a.Ranked {
		listed := func(x int) bool { return s.product[x] == s.product[o] }
		if !a.hidden.Has(o) && (st.Variants || !slices.ContainsFunc(a.Listed, listed)) {
			a.Listed = append(a.Listed, o)
		}
	}
}

// phases appends the phases of the winners at the points to dst. Between two points the
// curves are straight lines on the chart's scales, which is as precise as the screen.
func (a *Answer) phases(dst []engine.Phase, winner func(k int) int) []engine.Phase {
	c := &a.Curves
	last := -2
	for k := range c.X {
		w := winner(k)
		if w == last {
			continue
		}
		x := c.X[k]
		if k > 0 {
			x = min(meet(c, last, w, k), c.Window.Hi)
			dst[len(dst)-1].To = x
		}
		dst = append(dst, engine.Phase{From: x, To: c.Window.Hi, Offer: w})
		last = w
	}
	return dst
}

// contend finds the phases of the drawn contenders.
func (a *Answer) contend() {
	a.contenders = a.contenders[:0]
	for i := range a.Drawn {
		if o := a.Drawn[i].Offer; a.Contends(o) {
			a.contenders = append(a.contenders, o)
		}
	}
	slices.Sort(a.contenders)
	if x := a.exact; x != nil && x.key == a.swept && slices.Equal(x.contenders, a.contenders) {
		a.minor = withoutSlivers(a.minor, x.minor)
		return
	}
	a.minor = a.phases(a.minor[:0], func(k int) int {
		best := -1
		for _, o := range a.contenders {
			if a.Curves.Feasible(o)[k] && (best < 0 || a.Curves.Before(o, best, k)) {
				best = o
			}
		}
		return best
	})
}

// meet returns the value at which the curves of a and b cross between points k-1 and k.
func meet(c *engine.Curves, a, b, k int) float64 {
	if a < 0 || b < 0 {
		return c.X[k]
	}
	d0 := logRatio(c.Cost(a)[k-1], c.Cost(b)[k-1])
	d1 := logRatio(c.Cost(a)[k], c.Cost(b)[k])
	t := 1.0
	if d0 < 0 && d1 > 0 {
		t = -d0 / (d1 - d0)
	}
	n := float64(len(c.X) - 1)
	return c.Window.At((float64(k-1) + t) / n)
}

func logRatio(a, b float64) float64 { return math.Log(max(a, 1e-12) / max(b, 1e-12)) }

// choose chooses the curves to draw: up to limit of the winner, the lower envelope, the
// selected and the marked offers, and all contenders. If no contender is visible, it draws
// the best of the others.
func (s *Source) choose(a *Answer, st *state.State, limit int) {
	for i := range a.Drawn {
		a.Drawn[i].Offer = -1
	}
	a.Drawn = a.Drawn[:0]
	if st.Solo {
		s.draw(a, a.Selected, limit)
		s.draw(a, max(a.Cheapest(), 0), limit)
		limit = len(a.Drawn)
	}
	s.draw(a, a.Cheapest(), limit)
	for _, p := range a.Phases {
		s.draw(a, p.Offer, limit)
	}
	if st.Offer >= 0 {
		s.draw(a, a.Selected, limit)
	}
	for o := range a.Estimates {
		if st.Marked.Has(o) {
			s.draw(a, o, limit)
		}
	}
	contend, all := false, limit
	if !st.Solo {
		all += MaxContenders
	}
	for _, o := range a.Listed {
		if s.symbols[o].Letter == 0 && !s.seen(a, o) {
			s.draw(a, o, all)
		}
		contend = contend || s.symbols[o].Letter == 0 && a.Curves.Able(o)
	}
	a.Folded = 0
	for _, o := range a.Listed {
		if !contend {
			s.draw(a, o, min(limit, MaxContenders))
		}
		if a.Curves.Able(o) && !a.IsDrawn(o) {
			a.Folded++
		}
	}
}

// seen reports whether a curve with the same look as the offer's is drawn.
func (s *Source) seen(a *Answer, o int) bool {
	return slices.ContainsFunc(a.Drawn, func(c Curve) bool { return s.symbols[c.Offer] == s.symbols[o] })
}

// draw adds an offer's curve unless it is drawn already, is nowhere feasible, or the limit
// is reached.
func (s *Source) draw(a *Answer, o, limit int) {
	if o < 0 || len(a.Drawn) >= limit || a.IsDrawn(o) || !a.Curves.Able(o) {
		return
	}
	a.Drawn = longer(a.Drawn)
	a.Drawn[len(a.Drawn)-1].Offer = o
}

// longer returns list with one more element, reusing a previous one if there is capacity.
func longer[T any](list []T) []T {
	if n := len(list); n < cap(list) {
		return list[:n+1]
	}
	return append(list, *new(T))
}

// IsDrawn reports whether an offer's curve is drawn.
func (a *Answer) IsDrawn(o int) bool {
	return slices.ContainsFunc(a.Drawn, func(c Curve) bool { return c.Offer == o })
}

// Contends reports whether an offer's product is a contender.
func (a *Answer) Contends(o int) bool { return a.Symbols[o].Letter == 0 }
