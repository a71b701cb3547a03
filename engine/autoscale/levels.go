package autoscale

import "math"

// levels counts instances level by level: what it needs of the question is worked
// out once.
type levels struct {
	q      Question
	hold   float64
	shift  float64 // of a level, for signals that are looked at now and then
	window float64
	bursts bursts
	// low and high are the signals outside bursts and inside.
	low, high signals
}

// counted is a distribution of the number of instances: its mean, a high quantile,
// and how often one more is needed, per second.
type counted struct{ mean, peak, rises float64 }

// many is twice the number of changes between bursts and the time outside them in a
// window from which on they are taken as noise.
const many = 20

// most is about the number of levels counted around the mean; where there are more,
// several are taken together.
const most = 32

// count returns how many instances there are, with a delay of hold seconds.
func (l *levels) count(q *Question, hold float64) (c counted) {
	l.q, l.window = *q, max(q.Window, q.Every)
	l.shift = 0.583 * math.Sqrt(2*q.Every/l.window)
	// Between two decisions nothing is seen: the first look is part of the window.
	l.hold = q.Every * math.Floor(hold/q.Every+1e-9)
	l.low = q.signals(q.Load.Rate)
	l.high = l.low
	bursty := q.bursty()
	if bursty {
		p := q.phases()
		l.low, l.high = q.signals(p.quiet), q.signals(p.peak)
		alpha, beta := p.begin*l.window/2, p.end*l.window/2
		if sum := alpha + beta; sum > many { // so many in a window that they are noise
			bursty = false
			mean := q.signals(q.Load.Rate)
			for i := range mean {
				mean[i].sd = math.Hypot(mean[i].sd, (l.high[i].mean-l.low[i].mean)*math.Sqrt(alpha*beta/(sum+1))/sum)
			}
			l.low, l.high = mean, mean
		} else {
			l.bursts.init(q, &p, l.window, l.hold)
			l.bursts.weigh(l, &p)
		}
	}
	low, high := l.low.most(), l.high.most()
	from := max(q.Least, math.Floor(low.mean-8*low.sd), 0)
	to := math.Ceil(high.mean+8*high.sd*(1+high.skew)) + 2
	if q.Most > 0 {
		to = min(to, q.Most)
	}
	from = min(from, to)
	// Around the quiet mean levels are counted one by one, as far as they are few.
	fine, near := max(1, math.Ceil(16*low.sd/most)), low.mean+8*low.sd
	c.mean, c.peak = from, from
	step := fine
	for k := from; k < to; k += step {
		step = max(fine, math.Floor((k-near)/6))
		mid := k + (min(step, to-k)-1)/2
		f, h := l.below(mid, bursty)
		width := min(step, to-k)
		c.mean += width * (1 - f)
		c.rises += width * f * h
		if f < 0.999 {
			c.peak = k + width
		}
		if f > 1-1e-6 && k > high.mean {
			break
		}
	}
	return c
}

// below returns the probability that at most k instances serve, and the rate at
// which one more is then wanted.
func (l *levels) below(k float64, bursty bool) (f, hazard float64) {
	q := &l.q
	if k == 0 { // any request in the window wants one
		r := q.Load.Rate
		if bursty {
			p := q.phases()
			r = p.quiet + p.begin
		}
		return math.Exp(-r * (l.window + l.hold)), r
	}
	f, hazard = l.at(k, bursty)
	// Within the tolerance the number stays as it is: it rises above k from a
	// higher level than it falls.
	if t := q.Tolerance; t > 0 && f < 1 {
		fall := hazard * f / (1 - f)
		var most float64
		most, hazard = l.at(k*(1+t), bursty)
		if fall+hazard > 0 {
			f = min(most, fall/(fall+hazard))
		}
	}
	return f, hazard
}

// at returns the probability that no signal has passed a level for the time of the
// delay, and the rate at which one then does: those of the signal most likely to.
func (l *levels) at(x float64, bursty bool) (f, hazard float64) {
	f = 1
	for i := range l.low {
		low, high := &l.low[i], &l.high[i]
		if high.mean == 0 {
			continue
		}
		u := low.score(x)
		h := l.hazard(u)
		g := 0.0
		if bursty {
			var rises float64
			g, rises = l.bursts.under(x, low, high)
			h += rises / max(g, 1e-12)
		} else {
			g = normal(u) * math.Exp(-h*l.hold)
		}
		if g <= f {
			f, hazard = g, h
		}
	}
	return f, hazard
}

// boxcar is by how much a moving average crosses a level more often than a process
// with an exponential covariance of the same slope: found by simulation.
const boxcar = 1.24

// hazard is the rate, per second, at which the average of a window rises above a
// level of u standard deviations for the first time.
func (l *levels) hazard(u float64) float64 {
	u += l.shift
	if u > 38 {
		return 0
	}
	// First passage of an Ornstein-Uhlenbeck process from its distribution below u:
	// 1/∫Φ²/φ, Φ(u) times, which the formula meets to 5 %.
	mills := math.Exp(-u*u/2) / math.Sqrt(2*math.Pi) / max(normal(u), 1e-300)
	if u < -30 {
		mills = -u
	}
	g := math.Sqrt(max(0.1, u*u+1.5-3.9*math.Tanh((u-1)/1.6)))
	return boxcar * mills * g / l.window
}
