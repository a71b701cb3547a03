package autoscale

import "math"

// levels counts instances level by level. It holds what is computed once per question.
type levels struct {
	q Question
	// holds are the delays in seconds after which an instance stops serving, and after
	// which it is gone. Only the first is used where no instances are parked.
	holds  [2]float64
	delays int
	shift  float64 // added to a level, because signals are sampled at intervals
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
	l.shift = 0.583 * math.Sqrt(2*q.Every/l.window)
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
	if k == 0 { // any request in the window wants one
		for i := range l.delays {
			p[i] = passage{math.Exp(-l.idle * (l.window + l.holds[i])), l.idle}
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
		h := l.hazard(u)
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

// hazard is the rate, per second, at which the average of a window rises above a
// level of u standard deviations for the first time.
func (l *levels) hazard(u float64) float64 {
	u += l.shift
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
	return boxcar * mills * g / l.window
}
