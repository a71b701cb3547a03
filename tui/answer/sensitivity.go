package answer

import (
	"cmp"
	"context"
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/scenario"
)

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
func (s *Effect) Size(base float64) float64 {
	return max(math.Abs(s.LowCost-base), math.Abs(s.HighCost-base))
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
	slices.SortStableFunc(out.Effects, func(a, b Effect) int {
		return cmp.Compare(b.Size(out.Base), a.Size(out.Base))
	})
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
