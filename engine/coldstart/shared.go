package coldstart

import "math"

// shared answers for several requests per instance and Poisson arrivals.
//
// Packed onto the newest instance with a free slot, X requests need ⌈X/c⌉ instances. The
// pool is the window maximum of that number, and only every c-th crossing of the number in
// flight is a cold start. The hazard model sums over those levels. Below some 12 service
// times of idle expiry it is replaced by the record process, which is exact there.
func (s *Solver) shared(q *query, valid *Validity) (a answer) {
	c := &s.chain
	s.steadyChain(q)
	drained := *q
	drained.idle += q.drain()
	s.hazards.fill(c, drained.idle)
	a.starts, a.total = s.hazards.pool(c, q.low)
	if w := ramp(drained.idle, 8, 16); w < 1 {
		f := s.record(c, &drained, &s.few)
		a.starts = mix(a.starts, f.starts, (1-w)*f.trust(&drained))
		a.total = mix(a.total, f.total, 1-w)
	}
	valid.set(Fluid, c.step > 1)
	// Draining instances have slots for further requests, which the maximum of all in
	// flight does not show. Fitted to simulations of 2 to 80 requests per instance.
	each := q.load / q.conc
	a.starts /= 1 + 0.57*each/(each+1.2)/(1+q.idle/2.6)*q.idle*q.idle/(q.idle*q.idle+1)*min(1, 4/q.conc)
	a.reject(q)
	a.busy = c.busy(q.load, q.conc, q.slots())
	return s.outlast(q, a, a, valid)
}

// drain returns how long an instance that is no longer needed takes to become idle, in
// service times: its last request finishes some time after the number in flight has
// fallen. No instance holds more requests than are in flight. The factor was fitted to
// simulations of 2 to 80 requests per instance.
func (q *query) drain() float64 {
	held := 1 / math.Cbrt(1/(q.conc*q.conc*q.conc)+1/(q.load*q.load*q.load)) // the smaller one, smoothly
	return ramp(q.idle, 1e-3, 0.03) * 0.165 * math.Log1p(held*held*held*held/16)
}

// Bounds on the work of busy.
const (
	maxSampled = 96  // instances evaluated in the chain, and a third below it
	maxSlots   = 128 // requests of one instance
)

// busy returns the mean number of instances with at least one request, when
// requests are packed onto the first instance with a free slot.
//
// That is more than ⌈X/c⌉, because an instance drains slowly. Instance k sees the overflow
// of the N = (k-1)·c slots before it, which has mean m = a·B(N) and variance v = m·(1 - m
// + a/(N+1-a+m)) (Riordan). A negative binomial distribution with these moments, truncated
// at c, gives the probability that it is empty. The sum is within 1.3 % of simulation.
//
// More instances than maxSampled are sampled evenly.
func (c *chain) busy(load, conc, slots float64) float64 {
	low, top := c.x[0], c.x[c.n]
	count := math.Ceil(min(top, slots) / conc)
	first := math.Floor(low / conc)
	sum := c.busyBetween(0, first, maxSampled/3, load, conc)
	return sum + c.busyBetween(first, max(first, count), maxSampled, load, conc)
}

// busyBetween sums over the instances from (counted from 0) up to to, using at
// most n of them.
func (c *chain) busyBetween(from, to float64, n int, load, conc float64) (sum float64) {
	if to <= from {
		return 0
	}
	stride := max(1, (to-from)/float64(n))
	for k := from; k < to-0.5; k += stride {
		width := min(stride, to-k)
		at := (k + (width-1)/2) * conc
		sum += width * occupied(load, at, c.overflow(load, at), conc)
	}
	return sum
}

// overflow returns the mean of the traffic that n slots turn away.
func (c *chain) overflow(load, n float64) float64 {
	at := (n - c.x[0]) / c.step
	if at < 0 {
		// Far below the mean, the number of free slots among n is geometric with mean
		// n/(a-n).
		return load - n + n/(load-n)
	}
	i := int(at)
	if i+1 >= c.n {
		return load * c.loss(c.n-1)
	}
	part := at - float64(i)
	// The loss is nearly exponential in n.
	from := c.loss(i)
	if part == 0 {
		return load * from
	}
	return load * from * math.Pow(c.loss(i+1)/from, part)
}

// none returns the probability of no request under a negative binomial distribution of
// mean m and ratio z of variance to mean (Poisson for z up to 1), its parameter r, and the
// ratio used.
func none(m, z float64) (p, r, ratio float64) {
	if z > 1+1e-9 {
		r = m / (z - 1)
		return math.Exp(-r * math.Log(z)), r, z
	}
	return math.Exp(-m), math.Inf(1), 1
}

// occupied returns the probability that an instance of conc slots has a request,
// given the mean m of the traffic that overflows the n slots before it.
func occupied(load, n, m, conc float64) float64 {
	if !(m > 1e-12) {
		return 0
	}
	z := 1 - m + load/(n+1-load+m) // variance over mean
	empty, _, _ := none(m, z)
	if empty < 1e-15 {
		return 1
	}
	// Very large instances are counted in units of several slots, which changes the sum
	// little. The probability of an empty one is computed in single requests.
	if unit := conc / maxSlots; unit > 1 {
		m, z, conc = m/unit, z/unit, maxSlots
	}
	p, r, z := none(m, z)
	// p(j) = p(j-1)·(r+j-1)/j·(z-1)/z, which is m/j in the Poisson limit z = 1.
	sum := p
	for j := 1.0; j < conc+1; j++ {
		if z > 1 {
			p *= (r + j - 1) / j * (z - 1) / z
		} else {
			p *= m / j
		}
		if j > conc {
			sum += p * (conc - j + 1) // a fraction of a slot
			break
		}
		sum += p
		if j > m && p < 1e-12*sum {
			break
		}
	}
	return 1 - empty/sum
}
