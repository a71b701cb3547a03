package curve

import (
	"context"
	"math"
	"slices"

	"crossover/engine/axis"
	"crossover/engine/run"
)

// stretch is the number of steps between the points at which SweepNear compares lower
// bounds.
const stretch = 8

// SweepNear is Sweep for a moving handle, without the parts of curves that lie far above
// the cheapest. The offers in whole get whole curves. Of the others it computes the points
// where they may cost less than near times the cheapest of whole.
//
// It leaves out a stretch of points if the offer's lower bound at both ends is above that,
// which holds between them, too ([run.Part.Rises]). Offers for which that is not known get
// whole curves, and so do all offers along an axis that changes more than the rate.
func (w *Sweeper) SweepNear(dst *Curves, pt *run.Part, win axis.Window, n int, whole []int, near float64) {
	if !alongRate(pt, win.Axis) {
		_ = w.Sweep(context.Background(), dst, pt, win, n, nil, false) // which never ends
		return
	}
	w.begin(dst, pt, win, n, true)
	clear(dst.whole)
	clear(dst.able)
	for at := range dst.cost {
		dst.cost[at], dst.feasible[at] = math.NaN(), false
	}
	for _, o := range whole {
		w.complete(dst, pt, o)
	}
	for o := range pt.Len() {
		if !pt.Rises(o) || refusedAlong(pt.Run(o), win.Axis) {
			w.complete(dst, pt, o)
		}
	}
	w.findLeast(dst)
	w.bounds = w.bounds[:0]
	for from := 0; from < n-1; from += stretch {
		const cent = 0.01 // an offer within a cent can tie
		w.bounds = append(w.bounds, slices.Max(w.least[from:min(from+stretch+1, n)])*near+cent)
	}
	for o := range pt.Len() {
		if !dst.whole[o] {
			w.fillNear(dst, pt, o, w.bounds)
		}
	}
	w.settleTies(dst, pt, true, false)
}

// fillNear computes the stretches of an offer's curve that are not above most, and whether
// the offer is feasible anywhere.
func (w *Sweeper) fillNear(dst *Curves, pt *run.Part, o int, most []float64) {
	r, n := pt.Run(o), len(dst.X)
	cost, ok := dst.Cost(o), dst.Feasible(o)
	floor := func(k int) float64 {
		r.Cost(&w.z, &w.ticks.loads[k], run.Mode{Least: true})
		return w.z.Monthly
	}
	done := 0 // points before it are computed, or left out
	before := floor(0)
	for i, limit := range most {
		to := min((i+1)*stretch, n-1)
		after := floor(to)
		if min(before, after) <= limit {
			done = max(done, i*stretch)
			w.fill(r, done, to+1, cost, ok, false)
			done = to + 1
		}
		before = after
	}
	dst.able[o] = slices.Contains(ok, true)
	for k := 0; k < n && !dst.able[o]; k++ { // usually the first point will do
		if math.IsNaN(cost[k]) {
			w.fill(r, k, k+1, cost, ok, false)
		}
		dst.able[o] = ok[k]
	}
}

// Complete computes the points of an offer's curve that SweepNear left out, for the same
// part.
func (w *Sweeper) Complete(dst *Curves, pt *run.Part, offer int) {
	if dst.whole[offer] {
		return
	}
	w.ticks.set(pt, dst.Window, len(dst.X))
	w.complete(dst, pt, offer)
}

func (w *Sweeper) complete(dst *Curves, pt *run.Part, o int) {
	if r := pt.Run(o); !dst.whole[o] && !refusedAlong(r, dst.Window.Axis) {
		w.fill(r, 0, len(dst.X), dst.Cost(o), dst.Feasible(o), false)
	}
	dst.whole[o], dst.able[o] = true, slices.Contains(dst.Feasible(o), true)
}
