package pool

import (
	"math"
	"slices"

	"crossover/engine/autoscale"
	"crossover/engine/traffic"
)

// hash covers the fields that differ most between columns.
func (in *Instances) hash() uint64 {
	h := uint64(14695981039346656037)
	for _, f := range [...]float64{in.Service, in.Cold, in.Idle, in.Concurrency, in.Burst, in.Target.P99, in.Scale.Compute, in.Scale.VCPU} {
		h = (h ^ math.Float64bits(f)) * 1099511628211
		h ^= h >> 29
	}
	return h
}

// The knots of a column: eight per decade of the rate.
const (
	knotsPerDecade = 8
	minDecade      = -8
	maxDecade      = 9
	numKnots       = (maxDecade-minDecade)*knotsPerDecade + 1
)

// The rates between which columns are used; outside them pools are solved directly.
const minColumnRate, maxColumnRate = 1e-7, 1e8

// column is the state of a pool as a function of the rate, solved at knots on demand.
type column struct {
	key  Instances
	used uint64
	*knots
	// steps is the position at which steps begin, or +Inf without steps.
	steps float64
	// samples are the states at the points of grid, for each piece of the traffic in turn,
	// and known the figures of each that have been computed. seen is the grid's number then.
	samples []State
	known   []Need
	grid    *Grid
	seen    uint64
}

// knot holds logarithms, because pools follow power laws over long ranges.
type knot struct {
	cold, running, total, keep, waits, slowed, added float64
	late                                             autoscale.Late
}

// columns is a solver's cache of columns, small enough for a linear search.
type columns struct {
	shared *KnotCache
	hashes []uint64
	list   []*column
	clock  uint64
}

// maxColumns bounds the cache; a scenario needs about sixty. The knots of evicted columns
// stay in the engine's KnotCache.
const maxColumns = 64

// Tick begins a new use of the cache. Columns found since the last tick are not evicted.
func (c *columns) Tick() { c.clock++ }

// find returns the index of the column for key, adding it if needed.
func (c *columns) find(key *Instances) int {
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
			*o = column{key: *key, used: c.clock, knots: c.shared.of(key), steps: key.steps(), samples: o.samples, known: o.known}
			c.hashes[oldest] = hash
			return oldest
		}
	}
	c.list = append(c.list, &column{key: *key, used: c.clock, knots: c.shared.of(key), steps: key.steps()})
	c.hashes = append(c.hashes, hash)
	return len(c.list) - 1
}

// Need is the set of figures of a pool that the caller reads. Interpolating the others
// would be wasted at every point of every curve.
type Need uint8

// The figures that can be requested.
const (
	NeedCold Need = 1 << iota
	NeedRunning
	NeedTotal
	NeedKeep
	NeedWaits
)

// Place holds the indices of a solver's columns for one kind of instances: with bursts,
// and at the peak of a burst. -1 means not looked up yet. It is valid until the solver's
// next tick.
type Place struct{ column, calm int }

// Nowhere is a Place whose columns have not been looked up.
var Nowhere = Place{-1, -1}

// column returns the column of the instances, with bursts or, if calm, without.
func (s *Solver) column(in *Instances, at *Place, calm bool) *column {
	if calm && in.Burst > 1 {
		if at.calm < 0 {
			key := in.Without()
			at.calm = s.Columns.find(&key)
		}
		return s.Columns.list[at.calm]
	}
	if at.column < 0 {
		at.column = s.Columns.find(in)
	}
	return s.Columns.list[at.column]
}

// Grid is the list of rates at which a curve is drawn. The states of pools at its points
// are cached until its number changes.
type Grid struct {
	number uint64
	points []point
}

// point is a rate and its position among the knots of a column.
type point struct{ perSecond, position float64 }

// Reset empties the grid.
func (g *Grid) Reset() {
	g.number++
	g.points = g.points[:0]
}

// Add appends a rate and returns its index.
func (g *Grid) Add(perSecond, position float64) int {
	g.points = append(g.points, point{perSecond, position})
	return len(g.points) - 1
}

// Sample returns the state of a pool at point k of a grid in piece i of the traffic.
// logTimes are the logarithms of the pieces' multiples of the rate.
func (s *Solver) Sample(in *Instances, at *Place, g *Grid, pieces []traffic.Piece, logTimes *[traffic.MaxPieces]float64, want Need, k, i int) *State {
	c := s.column(in, at, false)
	if n := len(pieces) * len(g.points); c.grid != g || c.seen != g.number {
		c.grid, c.seen = g, g.number
		c.samples, c.known = slices.Grow(c.samples[:0], n)[:n], slices.Grow(c.known[:0], n)[:n]
		clear(c.known)
	}
	j := i*len(g.points) + k
	if want&^c.known[j] != 0 || c.known[j] == 0 {
		c.known[j] |= want
		p := &g.points[k]
		c.samples[j] = s.Along(in, at, p.perSecond*pieces[i].Times, Shifted(p.position, logTimes[i]), c.known[j])
	}
	return &c.samples[j]
}

// Along returns the state of a pool at a rate and its position along an axis.
func (s *Solver) Along(in *Instances, at *Place, perSecond, position float64, want Need) State {
	switch {
	case perSecond <= 0:
		return in.Unused(Warmth{})
	case Beyond(perSecond):
		return s.Solve(in, Warmth{}, perSecond)
	}
	return s.Interpolate(in, at, position, want, false)
}

// Beyond reports whether a rate is outside the range in which columns are used.
func Beyond(perSecond float64) bool { return perSecond < minColumnRate || perSecond > maxColumnRate }

// Interpolate reads a column between its knots, at a position in units of knots.
func (s *Solver) Interpolate(in *Instances, at *Place, position float64, want Need, calm bool) State {
	c := s.column(in, at, calm)
	i := min(max(int(position), 1), numKnots-3)
	t := position - float64(i)
	for j := i - 1; j <= i+2; j++ {
		if !c.has(j) {
			c.mu.Lock()
			s.fill(c.knots, &c.key, j)
			c.mu.Unlock()
		}
	}
	k := c.at[i-1 : i+3 : i+3]
	var st State
	if want&NeedCold != 0 {
		st.Cold = math.Exp(hermite(k[0].cold, k[1].cold, k[2].cold, k[3].cold, t))
	}
	if u := (position - c.steps) * stepsPerKnot; u >= 0 && u <= lastStep && want&^NeedKeep != 0 {
		s.climb(c, u, &st)
		want &^= NeedRunning | NeedTotal
	} else if c.key.autoscaled() {
		st.Added = k[1].added + (k[2].added-k[1].added)*t
	}
	if want&(NeedRunning|NeedTotal) != 0 {
		st.Running = math.Exp(hermite(k[0].running, k[1].running, k[2].running, k[3].running, t))
	}
	if want&NeedTotal != 0 {
		st.Total = max(st.Running, math.Exp(hermite(k[0].total, k[1].total, k[2].total, k[3].total, t)))
	}
	if want&NeedWaits != 0 {
		st.Waits = k[1].waits + (k[2].waits-k[1].waits)*t
		if c.key.autoscaled() && st.Slowed == 0 {
			st.Slowed = k[1].slowed + (k[2].slowed-k[1].slowed)*t
		}
		if c.key.bursty() {
			st.Late = k[1].late.Toward(&k[2].late, t)
		}
	}
	if want&NeedKeep != 0 {
		st.Keep = math.Ceil(math.Exp(hermite(k[0].keep, k[1].keep, k[2].keep, k[3].keep, t)) - 1e-6)
		st.Total = max(st.Total, st.Keep)
	}
	return st
}

// fill computes knot i of a column, whose lock is held. Knots with an even number are
// solved. Those between are interpolated, because large pools are smooth and slow to
// solve; only pools of a few instances, which grow in steps, are solved there too.
func (s *Solver) fill(c *knots, in *Instances, i int) {
	if c.has(i) { // another goroutine has filled it
		return
	}
	if i%2 == 1 && i >= 3 && i+3 < numKnots {
		for j := i - 3; j <= i+3; j += 2 {
			s.fill(c, in, j)
		}
		few := fewMost
		if in.autoscaled() && in.bursty() {
			few = fewBursty
		}
		if c.at[i+1].total < fewLeast || c.at[i-1].total > few {
			c.set(i, between(&c.at[i-3], &c.at[i-1], &c.at[i+1], &c.at[i+3]))
			return
		}
	}
	st := s.unscaled(in, Warmth{}, knotRate[i])
	if in.autoscaled() && !in.onSteps(i) {
		s.scale(&st, in, knotRate[i], max(st.Keep, in.Kept))
	}
	c.set(i, knot{logOf(st.Cold), logOf(st.Running), logOf(st.Total), logOf(st.Keep), st.Waits, st.Slowed, st.Added, st.Late})
}

// fewLeast and fewMost are the logarithms of the bounds of "a few instances". The upper
// bound is lower where an autoscaler averages bursts.
const fewLeast, fewMost, fewBursty = -1.2, 3.7, 2.1 // 0.3, 40 and 8

// between interpolates the knot half way between b and c.
func between(a, b, c, d *knot) knot {
	return knot{
		cold:    hermite(a.cold, b.cold, c.cold, d.cold, 0.5),
		running: hermite(a.running, b.running, c.running, d.running, 0.5),
		total:   hermite(a.total, b.total, c.total, d.total, 0.5),
		keep:    hermite(a.keep, b.keep, c.keep, d.keep, 0.5),
		waits:   (b.waits + c.waits) / 2,
		slowed:  (b.slowed + c.slowed) / 2,
		added:   (b.added + c.added) / 2,
		late:    b.late.Toward(&c.late, 0.5),
	}
}

// logFloor stands for the logarithm of 0: small enough to mean never.
const logFloor = -69 // 1e-30

func logOf(x float64) float64 {
	if x < 1e-30 {
		return logFloor
	}
	return math.Log(x)
}

// knotRate holds the rate at each knot.
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

// Position returns the position of a rate among the knots of a column.
func Position(perSecond float64) float64 { return (math.Log10(perSecond) - minDecade) * knotsPerDecade }

// Shifted returns the position of a rate multiplied by a factor, given the factor's
// decimal logarithm.
func Shifted(position, log float64) float64 { return position + log*knotsPerDecade }
