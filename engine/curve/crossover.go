package curve

import (
	"cmp"
	"context"
	"math"
	"slices"

	"crossover/engine/axis"
	"crossover/engine/run"
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

// Crossovers returns where the curves of the given offers cross within a
// window, in order of X, whether or not they can run the part there: brackets
// are taken between n evenly spread points and the curves' steps and kinks between them,
// and each is narrowed to 1e-9 on the exact cost. Stretches where two offers
// cost the same, $0 included, are no crossovers; neither is a point where two
// curves touch. The error is that of ctx.
func (w *Sweeper) Crossovers(ctx context.Context, pt *run.Part, win axis.Window, n int, offers []int) ([]Crossover, error) {
	grid := make([][]float64, len(offers))
	xs := make([]float64, n)
	for k := range xs {
		xs[k] = win.Point(k, n)
	}
	for a, o := range offers {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		grid[a] = make([]float64, n)
		for k, x := range xs {
			grid[a][k] = w.at(pt, o, win.Axis, x).cost
		}
	}
	spans := make([][]span, len(offers))
	if len(offers) > 2 { // for one pair it would be twice the work
		for a, o := range offers {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			spans[a] = w.spans(ctx, pt, win.Axis, xs, o, grid[a])
		}
	}
	var out []Crossover
	for a := range offers {
		for b := a + 1; b < len(offers); b++ {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			p := pair{w, pt, win.Axis, offers[a], offers[b]}
			out = p.cross(ctx, out, xs, grid[a], grid[b], spans[a], spans[b])
		}
	}
	slices.SortFunc(out, func(p, q Crossover) int { return cmp.Compare(p.X, q.X) })
	return out, ctx.Err()
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
func (w *Sweeper) spans(ctx context.Context, pt *run.Part, ax axis.Axis, xs []float64, o int, costs []float64) []span {
	out := make([]span, len(xs))
	var at []float64
	for k := 1; k < len(xs) && ctx.Err() == nil; k++ {
		s := span{min(costs[k-1], costs[k]), max(costs[k-1], costs[k])}
		at = breakpoints(at[:0], pt, ax, xs[k-1], xs[k], o)
		for _, y := range at {
			c := w.at(pt, o, ax, y).cost
			s.lo, s.hi = min(s.lo, c), max(s.hi, c)
		}
		out[k] = s
	}
	return out
}

// pair is two offers that are compared along an axis.
type pair struct {
	w    *Sweeper
	pt   *run.Part
	ax   axis.Axis
	a, b int
}

// costs are the exact costs of both at x.
func (p *pair) costs(x float64) (a, b float64) {
	a = p.w.at(p.pt, p.a, p.ax, x).cost
	return a, p.w.at(p.pt, p.b, p.ax, x).cost
}

// cross appends the crossovers of the pair to out, given both costs at the points
// xs. Between points where their spans, if there are any, are apart it does not
// look. Where ctx ends it stops.
func (p *pair) cross(ctx context.Context, out []Crossover, xs, ca, cb []float64, sa, sb []span) []Crossover {
	last, lastX := 0, 0.0
	visit := func(x, ca, cb float64) {
		s := order(ca, cb)
		if s != 0 && last != 0 && s != last {
			out = append(out, p.narrow(lastX, x, last))
		}
		if s != 0 {
			last, lastX = s, x
		}
	}
	var at []float64
	for k, x := range xs {
		if ctx.Err() != nil {
			break
		}
		if k > 0 && (sa == nil || !sa[k].apart(sb[k])) {
			at = breakpoints(at[:0], p.pt, p.ax, xs[k-1], x, p.a, p.b)
			for _, y := range at {
				cy, dy := p.costs(y)
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
func (p *pair) narrow(lo, hi float64, atLo int) Crossover {
	for p.ax.Apart(lo, hi, axis.Tolerance/4) {
		mid := p.ax.Middle(lo, hi)
		if mid <= lo || mid >= hi {
			break
		}
		if s := order(p.costs(mid)); s == 0 || s == atLo {
			lo = mid
		} else {
			hi = mid
		}
	}
	c := Crossover{X: hi, Below: p.b, Above: p.a}
	if atLo < 0 { // a costs less at lo
		c.Below, c.Above = p.a, p.b
	}
	ca, cb := p.costs(hi)
	c.Cost = min(ca, cb)
	c.Jump = math.Abs(ca-cb) > 1e-6*max(ca, cb)
	return c
}
