package engine

import (
	"math"

	"crossover/engine/catalog"
)

// poolState is the long-run state of the instances serving one piece of the
// traffic.
type poolState struct {
	cold, waits    float64 // shares of requests
	running, total float64 // mean instances
	keep           float64 // instances always kept
}

// columnKey is everything the state of a pool depends on besides the rate.
// None of it is a price: columns survive every change that is.
type columnKey struct {
	service, cold, idle, lifetime, concurrency float64
	burst, burstS                              float64
	keptWarm                                   bool
	maxCold                                    float64
}

// The knots of a column: four to a decade of the rate.
const (
	knotsPerDecade = 4
	minDecade      = -8
	maxDecade      = 9
	numKnots       = (maxDecade-minDecade)*knotsPerDecade + 1
)

// column is the state of a pool along the rate, worked out at knots and only
// where somebody looks.
type column struct {
	key   columnKey
	used  uint64
	known [numKnots]bool
	knots [numKnots]knot
}

// knot holds logarithms: pools follow power laws over long stretches.
type knot struct{ cold, running, total, keep, waits float64 }

// columns is a cache of columns. It is small enough to search.
type columns struct {
	list  []column
	clock uint64
}

// maxColumns bounds the cache; a scenario needs about forty.
const maxColumns = 256

// tick starts a new use of the cache: columns found since the last tick are
// never thrown out.
func (c *columns) tick() { c.clock++ }

// find returns the place of the column for key, making room for it if needed.
func (c *columns) find(key columnKey) int {
	oldest := 0
	for i := range c.list {
		if c.list[i].key == key {
			c.list[i].used = c.clock
			return i
		}
		if c.list[i].used < c.list[oldest].used {
			oldest = i
		}
	}
	if len(c.list) < maxColumns || c.list[oldest].used == c.clock {
		c.list = append(c.list, column{key: key, used: c.clock})
		return len(c.list) - 1
	}
	c.list[oldest].key, c.list[oldest].used = key, c.clock
	c.list[oldest].known = [numKnots]bool{}
	return oldest
}

// columnKey says which column describes pools of size x.
func (v *Evaluator) columnKey(p *plan, x *variant, w *workload) columnKey {
	o := p.offer
	return columnKey{
		service: x.serviceS, cold: x.coldS, idle: o.Scaling.IdleS, lifetime: o.Scaling.LifetimeS,
		concurrency: x.concurrency, burst: w.burst, burstS: w.burstS,
		keptWarm: o.Billing.KeptWarm, maxCold: p.maxCold,
	}
}

// need says which figures of a pool somebody will read; interpolating the
// others would be wasted on every point of every curve.
type need uint8

const (
	needCold need = 1 << iota
	needRunning
	needTotal
	needKeep
	needWaits
)

// needs are the figures plan p's bill and limits rest on.
func needs(p *plan, w *workload) need {
	o := p.offer
	var n need
	switch o.Model {
	case catalog.PerInvocation:
		n = needCold
	case catalog.ActiveInstance:
		n = needRunning | needCold
		if o.Billing.Idle == catalog.IdleActive || o.Billing.Idle == catalog.IdleRate {
			n |= needTotal
		}
	case catalog.ActiveCPU:
		n = needRunning
		if o.Billing.Idle == catalog.IdleActive {
			n = needTotal
		}
	case catalog.Uptime:
		n = needTotal
	}
	if o.Billing.KeptWarm {
		n |= needKeep | needTotal
	}
	if o.Limits.MaxInstances > 0 {
		n |= needTotal
	}
	if w.p99 > 0 {
		n |= needCold | needWaits
	}
	return n
}

// pool returns the state of the pool of size x in piece i of the traffic: from
// the column on the way along an axis, solved afresh where the exact figure is
// wanted.
func (v *Evaluator) pool(p *plan, x *variant, w *workload, ld *load, i int, exact bool) poolState {
	perSecond := ld.perSecond * w.pieces[i].Times
	if perSecond <= 0 {
		return idlePool(p)
	}
	var s poolState
	switch {
	case w.deterministic:
		s = scheduledPool(p, x, perSecond)
	case exact || perSecond < 1e-7 || perSecond > 1e8:
		s = v.solve(p, x, w, perSecond)
	default:
		s = v.interpolate(p, x, w, ld.position+w.shift[i])
	}
	return p.atLeast(s, x, perSecond)
}

// atLeast raises a pool to what the vendor publishes and the CPU forces.
func (p *plan) atLeast(s poolState, x *variant, perSecond float64) poolState {
	s.cold = max(s.cold, p.offer.Scaling.MinColdProbability)
	if least := perSecond / x.perSecond; s.total < least {
		// A burstable size sustains less than its slots suggest.
		s.total, s.running = least, max(s.running, least)
	}
	return s
}

// idlePool is what is left without traffic: what is always kept.
func idlePool(p *plan) poolState {
	s := poolState{cold: 1}
	if p.offer.Billing.KeptWarm {
		s.keep, s.total, s.cold = 1, 1, 0
	}
	return s
}

// solve asks the cold-start model. Offers that buy warm instances buy the
// smallest number that meets the p99 target, and at least one.
func (v *Evaluator) solve(p *plan, x *variant, w *workload, perSecond float64) poolState {
	keep := 0.0
	if p.offer.Billing.KeptWarm {
		keep = v.keep(p, x, w, perSecond)
	}
	st := v.solver.Solve(poolFor(p.offer, x, w, perSecond, keep))
	return poolState{cold: st.ColdStart, waits: st.Waits, running: st.Running, total: st.Total, keep: keep}
}

// keep is the smallest number of warm instances whose chance of a cold start
// is at most p.maxCold, at least 1: doubled, then halved.
func (v *Evaluator) keep(p *plan, x *variant, w *workload, perSecond float64) float64 {
	cold := func(m float64) float64 {
		return v.solver.Solve(poolFor(p.offer, x, w, perSecond, m)).ColdStart
	}
	if p.maxCold <= 0 || p.maxCold >= 1 || cold(1) <= p.maxCold {
		return 1
	}
	lo, hi := 1.0, 2.0
	for cold(hi) > p.maxCold {
		if hi > 1e6 {
			return 1
		}
		lo, hi = hi, hi*2
	}
	for hi-lo > 1 {
		mid := math.Floor((lo + hi) / 2)
		if cold(mid) <= p.maxCold {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// scheduledPool is a pool under requests at equal distances, one interval
// apart: nothing is left to chance.
func scheduledPool(p *plan, x *variant, perSecond float64) poolState {
	interval, idle := 1/perSecond, p.offer.Scaling.IdleS
	s := poolState{keep: 0}
	if p.offer.Billing.KeptWarm {
		s.keep = max(1, math.Ceil(perSecond*x.serviceS/x.concurrency))
	}
	switch {
	case s.keep > 0 || interval-x.serviceS < idle:
		s.running = perSecond * x.serviceS / x.concurrency
		s.total = max(s.keep, math.Ceil(s.running))
	default:
		s.cold = 1
		s.running = perSecond * x.coldS / x.concurrency
		s.total = s.running + perSecond*min(idle, max(0, interval-x.coldS))
	}
	return s
}

// interpolate reads the column of size x between its knots, at a position
// counted in knots.
func (v *Evaluator) interpolate(p *plan, x *variant, w *workload, position float64) poolState {
	if x.column < 0 {
		x.column = v.columns.find(v.columnKey(p, x, w))
	}
	i := min(max(int(position), 1), numKnots-3)
	t := position - float64(i)
	var k [4]*knot
	for j := range k {
		k[j] = v.knot(p, x, w, i-1+j)
	}
	var s poolState
	if p.need&needCold != 0 {
		s.cold = math.Exp(hermite(k[0].cold, k[1].cold, k[2].cold, k[3].cold, t))
	}
	if p.need&needRunning != 0 {
		s.running = math.Exp(hermite(k[0].running, k[1].running, k[2].running, k[3].running, t))
	}
	if p.need&needTotal != 0 {
		s.total = max(s.running, math.Exp(hermite(k[0].total, k[1].total, k[2].total, k[3].total, t)))
	}
	if p.need&needWaits != 0 {
		s.waits = k[1].waits + (k[2].waits-k[1].waits)*t
	}
	if p.need&needKeep != 0 {
		s.keep = math.Ceil(math.Exp(hermite(k[0].keep, k[1].keep, k[2].keep, k[3].keep, t)) - 1e-6)
		s.total = max(s.total, s.keep)
	}
	return s
}

// logFloor is the logarithm taken for 0: small enough to mean never.
const logFloor = -69 // 1e-30

func logOf(x float64) float64 {
	if x < 1e-30 {
		return logFloor
	}
	return math.Log(x)
}

// knot returns knot i of the column of size x, working it out if need be.
func (v *Evaluator) knot(p *plan, x *variant, w *workload, i int) *knot {
	c := &v.columns.list[x.column]
	if !c.known[i] {
		s := v.solve(p, x, w, knotRate[i])
		c.knots[i] = knot{logOf(s.cold), logOf(s.running), logOf(s.total), logOf(s.keep), s.waits}
		c.known[i] = true
	}
	return &c.knots[i]
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

// peak is the number of instances at the busiest moment: in the busiest piece,
// at the peak of a burst.
func (v *Evaluator) peak(p *plan, x *variant, w *workload, ld load) float64 {
	rate := ld.perSecond * w.busiest * w.burst
	switch {
	case rate <= 0:
		return idlePool(p).total
	case w.deterministic:
		return p.atLeast(scheduledPool(p, x, rate), x, rate).total
	}
	calm := *w
	calm.burst = 1
	return p.atLeast(v.solve(p, x, &calm, rate), x, rate).total
}

// usesPool reports whether a model's instances come and go with the requests.
func usesPool(m catalog.Model) bool { return m != catalog.Provisioned && m != catalog.Nodes }
