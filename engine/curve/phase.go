package curve

import (
	"context"
	"math"
	"slices"

	"crossover/engine/axis"
	"crossover/engine/rank"
	"crossover/engine/run"
)

// Phase is an interval of an axis in which one offer is the cheapest.
type Phase struct {
	From, To float64
	// Offer is the cheapest feasible offer there, or -1 where none is feasible.
	Offer int
}

// Phases returns the lower envelope of the feasible offers within a window:
// adjoining intervals from its low end to its high end, with edges narrowed to
// 1e-9. Changes are looked for at n grid points, and at the steps and kinks
// between them of the offers that come near the cheapest.
func (w *Sweeper) Phases(ctx context.Context, pt *run.Part, win axis.Window, n int, offers []int) ([]Phase, error) {
	var out []Phase
	var at []float64
	near := make([]int, 0, len(offers))
	from, x0 := win.Lo, win.Lo
	before, after := make([]offered, len(offers)), make([]offered, len(offers))
	w0 := w.winner(pt, win.Axis, x0, offers, before)
	for k := 1; k < n; k++ {
		x1 := win.Point(k, n)
		w1 := w.winner(pt, win.Axis, x1, offers, after)
		near = nearCheapest(near[:0], offers, before, after, w0, w1)
		at = append(breakpoints(at[:0], pt, win.Axis, x0, x1, near...), x1)
		if len(near) < 2 && w0 == w1 {
			at = at[len(at)-1:]
		}
		for _, y := range at {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			first := w1
			if y < x1 {
				first = w.winner(pt, win.Axis, y, near, nil)
			}
			for changes := 0; w0 != first; changes++ { // several can lie between two points
				edge, next := y, first
				if changes < axis.MaxChanges {
					edge, next = w.edge(ctx, pt, win.Axis, x0, y, w0, first, near)
				}
				out = append(out, Phase{From: from, To: edge, Offer: w0})
				from, x0, w0 = edge, edge, next
			}
			x0 = y
		}
		before, after = after, before
	}
	return append(out, Phase{From: from, To: win.Hi, Offer: w0}), ctx.Err()
}

// offered is what an offer costs at a point. It is out where something other
// than its load rules it out: a limit, or a target that even its warm requests
// miss.
type offered struct {
	cost float64
	out  bool
}

// nearCheapest appends the offers that can be the cheapest between two points
// with winners w0 and w1: those that cost less at one of them than a winner
// does. Costs hardly ever fall along an axis.
// What costs less than a cent can tie with them.
func nearCheapest(dst []int, offers []int, before, after []offered, w0, w1 int) []int {
	const cent = 0.01
	most := math.Inf(1)
	if w0 >= 0 && w1 >= 0 {
		most = max(before[slices.Index(offers, w0)].cost, after[slices.Index(offers, w1)].cost)
	}
	for k, o := range offers {
		if before[k].out && after[k].out {
			continue // and between them
		}
		if min(before[k].cost, after[k].cost) <= most*(1+1e-6)+cent {
			dst = append(dst, o)
		}
	}
	return dst
}

// edge finds where an offer stops being the winner between lo and hi, and who
// follows: at hi it is next. It is found only roughly where ctx ends meanwhile.
func (w *Sweeper) edge(ctx context.Context, pt *run.Part, ax axis.Axis, lo, hi float64, first, next int, offers []int) (float64, int) {
	for ax.Apart(lo, hi, axis.Tolerance/4) && ctx.Err() == nil {
		mid := ax.Middle(lo, hi)
		if mid <= lo || mid >= hi {
			break
		}
		if m := w.winner(pt, ax, mid, offers, nil); m == first {
			lo = mid
		} else {
			hi, next = mid, m
		}
	}
	return hi, next
}

// winner is the feasible offer that ranks first at x, or -1. It writes each
// offer's cost to all, unless nil.
func (w *Sweeper) winner(pt *run.Part, ax axis.Axis, x float64, offers []int, all []offered) int {
	best, bestCost, bestP99 := -1, math.Inf(1), math.NaN()
	for k, o := range offers {
		at := w.at(pt, o, ax, x)
		if all != nil {
			all[k] = offered{at.cost, at.run.Hopeless()}
		}
		if !at.feasible || rank.Along(at.cost) > rank.Along(bestCost) {
			continue
		}
		own := math.NaN() // until there is a tie
		if best >= 0 && rank.Along(at.cost) == rank.Along(bestCost) {
			own = p99(at.run, at.z, &at.load)
			if math.IsNaN(bestP99) {
				was := w.at(pt, best, ax, x)
				bestP99 = p99(was.run, was.z, &was.load)
			}
			order := rank.Key{P99MS: own}.Compare(rank.Key{P99MS: bestP99})
			if order > 0 || order == 0 && best < o {
				continue
			}
		}
		best, bestCost, bestP99 = o, at.cost, own
	}
	return best
}
