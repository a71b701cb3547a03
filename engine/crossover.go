package engine

import (
	"context"
	"math"
	"slices"

	"crossover/engine/scenario"
)

// Crossover is the exact value on an axis at which two offers cost the same.
type Crossover struct {
	X float64
	// Below is the offer that is cheaper below X, Above the one cheaper above.
	Below, Above int
	// Cost is the $/month there: just above X where the curves jump.
	Cost float64
	// Jump is set where one of the two steps over the other rather than
	// meeting it: one more machine, a tier's end.
	Jump bool
}

// tolerance is how closely a crossover is narrowed, relative to its value.
const tolerance = 1e-9

// Crossovers returns where the curves of the given offers cross within a
// window, in order of X, whether or not they can run the part there: brackets
// are taken between n grid points and the curves' steps and kinks between them,
// and each is narrowed to 1e-9 on the exact cost. Stretches where two offers
// cost the same, $0 included, are no crossovers; neither is a point where two
// curves touch. The error is that of ctx.
func (v *Evaluator) Crossovers(ctx context.Context, s *scenario.Scenario, i int, win Window, n int, offers []int) ([]Crossover, error) {
	v.set(s, i)
	grid := make([][]float64, len(offers))
	xs := make([]float64, n)
	for k := range xs {
		xs[k] = win.At(float64(k) / float64(max(n-1, 1)))
	}
	for a, o := range offers {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		grid[a] = make([]float64, n)
		for k, x := range xs {
			grid[a][k], _ = v.costAt(o, win.Axis, x)
		}
	}
	spans := make([][]span, len(offers))
	if len(offers) > 2 { // for one pair it would be twice the work
		for a, o := range offers {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			spans[a] = v.spans(win.Axis, xs, o, grid[a])
		}
	}
	var out []Crossover
	for a := range offers {
		for b := a + 1; b < len(offers); b++ {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			out = v.cross(out, win.Axis, xs, offers[a], offers[b], grid[a], grid[b], spans[a], spans[b])
		}
	}
	slices.SortFunc(out, func(p, q Crossover) int {
		switch {
		case p.X < q.X:
			return -1
		case p.X > q.X:
			return 1
		}
		return 0
	})
	return out, nil
}

// span is between which costs a curve runs from one grid point to the next.
type span struct{ lo, hi float64 }

// apart reports whether curves that run in p and q cannot meet. Between two of the
// points where they are known they may leave their span a little: they are smooth
// there, and go up and down by less than this where they do not just rise.
func (p span) apart(q span) bool {
	const slack = 1.05
	return p.hi*slack < q.lo || q.hi*slack < p.lo
}

// spans works out an offer's spans from its costs at the grid points and beside its
// own steps and bends.
func (v *Evaluator) spans(axis Axis, xs []float64, o int, costs []float64) []span {
	out := make([]span, len(xs))
	var at []float64
	for k := 1; k < len(xs); k++ {
		s := span{min(costs[k-1], costs[k]), max(costs[k-1], costs[k])}
		at = v.breaks(at[:0], axis, xs[k-1], xs[k], o)
		for _, y := range at {
			c, _ := v.costAt(o, axis, y)
			s.lo, s.hi = min(s.lo, c), max(s.hi, c)
		}
		out[k] = s
	}
	return out
}

// cross appends the crossovers of offers a and b to out. Between grid points where
// their spans, if there are any, are apart it does not look.
func (v *Evaluator) cross(out []Crossover, axis Axis, xs []float64, a, b int, ca, cb []float64, sa, sb []span) []Crossover {
	last, lastX := 0, 0.0
	visit := func(x, ca, cb float64) {
		s := order(ca, cb)
		if s != 0 && last != 0 && s != last {
			out = append(out, v.narrow(axis, a, b, lastX, x, last))
		}
		if s != 0 {
			last, lastX = s, x
		}
	}
	var at []float64
	for k, x := range xs {
		if k > 0 && (sa == nil || !sa[k].apart(sb[k])) {
			at = v.breaks(at[:0], axis, xs[k-1], x, a, b)
			for _, y := range at {
				cy, _ := v.costAt(a, axis, y)
				dy, _ := v.costAt(b, axis, y)
				visit(y, cy, dy)
			}
		}
		visit(x, ca[k], cb[k])
	}
	return out
}

// order compares two costs: -1, 0 or 1. What differs by rounding noise only is
// the same.
func order(a, b float64) int {
	switch d := a - b; {
	case math.Abs(d) <= 1e-12*(a+b):
		return 0
	case d > 0:
		return 1
	default:
		return -1
	}
}

// narrow bisects a change of sign between lo and hi, where the sign at lo is
// known. It finds roots and jumps alike.
func (v *Evaluator) narrow(axis Axis, a, b int, lo, hi float64, atLo int) Crossover {
	for axis.apart(lo, hi, tolerance/4) {
		mid := axis.middle(lo, hi)
		if mid <= lo || mid >= hi {
			break
		}
		ca, _ := v.costAt(a, axis, mid)
		cb, _ := v.costAt(b, axis, mid)
		if s := order(ca, cb); s == 0 || s == atLo {
			lo = mid
		} else {
			hi = mid
		}
	}
	c := Crossover{X: hi, Below: b, Above: a}
	if atLo < 0 { // a costs less at lo
		c.Below, c.Above = a, b
	}
	ca, _ := v.costAt(a, axis, hi)
	cb, _ := v.costAt(b, axis, hi)
	c.Cost = min(ca, cb)
	c.Jump = math.Abs(ca-cb) > 1e-6*max(ca, cb)
	return c
}

// Phase is an interval of an axis in which one offer is the cheapest.
type Phase struct {
	From, To float64
	// Offer is the cheapest feasible offer there, or -1 where none is feasible.
	Offer int
}

// Phases returns the lower envelope of the feasible offers within a window:
// adjoining intervals from its low end to its high end, with edges narrowed to
// 1e-9. Changes are looked for at n grid points, and at the steps and kinks
// between them of the offers that come near the cheapest. The error is that of ctx.
func (v *Evaluator) Phases(ctx context.Context, s *scenario.Scenario, i int, win Window, n int, offers []int) ([]Phase, error) {
	v.set(s, i)
	var out []Phase
	var at []float64
	near := make([]int, 0, len(offers))
	from, x0 := win.Lo, win.Lo
	before, after := make([]float64, len(offers)), make([]float64, len(offers))
	w0 := v.winner(win.Axis, x0, offers, before)
	for k := 1; k < n; k++ {
		x1 := win.At(float64(k) / float64(n-1))
		w1 := v.winner(win.Axis, x1, offers, after)
		near = contenders(near[:0], offers, before, after, w0, w1)
		at = append(v.breaks(at[:0], win.Axis, x0, x1, near...), x1)
		if len(near) < 2 && w0 == w1 {
			at = at[len(at)-1:]
		}
		for _, y := range at {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			w := w1
			if y < x1 {
				w = v.winner(win.Axis, y, near, nil)
			}
			for changes := 0; w0 != w; changes++ { // several can lie between two points
				edge, next := y, w
				if changes < maxChanges {
					edge, next = v.edge(ctx, win.Axis, x0, y, w0, w, near)
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

// maxChanges is how many changes between two points are followed: more of them
// are two costs that differ by rounding noise.
const maxChanges = 8

// contenders appends the offers that can be the cheapest between two points
// with winners w0 and w1: those that cost less at one of them than a winner
// does. Costs hardly ever fall along an axis.
func contenders(dst []int, offers []int, before, after []float64, w0, w1 int) []int {
	most := math.Inf(1)
	if w0 >= 0 && w1 >= 0 {
		most = max(before[slices.Index(offers, w0)], after[slices.Index(offers, w1)])
	}
	for k, o := range offers {
		if min(before[k], after[k]) <= most*(1+1e-6) {
			dst = append(dst, o)
		}
	}
	return dst
}

// edge finds where offer w stops being the winner between lo and hi, and who
// follows: at hi it is next. It is found only roughly where ctx ends meanwhile.
func (v *Evaluator) edge(ctx context.Context, axis Axis, lo, hi float64, w, next int, offers []int) (float64, int) {
	for axis.apart(lo, hi, tolerance/4) && ctx.Err() == nil {
		mid := axis.middle(lo, hi)
		if mid <= lo || mid >= hi {
			break
		}
		if m := v.winner(axis, mid, offers, nil); m == w {
			lo = mid
		} else {
			hi, next = mid, m
		}
	}
	return hi, next
}

// winner is the feasible offer that ranks first at x, or -1. It keeps each
// offer's cost in costs, unless nil.
func (v *Evaluator) winner(axis Axis, x float64, offers []int, costs []float64) int {
	best, bestCost := -1, math.Inf(1)
	for k, o := range offers {
		c, ok := v.costAt(o, axis, x)
		if costs != nil {
			costs[k] = c
		}
		if ok && (c < bestCost || c == bestCost && v.firstOfTie(axis, x, o, best)) {
			best, bestCost = o, c
		}
	}
	return best
}

// firstOfTie reports whether offer a ranks before b where both cost the same:
// by price without free tiers, then by the catalogue's order, which is by ID.
func (v *Evaluator) firstOfTie(axis Axis, x float64, a, b int) bool {
	if b < 0 {
		return true
	}
	fa, fb := v.costWithoutFree(a, axis, x), v.costWithoutFree(b, axis, x)
	if fa != fb {
		return fa < fb
	}
	return a < b
}

func (v *Evaluator) costWithoutFree(o int, axis Axis, x float64) float64 {
	c, _ := v.costAt(o, axis, x)
	p := &v.plans[o]
	if !v.alongRate(axis) {
		p = &v.scratch
	}
	return p.withoutFree(v.best, v.chosen, c)
}

// Variants returns, for each product, the offers that run on it; the first of
// each group comes first in the catalogue.
func (e *Engine) Variants() [][]int {
	var out [][]int
	at := map[string]int{}
	for i := range e.offers {
		p := e.offers[i].Product
		k, ok := at[p]
		if !ok {
			k = len(out)
			at[p] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], i)
	}
	return out
}
