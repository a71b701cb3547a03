package coldstart

import "math"

// Limits of the outlasting chain: its number of states, and the number of steps to solve
// it. Its band of rates then has at most maxBand entries.
const (
	maxStates = 1024
	maxSteps  = 1 << 18
	maxBand   = 34 << 10
)

// outlasting is a chain on (warm, initialising) instances, for cold starts that are long
// compared with the idle expiry.
type outlasting struct {
	levels int
	least  float64 // warm instances on the first level
	// start is the rate at which the warm instances of a level are too few, again that
	// rate while others initialise, and gone the rate at which one of them expires.
	start, again, gone [maxLevels + 1]float64
	reach              int // of the rates from a state, in states
	band               []float64
	weight             [maxStates]float64
}

// outlast returns the answer with the additional cold starts that occur because
// initialising instances are missing for so long.
//
// The other models count initialising instances as able to serve. Here m warm instances
// turn away an arrival, which starts another one that is warm after the initialisation
// time. The rates at which m are too few and at which one of them expires are taken from
// the hazards of the pool without initialisation, whose chain moves between W = m and m+1
// at the rates γ(m)/P(W=m) and γ(m)/P(W=m+1). While an instance initialises, its slots
// fill with the next requests and the others drain; the next one starts when they have
// filled again (see refill). The starts of the pool without initialisation are multiplied
// by the ratio of the two chains' starts.
//
// A start is soon followed by others, which a chain without memory cannot show. The factor
// for that, 1.1 to 1.2, was fitted to simulations.
func (s *Solver) outlast(q *query, base, corrected answer, valid *Validity) answer {
	w := ramp(q.extra/q.idle, 0.02, 0.1) * ramp(q.idle, 1e-3, 0.03)
	if w == 0 || !(base.starts > 0) {
		return corrected
	}
	shared := min(1, q.conc-1)
	each := (q.conc - 1) / q.load
	soon := (0.1 + 0.08*shared) / (1 + 1.8/q.extra) / (1 + each*each/2) / (1 + q.idle*q.idle/9e4)
	a := corrected
	if s.chain.step == 1 { // larger pools get that factor only
		o := &s.slow
		even := o.fill(q, &s.chain, &s.hazards)
		tail := (1.5 + shared) * base.starts * q.extra
		wide := int(min(maxStates, math.Ceil(tail+5*math.Sqrt(tail)+4)))
		n, reach := float64(o.levels*(wide+1)), float64(min(o.levels, wide+1))
		solved := 1 - ramp(max(n/maxStates, n*reach*reach/maxSteps), 0.5, 1)
		if solved > 0 && o.levels > 1 {
			a.starts = mix(a.starts, base.starts*o.solve(q, wide)/even, solved)
		}
	}
	valid.set(LongCold, q.extra > 0.3*q.idle && each > q.idle && q.load*q.extra > 1)
	served := q.load * (1 - a.rejection)
	a.starts *= 1 + soon*max(0, 1-a.starts/served)
	a.starts = mix(corrected.starts, a.starts, w)
	return a
}

// fill sets the rates of every level that matters, and returns the starts without
// initialisation.
func (o *outlasting) fill(q *query, c *chain, h *hazards) (starts float64) {
	o.levels = 0
	o.least = max(q.low, math.Ceil(c.x[0]/q.conc-1e-9))
	below, reached := 0.0, 0.0 // P(W<m) and γ(m-1)
	for m := o.least; m <= q.high; m++ {
		at := int(m*q.conc - c.x[0] + 1e-9)
		last := at >= c.n // the cap, or hardly ever exceeded
		f, over := 1.0, 0.0
		if !last {
			f = c.cum[at] * h.survive[at]
			over = f * h.rate[at]
		}
		here := f - below
		if o.levels == 0 && here < 1e-12 {
			below, o.least = f, m+1
			continue
		}
		if last && here < 1e-12 {
			break
		}
		k := o.levels
		o.levels++
		o.start[k], o.gone[k], o.again[k] = over/here, reached/here, 0
		if !last {
			o.again[k] = q.refill(c, at, o.start[k])
		}
		starts += over
		below, reached = f, over
		if last || 1-f < 1e-9 && o.levels > 1 {
			break
		}
	}
	o.gone[0] = 0
	return starts
}

// refill returns the rate at which another instance starts while one initialises. at is
// the level of the chain up to which the warm instances have slots. The new instance takes
// the next requests, as many as it has further slots, while the others drain; then those
// fill again. The rate is chosen to give the probability that this happens before the new
// instance is ready.
func (q *query) refill(c *chain, at int, least float64) float64 {
	more := q.conc - 1
	drained := (c.x[0] + float64(at)) * math.Exp(-more/q.load)
	again := 0.0 // first passage time from drained to full and beyond
	for k := at; k >= 0; k-- {
		part := 1.0
		if k < at {
			if part = min(1, c.x[0]+float64(k)+1-drained); part <= 0 {
				break
			}
		}
		again += part / (q.load * c.block[k])
	}
	x := q.load * q.extra
	again += max(0, 1-more) * (min(again, 1/least) - again)
	full := math.Pow(x/(1+x), more) // the chance is full/(1+again/extra); as odds, it may be close to 1
	return full / (1 - full + again/q.extra) / q.extra
}

// solve returns the starts per service time of the chain with at most wide initialising
// instances.
func (o *outlasting) solve(q *query, wide int) (starts float64) {
	along, across := o.levels, 1 // from i to i+1, and from m to m+1
	if o.levels > wide+1 {
		along, across = 1, wide+1
	}
	n := o.levels * (wide + 1)
	o.reach = max(along, across)
	if o.band == nil {
		o.band = make([]float64, maxBand)
	}
	clear(o.band[:n*(2*o.reach+1)])
	for m := range o.levels {
		for i := range wide + 1 {
			from := o.from(m*across + i*along)
			if i < wide {
				from[o.reach+along] = o.rate(q, m, i)
			}
			if m > 0 {
				from[o.reach-across] = o.gone[m]
			}
			if i > 0 && m+1 < o.levels {
				from[o.reach+across-along] = float64(i) / q.extra
			}
		}
	}
	o.reduce(n)
	sum := 0.0
	for at := range n {
		p := 1.0
		if at > 0 {
			p = 0
			for i := max(0, at-o.reach); i < at; i++ {
				p += o.weight[i] * o.from(i)[at-i+o.reach]
			}
		}
		if p > 1e200 { // only ratios matter
			for i := max(0, at-o.reach); i < at; i++ {
				o.weight[i] /= p
			}
			sum, starts, p = sum/p, starts/p, 1
		}
		o.weight[at] = p
		sum += p
		if i := at / along % (wide + 1); i < wide {
			starts += p * o.rate(q, at/across%o.levels, i)
		}
	}
	return starts / sum
}

// from returns the band of rates from a state to its neighbours, with the state itself in
// the middle.
func (o *outlasting) from(at int) []float64 { return o.band[at*(2*o.reach+1) : (at+1)*(2*o.reach+1)] }

// reduce eliminates the states one by one from the last, without a subtraction. The rates
// into a state become the coefficients of the sum that gives its weight (Grassmann, Taksar
// and Heyman, 1985).
func (o *outlasting) reduce(n int) {
	for at := n - 1; at > 0; at-- {
		least, out := max(0, at-o.reach), 0.0
		down := o.from(at)[least-at+o.reach : o.reach]
		for _, x := range down {
			out += x
		}
		for i := least; i < at; i++ {
			from := o.from(i)
			into := &from[at-i+o.reach]
			if *into == 0 {
				continue
			}
			*into /= out
			to := from[least-i+o.reach:][:len(down)]
			for j, x := range down {
				to[j] += *into * x
			}
		}
	}
}

// rate returns the rate at which another instance starts in a state.
func (o *outlasting) rate(q *query, m, i int) float64 {
	switch {
	case o.least+float64(m+i) >= q.high:
		return 0
	case i == 0:
		return o.start[m]
	}
	return o.again[m]
}

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
