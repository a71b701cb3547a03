package engine

import (
	"math"

	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// columnKey is everything the state of a pool depends on besides the rate.
// None of it is a price: columns survive every change that is.
type columnKey struct {
	service, cold, idle, lifetime, concurrency float64
	burst, burstS                              float64
	keptWarm                                   bool
	warm                                       warmTarget
}

// hash mixes what tells most columns apart.
func (k *columnKey) hash() uint64 {
	h := uint64(14695981039346656037)
	for _, f := range [...]float64{k.service, k.cold, k.idle, k.concurrency, k.burst, k.warm.p99} {
		h = (h ^ math.Float64bits(f)) * 1099511628211
		h ^= h >> 29
	}
	return h
}

// The knots of a column: eight to a decade of the rate.
const (
	knotsPerDecade = 8
	minDecade      = -8
	maxDecade      = 9
	numKnots       = (maxDecade-minDecade)*knotsPerDecade + 1
)

// The rates columns are used for; beyond them pools are solved.
const minColumnRate, maxColumnRate = 1e-7, 1e8

// column is the state of a pool along the rate, worked out at knots and only
// where somebody looks.
type column struct {
	key  columnKey
	used uint64
	*knots
	// samples are the states at the points of the grid numbered grid, for each
	// piece of the traffic in turn; need says which figures of them are there.
	samples []poolState
	grid    uint64
	need    need
}

// knot holds logarithms: pools follow power laws over long stretches.
type knot struct{ cold, running, total, keep, waits float64 }

// columns is an evaluator's cache of columns. It is small enough to search.
type columns struct {
	shared *knotCache
	hashes []uint64
	list   []*column
	clock  uint64
}

// maxColumns bounds the cache; a scenario needs about sixty. What takes long to
// work out about the others is in the engine's cache.
const maxColumns = 64

// tick starts a new use of the cache: columns found since the last tick are
// never thrown out.
func (c *columns) tick() { c.clock++ }

// find returns the place of the column for key, making room for it if needed.
func (c *columns) find(key *columnKey) int {
	hash := key.hash()
	for i, h := range c.hashes {
		if h == hash && c.list[i].key == *key {
			c.list[i].used = c.clock
			return i
		}
	}
	if len(c.list) >= maxColumns {
		oldest := 0
		for i := range c.list {
			if c.list[i].used < c.list[oldest].used {
				oldest = i
			}
		}
		if c.list[oldest].used < c.clock {
			o := c.list[oldest]
			*o = column{key: *key, used: c.clock, knots: c.shared.of(key), samples: o.samples}
			c.hashes[oldest] = hash
			return oldest
		}
	}
	c.list = append(c.list, &column{key: *key, used: c.clock, knots: c.shared.of(key)})
	c.hashes = append(c.hashes, hash)
	return len(c.list) - 1
}

// column returns the column that describes pools of size x, with bursts or at
// the peak of one.
func (v *Evaluator) column(p *plan, x *variant, w *workload, calm bool) *column {
	at := &x.column
	if calm && w.burst > 1 {
		at = &x.calm
	}
	if *at < 0 {
		o := p.offer
		key := columnKey{
			service: x.serviceS, cold: x.coldS, idle: o.Scaling.IdleS, lifetime: o.Scaling.LifetimeS,
			concurrency: x.concurrency, burst: w.burst, burstS: w.burstS,
			keptWarm: o.Billing.KeptWarm, warm: p.warm,
		}
		if calm || w.burst <= 1 {
			key.burst, key.burstS = 1, 0
		}
		*at = v.columns.find(&key)
	}
	return v.columns.list[*at]
}

// grid is the points of a sweep along the rate. While it stays the same, so do
// the states of pools at its points.
type grid struct {
	id    uint64
	win   Window
	n     int
	shape traffic.Shape
	month float64
	// now and growth are what months grow from.
	now    load
	growth scenario.Growth
	loads  []load
}

// set makes g the grid of n points of a window for workload w.
func (g *grid) set(win Window, n int, w *workload) {
	if g.id > 0 && g.win == win && g.n == n && g.month == w.month && g.shape == w.part.Shape {
		return
	}
	g.begin(win, n, w)
	for k := range n {
		x := win.At(float64(k) / float64(max(n-1, 1)))
		g.loads = append(g.loads, load{perSecond: x, perMonth: x * w.month, position: position(x), point: k})
	}
}

// setMonths makes g the grid of n points of a window of months for workload w,
// which has the load now and grows if grows is set. Its rates are as far apart
// as those of a window of rates: months are sampled as fast.
func (g *grid) setMonths(win Window, n int, w *workload, now load, growth scenario.Growth) {
	growth.Horizon, growth.Migration = 0, 0 // which change no load
	if g.id > 0 && g.win == win && g.n == n && g.month == w.month && g.shape == w.part.Shape && g.now == now && g.growth == growth {
		return
	}
	g.begin(win, n, w)
	g.now, g.growth = now, growth
	for k := range n {
		ld := now.grown(growth.Times(win.At(float64(k) / float64(max(n-1, 1)))))
		ld.point = k
		g.loads = append(g.loads, ld)
	}
}

// begin starts another grid.
func (g *grid) begin(win Window, n int, w *workload) {
	g.id++
	g.win, g.n, g.month, g.shape = win, n, w.month, w.part.Shape
	g.loads = g.loads[:0]
}

// sample returns the state of a pool at a point of the grid and a piece of the
// traffic: all points of a column are worked out at once.
func (v *Evaluator) sample(p *plan, x *variant, w *workload, point, piece int) *poolState {
	c := v.column(p, x, w, false)
	if c.grid != v.grid.id || p.need&^c.need != 0 {
		if c.grid == v.grid.id {
			c.need |= p.need
		} else {
			c.need = p.need
		}
		c.grid = v.grid.id
		c.samples = c.samples[:0]
		for i, pc := range w.pieces {
			for k := range v.grid.loads {
				ld := &v.grid.loads[k]
				c.samples = append(c.samples, v.along(p, x, w, ld.perSecond*pc.Times, ld.position+w.shift[i], c.need))
			}
		}
	}
	return &c.samples[piece*len(v.grid.loads)+point]
}

// along is the state of a pool at a rate on the way along an axis.
func (v *Evaluator) along(p *plan, x *variant, w *workload, perSecond, position float64, need need) poolState {
	switch {
	case perSecond <= 0:
		return v.idlePool(p)
	case perSecond < minColumnRate || perSecond > maxColumnRate:
		return v.solve(p, x, w, perSecond)
	}
	return v.interpolate(p, x, w, position, need, false)
}

// interpolate reads the column of size x between its knots, at a position
// counted in knots.
func (v *Evaluator) interpolate(p *plan, x *variant, w *workload, position float64, need need, calm bool) poolState {
	c := v.column(p, x, w, calm)
	i := min(max(int(position), 1), numKnots-3)
	t := position - float64(i)
	for j := i - 1; j <= i+2; j++ {
		if !c.has(j) {
			c.mu.Lock()
			v.fill(c.knots, p, x, w, j, calm)
			c.mu.Unlock()
		}
	}
	k := c.at[i-1 : i+3 : i+3]
	var s poolState
	if need&needCold != 0 {
		s.cold = math.Exp(hermite(k[0].cold, k[1].cold, k[2].cold, k[3].cold, t))
	}
	if need&needRunning != 0 {
		s.running = math.Exp(hermite(k[0].running, k[1].running, k[2].running, k[3].running, t))
	}
	if need&needTotal != 0 {
		s.total = max(s.running, math.Exp(hermite(k[0].total, k[1].total, k[2].total, k[3].total, t)))
	}
	if need&needWaits != 0 {
		s.waits = k[1].waits + (k[2].waits-k[1].waits)*t
	}
	if need&needKeep != 0 {
		s.keep = math.Ceil(math.Exp(hermite(k[0].keep, k[1].keep, k[2].keep, k[3].keep, t)) - 1e-6)
		s.total = max(s.total, s.keep)
	}
	return s
}

// fill works out knot i of a column, whose lock is held. Those with an even
// number are solved. Of the others, only pools of a few instances are, which go
// up in steps along the rate: the others are smooth, and large ones take long to
// solve.
func (v *Evaluator) fill(c *knots, p *plan, x *variant, w *workload, i int, calm bool) {
	if c.has(i) { // by now
		return
	}
	if i%2 == 1 && i >= 3 && i+3 < numKnots {
		for j := i - 3; j <= i+3; j += 2 {
			v.fill(c, p, x, w, j, calm)
		}
		if c.at[i+1].total < fewLeast || c.at[i-1].total > fewMost {
			c.set(i, between(&c.at[i-3], &c.at[i-1], &c.at[i+1], &c.at[i+3]))
			return
		}
	}
	if calm && w.burst > 1 {
		even := *w
		even.burst = 1
		w = &even
	}
	s := v.solve(p, x, w, knotRate[i])
	c.set(i, knot{logOf(s.cold), logOf(s.running), logOf(s.total), logOf(s.keep), s.waits})
}

// fewLeast and fewMost are the logarithms of what counts as a few instances.
const fewLeast, fewMost = -1.2, 3.7 // 0.3 and 40

// between is the knot half way between b and c.
func between(a, b, c, d *knot) knot {
	return knot{
		cold:    hermite(a.cold, b.cold, c.cold, d.cold, 0.5),
		running: hermite(a.running, b.running, c.running, d.running, 0.5),
		total:   hermite(a.total, b.total, c.total, d.total, 0.5),
		keep:    hermite(a.keep, b.keep, c.keep, d.keep, 0.5),
		waits:   (b.waits + c.waits) / 2,
	}
}

// logFloor is the logarithm taken for 0: small enough to mean never.
const logFloor = -69 // 1e-30

func logOf(x float64) float64 {
	if x < 1e-30 {
		return logFloor
	}
	return math.Log(x)
}

// knotRate is the rate at each knot.
var knotRate = func() (r [numKnots]float64) {
	for i := range r {
		r[i] = math.Pow(10, minDecade+float64(i)/knotsPerDecade)
	}
	return r
}()

// hermite interpolates between b and c at t in [0, 1], with slopes that keep
// it monotone where the values are (Fritsch and Butland 1984: harmonic means
// of the neighbouring differences).
func hermite(a, b, c, d, t float64) float64 {
	d0, d1, d2 := b-a, c-b, d-c
	mb, mc := harmonic(d0, d1), harmonic(d1, d2)
	u := 1 - t
	return u*u*(1+2*t)*b + t*u*u*mb + t*t*(3-2*t)*c - t*t*u*mc
}

func harmonic(a, b float64) float64 {
	if a*b <= 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}

// position is where a rate stands among the knots of a column.
func position(perSecond float64) float64 {
	return (math.Log10(perSecond) - minDecade) * knotsPerDecade
}
