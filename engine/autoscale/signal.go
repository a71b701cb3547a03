package autoscale

import "math"

// signal describes what an autoscaler watches, in units of instances: the mean, and the
// standard deviation and skewness of the average over the window.
type signal struct {
	mean, sd, skew float64
	// unit is the step of a signal that counts requests, and 0 for other signals.
	unit float64
	// none is the probability that the window has no request, if that is likely enough to
	// matter. The other figures then describe windows that have some.
	none float64
}

// few is the number of requests in a window below which empty windows are treated
// separately.
const few = 6

// signals holds the signals that a policy watches; one with a mean of 0 is not watched.
type signals [3]signal

// signals returns the signals at a rate of r.
func (q *Question) signals(r float64) (all signals) {
	w := max(q.Window, q.Every)
	n := r * w // requests in the window
	set := func(s *signal, mean, variance, skew, unit, target float64) {
		*s = signal{
			mean: mean / target, sd: math.Sqrt(variance) / target,
			skew: min(2, skew/math.Sqrt(max(1e-9, n))), unit: unit / target,
		}
		if n < few && !q.bursty() {
			p := -math.Expm1(-n)
			square := (s.sd*s.sd + s.mean*s.mean) / p
			s.none, s.mean = 1-p, s.mean/p
			s.sd = math.Sqrt(max(0, square-s.mean*s.mean))
		}
	}
	if c := q.CPU * q.VCPU; c > 0 && q.Compute > 0 {
		// A request's CPU time is spread over its own duration, which smooths the average.
		// It is assumed to be lognormal.
		square := 1 + q.CV*q.CV
		v := r * q.Compute * q.Compute * square / w
		set(&all[0], r*q.Compute, v*smooth(w, q.Compute/min(1, q.VCPU)), math.Pow(square, 1.5), 0, c)
	}
	if d := q.service(); q.InFlight > 0 && d > 0 {
		a := r * d
		set(&all[1], a, 2*a*d/w*smooth(w, d), 3/math.Sqrt2, 0, q.InFlight)
	}
	if q.Policy.Rate > 0 {
		set(&all[2], r, r/w, 1, 1/w, q.Policy.Rate)
	}
	return all
}

// most returns the signal that asks for the most instances on average.
func (all *signals) most() *signal {
	best := &all[0]
	for i := range all {
		if all[i].mean > best.mean {
			best = &all[i]
		}
	}
	return best
}

// smooth returns the factor by which a duration of d reduces the variance of an average
// over w, relative to independent points: 1 - (d/w)(1-exp(-w/d)).
func smooth(w, d float64) float64 {
	if d <= 1e-9*w {
		return 1
	}
	return 1 - d/w*-math.Expm1(-w/d)
}

// score converts the level x to standard deviations of a normal distribution. The signal
// is taken as gamma distributed with its mean, deviation and skewness (Pearson's type
// III), by the cube root formula of Wilson and Hilferty.
func (s *signal) score(x float64) float64 {
	if s.none > 0 {
		other := *s
		other.none = 0
		return quantile(s.none + (1-s.none)*normal(other.score(x)))
	}
	if s.sd <= 0 {
		return math.Copysign(farthest, x-s.mean)
	}
	if s.unit > 0 { // round to between two counts
		x = (math.Floor(x/s.unit+1e-9) + 0.5) * s.unit
	}
	z := (x - s.mean) / s.sd
	if g := s.skew; g > 1e-6 {
		z = 6/g*(math.Cbrt(max(0, g*z/2+1))-1) + g/6
	}
	return min(farthest, max(-farthest, z))
}

// under reports whether a signal without empty windows is certain to stay below x, and
// over whether it is certain to be above. The probability of the contrary is below 1e-12.
func (s *signal) under(x float64) bool {
	return s.none == 0 && x > s.mean+(9+14*s.skew)*s.sd+s.unit
}

func (s *signal) over(x float64) bool { return s.none == 0 && x < s.mean-9*s.sd-s.unit }

// off is the inverse of score: the distance from the mean at a score.
func (s *signal) off(u float64) float64 {
	if g := s.skew; g > 1e-6 {
		c := max(0, g*(u-g/6)/6+1)
		u = 2 / g * (c*c*c - 1)
	}
	return u * s.sd
}

// quantile is the inverse of the normal distribution, with an error below 4.5e-4
// (Abramowitz and Stegun, 26.2.23).
func quantile(p float64) float64 {
	tail := min(p, 1-p)
	if tail < 1e-300 {
		return math.Copysign(farthest, p-0.5)
	}
	t := math.Sqrt(-2 * math.Log(tail))
	z := t - (2.515517+t*(0.802853+t*0.010328))/(1+t*(1.432788+t*(0.189269+t*0.001308)))
	return math.Copysign(max(0, z), p-0.5)
}

// farthest is the largest score.
const farthest = 40
