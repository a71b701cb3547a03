// Package latency computes the distribution of a request's time, in seconds: a network
// round trip, then one of three classes of requests — warm, waiting and cold — each a
// lognormal that matches the mean and the variance of the sum of its stages (Fenton 1960).
package latency

import "math"

// Distribution is the distribution of a request's time as its client sees it: the network,
// then one of up to four classes of requests — warm, cold, waiting for an instance, and
// waiting for an autoscaler. Each class is a lognormal that matches the mean and the
// variance of the sum of its stages (Fenton 1960: a sum of lognormals is close to
// lognormal).
type Distribution struct {
	network float64
	n       int
	classes [4]class
	// most is the longest possible time in seconds, 0 for no limit.
	most float64
	// None is set if the fleet cannot keep up, so that no latency exists.
	None bool
}

// Within reports whether 99 % of requests take at most t seconds.
func (d *Distribution) Within(t float64) bool {
	return !d.None && (d.most > 0 && t >= d.most || d.cdf(t) >= P99.q)
}

// Cut limits the time of a request to most seconds; 0 means no limit.
func (d *Distribution) Cut(most float64) { d.most = most }

// class is a kind of request: its share, and the time it takes after shift.
type class struct {
	kind         Class
	share, shift float64
	mean         float64
	mu, sigma    float64
}

// rare is the share of requests below which a class cannot move any percentile shown.
const rare = 1e-9

// add appends a class whose time is shift plus a lognormal of the given mean
// and variance.
func (d *Distribution) add(kind Class, share, shift, mean, variance float64) {
	if share <= rare || d.n == len(d.classes) {
		return
	}
	c := class{kind: kind, share: share, shift: shift, mean: mean}
	if mean > 0 {
		s2 := math.Log1p(variance / (mean * mean))
		c.sigma = math.Sqrt(s2)
		c.mu = math.Log(mean) - s2/2
	}
	d.classes[d.n] = c
	d.n++
}

// cdf returns the probability that a request takes at most t seconds.
func (d *Distribution) cdf(t float64) float64 {
	sum := 0.0
	for i := range d.n {
		f, _, _ := d.classes[i].at(t - d.network)
		sum += d.classes[i].share * f
	}
	return sum
}

// at returns the probability that a request of the class takes at most t
// seconds, its derivative, and t as a standard normal quantile.
func (c *class) at(t float64) (cdf, slope, z float64) {
	t -= c.shift
	switch {
	case t <= 0:
		return 0, 0, 0
	case c.sigma < 1e-9:
		if t >= c.mean {
			return 1, 0, 0
		}
		return 0, 0, 0
	}
	z = (math.Log(t) - c.mu) / c.sigma
	return 0.5 * math.Erfc(-z/math.Sqrt2), math.Exp(-z*z/2) / (t * c.sigma * math.Sqrt(2*math.Pi)), z
}

// percentile is a share of requests and the standard normal's quantile at it.
type percentile struct{ q, z float64 }

// The percentiles reported.
var (
	P50 = percentile{0.50, 0}
	P95 = percentile{0.95, Z95}
	P99 = percentile{0.99, Z99}
)

// Quantile returns the time in seconds that a share of requests does not exceed, or NaN if
// no latency exists.
func (d *Distribution) Quantile(p percentile) float64 {
	q := d.uncut(p)
	if d.most > 0 && q > d.most {
		return d.most
	}
	return q
}

// precision is the relative precision of a quantile.
const precision = 1e-7

// uncut is Quantile without the longest time. A single class has a closed form; a mixture
// is solved by Halley's method inside a bracket.
func (d *Distribution) uncut(p percentile) float64 {
	if d.None || d.n == 0 {
		return math.NaN()
	}
	lo, hi, t, most := math.Inf(1), 0.0, 0.0, 0.0
	for i := range d.n { // the mixture's quantile lies among those of its classes
		c := &d.classes[i]
		q := d.network + c.shift + math.Exp(c.mu+c.sigma*p.z)
		lo, hi = min(lo, q), max(hi, q)
		if c.share > most {
			t, most = q, c.share
		}
	}
	for range 60 {
		if hi-lo <= precision*hi {
			break
		}
		var f, slope, bend float64
		narrow := math.Inf(1) // the narrowest class's width
		for i := range d.n {
			c := &d.classes[i]
			x := t - d.network
			cdf, density, z := c.at(x)
			f += c.share * cdf
			if x -= c.shift; x > 0 {
				narrow = min(narrow, c.sigma*x)
			}
			if density > 0 { // a lognormal's density d has the derivative -d·(1+z/σ)/x
				slope += c.share * density
				bend -= c.share * density * (1 + z/c.sigma) / x
			}
		}
		if f -= p.q; f > 0 {
			hi = t
		} else {
			lo = t
		}
		step := f / slope
		step /= max(0.5, min(2, 1-step*bend/(2*slope)))
		next := t - step
		if !(next > lo && next < hi) { // slope may be 0
			next = (lo + hi) / 2
		} else if e := math.Abs(step); e <= max(precision*t, 2e-3*narrow) {
			return next // its error is some e³/narrow²
		}
		t = next
	}
	return hi
}

// OfWarm returns the latency of a warm request that never waits. Times are in seconds.
func OfWarm(network, service, variance float64) Distribution {
	l := Distribution{network: network}
	l.add(Warm, 1, 0, service, variance)
	return l
}

// OfPool returns the latency of a request to a pool of instances: warm, cold, or waiting
// for an instance started by another request. cold and waits are shares.
func OfPool(network, service, variance float64, start Start, cold, waits float64) Distribution {
	l := Distribution{network: network}
	cold = min(max(cold, 0), 1)
	waits = min(max(waits, 0), 1-cold)
	l.add(Warm, 1-cold-waits, 0, service, variance)
	init := start.Mean()
	l.add(Cold, cold, start.OverheadS, service+init, variance+start.variance())
	// A request that waits sees the rest of the initialisation: a uniform fraction of it,
	// so half on average.
	rest := start.OverheadS + init
	l.add(Waiting, waits, 0, service+rest/2, variance+rest*rest/12)
	return l
}

// Late turns a share of the warm requests into requests of bursts to which the autoscaler
// has not reacted yet. These take a time of the given mean and variance.
func (d *Distribution) Late(share, mean, variance float64) {
	if d.n == 0 || d.classes[0].kind != Warm {
		return
	}
	share = min(share, d.classes[0].share)
	if share <= rare {
		return
	}
	d.classes[0].share -= share
	d.add(Waiting, share, 0, mean, variance)
}

// OfFleet returns the latency of a request to a fleet of fixed size. It waits with
// probability wait for an exponential time of meanWait seconds on average.
func OfFleet(network, service, variance, wait, meanWait float64) Distribution {
	l := Distribution{network: network}
	l.add(Warm, 1-wait, 0, service, variance)
	l.add(Waiting, wait, 0, service+meanWait, variance+meanWait*meanWait)
	return l
}

// None returns the distribution of a fleet that cannot keep up, which has no latency.
func None(network float64) Distribution { return Distribution{None: true, network: network} }

// Start is the distribution of a cold start's added time: a constant and a
// lognormal.
type Start struct {
	OverheadS, P50S, Sigma float64
}

// Mean returns the mean of the initialising part, in seconds.
func (s Start) Mean() float64 { return s.P50S * math.Exp(s.Sigma*s.Sigma/2) }

// variance returns the variance of the initialising part.
func (s Start) variance() float64 {
	m := s.Mean()
	return m * m * math.Expm1(s.Sigma*s.Sigma)
}

// Quantile returns the time added by a cold start: the q-quantile for a
// standard normal z.
func (s Start) Quantile(z float64) float64 { return s.OverheadS + s.P50S*math.Exp(s.Sigma*z) }

// Z95 and Z99 are the 95th and 99th percentiles of the standard normal
// distribution.
const (
	Z95 = 1.6448536269514722
	Z99 = 2.3263478740408408
)

// Times returns the start with its times multiplied by n.
func (s Start) Times(n float64) Start {
	s.OverheadS *= n
	s.P50S *= n
	return s
}

// Class is a kind of request by its start.
type Class uint8

// The classes of requests.
const (
	// Warm is a request that is served at once.
	Warm Class = iota
	// Waiting is a request that waits: for an instance started by another request, for an
	// autoscaler to react to a burst, or in the queue of a fleet of fixed size.
	Waiting
	// Cold is a request that starts an instance.
	Cold
	NumClasses
)

var classNames = [...]string{"warm", "waiting", "cold"}

// String names the class.
func (c Class) String() string { return classNames[c] }

// Spread is the distribution of a request's time as its client sees it, class
// by class.
type Spread struct{ l Distribution }

// Spread returns the distribution in a form that is read class by class.
func (d Distribution) Spread() Spread { return Spread{d} }

// Exists reports whether there is a latency. A fleet that cannot keep up with its load has
// none.
func (s *Spread) Exists() bool { return !s.l.None && s.l.n > 0 }

// NetworkMS is the round trip to the client that is part of every request's
// time, in milliseconds.
func (s *Spread) NetworkMS() float64 { return s.l.network * 1e3 }

// Share returns the share of a class among all requests, 0 to 1.
func (s *Spread) Share(c Class) float64 {
	if s.l.None {
		return 0
	}
	sum := 0.0
	for i := range s.l.n {
		if s.l.classes[i].kind == c {
			sum += s.l.classes[i].share
		}
	}
	return sum
}

// Within returns the share of a class's requests that take at most ms milliseconds, 0 to
// 1; 0 for a class without requests.
func (s *Spread) Within(c Class, ms float64) float64 {
	if s.l.None {
		return 0
	}
	sum, share := 0.0, 0.0
	for i := range s.l.n {
		if x := &s.l.classes[i]; x.kind == c {
			if s.l.most > 0 && ms >= s.l.most*1e3 {
				return 1
			}
			f, _, _ := x.at(ms/1e3 - s.l.network)
			sum += x.share * f
			share += x.share
		}
	}
	if share == 0 {
		return 0
	}
	return sum / share
}
