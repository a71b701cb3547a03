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
