package coldstart

import "math"

// replacement is the mean time in seconds after which an instance goes for reasons
// of its own (a deployment, a new host): one year. It gives a pool that
// practically never expires a size.
const replacement = 365 * 86400

// spread answers for random and least-recent routing with one request per
// instance and Poisson arrivals: a birth-death chain on the size n of the pool,
//
//	up(n) = λ·B(n),   down(n) = λ·(1 - B(n))·q/(1-q)
//
// with B Erlang's loss probability. q is the probability that an idle instance is
// passed over for the whole expiry. I = n - a(1-B(n)) being idle on average, the
// requests that reach one of them at random are a Poisson stream of rate λ/I, so
// q = exp(-λT/I); in turn, each is reached after I requests, so q = P(N < I) for
// a Poisson number N with mean λT. Of λ(1-B) turns taken at an instance, each
// ends by expiry with probability q and is repeated with 1-q.
//
// Random routing is within 22 % in the cold-start probability (10 % under one
// erlang) and 2 % in the pool; in turn it is within a factor of two and 5 %. Both
// keep more instances than the newest-first rule, and when λT is several times
// the pool they keep nearly all they ever needed: see [NeverExpires].
//
// The chain knows only means and forgets that the pool is never smaller than the
// requests in flight. From eight service times of idle expiry down to one, where
// routing hardly matters, it gives way to the newest-first rule.
func (s *Solver) spread(q *query, r Routing, valid *Validity) answer {
	w := ramp(q.idle, 1, 8)
	if w == 0 {
		return s.steady(q, valid)
	}
	a := s.sizes(q, r, valid)
	if w < 1 {
		newest := s.steady(q, valid)
		a.starts = newest.starts * math.Pow(a.starts/max(newest.starts, 1e-300), w)
		a.total = newest.total + w*(a.total-newest.total)
	}
	return a
}

// sizes is the birth-death chain of spread.
func (s *Solver) sizes(q *query, r Routing, valid *Validity) (a answer) {
	c := &s.chain
	c.build(q.load, max(q.idle, replacement/q.unit), q.high)
	valid.set(Fluid, c.step > 1)
	a.reject(q)
	a.busy = q.load * (1 - a.rejection)

	top := c.n - 1
	if c.x[c.n]+c.step > q.high {
		top = c.n // the cap itself
	}
	turns := turning{mean: q.load * q.idle}
	var sum, starts, size float64
	weight, last := 1.0, 0.0
	for k := 0; k <= top; k++ {
		n := c.x[k]
		block := c.loss(k)
		if n+c.step <= q.low {
			continue
		}
		up, down := q.load*block, 0.0
		if k == c.n {
			up = 0
		}
		if n > q.low && k > 0 {
			idle := n - q.load*(1-block)
			down = q.load*(1-block)*turns.odds(r, idle) + n*q.unit/replacement
		}
		rise, fall := moves(up, down, c.step)
		if sum > 0 {
			weight *= last / max(fall, 1e-300)
		}
		if weight > 1e100 {
			sum, starts, size = sum/weight, starts/weight, size/weight
			weight = 1
		}
		sum += weight
		starts += weight * up
		size += weight * n
		last = rise
	}
	if sum == 0 {
		a.total = q.low
		return a
	}
	a.starts, a.total = starts/sum, max(a.busy, size/sum)
	valid.set(NeverExpires, a.starts*q.idle < 1e-3 && q.low == 0)
	return a
}

// moves returns the rates between levels of a step, which keep the drift up-down
// and, where they can, the variance up+down (as in chain).
func moves(up, down, step float64) (rise, fall float64) {
	if step <= 1 {
		return up, down
	}
	drift := (up - down) / step
	spread := max((up+down)/(step*step), math.Abs(drift))
	return (spread + drift) / 2, (spread - drift) / 2
}

// turning evaluates P(N < x) for a Poisson number N, for growing x.
type turning struct {
	mean float64
	next float64 // the next term to add
	term float64 // its probability, if live
	live bool
	sum  float64 // P(N < next)
}

// odds returns q/(1-q) for a mean of idle instances.
func (p *turning) odds(r Routing, idle float64) float64 {
	idle = max(0, idle)
	if r == Random {
		// The limit of many idle instances is that none is reached in time.
		return 1 / max(1e-12, math.Expm1(min(700, p.mean/max(idle, 1e-12))))
	}
	q := min(p.under(idle), 1-1e-12)
	return q / (1 - q)
}

// under returns P(N < x), linear between whole x. Means over 1e4 use the normal
// law of the cube root (E. B. Wilson and M. M. Hilferty, 1931).
func (p *turning) under(x float64) float64 {
	if p.mean > 1e4 {
		if x <= 0 {
			return 0
		}
		third := math.Cbrt(p.mean / x)
		z := 3 * math.Sqrt(x) * (1 - 1/(9*x) - third)
		return math.Erfc(-z/math.Sqrt2) / 2
	}
	floor := math.Floor(x)
	if p.next == 0 {
		p.term, p.live = math.Exp(-p.mean), p.mean < 700
	}
	for p.next < floor {
		p.advance()
	}
	return min(1, p.sum+(x-floor)*p.term)
}

// advance adds the next term. A term too small for the recursion is computed from
// its logarithm.
func (p *turning) advance() {
	if p.live {
		p.sum += p.term
	}
	p.next++
	if p.live {
		p.term *= p.mean / p.next
		return
	}
	lg, _ := math.Lgamma(p.next + 1)
	p.term = math.Exp(p.next*math.Log(p.mean) - p.mean - lg)
	p.live = p.term > 1e-290
}
