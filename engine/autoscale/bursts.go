package autoscale

import (
	"math"

	"crossover/engine/coldstart"
)

// phases describes the two states of the traffic, as [coldstart.MMPP] returns them: the
// rates of requests per second, the rates at which bursts begin and end, and the share of
// time in bursts.
type phases struct{ quiet, peak, begin, end, busy float64 }

func (q *Question) phases() phases {
	quiet, peak, begin, end := coldstart.MMPP(q.Load.Rate, q.Burst, q.BurstLength)
	return phases{quiet, peak, begin, end, begin / (begin + end)}
}

// cells is the number of parts into which the range from the quiet mean to the peak is
// divided.
const cells = 20

// The grid of scores for the largest value of the noise during the delay.
const (
	firstScore = -3.0
	scoreStep  = 0.75
	scores     = 12
)

// bursts describes how the mean of the window's average moves between its values outside
// and inside bursts. It is an exponential average of a rate that jumps between the two, so
// its position between them is beta distributed. For each position it holds the
// probability that the average has stayed below it during the delay, and the rate at which
// it passes it.
type bursts struct {
	// below is indexed by delay.
	below  [2][cells + 1]float64
	passed [cells + 1]float64
	// alpha and beta are the parameters of the beta distribution.
	alpha, beta float64
	// noise is the probability of each score by delay, outside bursts and inside bursts,
	// where less time is spent.
	noise [2][2][scores]float64
}

// logs are the logarithms of the ends and the middles of the cells.
var logs = func() (l [2 * cells]float64) {
	for i := range l {
		l[i] = math.Log(float64(i) / (2 * cells))
	}
	return l
}()

// unseen is the share of the interval between decisions for which a rise goes unseen, found
// by simulation.
const unseen = 0.4

func (b *bursts) init(q *Question, p *phases, l *levels) {
	t := l.window / 2 // an exponential average as noisy as one over the window
	alpha, beta := p.begin*t, p.end*t
	b.alpha, b.beta = alpha, beta
	lb, _ := math.Lgamma(alpha + beta)
	la, _ := math.Lgamma(alpha)
	l2, _ := math.Lgamma(beta)
	norm := math.Exp(lb - la - l2)
	density := func(i int) float64 { return norm * math.Exp((alpha-1)*logs[i]+(beta-1)*logs[2*cells-i]) }
	const d = 1.0 / cells
	// In the first and the last cell the density follows its limit at that end.
	cum := norm * math.Pow(d, alpha) / alpha
	tail := norm * math.Pow(d, beta) / beta
	before := 0.0
	var cdf, rate [cells + 1]float64
	for i := 1; i < cells; i++ {
		x := float64(i) * d
		f := density(2 * i)
		if i > 1 {
			cum += d * (before + 4*density(2*i-1) + f) / 6
		}
		before = f
		cdf[i] = cum
		// The average rises only inside bursts; at position x a share x of the time is.
		rate[i] = f * x * (1 - x) / t
	}
	total := cum + tail
	b.passed[0], b.passed[cells] = 0, 0
	for j := range b.below {
		b.below[j][0], b.below[j][cells] = 0, 1
	}
	for i := 1; i < cells; i++ {
		c := min(1, cdf[i]/total)
		h := 0.0
		if c > 0 && c < 1 {
			// A rise is seen at decisions only, so it cannot be seen more often than that.
			h = 1 / math.Hypot(total*c/rate[i], unseen*q.Every/-math.Log(c))
		}
		b.passed[i] = h
		for j := range l.delays {
			b.below[j][i] = c * math.Exp(-h*l.holds[j])
		}
	}
	b.weigh(l, p)
}

// weigh computes the distribution of the largest score during each delay.
func (b *bursts) weigh(l *levels, p *phases) {
	var times, last [2][2]float64
	for j, hold := range l.holds[:l.delays] {
		times[j] = [2]float64{hold, p.busy * hold / max(1e-9, 1-(1-p.busy)*math.Exp(-p.begin*hold))}
	}
	for i := range scores {
		z := firstScore + scoreStep*(float64(i)+0.5)
		under, h := normal(z), l.hazard(z, l.window)
		for j := range l.delays {
			for k, time := range times[j] {
				g := 1.0
				if i < scores-1 {
					g = under * math.Exp(-h*time)
				}
				b.noise[j][k][i], last[j][k] = g-last[j][k], g
			}
		}
	}
}

// at interpolates both values at a position x between 0 and 1, after delay j.
func (b *bursts) at(x float64, j int) passage {
	switch {
	case x <= 0:
		return passage{}
	case x >= 1:
		return passage{below: 1}
	}
	y := x * cells
	i := min(int(y), cells-1)
	w := y - float64(i)
	below := &b.below[j]
	f := below[i] + w*(below[i+1]-below[i])
	switch i { // the density may be unbounded here
	case 0:
		f = below[1] * math.Pow(w, b.alpha)
	case cells - 1:
		f = 1 - (1-below[i])*math.Pow(1-w, b.beta)
	}
	return passage{f, b.passed[i] + w*(b.passed[i+1]-b.passed[i])}
}

// under returns, for bursty traffic and after each delay, the probability that the average
// has stayed below k. It combines the position of the mean with the noise at that
// position. The hazard it returns is already multiplied by the probability.
func (b *bursts) under(k float64, low, high *signal, delays int) (sum [2]passage) {
	way := max(high.mean-low.mean, 1e-12)
	inside := min(1, max(0, (k-low.mean)/way))
	noise := signal{sd: low.sd + inside*(high.sd-low.sd), skew: low.skew + inside*(high.skew-low.skew)}
	for i := range scores {
		x := (k - noise.off(firstScore+scoreStep*float64(i)) - low.mean) / way
		if x <= 0 {
			break // larger scores do too
		}
		for j := range delays {
			n := &b.noise[j]
			if p := n[0][i] + inside*(n[1][i]-n[0][i]); p >= 1e-6 {
				a := b.at(x, j)
				sum[j].below += p * a.below
				sum[j].hazard += p * a.below * a.hazard
			}
		}
	}
	return sum
}
