package system

import (
	"context"
	"math"
	"slices"

	"crossover/engine/axis"
	"crossover/engine/scenario"
)

// Flip is the nearest value of a term, below or above the present one, at which a layout
// would place a part on another offer.
type Flip struct {
	// Axis is the term. The rate scales the whole system; the other terms are the part's.
	Axis axis.Axis
	// Below and Above bracket the flip and differ by a billionth. On the present value's
	// side the part is on From, on the other side it is on To.
	Below, Above float64
	// Higher is set if the flip is above the present value.
	Higher   bool
	From, To int
}

// At returns the value of the flip, in the axis' unit.
func (f *Flip) At() float64 {
	if f.Higher {
		return f.Above
	}
	return f.Below
}

// The grid of the search for flips: values per decade, and decades to each side.
const (
	flipsPerDecade = 8
	flipDecades    = 3
)

// Flips returns the values of rate, memory, duration and, if part i holds them,
// connections at which the cheapest layout of s would place the part on another offer: the
// nearest below and above each present value, within three decades. The whole layout is
// solved at each value tried, and a flip is narrowed to 1e-9. A change that reverts
// between two grid values, of which there are eight per decade, is missed. It solves some
// hundreds of layouts, which is too slow for every frame. The error is ctx's.
func (p *Planner) Flips(ctx context.Context, s *scenario.Scenario, i int) ([]Flip, error) {
	var out []Flip
	now, err := p.assign(ctx, s, nil, nil, longSearch)
	if err != nil || now.Offers == nil {
		return nil, err
	}
	for ax := range axis.Axis(len(axis.AxisNames)) {
		for _, higher := range []bool{false, true} {
			f, ok, err := p.flip(ctx, s, i, ax, higher, &now)
			if err != nil {
				return nil, err
			}
			if ok {
				out = append(out, f)
			}
		}
	}
	return out, nil
}

// flip finds the nearest flip on one side of one axis.
func (p *Planner) flip(ctx context.Context, s *scenario.Scenario, i int, ax axis.Axis, higher bool, now *Assignment) (f Flip, ok bool, err error) {
	at, from := p.along(ctx, s, i, ax, now.Offers), now.Offers[i]
	flipped := func(a *Assignment) bool { return a.Offers[i] != from }
	lo, hi := ax.Range()
	x := ax.Value(s, i)
	if x <= 0 {
		return Flip{}, false, nil
	}
	step := math.Pow(10, 1./flipsPerDecade)
	if !higher {
		step = 1 / step
	}
	near := x
	for range flipsPerDecade * flipDecades {
		far := min(max(near*step, lo), hi)
		if far == near || higher != (far > near) {
			break
		}
		beyond, err := at(far, nil)
		if err != nil {
			return Flip{}, false, err
		}
		if flipped(&beyond) {
			near, far, beyond, err = edge(ax, at, flipped, near, far, append(slices.Clone(now.Offers), beyond.Offers...))
			if err != nil {
				return Flip{}, false, err
			}
			return Flip{Axis: ax, Higher: higher, Below: min(near, far), Above: max(near, far), From: from, To: beyond.Offers[i]}, true, nil
		}
		near = far
	}
	return Flip{}, false, nil
}

// at solves the layout of s with part i at a point of an axis. A nil only allows all
// offers. The search starts from the offers near, so that one that is not complete finds
// nothing dearer, and no flip that is none.
type at func(x float64, only []int) (Assignment, error)

func (p *Planner) along(ctx context.Context, s *scenario.Scenario, i int, ax axis.Axis, near []int) at {
	budget := 0
	if near == nil { // the first point
		budget = longSearch
	}
	return func(x float64, only []int) (Assignment, error) {
		moved := *s
		ax.Set(&moved, i, x)
		return p.assign(ctx, &moved, only, near, budget)
	}
}

// edge narrows a change of the layout between lo and hi to 1e-9, and returns the layout
// beyond it. It first searches among the offers of the layouts on both sides, which is
// fast, and then among all if those are not the cheapest on both sides of the result.
func edge(ax axis.Axis, at at, changed func(*Assignment) bool, lo, hi float64, offers []int) (l, h float64, beyond Assignment, err error) {
	for {
		l, h, err = ax.Narrow(lo, hi, axis.Tolerance/4, nil, func(x float64) (bool, error) {
			a, err := at(x, offers)
			return err == nil && changed(&a), err
		})
		if err != nil {
			return l, h, beyond, err
		}
		if beyond, err = at(h, nil); err != nil || offers == nil {
			return l, h, beyond, err
		}
		before, err := at(l, nil)
		if err != nil || changed(&beyond) && !changed(&before) {
			return l, h, beyond, err
		}
		offers = nil
	}
}

// LayoutPhase is an interval of an axis in which one layout is the cheapest.
type LayoutPhase struct {
	From, To float64
	// Assignment is the layout, with its price at From.
	Assignment
}

// Phases returns the cheapest layouts of s along a window of an axis of part i: adjoining
// intervals from its low end to its high end, with edges narrowed to 1e-9. It looks for
// changes at n values; a change that reverts between two of them is missed. The error is
// ctx's.
func (p *Planner) Phases(ctx context.Context, s *scenario.Scenario, i int, win axis.Window, n int) ([]LayoutPhase, error) {
	first, err := p.along(ctx, s, i, win.Axis, nil)(win.Lo, nil)
	if err != nil {
		return nil, err
	}
	cur, x0 := LayoutPhase{From: win.Lo, Assignment: first}, win.Lo
	var out []LayoutPhase
	for k := 1; k < n; k++ {
		x1 := win.Point(k, n)
		next, err := p.along(ctx, s, i, win.Axis, cur.Offers)(x1, nil)
		if err != nil {
			return nil, err
		}
		for changes := 0; !next.same(&cur.Assignment); changes++ {
			to, follows := x1, next
			if changes < axis.MaxChanges {
				at := p.along(ctx, s, i, win.Axis, cur.Offers)
				changed := func(a *Assignment) bool { return !a.same(&cur.Assignment) }
				if _, to, follows, err = edge(win.Axis, at, changed, x0, x1, append(slices.Clone(cur.Offers), next.Offers...)); err != nil {
					return nil, err
				}
			}
			cur.To = to
			out = append(out, cur)
			cur = LayoutPhase{From: to, Assignment: follows}
			x0 = to
		}
		x0 = x1
	}
	cur.To = win.Hi
	return append(out, cur), nil
}
