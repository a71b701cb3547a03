package coldstart

import "math"

// Size of the birth-death chains. Up to maxLevels a level is one request and the chain of
// a constant rate is exact, which covers about 380 erlangs.
const (
	maxLevels   = 320
	burstLevels = 240

	// A level may be left out when it is crossed fewer than negligible times in
	// an idle expiry and, times horizon, by fewer requests still.
	negligible = 1e-7
	horizon    = 1e3
	// below is the number of standard deviations below the mean at which a chain starts.
	// The number in flight is lower for 1e-10 of the time.
	below = 6.5
	// leastRatio bounds the ratio of neighbouring stationary probabilities, which
	// keeps rates against a strong drift from vanishing.
	leastRatio = 1e-30
)

// chain is the number of requests in flight as a birth-death process on the
// levels x(0), x(1), …, in units of the service time. With levels one request
// apart it is the M/M/∞ (or M/M/n/n) queue itself; see edge for wider ones.
type chain struct {
	n      int     // levels with a crossing to the next one
	capped bool    // whether level n is the cap
	step   float64 // distance of the levels (the largest, if it varies)
	x      []float64
	up     []float64
	down   []float64
	// block is the probability of a level within the chain truncated there: the
	// Erlang loss probability when levels are one request apart.
	block []float64
	pi    []float64 // stationary probability of a level
	cum   []float64 // sum of pi up to a level

	// weight is the number of instances that each crossing starts; see weigh.
	weight []float64
	base   float64
}

// span returns the range of levels with crossings that are not negligible at an offered
// load.
func span(load, idle, slots float64) (low, high float64) {
	mean := min(load, slots)
	// Bernstein's bound for the Poisson tail: P(X > a+d) < exp(-d²/(2a+2d/3)).
	e := math.Log((horizon + load*idle) / negligible)
	high = mean + e/3 + math.Sqrt(e*e/9+2*mean*e)
	low = math.Floor(max(0, mean-below*math.Sqrt(mean)))
	return low, math.Ceil(min(high, slots))
}

// edge returns the rates between level x and the next, h requests higher, at an arrival
// rate l: up from x and down to x, both times the distance between levels.
//
// With levels one request apart they are l and x+1. For wider ones, let r = n/l with n = x
// + (h+1)/2 in the middle. Requiring the drift l-n of the number in flight, and the ratio
// r^h of stationary probabilities that h single steps have downwards, gives
//
//	up = (l-n)/(1-r^h),   down = up·r^h,
//
// which is exact for h = 1, second-order accurate in h over the standard
// deviation, and the fluid limit l-n where the drift is strong: the exponential
// fitting of D. L. Scharfetter and H. K. Gummel, 1969.
func edge(l, x, h float64) (up, down float64) {
	if h == 1 {
		return l, x + 1
	}
	n := x + (h+1)/2
	gap := l - n
	if l == 0 {
		return 0, n
	}
	if share := gap / n; math.Abs(share) < 0.25 && math.Abs(share)*h < 0.5 {
		// 1/(1-exp(-z)) with z = -h·ln(r), by its series.
		z := h * logNear(share)
		if math.Abs(z) < 1e-9 {
			return n / h, n / h
		}
		up = gap * (1/z + 0.5 + z*(1.0/12-z*z/720))
		return up, up - gap
	}
	if gap > 0 {
		q := max(leastRatio, math.Exp(h*math.Log(n/l)))
		up = gap / (1 - q)
		return up, up * q
	}
	q := max(leastRatio, math.Exp(h*math.Log(l/n)))
	down = -gap / (1 - q)
	return down * q, down
}

// logNear returns ln(1+x) for |x| < 0.25 to 1e-9, as 2·artanh(x/(2+x)).
func logNear(x float64) float64 {
	t := x / (2 + x)
	t2 := t * t
	return 2 * t * (1 + t2*(1.0/3+t2*(1.0/5+t2*(1.0/7+t2/9))))
}

// build sets up the chain for a load, without the levels too high to matter. It uses
// blocking probabilities instead of stationary ones, because they neither overflow nor
// lose accuracy in a long chain.
func (c *chain) build(load, idle, slots float64) {
	c.grow()
	low, high := span(load, idle, slots)
	step := max(1, (high-low)/maxLevels)
	c.step = step
	inverse, down := 1.0, 0.0
	top, capped := 0, false
	for k := 0; ; k++ {
		x := low + float64(k)*step
		if k > 0 {
			inverse = 1 + inverse*down/c.up[k-1]
		}
		c.x[k], c.down[k], c.block[k] = x, down, 1/inverse
		c.up[k], down = edge(load, x, step)
		c.up[k] /= step
		down /= step
		top = k
		if capped = x+step > slots*(1+1e-12); capped {
			break
		}
		if k == maxLevels || x > load && horizon+c.up[k]*idle < negligible*inverse {
			break
		}
	}
	c.x[top+1] = c.x[top] + step
	c.n, c.capped = top+1, capped
	if capped {
		// There is no crossing from the last state.
		c.n = top
	}
	cum := 1.0
	for k := top; k >= 0; k-- {
		c.cum[k] = cum
		c.pi[k] = cum * c.block[k]
		cum *= 1 - c.block[k]
	}
}

// loss returns Erlang's loss probability at level k. The ratio of neighbouring sums of π,
// to the power 1/step, is that of sums one request apart.
func (c *chain) loss(k int) float64 {
	if c.step == 1 {
		return c.block[k]
	}
	return -math.Expm1(math.Log1p(-c.block[k]) / c.step)
}

// grow makes room for the levels; it allocates only the first time.
func (c *chain) grow() {
	const n = max(maxLevels, burstLevels) + 2
	if len(c.up) == n {
		return
	}
	buffer := make([]float64, 7*n)
	for _, p := range []*[]float64{&c.x, &c.up, &c.down, &c.block, &c.pi, &c.cum, &c.weight} {
		*p, buffer = buffer[:n:n], buffer[n:]
	}
}

// crossing returns the number of requests n whose excess, the step from n to n+1, is
// crossing k of the chain. A chain with wide levels is at x(k+1) when its diffusion has
// reached x(k+1), as the exact chain is at n+1. Crossing -1 lies below the chain.
func (c *chain) crossing(k int) float64 { return c.x[k+1] - 1 }

// weigh sets the weight of every crossing to the number of instances it starts: the
// excesses of j·conc requests, for least ≤ j < most. base counts those below the chain,
// which is always exceeded.
//
// An excess between two crossings is divided between them in proportion to its distance,
// which sums the piecewise linear function through the crossings. The multiples within one
// interval are an arithmetic series.
func (c *chain) weigh(conc, least, most float64) {
	w := c.weight[:c.n]
	clear(w)
	from := c.crossing(-1)
	next := max(least, math.Ceil(from/conc))
	c.base = min(next, most) - least
	for k := -1; k < c.n-1; k++ {
		to := c.crossing(k + 1)
		end := min(most, math.Ceil(to/conc))
		if end > next {
			count := end - next
			share := (conc*(next+end-1)/2 - from) * count / (to - from)
			if k < 0 {
				c.base += count - share
			} else {
				w[k] += count - share
			}
			w[k+1] += share
			next = end
		}
		from = to
	}
	// A multiple that falls on the last crossing itself.
	if c.n > 0 && next < most && next*conc == from {
		w[c.n-1]++
	}
}

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
	over := 1 - m + load/(n+1-load+m) // variance over mean
	p, r, z := none(m, over)
	empty := p
	if empty < 1e-15 {
		return 1
	}
	// Very large instances are counted in units of several slots, which changes the sum
	// little. The probability of an empty one is computed in single requests.
	if unit := conc / maxSlots; unit > 1 {
		m, conc = m/unit, maxSlots
		p, r, z = none(m, over/unit)
	}
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
