package engine

import (
	"context"

	"crossover/engine/axis"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// Answer is what wins for a part where it stands, and what comes next.
type Answer struct {
	// Winner is the first of the feasible offers as they rank, Next the first
	// that is another product, and Rival the first of another family.
	Winner, Next, Rival Placed
}

// Placed is an offer in an [Answer].
type Placed struct {
	// Offer is its index in the engine, or -1 where there is none.
	Offer  int
	Family catalog.Family
	// Monthly is in dollars, P99MS in milliseconds.
	Monthly, P99MS float64
}

// Answer picks the answer from estimates of a part, of which ranked are indices
// in the order they rank.
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

// Turn is where along an axis another family becomes the cheapest. The zero Turn
// is none.
type Turn struct {
	// X is the value of the axis.
	X float64
	// Offer is the cheapest beyond it, or -1 where no offer can run the part
	// there.
	Offer  int
	Family catalog.Family
}

// sliver is the relative width below which a phase is none: at the very value
// where a staircase steps up, the offer above it can be the cheapest for a
// moment.
const sliver = 1e-6

// Turns returns the nearest turns below and above a value of the axis that phases
// are of: where another family is the cheapest or, byOffer, another offer.
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

// family is an offer's, or "" for none.
func (e *Engine) family(offer int) catalog.Family {
	if offer < 0 {
		return ""
	}
	return e.Offer(offer).Family()
}

// ratePoints is the grid on which phases of the whole range of rates are looked
// for.
const ratePoints = 121

// RatePhases returns [Evaluator.Phases] of part i of s over the whole range of
// rates, of the offers that skip leaves; nil skips none. It does not depend on
// the rate of s. The error is that of ctx.
func (v *Evaluator) RatePhases(ctx context.Context, s *scenario.Scenario, i int, skip func(offer int) bool) ([]Phase, error) {
	win, able := v.rates(s, i, skip)
	return v.Phases(ctx, s, i, win, ratePoints, able)
}

// PhasesToTurns returns those of [Evaluator.RatePhases] around the rate of part i, as
// far as the nearest turns to another family.
func (v *Evaluator) PhasesToTurns(ctx context.Context, s *scenario.Scenario, i int, skip func(offer int) bool) ([]Phase, error) {
	win, able := v.rates(s, i, skip)
	at := s.PerSecond(i)
	return v.sweeper.PhasesAround(ctx, v.runner.Part(s, i), win, ratePoints, able, at, func(known []Phase) (bool, bool) {
		below, above := v.e.Turns(known, at, false)
		return below.X == 0, above.X == 0
	})
}

// rates are the whole range of rates of part i, and the offers among those that skip
// leaves which nothing but their load can rule out.
func (v *Evaluator) rates(s *scenario.Scenario, i int, skip func(offer int) bool) (win Window, able []int) {
	lo, hi := axis.Rate.Reach(s, i)
	pt := v.runner.Part(s, i)
	for o := range v.e.Len() {
		if r := pt.Run(o); !r.Hopeless() && (skip == nil || !skip(o)) {
			able = append(able, o)
		}
	}
	return Window{Axis: axis.Rate, Lo: lo, Hi: hi}, able
}
