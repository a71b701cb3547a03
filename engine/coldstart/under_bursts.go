package coldstart

import "math"

// underBursts answers for bursty arrivals. The result of the two-phase record process is
// multiplied by the ratio of the steady model, with its routing, initialisation and
// sharing, to the one-phase record process at the same mean rate. With this ratio Poisson
// arrivals are the continuous limit.
func (s *Solver) underBursts(q *query, valid *Validity) answer {
	calm := *q
	calm.burst = 1
	a := s.steady(&calm, valid)
	valid.set(LongCold, q.extra > 0.3*q.idle)

	c := &s.chain
	s.steadyChain(q)
	even := s.record(c, q, &s.few)

	s.bursts.build(c, q)
	c.weigh(q.conc, q.low, q.high)
	valid.set(Fluid, c.step > 1)
	valid.set(ShortBurst, c.step > 1 && q.end > 0.5)
	f := s.bursty(c, q, &s.many)
	valid.set(Rare, f.starts*q.idle < 1e-3 && f.trust(q) == 0)

	// A ratio of two numbers below the resolution is meaningless.
	a.starts = max(0, f.starts) * fade(even.starts, a.starts, even.trust(q))
	a.total += f.total - even.total
	a.rejection = s.rejected(c, q)
	a.busy = s.busyUnderBursts(q, a)
	return a
}

// rejected returns the fraction of bursty requests that arrive at the cap.
func (s *Solver) rejected(c *chain, q *query) float64 {
	if !c.capped {
		return 0
	}
	top := s.bursts.pi[c.n]
	return min(1, (top[0]*q.quiet+top[1]*q.peak)/q.load)
}

// mixture is a mixture of two Poisson distributions for the number in flight.
type mixture struct{ load, share [2]float64 }

// matched returns the mixture with the mean and the variance of the number in flight.
// Bursts that are short compared with the service time average out: the number in flight
// is the rate filtered with exp(-t), and a rate that jumps between two values with
// correlation exp(-r·t), r = r12+r21, keeps 1/(1+r) of its variance.
func (q *query) matched() (m mixture) {
	inside := q.begin / (q.begin + q.end)
	shrink := 1 / math.Sqrt(1+q.begin+q.end)
	m.share = [2]float64{1 - inside, inside}
	for i, l := range [2]float64{q.quiet, q.peak} {
		m.load[i] = q.load + (l-q.load)*shrink
	}
	return m
}

// busyUnderBursts returns the number of instances with a request under bursts.
func (s *Solver) busyUnderBursts(q *query, a answer) float64 {
	if q.conc == 1 {
		return q.load * (1 - a.rejection)
	}
	m := q.matched()
	sum := 0.0
	for i, load := range m.load {
		part := *q
		part.load, part.burst = load, 1
		s.chain.build(load, q.idle, q.slots())
		sum += m.share[i] * s.chain.busy(part.load, part.conc, part.slots())
	}
	return sum
}
