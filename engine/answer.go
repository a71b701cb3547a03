package engine

import (
	"context"

	"crossover/engine/axis"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// Answer names the offer that wins for a part at the present scenario, and the next ones.
type Answer struct {
	// Winner is the best-ranked feasible offer, Next the best of another product, and
	// Rival the best of another family.
	Winner, Next, Rival Placed
}

// Placed is an offer in an [Answer].
type Placed struct {
	// Offer is its index in the engine, or -1 if there is none.
	Offer  int
	Family catalog.Family
	// Monthly is in dollars per month, P99MS in milliseconds.
	Monthly, P99MS float64
}

// Answer derives the answer from the estimates of a part. ranked lists their indices in
// rank order.
func (e *Engine) Answer(list []Estimate, ranked []int) Answer {
	a := Answer{Winner: Placed{Offer: -1}, Next: Placed{Offer: -1}, Rival: Placed{Offer: -1}}
	for _, i := range ranked {
		x := &list[i]
		if !x.Feasible() {
			continue
		}
		o := e.Offer(x.Offer)
		p := Placed{Offer: x.Offer, Family: o.Family(), Monthly: x.Monthly, P99MS: x.Latency.P99MS}
		switch {
		case a.Winner.Offer < 0:
			a.Winner = p
		case a.Next.Offer < 0 && o.Product != e.Offer(a.Winner.Offer).Product:
			a.Next = p
		}
		if p.Family != a.Winner.Family {
			a.Rival = p
			break
		}
	}
	if a.Next.Offer < 0 {
		a.Next = a.Rival
	}
	return a
}

// Turn is the value of an axis at which another family becomes the cheapest. The zero Turn
// means there is none.
type Turn struct {
	// X is the value of the axis.
	X float64
	// Offer is the cheapest offer beyond X, or -1 where no offer can run the part.
	Offer  int
	Family catalog.Family
}

// sliver is the relative width below which a phase is ignored: at the value where a
// staircase steps up, the offer above it can be the cheapest for a moment.
const sliver = 1e-6

// Turns returns the nearest turns below and above a value of the phases' axis, where
// another family becomes the cheapest or, with byOffer, another offer.
func (e *Engine) Turns(phases []Phase, at float64, byOffer bool) (below, above Turn) {
	here := 0
	for here < len(phases)-1 && phases[here].To <= at {
		here++
	}
	if here == len(phases) {
		return below, above
	}
	o := phases[here].Offer
	turned := func(p *Phase) bool {
		return p.To > p.From*(1+sliver) && p.Offer != o && (byOffer || e.family(p.Offer) != e.family(o))
	}
	for i := here - 1; i >= 0; i-- {
		if p := &phases[i]; turned(p) {
			below = Turn{X: p.To, Offer: p.Offer, Family: e.family(p.Offer)}
			break
		}
	}
	for i := here + 1; i < len(phases); i++ {
		if p := &phases[i]; turned(p) {
			above = Turn{X: p.From, Offer: p.Offer, Family: e.family(p.Offer)}
			break
		}
	}
	return below, above
}

// family returns an offer's family, or "" for no offer.
func (e *Engine) family(offer int) catalog.Family {
	if offer < 0 {
		return ""
	}
	return e.Offer(offer).Family()
}

// ratePoints is the number of grid points in the search for phases over the whole range of
// rates.
const ratePoints = 121

// RatePhases returns [Evaluator.Phases] of part i of s over the whole range of rates,
// without the offers for which skip returns true; a nil skip skips none. The result does
// not depend on the rate of s. The error is ctx's.
func (e *Evaluator) RatePhases(ctx context.Context, s *scenario.Scenario, i int, skip func(offer int) bool) ([]Phase, error) {
	win, able := e.rates(s, i, skip)
	return e.Phases(ctx, s, i, win, ratePoints, able)
}

// PhasesToTurns returns the phases of [Evaluator.RatePhases] around the rate of part i,
// out to the nearest turns to another family.
func (e *Evaluator) PhasesToTurns(ctx context.Context, s *scenario.Scenario, i int, skip func(offer int) bool) ([]Phase, error) {
	win, able := e.rates(s, i, skip)
	at := s.PerSecond(i)
	return e.sweeper.PhasesAround(ctx, e.runner.Part(s, i), win, ratePoints, able, at, func(known []Phase) (bool, bool) {
		below, above := e.engine.Turns(known, at, false)
		return below.X == 0, above.X == 0
	})
}

// rates returns the whole range of rates of part i, and the offers that skip leaves and
// that nothing but their load can rule out.
func (e *Evaluator) rates(s *scenario.Scenario, i int, skip func(offer int) bool) (win Window, able []int) {
	lo, hi := axis.Rate.Reach(s, i)
	pt := e.runner.Part(s, i)
	for o := range e.engine.Len() {
		if r := pt.Run(o); !r.Hopeless() && (skip == nil || !skip(o)) {
			able = append(able, o)
		}
	}
	return Window{Axis: axis.Rate, Lo: lo, Hi: hi}, able
}
