package curve

import (
	"math"

	"crossover/engine/axis"
	"crossover/engine/run"
)

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
func (w *Sweeper) P99(dst []float64, pt *run.Part, offer int, win axis.Window, n int, exact bool) []float64 {
	dst = grow(dst, n)
	step := stride
	solve := func(k int) {
		r, ld := w.runAt(pt, offer, win.Axis, win.Point(k, n))
		dst[k] = w.feasibleP99(r, &ld, true)
	}
	if exact {
		step = 1
	} else if alongRate(pt, win.Axis) {
		w.ticks.set(pt, win, n)
		r := pt.Run(offer)
		solve = func(k int) { dst[k] = w.feasibleP99(r, &w.ticks.loads[k], false) }
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
func (w *Sweeper) feasibleP99(r *run.Run, ld *run.Load, exact bool) float64 {
	r.Cost(&w.z, ld, run.Mode{Exact: exact, Timed: true})
	if r.Refused.Blocks() || !r.Feasible(&w.z, ld, 0, exact) {
		return math.NaN()
	}
	return p99(r, &w.z, ld)
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
