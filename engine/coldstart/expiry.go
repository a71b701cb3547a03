package coldstart

import "math"

// Expiry is the law of the time that an idle instance stays: points of its
// distribution with straight lines between them, in ascending order, from a share of 0
// to one of 1. The zero value is no law. An instance draws anew each time it idles.
type Expiry [8]ExpiryPoint

// ExpiryPoint says that after S seconds a share of the idle instances is gone, 0 to 1.
type ExpiryPoint struct{ S, Gone float64 }

// Given reports whether there is a law.
func (e *Expiry) Given() bool { return e[1].S > 0 }

// lines calls f for each line between two points.
func (e *Expiry) lines(f func(from, to *ExpiryPoint)) {
	for i := 1; i < len(e) && e[i].S > 0; i++ {
		f(&e[i-1], &e[i])
	}
}

// Mean is the mean time in seconds.
func (e *Expiry) Mean() (mean float64) {
	e.lines(func(from, to *ExpiryPoint) { mean += (to.Gone - from.Gone) * (from.S + to.S) / 2 })
	return mean
}

// Times is the law with every time so many times as long.
func (e Expiry) Times(n float64) Expiry {
	for i := range e {
		e[i].S *= n
	}
	return e
}

// Gone is the share of instances that are gone after t idle seconds.
func (e *Expiry) Gone(t float64) (gone float64) {
	e.lines(func(from, to *ExpiryPoint) {
		if t > from.S {
			gone = from.Gone + (to.Gone-from.Gone)*min(1, (t-from.S)/(to.S-from.S))
		}
	})
	return gone
}

// Quantile is the time after which a share q of the instances is gone, 0 to 1.
func (e *Expiry) Quantile(q float64) float64 {
	t := e[0].S
	e.lines(func(from, to *ExpiryPoint) {
		if q > from.Gone && to.Gone > from.Gone {
			t = from.S + (to.S-from.S)*min(1, (q-from.Gone)/(to.Gone-from.Gone))
		}
	})
	return t
}

// Equivalent is the fixed expiry that keeps as many instances warm as this law does,
// where an instance is used again at a rate in uses per second: the T for which
// exp(-rate·T) is the mean of exp(-rate·t). For a rate of 0 it is the mean.
func (e *Expiry) Equivalent(rate float64) float64 {
	if rate*e[0].S < 1e-4 {
		return e.Mean()
	}
	// Relative to the earliest time, so that nothing underflows.
	sum := 0.0
	e.lines(func(from, to *ExpiryPoint) {
		sum += (to.Gone - from.Gone) * math.Exp(-rate*(from.S-e[0].S)) * -math.Expm1(-rate*(to.S-from.S)) / (rate * (to.S - from.S))
	})
	return e[0].S - math.Log(max(sum, 1e-300))/rate
}

// settle takes the law of a pool as the fixed time that is equivalent to it.
func (p *Pool) settle() {
	if p.Expiry.Given() {
		p.Idle = p.Expiry.Equivalent(p.used())
	}
}

// used is how many times a second the instances are used that expire and have to be
// started again. Erlang's loss formula gives the requests that reach each instance in
// turn, and the mean expiry how many of those find it gone; used is the mean over these
// starts. Of many instances, the ones that matter are used about once in an expiry.
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
