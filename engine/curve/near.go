package curve

import (
	"math"
	"slices"

	"crossover/engine/axis"
	"crossover/engine/run"
)

// stretch is the number of points along the rate for which SweepNear uses one lower bound.
const stretch = 8

// SweepNear is Sweep for a moving handle, without the parts of curves that lie far above
// the cheapest. The offers in whole get whole curves. Of the others it computes the points
// where they may cost less than near times the cheapest of whole.
//
// Along the rate the lower bound at one point holds at those after it, too
// ([run.Part.Rises]). Offers for which that is not known get whole curves. Along an axis
// that changes more than the rate, bounds are compared at every point.
func (w *Sweeper) SweepNear(dst *Curves, pt *run.Part, win axis.Window, n int, whole []int, near float64) {
	rates, step := alongRate(pt, win.Axis), 1
	if rates {
		step = stretch
	}
	w.begin(dst, pt, win, n, rates)
	clear(dst.whole)
	clear(dst.able)
	for at := range dst.cost {
		dst.cost[at], dst.feasible[at] = math.NaN(), false
	}
	for _, o := range whole {
		w.complete(dst, pt, o)
	}
	for o := range pt.Len() {
		if rates && !pt.Rises(o) || refusedAlong(pt.Run(o), win.Axis) {
			w.complete(dst, pt, o)
		}
	}
	w.findLeast(dst)
	w.bounds = w.bounds[:0]
	for _, least := range w.least {
		const cent = 0.01 // an offer within a cent can tie
		w.bounds = append(w.bounds, least*near+cent)
	}
	for o := range pt.Len() {
		if !dst.whole[o] {
			w.fillNear(dst, pt, o, step, w.bounds)
		}
	}
	w.settleTies(dst, pt, rates, false)
}

// fillNear computes the points of an offer's curve at which it may cost no more than most,
// and whether the offer is feasible anywhere. A lower bound that is not above that serves
// for steps points. One that is above leaves out the points up to the first at which that
// much is allowed, or only its own if steps is 1.
func (w *Sweeper) fillNear(dst *Curves, pt *run.Part, o, steps int, most []float64) {
	n := len(dst.X)
	for k := 0; k < n; {
		least, end := w.floor(dst, pt, o, k), min(k+steps, n)
		if least > most[k] {
			for k++; steps > 1 && k < n && least > most[k]; {
				k++
			}
			continue
		}
		for ; k < end; k++ {
			if least <= most[k] {
				w.evaluate(dst, pt, o, k, k+1, false)
			}
		}
	}
	cost, ok := dst.Cost(o), dst.Feasible(o)
	dst.able[o] = slices.Contains(ok, true)
	for k := 0; k < n && !dst.able[o]; k++ { // usually the first point will do
		if math.IsNaN(cost[k]) {
			w.evaluate(dst, pt, o, k, k+1, false)
		}
		dst.able[o] = ok[k]
	}
}

// floor returns a lower bound of an offer's cost at point k.
func (w *Sweeper) floor(dst *Curves, pt *run.Part, o, k int) float64 {
	if m := (run.Mode{Least: true}); alongRate(pt, dst.Window.Axis) {
		pt.Run(o).Cost(&w.z, &w.ticks.loads[k], m)
	} else {
		r, ld := w.runAt(pt, o, dst.Window.Axis, dst.X[k])
		r.Cost(&w.z, &ld, m)
	}
	return w.z.Monthly
}

// Complete computes the points of an offer's curve that SweepNear left out, for the same
// part.
func (w *Sweeper) Complete(dst *Curves, pt *run.Part, offer int) {
	if dst.whole[offer] {
		return
	}
	if alongRate(pt, dst.Window.Axis) {
		w.ticks.set(pt, dst.Window, len(dst.X))
	}
	w.complete(dst, pt, offer)
}

func (w *Sweeper) complete(dst *Curves, pt *run.Part, o int) {
	if !dst.whole[o] && !refusedAlong(pt.Run(o), dst.Window.Axis) {
		for k, cost := range dst.Cost(o) {
			if math.IsNaN(cost) {
				w.evaluate(dst, pt, o, k, k+1, false)
			}
		}
	}
	dst.whole[o], dst.able[o] = true, slices.Contains(dst.Feasible(o), true)
}
