package autoscale

import "math"

// levels counts instances level by level. It holds what is computed once per question.
type levels struct {
	q Question
	// holds are the delays in seconds after which an instance stops serving, and after
	// which it is gone. Only the first is used where no instances are parked.
	holds  [2]float64
	delays int
	window float64
	bursty bool
	bursts bursts
	// low and high are the signals outside and inside bursts. idle is the rate at which
	// the first request arrives.
	low, high signals
	idle      float64
}

// counted is the mean number of instances, and how often one more is needed, per second.
type counted struct{ mean, rises float64 }

// passage is the probability that a number of instances is enough, and the rate at
// which one more is then wanted.
type passage struct{ below, hazard float64 }

// many is the threshold above which bursts are treated as noise: the expected number of
// changes between the states in half a window.
const many = 20

// most is about the number of levels counted around the mean. Where there are more, they
// are counted in groups.
const most = 32

// prepare computes what the levels need of the question.
func (l *levels) prepare(q *Question) {
	l.q, l.window, l.delays = *q, max(q.Window, q.Every), 1
	// Nothing is seen between two decisions, so the delay is a whole number of intervals.
	l.holds[0] = q.Every * math.Floor(q.Hold/q.Every+1e-9)
	if q.Park > 0 {
		l.delays = 2
		l.holds[1] = q.Every * math.Floor((q.Hold+q.Park)/q.Every+1e-9)
	}
	l.idle, l.bursty = q.Load.Rate, q.bursty()
	if !l.bursty {
		l.low = q.signals(q.Load.Rate)
		l.high = l.low
		return
	}
	p := q.phases()
	l.low, l.high = q.signals(p.quiet), q.signals(p.peak)
	alpha, beta := p.begin*l.window/2, p.end*l.window/2
	if sum := alpha + beta; sum > many { // enough in a window to be noise
		l.bursty = false
		mean := q.signals(q.Load.Rate)
		for i := range mean {
			mean[i].sd = math.Hypot(mean[i].sd, (l.high[i].mean-l.low[i].mean)*math.Sqrt(alpha*beta/(sum+1))/sum)
		}
		l.low, l.high = mean, mean
		return
	}
	l.idle = p.quiet + p.begin
	l.bursts.init(q, &p, l)
}

// count returns the number of instances after each delay.
func (l *levels) count() (c [2]counted) {
	q, last := &l.q, l.delays-1
	low, high := l.low.most(), l.high.most()
	from := max(q.Least, math.Floor(low.mean-6*low.sd), 0)
	to := math.Ceil(high.mean+8*high.sd*(1+high.skew)) + 2
	if q.Most > 0 {
		to = min(to, q.Most)
	}
	from = min(from, to)
	// Around the quiet mean levels are counted one by one if they are few.
	fine, near := max(1, math.Ceil(14*low.sd/most)), low.mean+8*low.sd
	for i := range c {
		c[i] = counted{mean: from}
	}
	step := fine
	for k := from; k < to; k += step {
		step = max(fine, math.Floor((k-near)/6))
		width := min(step, to-k)
		ps := l.below(k + (width-1)/2)
		for i := range l.delays {
			p := &ps[i]
			c[i].mean += width * (1 - p.below)
			c[i].rises += width * p.below * p.hazard
		}
		if ps[last].below > 1-1e-6 && k > high.mean {
			break
		}
	}
	c[1] = c[last]
	return c
}

// below returns the probability that at most k instances serve, after each delay.
func (l *levels) below(k float64) (p [2]passage) {
	if k == 0 { // any request that the window sees wants one, and one that outlasts the delay keeps it
		d := l.q.service()
		for i := range l.delays {
			time := l.window + l.holds[i]
			time = max(l.low[0].sees+l.holds[i], l.low[1].sees+l.holds[i], time+d*math.Exp(-time/d))
			p[i] = passage{math.Exp(-l.idle * time), l.idle}
		}
		return p
	}
	p = l.at(k)
	// Within the tolerance the number does not change, so it rises above k at a higher
	// level than it falls at.
	if t := l.q.Tolerance; t > 0 && p[0].below < 1 {
		higher := l.at(k * (1 + t))
		for i := range l.delays {
			fall := p[i].hazard * p[i].below / max(1-p[i].below, 1e-300)
			f := p[i].below
			if fall+higher[i].hazard > 0 {
				f = min(higher[i].below, fall/(fall+higher[i].hazard))
			}
			p[i] = passage{f, higher[i].hazard}
		}
	}
	return p
}

// at returns, after each delay, the probability that no signal has passed the level x and
// the rate at which one then does. Both are those of the signal most likely to pass it.
func (l *levels) at(x float64) (p [2]passage) {
	p[0].below, p[1].below = 1, 1
	for i := range l.low {
		low, high := &l.low[i], &l.high[i]
		if high.mean == 0 || low.under(x) && high.under(x) {
			continue
		}
		if !l.bursty && low.over(x) {
			return [2]passage{}
		}
		u := low.score(x)
		h := min(l.hazard(u, low.memory(l.window)), low.arrivals(x))
		if l.bursty {
			for j, g := range l.bursts.under(x, low, high, l.delays) {
				if j < l.delays && g.below <= p[j].below {
					p[j] = passage{g.below, h + g.hazard/max(g.below, 1e-12)}
				}
			}
			continue
		}
		n := normal(u)
		for j := range l.delays {
			if g := n * math.Exp(-h*l.holds[j]); g <= p[j].below {
				p[j] = passage{g, h}
			}
		}
	}
	return p
}

// boxcar is the factor by which a moving average crosses a level more often than a process
// with an exponential covariance of the same slope, found by simulation.
const boxcar = 1.24

// hazard is the rate, per second, at which a signal that changes over memory seconds rises
// above a level of u standard deviations for the first time.
func (l *levels) hazard(u, memory float64) float64 {
	u += 0.583 * math.Sqrt(2*l.q.Every/memory) // because signals are sampled at intervals
	if u > 38 {
		return 0
	}
	// First passage of an Ornstein-Uhlenbeck process that starts from its distribution
	// below u: 1/∫Φ²/φ times Φ(u). The formula is within 5 % of it.
	mills := math.Exp(-u*u/2) / math.Sqrt(2*math.Pi) / max(normal(u), 1e-300)
	if u < -30 {
		mills = -u
	}
	g := math.Sqrt(max(0.1, u*u+1.5-3.9*math.Tanh((u-1)/1.6)))
	return boxcar * mills * g / memory
}

// arrivals returns the rate, per second, at which the requests in flight become more than a
// level x allows while they are not: the birth rate of M/M/inf there. An average of them
// does not rise above it more often.
func (s *signal) arrivals(x float64) float64 {
	if s.each == 0 || s.inFlight > 100 {
		return math.Inf(1)
	}
	p, below := math.Exp(-s.inFlight), 0.0
	for k := 1.0; k*s.each <= x+1e-9; k++ {
		below += p
		p *= s.inFlight / k
	}
	return s.rate * p / (below + p)
}

// signal describes what an autoscaler watches, in units of instances: the mean, and the
// standard deviation and skewness of the average over the window.
type signal struct {
	mean, sd, skew float64
	// unit is the step of a signal that counts requests, and 0 for other signals.
	unit float64
	// sees is the time in seconds for which a request counts: the window and its duration.
	// rest is the mean rest of one in flight.
	sees, rest float64
	// each is the part of an instance that a request asks for while it lasts, or 0 if that
	// is short for the window. rate is the requests per second, and inFlight their mean
	// number.
	each, rate, inFlight float64
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
	// watch returns a signal, in its own units and with the skewness of one request, in
	// units of instances. A request lasts some seconds in it.
	watch := func(s signal, target, lasts float64) signal {
		n := r * (w + lasts) // requests that the window sees
		s.mean, s.sd, s.unit, s.each = s.mean/target, s.sd/target, s.unit/target, s.each/target
		s.skew = min(2, s.skew/math.Sqrt(max(1e-9, n)))
		s.sees, s.rate, s.inFlight = w+lasts, r, r*lasts
		if lasts <= w/4 {
			s.each = 0
		}
		if n < few && !q.bursty() {
			p := -math.Expm1(-n)
			square := (s.sd*s.sd + s.mean*s.mean) / p
			s.none, s.mean = 1-p, s.mean/p
			s.sd = math.Sqrt(max(0, square-s.mean*s.mean))
		}
		return s
	}
	if c := q.CPU * q.VCPU; c > 0 && q.Compute > 0 {
		// A request's CPU time is spread over its own duration, which smooths the average.
		// It is assumed to be lognormal. The requests that compute at once are correlated
		// over the mean rest of one.
		each, square := min(1, q.VCPU), 1+q.CV*q.CV
		lasts := q.Compute / each
		rest := lasts * square / 2
		variance := each * r * q.Compute * 2 * rest / w * smooth(w, rest)
		all[0] = watch(signal{mean: r * q.Compute, sd: math.Sqrt(variance), skew: math.Pow(square, 1.5), each: each, rest: rest}, c, lasts)
	}
	if d := q.service(); q.InFlight > 0 && d > 0 {
		a := r * d
		all[1] = watch(signal{mean: a, sd: math.Sqrt(2 * a * d / w * smooth(w, d)), skew: 3 / math.Sqrt2, each: 1, rest: d}, q.InFlight, d)
	}
	if q.Policy.Rate > 0 {
		all[2] = watch(signal{mean: r, sd: math.Sqrt(r / w), skew: 1, unit: 1 / w}, q.Policy.Rate, 0)
	}
	return all
}

// most returns the signal that asks for the most instances on average.
func (s *signals) most() *signal {
	best := &s[0]
	for i := range s {
		if s[i].mean > best.mean {
			best = &s[i]
		}
	}
	return best
}

// memory returns the time in seconds over which an average of a window changes: the window
// for short requests, and the rest of long ones. It is longer than their sum where the two
// are alike, as found by simulation.
func (s *signal) memory(window float64) float64 {
	return window + s.rest*(1+window/(window+s.rest))
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
