package coldstart

import "math"

// found is the result of inverting a transform, per service time.
type found struct {
	starts float64 // cold starts
	total  float64 // mean size of the pool
	// first is the number of cold starts if instances expired at once.
	first float64
}

// trust returns how reliable the inversion is, from 0 to 1. Its error is some 1e-4 of the
// starts without expiry, or of the range of the pool in an idle expiry if that is less. It
// cannot resolve far fewer starts, as behind a cap or a minimum.
func (f found) trust(q *query) float64 {
	enough := 0.02 * min(f.first*q.idle, 1+math.Sqrt(q.load)/q.conc)
	return ramp(f.starts*q.idle, enough/10, enough)
}

// refined corrects the result of record on a chain with levels several requests apart, for
// idle expiries so short that the chain rarely moves within one. Without expiry every
// crossing starts an instance, but a coarse chain is crossed less often, by the factor
// slow. The correction is exact in that case and vanishes for longer expiries; in between
// it was fitted to exact chains.
func (f found) refined(slow, conc float64) found {
	if slow <= 1 || !(f.starts > 0) || !(f.first > 0) {
		return f
	}
	g := 1 / (1 + 5.4*max(0, f.first/f.starts-1))
	f.starts /= 1 - (1-1/slow)*g*(f.starts/f.first) // not by reciprocals, which may overflow
	f.total -= (slow - 1) / 2 * g / conc
	f.first *= slow
	return f
}
