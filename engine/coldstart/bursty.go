package coldstart

import "math"

// pair is a value in each of the two phases: outside and inside a burst.
type pair [2]float64

// matrix is a real 2×2 matrix in row order.
type matrix [4]float64

// bursts is the number in flight and the phase of a two-state MMPP as a birth-death chain
// with 2×2 blocks (the M/M/∞ queue in a random environment). edge gives its rates for the
// arrival rate of each phase.
type bursts struct {
	up, down, pi [burstLevels + 2]pair
	ratio        [burstLevels + 2]matrix
}

// build sets up the chain. It writes the levels, cum and the weights to c, which must not
// be in use.
func (b *bursts) build(c *chain, q *query) {
	c.grow()
	c.burstLevels(q)
	n := c.n
	b.down[0] = pair{}
	for k := range n {
		above := c.x[k+1] - c.x[k]
		under, next := above, above
		if k > 0 {
			under = c.x[k] - c.x[k-1]
		}
		if k+1 < n {
			next = c.x[k+2] - c.x[k+1]
		}
		// A level represents the requests half way to its neighbours.
		for i, l := range [2]float64{q.quiet, q.peak} {
			up, down := edge(l, c.x[k], above)
			b.up[k][i] = 2 * up / (under + above)
			b.down[k+1][i] = 2 * down / (above + next)
		}
	}
	b.stationary(n, q)
	b.cumulate(c, n)
	if c.capped {
		c.n = n - 1
	}
}

// burstLevels chooses the levels. Up to some hundred they are one request apart. Beyond
// that, they are a fraction of a standard deviation apart where the number in flight
// stays, and wider elsewhere, where it follows a change like a fluid. It stays at the load
// of each phase when phases are long, and around the mean when they are short. Near a cap
// the levels narrow to one request again.
func (c *chain) burstLevels(q *query) {
	slots := q.slots()
	low, _ := span(q.quiet, q.idle, slots)
	_, high := span(q.peak, q.idle, slots)
	coarse := ramp((high-low)/burstLevels, 0.5, 0.9)
	at := q.places(slots)
	inverse, up, down := 1.0, 0.0, 0.0
	x, h := low, 1.0
	c.step = 1
	for k := 0; ; k++ {
		c.x[k] = x
		if coarse > 0 {
			h = slots - x
			for _, p := range at {
				h = min(h, p.width(x))
			}
			h = 1 + coarse*max(0, min(h, growth*(slots-x))-1)
		}
		if k > 0 {
			inverse = 1 + inverse*down/up
		}
		up, down = edge(q.peak, x, h)
		c.n, c.step = k+1, max(c.step, h)
		c.x[k+1] = x + h
		c.capped = x+h > slots*(1+1e-12)
		// A burst of infinite length bounds the tail: use the peak rate alone.
		if c.capped || k == burstLevels || x > q.peak && horizon+up/h*q.idle < negligible*inverse {
			return
		}
		x += h
	}
}

// Distances between levels: inside a place as a fraction of its deviation, outside as a
// fraction of the distance to it.
const (
	fine   = 0.33
	growth = 0.4
)

// place is a range of levels where the number in flight stays.
type place struct{ from, to, deviation float64 }

// width returns the suitable distance between levels at x for the place.
func (p place) width(x float64) float64 { return fine*p.deviation + growth*max(0, p.from-x, x-p.to) }

// places returns the places of each phase and of the mixture of both.
func (q *query) places(slots float64) (at [3]place) {
	for i, load := range [2]float64{q.quiet, q.peak} {
		from, to := span(load, q.idle, slots)
		at[i] = place{from, to, math.Sqrt(min(load, slots))}
	}
	m := q.matched()
	variance := q.load
	for i, load := range m.load {
		variance += m.share[i] * (load - q.load) * (load - q.load)
	}
	deviation := math.Sqrt(variance)
	at[2] = place{q.load - below*deviation, q.load + below*deviation, deviation}
	return at
}

// stationary solves for π with the matrix-geometric recursion π(n) = π(n-1)·R(n),
//
//	R(n) = Λ(n-1)·A(n)⁻¹,   A(n) = Λ(n) + M(n) - Q - R(n+1)·M(n+1),
//
// from the top, with Λ and M the up and down rates and Q the phase switching. Every move
// up from a level is followed by one back down, so R(n+1)·M(n+1) has the row sums of Λ(n)
// and A(n) those of M(n). Its diagonal follows from the other entries without a
// subtraction (as in the elimination of Grassmann, Taksar and Heyman, 1985).
func (b *bursts) stationary(n int, q *query) {
	var upper matrix // R(k+1)·M(k+1)
	for k := n - 1; ; k-- {
		x, y := q.begin+upper[1], q.end+upper[2] // minus the off-diagonal of A
		d := b.down[k]
		if k == 0 {
			b.pi[0] = pair{y / (x + y), x / (x + y)}
			break
		}
		scale := 1 / (d[0]*d[1] + d[0]*y + d[1]*x)
		l := b.up[k-1]
		r := matrix{l[0] * (d[1] + y) * scale, l[0] * x * scale, l[1] * y * scale, l[1] * (d[0] + x) * scale}
		b.ratio[k] = r
		upper = matrix{r[0] * d[0], r[1] * d[1], r[2] * d[0], r[3] * d[1]}
	}
	for k := 1; k < n; k++ {
		p, r := b.pi[k-1], b.ratio[k]
		b.pi[k] = pair{p[0]*r[0] + p[1]*r[2], p[0]*r[1] + p[1]*r[3]}
		if sum := b.pi[k][0] + b.pi[k][1]; sum > 1e200 {
			// The lower levels are negligible against this one.
			clear(b.pi[:k])
			b.pi[k][0] /= sum
			b.pi[k][1] /= sum
		}
	}
}

// cumulate normalises π and fills the sums.
func (b *bursts) cumulate(c *chain, n int) {
	sum := 0.0
	for k := range n {
		sum += b.pi[k][0] + b.pi[k][1]
	}
	cum := 0.0
	for k := range n {
		b.pi[k][0] /= sum
		b.pi[k][1] /= sum
		cum += b.pi[k][0] + b.pi[k][1]
		c.cum[k] = min(1, cum)
	}
}

// bursty computes the window-maximum model of record on the two-phase chain. The
// recursions are the same with 2×2 matrices as elements,
//
//	Φ(n) = (s + Λ + M·(1-Φ(n-1)) - Q)⁻¹·Λ,   u(n) = (u(n-1) + π(n))·Φ(n).
//
// It is exact for most-recently-used routing; newest-first is within 2.3 %.
func (s *Solver) bursty(c *chain, q *query, t *talbot) found {
	total := q.low + c.base
	b := &s.bursts
	crossed, all, requests := 0.0, 0.0, 0.0
	for k := range c.n {
		total += c.weight[k] * (1 - c.cum[k])
		up := b.up[k][0]*b.pi[k][0] + b.up[k][1]*b.pi[k][1]
		crossed += c.weight[k] * up
		all += up
		requests += q.quiet*b.pi[k][0] + q.peak*b.pi[k][1]
	}
	var fr, fi [maxNodes]float64
	for j := range t.n {
		u := b.transform(c, q, complex(t.zr[j]/q.idle, t.zi[j]/q.idle))
		fr[j], fi[j] = real(u), imag(u)
	}
	starts, more := t.invert(q.idle, &fr, &fi)
	f := found{starts, total + more, crossed}
	if c.step == 1 || all == 0 {
		return f
	}
	return f.refined(requests/all, q.conc)
}

// transform returns the weighted sum of u at one s. It carries the row sums w of 1-Φ and
// the off-diagonal of Φ, both without cancellation for small s.
func (b *bursts) transform(c *chain, q *query, s complex128) (sum complex128) {
	var w0, w1 complex128 = 1, 1
	var f01, f10, u0, u1 complex128
	begin, end := complex(q.begin, 0), complex(q.end, 0)
	for k := range c.n {
		d0, d1 := b.down[k][0], b.down[k][1]
		l0, l1 := b.up[k][0], b.up[k][1]
		// The matrix s + Λ + M·(1-Φ) - Q and its inverse.
		b00 := s + complex(l0, 0) + scaled(d0, w0+f01) + begin
		b01 := -scaled(d0, f01) - begin
		b10 := -scaled(d1, f10) - end
		b11 := s + complex(l1, 0) + scaled(d1, w1+f10) + end
		inverse := reciprocal(b00*b11 - b01*b10)
		i00, i01, i10, i11 := b11*inverse, -b01*inverse, -b10*inverse, b00*inverse
		// The rows of that matrix sum to s + M·w + Λ, and Φ·1 is the share of Λ.
		x0, x1 := s+scaled(d0, w0), s+scaled(d1, w1)
		w0, w1 = i00*x0+i01*x1, i10*x0+i11*x1
		f01, f10 = scaled(l1, i01), scaled(l0, i10)
		v0, v1 := u0+complex(b.pi[k][0], 0), u1+complex(b.pi[k][1], 0)
		u0, u1 = scaled(l0, v0*i00+v1*i10), scaled(l1, v0*i01+v1*i11)
		sum += scaled(c.weight[k], u0+u1)
	}
	return sum
}

func scaled(x float64, z complex128) complex128 { return complex(x*real(z), x*imag(z)) }

// reciprocal returns 1/z; the divisor of a complex quotient is scaled only where
// its square could overflow or vanish.
func reciprocal(z complex128) complex128 {
	r, i := real(z), imag(z)
	inverse := 1 / (r*r + i*i)
	return complex(r*inverse, -i*inverse)
}

// MMPP returns the two-state Markov-modulated Poisson process that stands for
// bursty traffic: the rates l1 (outside bursts) and l2 (inside them) in requests
// per second, and the switching rates r12 (a burst begins) and r21 (it ends) per
// second. rate is the mean in requests per second, burst the ratio b of the peak
// rate to the mean, length the mean length of a burst in seconds.
//
// Half of all requests arrive in bursts, whatever b is: bursts fill the fraction 1/(2b) of
// the time at the rate b·rate, and the other half of the requests arrives evenly outside
// them, at rate·b/(2b-1). Of the many processes with a given b, this one has a positive
// quiet rate for every b, and both its rates approach the mean as b approaches 1, so that
// Poisson arrivals are the continuous limit. A burst below 1 is taken as 1, and a length
// below 1e-9 s as 1e-9 s; all results are finite.
//
// The mean is (l1·r21 + l2·r12)/(r12 + r21) = rate.
func MMPP(rate, burst, length float64) (l1, l2, r12, r21 float64) {
	b := max(1, finite(burst, maxBurst))
	rate = finite(rate, maxRate)
	r21 = 1 / max(1e-9, finite(length, maxTime))
	return rate * b / (2*b - 1), rate * b, r21 / (2*b - 1), r21
}

// finite returns x in [0, limit], and 0 for NaN.
func finite(x, limit float64) float64 {
	if math.IsNaN(x) || x < 0 {
		return 0
	}
	return min(x, limit)
}

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
