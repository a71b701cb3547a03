package coldstart

import "math"

// found is what the inversion of a transform finds, per service time.
type found struct {
	starts float64 // cold starts
	total  float64 // mean size of the pool
	// first is the cold starts there would be if instances expired at once.
	first float64
}

// trust returns how far the inversion is to be trusted, from 0 to 1. Its error is
// some 1e-4 of the starts without expiry, or of the range of the pool in an idle
// expiry when that is less. Far fewer starts than that, as behind a cap or a
// minimum, it does not resolve.
func (f found) trust(q *query) float64 {
	enough := 0.02 * min(f.first*q.idle, 1+math.Sqrt(q.load)/q.conc)
	return ramp(f.starts*q.idle, enough/10, enough)
}

// refined corrects what record found on a chain with levels several requests
// apart, for idle expiries so short that the chain rarely moves in them. Without
// expiry every crossing that matters starts an instance, but such a chain is
// crossed less often, by the factor slow. The correction is exact there, vanishes
// for longer expiries, and in between was fitted to exact chains.
func (f found) refined(slow, conc float64) found {
	if slow <= 1 || !(f.starts > 0) || !(f.first > 0) {
		return f
	}
	g := 1 / (1 + 5.4*max(0, f.first/f.starts-1))
	f.starts = 1 / (1/f.starts - (1-1/slow)/f.first*g)
	f.total -= (slow - 1) / 2 * g / conc
	f.first *= slow
	return f
}
