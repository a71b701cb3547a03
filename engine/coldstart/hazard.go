package coldstart

import "math"

// hazards are the rates at which the number in flight first exceeds each level of
// a chain, and the resulting survival over an idle expiry.
//
// Started from its stationary distribution restricted to at most n, the process needs
//
//	m(n) = (1/P(n))·Σ_{j≤n} P(j)²/(up(j)·π(j))
//
// on average to exceed n, where π and P are the stationary probabilities and their sums:
// the mean first passage of a birth-death process, averaged over its start. The passage is
// nearly exponential, because starts near n are rare. The pool is therefore at most n with
// probability F(n) = P(n)·exp(-T/m(n)). The error of Σ F(n)/m(n) against the exact process
// is 0.02 % from T = 300 service times on, 0.1 % at 120, 0.4 % at 12 and 8 % at 2. All
// terms are positive, so it also holds where cold starts are extremely rare.
type hazards struct {
	rate    []float64 // h(n) = 1/m(n)
	survive []float64 // exp(-h(n)·T)
}

// fill computes the hazards of the chain for an idle expiry.
func (h *hazards) fill(c *chain, idle float64) {
	if h.rate == nil {
		h.rate = make([]float64, maxLevels+2)
		h.survive = make([]float64, maxLevels+2)
	}
	// With b(n) = π(n)/P(n) and P(n-1)/P(n) = 1-b(n), the sum above becomes
	// m(n) = (1-b(n))·m(n-1) + 1/(up(n)·b(n)).
	mean := 0.0
	for k := range c.n {
		b := c.block[k]
		mean = (1-b)*mean + 1/(c.up[k]*b)
		rate := 1 / mean
		h.rate[k] = rate
		h.survive[k] = decay(rate * idle)
	}
}

// decay returns exp(-x) without the call where the result is 0 or close to 1.
func decay(x float64) float64 {
	switch {
	case x > 700:
		return 0
	case x < 1e-9:
		return 1 - x
	}
	return math.Exp(-x)
}

// pool returns the cold starts per service time and the mean size of the pool, including
// kept instances.
func (h *hazards) pool(c *chain, kept float64) (starts, total float64) {
	total = kept + c.base
	for k := range c.n {
		f := c.cum[k] * h.survive[k]
		starts += c.weight[k] * h.rate[k] * f
		total += c.weight[k] * (1 - f)
	}
	return starts, total
}

// initialisation returns the additional cold starts per service time that occur because an
// initialising instance is missing from the pool for extra service times longer than a
// warm request would occupy it.
//
// After the crossing of level n the chain is exceeded again before the new
// instance is ready with probability φ(1/(S+extra)) - φ(1/S), where φ is the
// transform of the time between two overflows of n instances,
//
//	φ(n) = λ/(s + λ + n·(1-φ(n-1)))
//
// and φ(1/S) is the ratio of two successive blocking probabilities. The probability that
// the next level is crossed in that time anyway is subtracted, and the sum is continued as
// a geometric series for starts during starts.
func (h *hazards) initialisation(c *chain, extra, load float64) (starts float64) {
	if extra <= 0 {
		return 0
	}
	s := 1 / (1 + extra)
	omega := s / (s + c.up[0]) // 1 - φ, computed without cancellation
	if c.x[0] > 0 {
		// Below the chain φ is at the fixed point of its recursion.
		omega = fixedPoint(s, load, c.x[0])
	}
	// The last crossing has no successor: it is the cap, or negligible.
	for k := range c.n - 1 {
		if k > 0 {
			omega = (s + c.down[k]*omega) / (s + c.up[k] + c.down[k]*omega)
		}
		if c.weight[k] == 0 {
			continue
		}
		warm := c.block[k+1] / c.block[k] // φ at the rate of a warm request
		x := h.rate[k+1] * extra
		e := (1 - omega) - warm - (1-warm)*x/(1+x)
		if e <= 0 {
			continue
		}
		starts += c.weight[k] * h.rate[k] * c.cum[k] * h.survive[k] * e / (1 - min(0.9, e)) * h.survive[k+1]
	}
	return starts
}

// fixedPoint returns the ω in (0, 1] with ω = (s+nω)/(s+a+nω): the value of 1-φ
// far below the mean, where it changes slowly from level to level.
func fixedPoint(s, a, n float64) float64 {
	// nω² + (s+a-n)ω - s = 0, solved without cancellation for either sign.
	b := s + a - n
	root := math.Sqrt(b*b + 4*n*s)
	if b > 0 {
		return 2 * s / (b + root)
	}
	return (root - b) / (2 * n)
}
