package curve

import (
	"cmp"
	"math"
	"slices"

	"crossover/engine/axis"
	"crossover/engine/rank"
	"crossover/engine/run"
)

// Curves holds the $/month of every offer along a window of an axis. The caller keeps one
// and passes it in again, so that nothing is allocated once it is large enough.
type Curves struct {
	Window axis.Window
	// X holds the values on the axis, evenly spread on its scale.
	X []float64
	// Requests holds the requests per month at each of X.
	Requests []float64
	cost     []float64
	feasible []bool
	// whole says which offers have all points, and able which are feasible at one or more.
	whole, able []bool
	// ties are the offers that tie with the cheapest one at a point, by point and offer.
	ties   []tie
	offers int
}

// tie is an offer's p99 in milliseconds at point k. It ranks offers of equal price.
type tie struct {
	k, offer int32
	p99      float64
}

// Len returns the number of points.
func (c *Curves) Len() int { return len(c.X) }

// Cost returns the $/month of an offer at each of X, whether feasible or not. It is NaN
// where the sweep left the offer out.
func (c *Curves) Cost(offer int) []float64 { return c.cost[offer*len(c.X) : (offer+1)*len(c.X)] }

// Feasible reports, for each of X, whether the offer can run the part there.
func (c *Curves) Feasible(offer int) []bool {
	return c.feasible[offer*len(c.X) : (offer+1)*len(c.X)]
}

// Able reports whether the offer can run the part at one or more of X, left out or not.
func (c *Curves) Able(offer int) bool { return c.able[offer] }

// Whole reports whether the sweep has all points of the offer's curve.
func (c *Curves) Whole(offer int) bool { return c.whole[offer] }

// Clone returns a copy with memory of its own.
func (c *Curves) Clone() Curves {
	d := *c
	d.X, d.Requests, d.cost, d.ties = slices.Clone(c.X), slices.Clone(c.Requests), slices.Clone(c.cost), slices.Clone(c.ties)
	d.feasible, d.whole, d.able = slices.Clone(c.feasible), slices.Clone(c.whole), slices.Clone(c.able)
	return d
}

// Before reports whether offer a ranks before offer b at point k, if both can run the
// part: by price, then by p99 if they tie with the cheapest, then by the order of the
// catalogue.
func (c *Curves) Before(a, b, k int) bool {
	x, y := rank.Key{USD: c.Cost(a)[k]}, rank.Key{USD: c.Cost(b)[k]}
	order := x.CompareAlong(y)
	if order == 0 {
		x.P99MS, y.P99MS = c.tied(a, k), c.tied(b, k)
		order = x.CompareAlong(y)
	}
	return order < 0 || order == 0 && a < b
}

// tied returns the p99 of an offer that ties with the cheapest one at point k, else 0.
func (c *Curves) tied(offer, k int) float64 {
	i, found := slices.BinarySearchFunc(c.ties, tie{k: int32(k), offer: int32(offer)}, func(a, b tie) int {
		return cmp.Or(cmp.Compare(a.k, b.k), cmp.Compare(a.offer, b.offer))
	})
	if !found {
		return 0
	}
	return c.ties[i].p99
}

func (c *Curves) resize(win axis.Window, offers, n int) {
	c.Window, c.offers = win, offers
	c.X, c.Requests = grow(c.X, n), grow(c.Requests, n)
	c.cost, c.ties = grow(c.cost, n*offers), c.ties[:0]
	c.feasible, c.whole, c.able = grow(c.feasible, n*offers), grow(c.whole, offers), grow(c.able, offers)
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// stretch is the number of points along the rate for which SweepNear uses one lower bound.
const stretch = 8

// SweepNear is Sweep for a moving handle, without the parts of curves that lie far above
// the cheapest. The offers in whole get whole curves. Of the others it computes the points
// where they may cost less than near times the cheapest of whole.
//
// Along the rate the lower bound at one point holds at those after it, too
// ([run.Part.Rises]). Offers for which that is not known get whole curves. Along an axis
// that changes more than the rate, bounds are compared at every point.
func (s *Sweeper) SweepNear(dst *Curves, pt *run.Part, win axis.Window, n int, whole []int, near float64) {
	rates, step := alongRate(pt, win.Axis), 1
	if rates {
		step = stretch
	}
	s.begin(dst, pt, win, n, rates)
	clear(dst.whole)
	clear(dst.able)
	for at := range dst.cost {
		dst.cost[at], dst.feasible[at] = math.NaN(), false
	}
	for _, o := range whole {
		s.complete(dst, pt, o)
	}
	for o := range pt.Len() {
		if refusedAlong(pt, o, win.Axis) || rates && !pt.Rises(o) {
			s.complete(dst, pt, o)
		}
	}
	s.findLeast(dst)
	s.bounds = s.bounds[:0]
	for _, least := range s.least {
		const cent = 0.01 // an offer within a cent can tie
		s.bounds = append(s.bounds, least*near+cent)
	}
	for o := range pt.Len() {
		if !dst.whole[o] {
			s.fillNear(dst, pt, o, step, s.bounds)
		}
	}
	s.settleTies(dst, pt, rates, false)
}

// fillNear computes the points of an offer's curve at which it may cost no more than most,
// and whether the offer is feasible anywhere. A lower bound that is not above that serves
// for steps points. One that is above leaves out the points up to the first at which that
// much is allowed, or only its own if steps is 1.
func (s *Sweeper) fillNear(dst *Curves, pt *run.Part, o, steps int, most []float64) {
	n := len(dst.X)
	for k := 0; k < n; {
		least, end := s.floor(dst, pt, o, k), min(k+steps, n)
		if least > most[k] {
			for k++; steps > 1 && k < n && least > most[k]; {
				k++
			}
			continue
		}
		for ; k < end; k++ {
			if least <= most[k] {
				s.evaluate(dst, pt, o, k, k+1, false)
			}
		}
	}
	cost, ok := dst.Cost(o), dst.Feasible(o)
	dst.able[o] = slices.Contains(ok, true)
	for k := 0; k < n && !dst.able[o]; k++ { // usually the first point will do
		if math.IsNaN(cost[k]) {
			s.evaluate(dst, pt, o, k, k+1, false)
		}
		dst.able[o] = ok[k]
	}
}

// floor returns a lower bound of an offer's cost at point k.
func (s *Sweeper) floor(dst *Curves, pt *run.Part, o, k int) float64 {
	if m := (run.Mode{Least: true}); alongRate(pt, dst.Window.Axis) {
		pt.Run(o).Cost(&s.result, &s.ticks.loads[k], m)
	} else {
		r, ld := s.runAt(pt, o, dst.Window.Axis, dst.X[k])
		r.Cost(&s.result, &ld, m)
	}
	return s.result.Monthly
}

// Complete computes the points of an offer's curve that SweepNear left out, for the same
// part.
func (s *Sweeper) Complete(dst *Curves, pt *run.Part, offer int) {
	if dst.whole[offer] {
		return
	}
	if alongRate(pt, dst.Window.Axis) {
		s.ticks.set(pt, dst.Window, len(dst.X))
	}
	s.complete(dst, pt, offer)
}

func (s *Sweeper) complete(dst *Curves, pt *run.Part, o int) {
	if !dst.whole[o] && !refusedAlong(pt, o, dst.Window.Axis) {
		for k, cost := range dst.Cost(o) {
			if math.IsNaN(cost) {
				s.evaluate(dst, pt, o, k, k+1, false)
			}
		}
	}
	dst.whole[o], dst.able[o] = true, slices.Contains(dst.Feasible(o), true)
}

// P99 computes every strideth point of a curve, and between two of them as many as the
// curve is not straight. A stretch is straight if its middle is within straight of the line
// between its ends, as a logarithm.
const (
	stride   = 8
	straight = 1e-3
)

// P99 fills dst with an offer's p99 in milliseconds at n points of a window. A point is
// NaN where the offer cannot run the part, ignoring the latency target. If exact is set,
// every point is solved. Otherwise straight stretches are interpolated, and a peak between
// two points that are computed can be missed. Along the rate and along months pools are
// interpolated, too, as [Sweeper.Sweep] does, but not what autoscalers do under bursts,
// which jumps.
func (s *Sweeper) P99(dst []float64, pt *run.Part, offer int, win axis.Window, n int, exact bool) []float64 {
	dst = grow(dst, n)
	step := stride
	solve := func(k int) {
		r, ld := s.runAt(pt, offer, win.Axis, win.Point(k, n))
		dst[k] = s.feasibleP99(r, &ld, true)
	}
	if exact {
		step = 1
	} else if alongRate(pt, win.Axis) {
		s.ticks.set(pt, win, n)
		r := pt.Run(offer)
		solve = func(k int) { dst[k] = s.feasibleP99(r, &s.ticks.loads[k], false) }
	}
	solve(0)
	for from := 0; from < n-1; from += step {
		to := min(from+step, n-1)
		solve(to)
		bend(dst, from, to, solve)
	}
	return dst
}

// feasibleP99 returns the p99 of a run at a load in milliseconds, or NaN if it cannot run
// the part there.
func (s *Sweeper) feasibleP99(r *run.Run, ld *run.Load, exact bool) float64 {
	r.Cost(&s.result, ld, run.Mode{Exact: exact, Timed: true})
	if r.Refused.Blocks() || !r.Feasible(&s.result, ld, 0, exact) {
		return math.NaN()
	}
	return p99(r, &s.result, ld)
}

// bend fills the points between two that are solved.
func bend(dst []float64, from, to int, solve func(k int)) {
	if to-from < 2 {
		return
	}
	mid := (from + to) / 2
	solve(mid)
	low, high := math.Log(dst[from]), math.Log(dst[to])
	along := func(k int) float64 { return low + (high-low)*float64(k-from)/float64(to-from) }
	gap := math.IsNaN(dst[from]) && math.IsNaN(dst[mid]) && math.IsNaN(dst[to])
	if !gap && !(math.Abs(math.Log(dst[mid])-along(mid)) <= straight) {
		bend(dst, from, mid, solve)
		bend(dst, mid, to, solve)
		return
	}
	for k := from + 1; k < to; k++ {
		if k != mid {
			dst[k] = math.Exp(along(k)) // NaN in a gap
		}
	}
}
