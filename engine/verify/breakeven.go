package verify

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/scenario"
)

// searchPoints is the number of values of the axis to try before a change of sign is
// narrowed. It suffices for any curve not constructed to defeat it.
const searchPoints = 400

// breakEven returns the lowest value of the axis, between its bounds, at which one side
// stops being the cheaper one. It also finds jumps.
func (r *run) breakEven(ctx context.Context) (float64, error) {
	be := r.ex.BreakEven
	if len(be.Sides) != 2 {
		return 0, r.wrong("break_even.between", fmt.Sprint(len(be.Sides)), "two sides")
	}
	if !(be.From < be.To) || math.IsInf(be.To-be.From, 0) {
		return 0, r.wrong("break_even.to", fmt.Sprint(be.To), fmt.Sprintf("more than from, %v", be.From))
	}
	d, err := r.newDifference()
	if err != nil {
		return 0, err
	}
	last, lastX := 0, be.From
	for k := range searchPoints + 1 {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		x := be.at(float64(k) / searchPoints)
		s, err := d.sign(x)
		if err != nil {
			return 0, err
		}
		if s == -last && s != 0 {
			return d.narrow(lastX, x, last)
		}
		if s != 0 {
			last, lastX = s, x
		}
	}
	return 0, r.wrong("break_even", be.Axis, fmt.Sprintf("bounds between which the sides change places: none from %v to %v", be.From, be.To))
}

// at returns the value at a fraction of the way between the bounds, on a logarithmic scale
// if they are positive and far apart.
func (be *BreakEven) at(fraction float64) float64 {
	switch {
	case fraction == 1:
		return be.To
	case be.From > 0 && be.To > 100*be.From:
		return be.From * math.Pow(be.To/be.From, fraction)
	}
	return be.From + (be.To-be.From)*fraction
}

// difference compares the two sides along the axis.
type difference struct {
	r     *run
	scene scenario.Scenario
	// axis is the engine's axis, for sides that are offers.
	axis  engine.Axis
	moves bool
}

func (r *run) newDifference() (*difference, error) {
	be := r.ex.BreakEven
	d := &difference{r: r}
	lines := false
	for i := range be.Sides {
		d.moves = d.moves || be.Sides[i].Offer != ""
		for j := range be.Sides[i].Lines {
			lines = lines || uses(be.Sides[i].Lines[j].Quantity, be.Axis)
		}
	}
	if !d.moves {
		if !lines {
			return nil, r.wrong("break_even.axis", be.Axis, "a name that a line's quantity uses")
		}
		return d, nil
	}
	var err error
	if d.scene, err = r.scene(); err != nil {
		return nil, err
	}
	if d.axis, err = engine.ParseAxis(be.Axis); err != nil && !lines {
		return nil, r.wrong("break_even.axis", be.Axis, "rate, memory or duration, or a name that a line's quantity uses")
	}
	d.moves = err == nil
	if d.moves && d.axis == engine.AxisDuration && d.scene.SelectedPart().BilledMS > 0 {
		return nil, r.wrong("break_even.axis", be.Axis, "no billed_duration in the scenario, which fixes the value that the axis changes")
	}
	return d, nil
}

// uses reports whether an expression contains a name.
func uses(src, name string) bool {
	e, err := parseExpr(src)
	return err == nil && slices.Contains(e.names, name)
}

// sign returns -1 if the first side is cheaper at x, 1 if the second is, and 0 if they
// cost the same.
func (d *difference) sign(x float64) (int, error) {
	be := d.r.ex.BreakEven
	d.r.values[be.Axis] = x
	d.r.out.Lines = nil
	var cost [2]float64
	for i := range be.Sides {
		s, field := &be.Sides[i], fmt.Sprintf("break_even.between[%d].", i)
		title := cmp.Or(s.Title, s.Offer)
		var err error
		if s.Offer == "" {
			cost[i], err = d.r.sum(title, field+"lines", s.Lines)
		} else {
			sc := d.scene
			if d.moves {
				d.axis.Set(&sc, sc.Selected, x)
			}
			cost[i], err = d.r.bill(title, &sc, s, field)
		}
		if err != nil {
			return 0, err
		}
	}
	return cmp.Compare(cost[0], cost[1]), nil
}

// narrow bisects a change of sign between lo and hi, down to the last bits, and keeps the
// lines for the value found.
func (d *difference) narrow(lo, hi float64, atLo int) (float64, error) {
	for range 200 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		s, err := d.sign(mid)
		if err != nil {
			return 0, err
		}
		if s == atLo {
			lo = mid
		} else {
			hi = mid
		}
	}
	_, err := d.sign(hi)
	d.r.set(d.r.ex.BreakEven.Axis, "", hi)
	return hi, err
}
