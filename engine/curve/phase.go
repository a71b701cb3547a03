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

// Phases returns the lower envelope of the feasible offers within a window: adjoining
// intervals from its low end to its high end, with edges narrowed to 1e-9. It looks for
// changes at n grid points, and at the steps and kinks between them of the offers near the
// cheapest.
func (s *Sweeper) Phases(ctx context.Context, pt *run.Part, win axis.Window, n int, offers []int) ([]Phase, error) {
	s.memo.begin(pt, win.Axis)
	offers = notRefused(pt, win.Axis, offers)
	return s.phases(ctx, pt, win, n, steps{0, n - 1}, offers, s.floors(pt, win, n, offers))
}

// PhasesAround returns the phases of [Sweeper.Phases] around x. It extends the range by
// one step of the grid at a time until more returns false for both sides. The outermost
// phases may be cut short.
func (s *Sweeper) PhasesAround(ctx context.Context, pt *run.Part, win axis.Window, n int, offers []int, x float64, more func([]Phase) (below, above bool)) ([]Phase, error) {
	s.memo.begin(pt, win.Axis)
	offers = notRefused(pt, win.Axis, offers)
	floors := s.floors(pt, win, n, offers)
	at := 0
	for at < n-2 && win.Point(at+1, n) <= x {
		at++
	}
	seen := steps{at, at + 1}
	out, err := s.phases(ctx, pt, win, n, seen, offers, floors)
	for err == nil {
		var next []Phase
		below, above := more(out)
		switch {
		case below && seen.from > 0:
			next, err = s.phases(ctx, pt, win, n, steps{seen.from - 1, seen.from}, offers, floors)
			out = joined(next, out)
			seen.from--
		case above && seen.to < n-1:
			next, err = s.phases(ctx, pt, win, n, steps{seen.to, seen.to + 1}, offers, floors)
			out = joined(out, next)
			seen.to++
		default:
			return out, nil
		}
	}
	return nil, err
}

// Least returns what the cheapest feasible of the offers costs at n points of a window, +Inf
// where none is. The error is ctx's.
func (s *Sweeper) Least(ctx context.Context, pt *run.Part, win axis.Window, n int, offers []int) ([]float64, error) {
	s.memo.begin(pt, win.Axis)
	offers = notRefused(pt, win.Axis, offers)
	f, at, out := s.floors(pt, win, n, offers), make([]offered, len(offers)), make([]float64, n)
	for k := 0; k < n && ctx.Err() == nil; k++ {
		f.fill(k, at)
		s.winner(pt, win.Axis, win.Point(k, n), offers, at, f, k)
		out[k] = math.Inf(1)
		for _, o := range at {
			if o.solved && o.feasible {
				out[k] = min(out[k], o.cost)
			}
		}
	}
	return out, ctx.Err()
}

// notRefused returns the offers that are not ruled out at every value of an axis.
func notRefused(pt *run.Part, a axis.Axis, offers []int) []int {
	return slices.DeleteFunc(slices.Clone(offers), func(o int) bool { return refusedAlong(pt, o, a) })
}

// joined concatenates two lists of phases. If the phases where they meet have the same
// offer, they become one.
func joined(a, b []Phase) []Phase {
	if last := len(a) - 1; last >= 0 && len(b) > 0 && a[last].Offer == b[0].Offer {
		a[last].To = b[0].To
		b = b[1:]
	}
	return append(a, b...)
}

// steps is the range of grid points from one to another.
type steps struct{ from, to int }

// floors gives lower bounds of the offers' costs at the points of a grid. An offer whose
// lower bound is above the cheapest cost need not be solved.
type floors struct {
	w      *Sweeper
	pt     *run.Part
	win    axis.Window
	n      int
	offers []int
	// rises says whether bounds hold for later points, too. rows are then the bounds at
	// every stretchth point, otherwise at every point.
	rises bool
	rows  [][]float64
}

func (s *Sweeper) floors(pt *run.Part, win axis.Window, n int, offers []int) *floors {
	return &floors{w: s, pt: pt, win: win, n: n, offers: offers, rises: win.Axis == axis.Rate && !pt.Work.Deterministic, rows: make([][]float64, n)}
}

// at returns the lower bound of offer i at point k.
func (f *floors) at(k, i int) float64 {
	r, ld := f.w.runAt(f.pt, f.offers[i], f.win.Axis, f.win.Point(k, f.n))
	r.Cost(&f.w.result, &ld, run.Mode{Least: true})
	return f.w.result.Monthly
}

// fill sets the offers at point k to lower bounds, rough ones where they are those of an
// earlier point.
func (f *floors) fill(k int, at []offered) {
	from := k
	if f.rises {
		from -= k % stretch
	}
	if f.rows[from] == nil {
		f.rows[from] = make([]float64, len(f.offers))
		for i := range f.offers {
			f.rows[from][i] = f.at(from, i)
		}
	}
	for i, o := range f.offers {
		at[i] = offered{spot: spot{cost: f.rows[from][i]}, rough: from < k}
		if from < k && !f.pt.Rises(o) {
			f.refine(k, i, &at[i])
		}
	}
}

// refine replaces the rough bound of offer i at point k by its own.
func (f *floors) refine(k, i int, at *offered) {
	if at.rough {
		at.cost, at.rough = f.at(k, i), false
	}
}

// phases is Phases between two grid points. If f is nil, every offer is solved at each,
// and every one near the cheapest at each step and bend.
func (s *Sweeper) phases(ctx context.Context, pt *run.Part, win axis.Window, n int, within steps, offers []int, f *floors) ([]Phase, error) {
	var out []Phase
	var at []float64
	var near rivals
	from := win.Point(within.from, n)
	x0 := from
	before, after := make([]offered, len(offers)), make([]offered, len(offers))
	solve := func(k int, at []offered) (x float64, winner int) {
		if f != nil {
			f.fill(k, at)
		} else {
			for i := range at {
				at[i] = offered{spot: spot{cost: math.Inf(-1)}}
			}
		}
		x = win.Point(k, n)
		return x, s.winner(pt, win.Axis, x, offers, at, f, k)
	}
	_, w0 := solve(within.from, before)
	for k := within.from + 1; k <= within.to; k++ {
		x1, w1 := solve(k, after)
		s.nearCheapest(&near, pt, win, n, k, offers, f, [2][]offered{before, after}, [2]int{w0, w1})
		at = append(breakpoints(at[:0], pt, win.Axis, x0, x1, near.offers...), x1)
		if len(near.offers) < 2 && w0 == w1 {
			at = at[len(at)-1:]
		}
		for _, y := range at {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			first := w1
			switch {
			case y == x1:
			case f != nil && smooth(pt, win.Axis, w0, x0, y):
				first = w0 // a step of another offer is upwards
			default:
				first = s.closest(pt, win.Axis, y, &near)
			}
			for changes := 0; w0 != first; changes++ { // several changes can lie between two points
				edge, next := y, first
				if changes < axis.MaxChanges {
					edge, next = s.edge(ctx, pt, win.Axis, x0, y, w0, first, &near)
				}
				out = append(out, Phase{From: from, To: edge, Offer: w0})
				from, x0, w0 = edge, edge, next
			}
			x0 = y
			near.pass()
		}
		before, after = after, before
	}
	to := win.Hi // avoids a rounding error at the end
	if within.to < n-1 {
		to = win.Point(within.to, n)
	}
	return append(out, Phase{From: from, To: to, Offer: w0}), ctx.Err()
}

// offered is an offer at a point. Until it is solved, cost is a lower bound, a rough one if
// it is that of an earlier point.
type offered struct {
	spot
	solved, rough bool
}

// rivals are the offers that can be the cheapest between two points.
type rivals struct {
	offers []int
	// floors are what they cost at least up to the later point, and after what they cost
	// there.
	floors, after []float64
	// at are they at the value compared last.
	at []offered
}

// cent is the difference within which offers can tie.
const cent = 0.01

// add adds an offer with its costs at both points.
func (r *rivals) add(o int, before, after float64) {
	r.offers = append(r.offers, o)
	r.floors, r.after = append(r.floors, min(before, after)), append(r.after, after)
	r.at = append(r.at, offered{})
}

// closest is winner between the two points. An offer that costs more at both than another one
// at x is not solved there.
func (s *Sweeper) closest(pt *run.Part, ax axis.Axis, x float64, c *rivals) int {
	for i, floor := range c.floors {
		c.at[i] = offered{spot: spot{cost: floor*(1-1e-6) - cent}}
	}
	return s.winner(pt, ax, x, c.offers, c.at, nil, 0)
}

// pass moves the earlier point to the value compared last.
func (r *rivals) pass() {
	for i, at := range r.at {
		if at.solved {
			r.floors[i] = min(at.cost, r.after[i])
		}
	}
}

// nearCheapest sets c to the offers that can be the cheapest between points k-1 and k with
// given winners: those that cost less at one of the points than a winner does, because costs
// hardly ever fall along an axis. An offer within a cent of that can tie.
func (s *Sweeper) nearCheapest(c *rivals, pt *run.Part, win axis.Window, n, k int, offers []int, f *floors, all [2][]offered, winners [2]int) {
	c.offers, c.floors, c.after, c.at = c.offers[:0], c.floors[:0], c.after[:0], c.at[:0]
	most := math.Inf(1)
	if winners[0] >= 0 && winners[1] >= 0 {
		most = max(all[0][slices.Index(offers, winners[0])].cost, all[1][slices.Index(offers, winners[1])].cost)
	}
	most = most*(1+1e-6) + cent
	for j, o := range offers {
		before, after := &all[0][j], &all[1][j]
		if before.cost <= most {
			f.refine(k-1, j, before)
		}
		if after.cost <= most {
			f.refine(k, j, after)
		}
		if min(before.cost, after.cost) > most {
			continue
		}
		for i, at := range [2]*offered{before, after} {
			if !at.solved {
				*at = offered{spot: s.at(pt, o, win.Axis, win.Point(k-1+i, n)), solved: true}
			}
		}
		if before.out && after.out || pt.Work.P99 == 0 && !before.feasible && !after.feasible {
			continue // and so between them: without a target, what load rules out stays out
		}
		switch {
		case min(before.cost, after.cost) > most:
		case f == nil: // the tests' oracle compares with it everywhere
			c.add(o, math.Inf(-1), math.Inf(-1))
		default:
			c.add(o, before.cost, after.cost)
		}
	}
}

// edge finds the value between lo and hi at which the winner changes from first, and the
// offer that follows; next is the winner at hi. If ctx ends, the value is imprecise.
func (s *Sweeper) edge(ctx context.Context, pt *run.Part, ax axis.Axis, lo, hi float64, first, next int, c *rivals) (float64, int) {
	apart := func(x float64) float64 {
		if first < 0 || next < 0 {
			return 0
		}
		was, is := s.at(pt, first, ax, x).cost, s.at(pt, next, ax, x).cost
		return was - max(is, rank.Ceiling(0)) // below a price of nothing offers tie
	}
	_, hi, _ = ax.Narrow(lo, hi, axis.Tolerance/4, apart, func(x float64) (bool, error) {
		m := s.closest(pt, ax, x, c)
		if m != first {
			next = m
		}
		return m != first, ctx.Err()
	})
	return hi, next
}

// winner returns the feasible offer that ranks first at x, or -1. all holds the offers' lower
// bounds at x, which is point k of f's grid if some are rough: offers that cannot win are not
// solved, and the solved ones are written back.
func (s *Sweeper) winner(pt *run.Part, ax axis.Axis, x float64, offers []int, all []offered, f *floors, k int) int {
	best, bestCost, bestP99 := -1, math.Inf(1), math.NaN()
	try := func(o int, at spot) {
		if !at.feasible || rank.Along(at.cost) > rank.Along(bestCost) {
			return
		}
		own := math.NaN() // computed only for a tie
		if best >= 0 && rank.Along(at.cost) == rank.Along(bestCost) {
			own = s.p99Known(pt, o, ax, x)
			if math.IsNaN(bestP99) {
				bestP99 = s.p99Known(pt, best, ax, x)
			}
			order := rank.Key{P99MS: own}.Compare(rank.Key{P99MS: bestP99})
			if order > 0 || order == 0 && best < o {
				return
			}
		}
		best, bestCost, bestP99 = o, at.cost, own
	}
	for {
		least := -1 // the unsolved offer with the lowest bound
		for k := range all {
			if !all[k].solved && (least < 0 || all[k].cost < all[least].cost) {
				least = k
			}
		}
		if least < 0 || rank.Along(all[least].cost) > rank.Along(bestCost) {
			return best
		}
		if all[least].rough {
			f.refine(k, least, &all[least])
			continue
		}
		all[least] = offered{spot: s.at(pt, offers[least], ax, x), solved: true}
		try(offers[least], all[least].spot)
	}
}
