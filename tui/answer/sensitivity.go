package answer

import (
	"context"
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/scenario"
)

// Swing is what one input does to the price of an offer when it is halved and
// doubled, or changed as far as it goes.
type Swing struct {
	// Key is the input's, as in tokens.
	Key string
	// Low and High are the values tried, as they are written, LowCost and
	// HighCost the offer's $/month there.
	Low, High         string
	LowCost, HighCost float64
	// LowBest and HighBest are the cheapest offers there, -1 for none.
	LowBest, HighBest int
}

// Size is how far the swing moves the price, in dollars either way.
func (s *Swing) Size(base float64) float64 {
	return max(math.Abs(s.LowCost-base), math.Abs(s.HighCost-base))
}

// Sensitivity is what moves the price of an offer the most: a tornado chart.
type Sensitivity struct {
	Offer int
	// Base is the offer's $/month as things are, and Best the cheapest offer.
	Base float64
	Best int
	// Swings are the inputs that move it, the strongest first.
	Swings []Swing
}

// input is a term that can be changed either way; each reports whether that
// makes a difference.
type input struct {
	key       string
	low, high func(*scenario.Scenario) bool
}

// times returns a change of a number of the selected part by a factor, within
// bounds.
func times(f func(*scenario.Part) *float64, by, lo, hi float64) func(*scenario.Scenario) bool {
	return func(s *scenario.Scenario) bool {
		x := f(s.SelectedPart())
		was := *x
		*x = min(max(was*by, lo), hi)
		return *x != was
	}
}

// doubled is an input of the selected part that is halved and doubled.
func doubled(key string, lo, hi float64, f func(*scenario.Part) *float64) input {
	return input{key, times(f, 0.5, lo, hi), times(f, 2, lo, hi)}
}

// inputs lists what is tried. Bounds are those of the terms.
func inputs() []input {
	scale := func(by float64) func(*scenario.Scenario) bool {
		return func(s *scenario.Scenario) bool {
			r := s.PerSecond(s.Selected) * by
			if r == 0 || r > scenario.MaxRate {
				return false
			}
			s.Scale(scenario.Rate{N: r, Per: scenario.PerSecond})
			return true
		}
	}
	never := func(*scenario.Scenario) bool { return false }
	word := func(set func(*scenario.Scenario)) func(*scenario.Scenario) bool {
		return func(s *scenario.Scenario) bool {
			was := *s
			set(s)
			return *s != was
		}
	}
	return []input{
		{"rate", scale(0.5), scale(2)},
		doubled("memory", 1, 4<<20, func(p *scenario.Part) *float64 { return &p.MemoryMB }),
		doubled("duration", 1e-3, 7*8.64e7, func(p *scenario.Part) *float64 { return &p.DurationMS }),
		doubled("cpu", 0, 1, func(p *scenario.Part) *float64 { return &p.CPU }),
		doubled("response", 0, 1e7, func(p *scenario.Part) *float64 { return &p.ResponseKB }),
		doubled("burst", 1, 1000, func(p *scenario.Part) *float64 { return &p.Burst }),
		doubled("request_memory", 0, 1<<20, func(p *scenario.Part) *float64 { return &p.RequestMB }),
		{"utilisation", word(func(s *scenario.Scenario) { s.Utilisation = max(0.01, math.Round(s.Utilisation*50)/100) }),
			word(func(s *scenario.Scenario) { s.Utilisation = min(1, math.Round(s.Utilisation*150)/100) })},
		{"redundancy", word(func(s *scenario.Scenario) { s.Redundancy = 1 }), word(func(s *scenario.Scenario) { s.Redundancy = min(100, s.Redundancy+1) })},
		{"free", word(func(s *scenario.Scenario) { s.Free = false }), word(func(s *scenario.Scenario) { s.Free = true })},
		{"commit", never, word(func(s *scenario.Scenario) {
			if s.Commit == scenario.CommitNone {
				s.Commit = scenario.Commit1Y
			}
		})},
	}
}

// Sense works out what moves the price of an offer for the selected part. It
// takes some milliseconds an input: too long for a moving handle. The error is
// that of ctx.
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
	for _, in := range inputs() {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		w := Swing{Key: in.key, LowCost: out.Base, HighCost: out.Base, LowBest: out.Best, HighBest: out.Best}
		low, high := *s, *s
		if in.low(&low) {
			w.LowCost, w.LowBest = ask(&low)
			w.Low = valueOf(&low, in.key)
		}
		if in.high(&high) {
			w.HighCost, w.HighBest = ask(&high)
			w.High = valueOf(&high, in.key)
		}
		if w.Size(out.Base) > 0.005 || w.LowBest != out.Best || w.HighBest != out.Best {
			out.Swings = append(out.Swings, w)
		}
	}
	slices.SortStableFunc(out.Swings, func(a, b Swing) int {
		switch x, y := a.Size(out.Base), b.Size(out.Base); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return out, nil
}

// valueOf is what a scenario says of a key.
func valueOf(s *scenario.Scenario, key string) string {
	if key == "rate" {
		return scenario.Rate{N: s.PerSecond(s.Selected), Per: scenario.PerSecond}.String()
	}
	for _, k := range scenario.Keys() {
		if k.Name == key {
			return k.Get(s)
		}
	}
	return ""
}

// Tried is the scenario in which [Sense] asked for the price with an input
// lower or higher, and whether there is one.
func Tried(s *scenario.Scenario, key string, high bool) (out scenario.Scenario, ok bool) {
	out = *s
	for _, in := range inputs() {
		switch {
		case in.key != key:
		case high:
			return out, in.high(&out)
		default:
			return out, in.low(&out)
		}
	}
	return out, false
}
