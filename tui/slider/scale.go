package slider

import "math"

// Scale maps values to places on a track, from 0 at its left end to 1 at its right, and
// defines the stops, the values at which steps and drags end.
//
// The scales of this package accept any input: a value outside the range counts as the
// nearer end, and NaN as the low end.
type Scale interface {
	// Range returns the lowest and the highest value.
	Range() (lo, hi float64)
	// Clamp returns the value nearest to v that the scale has.
	Clamp(v float64) float64
	// Position returns the place of v, from 0 to 1. It never falls as v rises.
	Position(v float64) float64
	// Value returns the value at place p.
	Value(p float64) float64
	// Snap returns the stop nearest to v.
	Snap(v float64) float64
	// Step returns the stop n stops above v, or below it for negative n. With coarse it
	// counts coarse stops only. It moves unless v is at the end of the scale.
	Step(v float64, n int, coarse bool) float64
}

// slack is the relative difference below which two values are the same stop.
const slack = 1e-9

// maxSteps bounds a single call of Step; no scale has more stops worth counting.
const maxSteps = 10_000

// clamp limits v to lo and hi; NaN becomes lo.
func clamp(v, lo, hi float64) float64 {
	if !(v > lo) {
		return lo
	}
	return math.Min(v, hi)
}

// walk applies next up to n times, until it no longer changes the value.
func walk(v float64, n int, next func(float64) float64) float64 {
	for range min(n, maxSteps) {
		w := next(v)
		if w == v {
			break
		}
		v = w
	}
	return v
}
