package system

import (
	"context"
	"math"

	"crossover/engine/axis"
	"crossover/engine/scenario"
)

// Flip is where a layout would place a part elsewhere: the nearest value of a
// term, below or above the present one.
type Flip struct {
	// Axis is the term: the rate carries the system along, memory and duration
	// are the part's.
	Axis axis.Axis
	// Below is the value up to which and Above the one from which the offers
	// hold: they differ by a billionth. One of the two is on the side of the
	// present value, where the part is on From; on the other it is on To.
	Below, Above float64
	// Higher is set where the flip is above the present value.
	Higher   bool
	From, To int
}

// At is the value of the flip, in the axis' unit.
func (f *Flip) At() float64 {
	if f.Higher {
		return f.Above
	}
	return f.Below
}

// The search for flips: how many values a decade are looked at, over how many
// decades to each side.
const (
	flipsPerDecade = 8
	flipDecades    = 3
)

// Flips returns the values of rate, memory and duration at which the cheapest
// layout of s would place part i on another offer: the nearest below and above
// the present value of each, as far as there is one within three decades. The
// whole layout is solved at each value looked at, and a flip narrowed to 1e-9.
// What flips and flips back between two values, of eight to a decade, is not
// seen. It takes some hundreds of solved layouts: it is not for every frame. The
// error is that of ctx.
func (p *Planner) Flips(ctx context.Context, s *scenario.Scenario, i int) ([]Flip, error) {
	var out []Flip
	now, err := p.Assign(ctx, s)
	if err != nil || now.Offers == nil {
		return nil, err
	}
	for ax := range axis.Axis(len(axis.AxisNames)) {
		for _, higher := range []bool{false, true} {
			f, ok, err := p.flip(ctx, s, i, ax, higher, now.Offers[i])
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
func (p *Planner) flip(ctx context.Context, s *scenario.Scenario, i int, ax axis.Axis, higher bool, from int) (f Flip, ok bool, err error) {
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
		to, err := p.placed(ctx, s, i, ax, far)
		if err != nil {
			return Flip{}, false, err
		}
		if to != from {
			f, err := p.narrowFlip(ctx, s, i, ax, Flip{Axis: ax, Higher: higher, From: from, To: to}, near, far)
			return f, err == nil, err
		}
		near = far
	}
	return Flip{}, false, nil
}

// placed is the offer that the cheapest layout has for part i where the part
// stands at x on an axis.
func (p *Planner) placed(ctx context.Context, s *scenario.Scenario, i int, ax axis.Axis, x float64) (int, error) {
	moved := *s
	ax.Set(&moved, i, x)
	a, err := p.Assign(ctx, &moved)
	if err != nil {
		return -1, err
	}
	return a.Offers[i], nil
}

// narrowFlip bisects a flip between near, where the part is on f.From, and far.
func (p *Planner) narrowFlip(ctx context.Context, s *scenario.Scenario, i int, ax axis.Axis, f Flip, near, far float64) (Flip, error) {
	near, far, err := ax.Narrow(near, far, axis.Tolerance/4, func(x float64) (bool, error) {
		to, err := p.placed(ctx, s, i, ax, x)
		if err == nil && to != f.From {
			f.To = to
		}
		return to != f.From, err
	})
	f.Below, f.Above = min(near, far), max(near, far)
	return f, err
}

// LayoutPhase is an interval of an axis in which one layout is the cheapest.
type LayoutPhase struct {
	From, To float64
	// Assignment is the layout, and its price at From.
	Assignment
}

// Phases returns the cheapest layouts of s along a window of an axis of
// part i: adjoining intervals from its low end to its high end, whose edges are
// narrowed to 1e-9. Changes are looked for at n values; of what changes and
// changes back between two of them nothing is seen. The error is that of ctx.
func (p *Planner) Phases(ctx context.Context, s *scenario.Scenario, i int, win axis.Window, n int) ([]LayoutPhase, error) {
	at := func(x float64) (Assignment, error) {
		moved := *s
		win.Axis.Set(&moved, i, x)
		return p.Assign(ctx, &moved)
	}
	x0 := win.Lo
	first, err := at(win.Lo)
	if err != nil {
		return nil, err
	}
	cur := LayoutPhase{From: win.Lo, Assignment: first}
	var out []LayoutPhase
	for k := 1; k < n; k++ {
		x1 := win.Point(k, n)
		next, err := at(x1)
		if err != nil {
			return nil, err
		}
		for changes := 0; !next.same(&cur.Assignment); changes++ {
			edge, follows := x1, next
			if changes < axis.MaxChanges {
				if edge, follows, err = layoutEdge(win.Axis, at, x0, x1, &cur.Assignment, next); err != nil {
					return nil, err
				}
			}
			cur.To = edge
			out = append(out, cur)
			cur = LayoutPhase{From: edge, Assignment: follows}
			x0 = edge
		}
		x0 = x1
	}
	cur.To = win.Hi
	return append(out, cur), nil
}

// layoutEdge finds where a layout stops being the cheapest between lo, where it
// is, and hi, where next is, and the layout that follows.
func layoutEdge(ax axis.Axis, at func(float64) (Assignment, error), lo, hi float64, a *Assignment, next Assignment) (float64, Assignment, error) {
	_, hi, err := ax.Narrow(lo, hi, axis.Tolerance/4, func(x float64) (bool, error) {
		m, err := at(x)
		if err != nil || m.same(a) {
			return false, err
		}
		next = m
		return true, nil
	})
	return hi, next, err
}
