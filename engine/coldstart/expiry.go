package coldstart

import "math"

// Expiry is the distribution of the time that an idle instance stays: points in ascending
// order with straight lines between them, from a share of 0 to a share of 1. The zero
// value means no distribution. The time is drawn anew each time an instance becomes idle.
type Expiry [8]ExpiryPoint

// ExpiryPoint says that a share Gone of the idle instances, 0 to 1, has expired after S
// seconds.
type ExpiryPoint struct{ S, Gone float64 }

// Given reports whether a distribution is given.
func (e *Expiry) Given() bool { return e[1].S > 0 }

// lines calls f for each line between two points.
func (e *Expiry) lines(f func(from, to *ExpiryPoint)) {
	for i := 1; i < len(e) && e[i].S > 0; i++ {
		f(&e[i-1], &e[i])
	}
}

// Mean returns the mean time in seconds.
func (e *Expiry) Mean() (mean float64) {
	e.lines(func(from, to *ExpiryPoint) { mean += (to.Gone - from.Gone) * (from.S + to.S) / 2 })
	return mean
}

// Times returns the distribution with every time multiplied by n.
func (e Expiry) Times(n float64) Expiry {
	for i := range e {
		e[i].S *= n
	}
	return e
}

// Gone returns the share of instances that have expired after t idle seconds.
func (e *Expiry) Gone(t float64) (gone float64) {
	e.lines(func(from, to *ExpiryPoint) {
		if t > from.S {
			gone = from.Gone + (to.Gone-from.Gone)*min(1, (t-from.S)/(to.S-from.S))
		}
	})
	return gone
}

// Quantile returns the time after which a share q of the instances, 0 to 1, has expired.
func (e *Expiry) Quantile(q float64) float64 {
	t := e[0].S
	e.lines(func(from, to *ExpiryPoint) {
		if q > from.Gone && to.Gone > from.Gone {
			t = from.S + (to.S-from.S)*min(1, (q-from.Gone)/(to.Gone-from.Gone))
		}
	})
	return t
}

// Equivalent returns the fixed expiry that keeps as many instances warm as this
// distribution, for an instance used at rate times per second: the T for which
// exp(-rate·T) is the mean of exp(-rate·t). For a rate of 0 it is the mean.
func (e *Expiry) Equivalent(rate float64) float64 {
	if rate*e[0].S < 1e-4 {
		return e.Mean()
	}
	// Relative to the earliest time, to avoid underflow.
	sum := 0.0
	e.lines(func(from, to *ExpiryPoint) {
		sum += (to.Gone - from.Gone) * math.Exp(-rate*(from.S-e[0].S)) * -math.Expm1(-rate*(to.S-from.S)) / (rate * (to.S - from.S))
	})
	return e[0].S - math.Log(max(sum, 1e-300))/rate
}

// used returns how often per second the instances are used that expire and have to be
// started again. Erlang's loss formula gives the requests that reach each instance in
// turn, and the mean expiry the share of these that find it expired. The result is the
// mean over these starts. In a large pool the instances that matter are used about once
// per expiry.
func (p *Pool) used() float64 {
	const manyErlangs, once = 30, 1.5
	rate, t, c := finite(p.Rate, maxRate), p.Expiry.Mean(), max(1, math.Floor(p.Concurrency))
	a := rate * finite(p.Service, maxTime)
	if a > manyErlangs || c > manyErlangs && a > 0.1 {
		return min(rate, once/t)
	}
	lost, slots, starts, uses := 1.0, 0.0, 0.0, 0.0
	for n := 1.0; rate*lost*t > 0.05 || n == 1; n++ {
		r := rate * lost
		w := r * math.Exp(-r*t)
		starts, uses = starts+w, uses+w*r
		for range int(c) {
			slots++
			lost = a * lost / (slots + a*lost)
		}
	}
	if starts == 0 {
		return once / t
	}
	return uses / starts
}
