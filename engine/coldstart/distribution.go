package coldstart

import "math"

// maxSizes bounds the number of pool sizes that Distribution returns.
const maxSizes = 4096

// Distribution returns the probabilities of the sizes of the pool, for Poisson
// arrivals at the mean rate and newest-first routing, without the instances that
// initialise. The first of them is that of a pool of first instances; smaller and
// larger pools have a negligible probability. The result is written over dst and
// grows it where needed, to at most 4096 sizes; without traffic it is empty.
//
// The pool is at most k where the number in flight has not exceeded k·c during
// the idle expiry. This uses the hazard model, whose distribution agrees with
// simulation to 0.015 at each size.
func (s *Solver) Distribution(p Pool, dst []float64) (probability []float64, first int) {
	probability = dst[:0]
	if finite(p.Rate, maxRate) < minRate {
		return probability, 0
	}
	q, _ := ask(&p)
	c := &s.chain
	c.build(q.load, q.idle, q.slots())
	s.hazards.fill(c, q.idle)

	size := max(q.low, math.Floor(c.x[0]/q.conc))
	first = int(size)
	before, k := 0.0, -1
	for len(probability) < maxSizes && before < 1-1e-12 && size <= q.high {
		most := 1.0
		if size < q.high {
			for k < c.n-1 && c.crossing(k+1) <= size*q.conc {
				k++
			}
			most = s.atMost(k, size*q.conc)
		}
		probability = append(probability, max(0, most-before))
		before = max(before, most)
		size++
	}
	return probability, first
}

// atMost returns the probability that n requests were not exceeded during the idle
// expiry, where crossing k of the chain is the last one not above n.
func (s *Solver) atMost(k int, n float64) float64 {
	c := &s.chain
	if k == c.n-1 {
		if n > c.crossing(k) {
			return 1 // beyond all crossings that matter
		}
		return c.cum[k] * s.hazards.survive[k]
	}
	part := (n - c.crossing(k)) / (c.crossing(k+1) - c.crossing(k))
	f := part * c.cum[k+1] * s.hazards.survive[k+1]
	if k >= 0 {
		f += (1 - part) * c.cum[k] * s.hazards.survive[k]
	}
	return f
}
