package verdict

import (
	"context"
	"math"
)

// nineDigits is the relative tolerance of a narrowed value.
const nineDigits = 1e-9

// reaches returns the values at which the cheapest offer of a set crosses a price: between
// two points of a grid on either side of it, narrowed on the exact cost. A set that cannot
// run the part counts as more expensive than any price.
func (x *stretch) reaches(ctx context.Context, set string, price float64) ([]Change, error) {
	var out []Change
	before, _, err := x.costs(set, x.win.Lo)
	if err != nil {
		return nil, err
	}
	last := x.win.Lo
	for k := 1; k < gridPoints; k++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		at := x.win.At(float64(k) / (gridPoints - 1))
		cost, _, err := x.costs(set, at)
		if err != nil {
			return nil, err
		}
		if (cost < price) != (before < price) {
			c, err := x.narrow(set, price, last, at)
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
		before, last = cost, at
	}
	return out, nil
}

// costs returns the cost of the cheapest offer of a set at a value of the axis, and the
// offer.
func (x *stretch) costs(set string, at float64) (float64, Side, error) {
	s := *x.s
	x.win.Axis.Set(&s, s.Selected, at)
	f, err := x.r.best(&s, set, Price)
	if err != nil || math.IsInf(f.Value, 1) {
		return math.Inf(1), Side{}, err
	}
	return f.Value, Side{Set: x.sets[0].title, Offer: f.Offer, of: first}, nil
}

// narrow finds the value between two others at which the cheapest offer reaches a price.
func (x *stretch) narrow(set string, price, lo, hi float64) (Change, error) {
	from, below, err := x.costs(set, lo)
	if err != nil {
		return Change{}, err
	}
	_, above, err := x.costs(set, hi)
	for err == nil && hi-lo > nineDigits*hi/4 {
		mid := math.Sqrt(lo * hi)
		if mid <= lo || mid >= hi {
			break
		}
		var cost float64
		var side Side
		if cost, side, err = x.costs(set, mid); (cost < price) == (from < price) {
			lo, below = mid, side
		} else {
			hi, above = mid, side
		}
	}
	c := x.change(hi)
	c.Price, c.Below, c.Above = price, below, above
	return c, err
}
