package answer

import (
	"context"
	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/state"
)

// Refinement asks for the exact phases of what is on screen. While a handle
// moves, phases meet where the drawn curves do; once it rests, their edges are
// worked out on the exact cost, off the frame path.
type Refinement struct {
	key    sweepKey
	state  state.State
	offers []int
}

// Refined is the answer to a Refinement.
type Refined struct {
	key    sweepKey
	phases []engine.Phase
}

// within is how much more than the cheapest an offer may cost at a point of
// its curve and still be looked at: curves are good to about 1 %.
const within = 1.1

// Wanted returns what to ask for when a shows st, or nil where the edges in a
// are exact.
func (a *Answer) Wanted(st *state.State) *Refinement {
	key := keyOf(st, a.Curves.Len())
	if key != a.swept || a.exact != nil && key == a.exact.key {
		return nil
	}
	return &Refinement{key: key, state: *st, offers: a.rivals()}
}

// rivals are the offers that may be the cheapest somewhere.
func (a *Answer) rivals() (list []int) {
	for o := range a.Estimates {
		if a.hidden.Has(o) {
			continue
		}
		cost, ok := a.Curves.Cost(o), a.Curves.Feasible(o)
		for k := range cost {
			if ok[k] && a.winners[k] >= 0 && cost[k] <= within*a.Curves.Cost(a.winners[k])[k] {
				list = append(list, o)
				break
			}
		}
	}
	return list
}

// Refine works out the exact phases, with an evaluator of its own. The error is
// that of ctx.
func Refine(ctx context.Context, v *engine.Evaluator, r *Refinement) (*Refined, error) {
	sc := &r.state.Scenario
	phases, err := v.Phases(ctx, sc, sc.Selected, r.key.window, r.key.n, r.offers)
	return &Refined{key: r.key, phases: phases}, err
}

// Accept keeps exact phases for as long as they are those of what is shown.
func (a *Answer) Accept(r *Refined) { a.exact = r }

// sliver is the relative width below which a phase is none: at the very value
// where a staircase steps up, the offer above it can be cheapest for a moment.
const sliver = 1e-6

// useExact replaces phases by the exact ones, if they are at hand.
func (a *Answer) useExact() {
	if a.exact == nil || len(a.exact.phases) == 0 || a.exact.key != a.swept {
		return
	}
	a.Phases = a.Phases[:0]
	for _, p := range a.exact.phases {
		n := len(a.Phases)
		switch {
		case n > 0 && (a.Phases[n-1].Offer == p.Offer || p.To < p.From*(1+sliver)):
			a.Phases[n-1].To = p.To
		default:
			a.Phases = append(a.Phases, p)
		}
	}
}

// sweepKey is what curves depend on.
type sweepKey struct {
	scenario scenario.Scenario
	window   engine.Window
	n        int
	hidden   state.OfferSet
}

// keyOf leaves out what the axis itself changes: moving the handle along the
// rate moves no curve.
func keyOf(st *state.State, n int) sweepKey {
	key := sweepKey{st.Scenario, st.Window(), n, st.Out()}
	p := key.scenario.SelectedPart()
	switch st.Axis {
	case engine.AxisRate:
		p.Rate = scenario.Rate{}
		if j := key.scenario.Find(p.Of); p.Share > 0 && j >= 0 {
			key.scenario.Part(j).Rate = scenario.Rate{}
		}
	case engine.AxisMemory:
		p.MemoryMB = 0
	case engine.AxisDuration:
		p.DurationMS = 0
	case engine.AxisConnections:
		// Every point is worked out from where the part stands.
	case engine.AxisMonth:
		// What moving costs moves no curve.
		key.scenario.Growth.Migration, key.scenario.Growth.PayBack = 0, 0
	}
	return key
}
