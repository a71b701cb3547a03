package autoscale

import (
	"math"

	"crossover/engine/coldstart"
)

// phases are the two states of the traffic, as [coldstart.MMPP] has them: rates in
// requests per second, and the rates at which bursts begin and end.
type phases struct{ quiet, peak, begin, end, busy float64 }

func (q *Question) phases() phases {
	quiet, peak, begin, end := coldstart.MMPP(q.Load.Rate, q.Burst, q.BurstLength)
	return phases{quiet, peak, begin, end, begin / (begin + end)}
}

// cells is the number of parts of the way from the quiet mean to the peak one.
const cells = 20

// The scores at which the noise is taken: its largest value during the delay.
const (
	firstScore = -3.0
	scoreStep  = 0.75
	scores     = 12
)

// bursts is how the mean of the window's average moves between its value outside
// bursts and inside: an exponential average of a rate that jumps between the two,
// whose place on the way is beta distributed. On the way are, for each place, the
// probability that it has not been passed for the time of the delay, and the rate
// of passing it.
type bursts struct {
	below, passed [cells + 1]float64
	// alpha and beta are the parameters of the beta distribution.
	alpha, beta float64
	// noise is the probability of each score, outside bursts and inside, where
	// less time is spent.
	noise [2][scores]float64
}

// looks is the share of a decision's interval that a rise goes unseen, found by
// simulation.
const looks = 0.4

func (b *bursts) init(q *Question, p *phases, window, hold float64) {
	t := window / 2 // an exponential average as noisy as one over the window
	alpha, beta := p.begin*t, p.end*t
	b.alpha, b.beta = alpha, beta
	lb, _ := math.Lgamma(alpha + beta)
	la, _ := math.Lgamma(alpha)
	l2, _ := math.Lgamma(beta)
	norm := math.Exp(lb - la - l2)
	density := func(x float64) float64 { return norm * math.Pow(x, alpha-1) * math.Pow(1-x, beta-1) }
	const d = 1.0 / cells
	// The first and the last cell hold what the density has at the ends.
	cum := norm * math.Pow(d, alpha) / alpha
	tail := norm * math.Pow(d, beta) / beta
	var cdf, rate [cells + 1]float64
	for i := 1; i < cells; i++ {
		x := float64(i) * d
		f := density(x)
		if i > 1 {
			m := x - d/2
			cum += d * (density(x-d) + 4*density(m) + f) / 6
		}
		cdf[i] = cum
		// Upwards go those inside bursts: a share x of what is at x.
		rate[i] = f * x * (1 - x) / t
	}
	total := cum + tail
	b.below[0], b.passed[0] = 0, 0
	b.below[cells], b.passed[cells] = 1, 0
	for i := 1; i < cells; i++ {
		c := min(1, cdf[i]/total)
		h := 0.0
		if c > 0 && c < 1 {
			// Seen at decisions only: no more often than one after another is above.
			h = 1 / math.Hypot(total*c/rate[i], looks*q.Every/-math.Log(c))
		}
		b.below[i], b.passed[i] = c*math.Exp(-h*hold), h
	}
}

// weigh sets the distribution of the largest score during the delay.
func (b *bursts) weigh(l *levels, p *phases) {
	inside := p.busy * l.hold / max(1e-9, 1-(1-p.busy)*math.Exp(-p.begin*l.hold))
	for k, hold := range [2]float64{l.hold, inside} {
		last := 0.0
		for i := range b.noise[k] {
			z := firstScore + scoreStep*(float64(i)+0.5)
			g := normal(z) * math.Exp(-l.hazard(z)*hold)
			if i == scores-1 {
				g = 1
			}
			b.noise[k][i], last = g-last, g
		}
	}
}

// at returns both at a place between 0 and 1.
func (b *bursts) at(x float64) (f, hazard float64) {
	switch {
	case x <= 0:
		return 0, 0
	case x >= 1:
		return 1, 0
	}
	y := x * cells
	i := min(int(y), cells-1)
	w := y - float64(i)
	f = b.below[i] + w*(b.below[i+1]-b.below[i])
	switch i { // where the density may have no bound
	case 0:
		f = b.below[1] * math.Pow(w, b.alpha)
	case cells - 1:
		f = 1 - (1-b.below[i])*math.Pow(1-w, b.beta)
	}
	return f, b.passed[i] + w*(b.passed[i+1]-b.passed[i])
}

// under is below for bursty traffic: the place that the mean has come to, and the
// noise around it, as large as it is at the level in question.
func (b *bursts) under(k float64, low, high *signal) (f, rises float64) {
	way := max(high.mean-low.mean, 1e-12)
	inside := min(1, max(0, (k-low.mean)/way))
	noise := signal{sd: low.sd + inside*(high.sd-low.sd), skew: low.skew + inside*(high.skew-low.skew)}
	for i := range b.noise[0] {
		p := b.noise[0][i] + inside*(b.noise[1][i]-b.noise[0][i])
		if p < 1e-6 {
			continue
		}
		d := noise.off(firstScore + scoreStep*float64(i))
		g, h := b.at((k - d - low.mean) / way)
		f += p * g
		rises += p * g * h
	}
	return f, rises
}
