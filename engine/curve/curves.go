package curve

import (
	"cmp"
	"slices"

	"crossover/engine/axis"
	"crossover/engine/rank"
)

// Curves holds the $/month of every offer along a window of an axis. The caller keeps one
// and passes it in again, so that nothing is allocated once it is large enough.
type Curves struct {
	Window axis.Window
	// X holds the values on the axis, evenly spread on its scale.
	X []float64
	// Requests holds the requests per month at each of X.
	Requests []float64
	cost     []float64
	feasible []bool
	// whole says which offers have all points, and able which are feasible at one or more.
	whole, able []bool
	// ties are the offers that tie with the cheapest one at a point, by point and offer.
	ties   []tie
	offers int
}

// tie is an offer's p99 in milliseconds at point k. It ranks offers of equal price.
type tie struct {
	k, offer int32
	p99      float64
}

// Len returns the number of points.
func (c *Curves) Len() int { return len(c.X) }

// Cost returns the $/month of an offer at each of X, whether feasible or not. It is NaN
// where the sweep left the offer out.
func (c *Curves) Cost(offer int) []float64 { return c.cost[offer*len(c.X) : (offer+1)*len(c.X)] }

// Feasible reports, for each of X, whether the offer can run the part there.
func (c *Curves) Feasible(offer int) []bool {
	return c.feasible[offer*len(c.X) : (offer+1)*len(c.X)]
}

// Able reports whether the offer can run the part at one or more of X, left out or not.
func (c *Curves) Able(offer int) bool { return c.able[offer] }

// Whole reports whether the sweep has all points of the offer's curve.
func (c *Curves) Whole(offer int) bool { return c.whole[offer] }

// Clone returns a copy with memory of its own.
func (c *Curves) Clone() Curves {
	d := *c
	d.X, d.Requests, d.cost, d.ties = slices.Clone(c.X), slices.Clone(c.Requests), slices.Clone(c.cost), slices.Clone(c.ties)
	d.feasible, d.whole, d.able = slices.Clone(c.feasible), slices.Clone(c.whole), slices.Clone(c.able)
	return d
}

// Before reports whether offer a ranks before offer b at point k, if both can run the
// part: by price, then by p99 if they tie with the cheapest, then by the order of the
// catalogue.
func (c *Curves) Before(a, b, k int) bool {
	x, y := rank.Key{USD: c.Cost(a)[k]}, rank.Key{USD: c.Cost(b)[k]}
	order := x.CompareAlong(y)
	if order == 0 {
		x.P99MS, y.P99MS = c.tied(a, k), c.tied(b, k)
		order = x.CompareAlong(y)
	}
	return order < 0 || order == 0 && a < b
}

// tied returns the p99 of an offer that ties with the cheapest one at point k, else 0.
func (c *Curves) tied(offer, k int) float64 {
	i, found := slices.BinarySearchFunc(c.ties, tie{k: int32(k), offer: int32(offer)}, func(a, b tie) int {
		return cmp.Or(cmp.Compare(a.k, b.k), cmp.Compare(a.offer, b.offer))
	})
	if !found {
		return 0
	}
	return c.ties[i].p99
}

func (c *Curves) resize(win axis.Window, offers, n int) {
	c.Window, c.offers = win, offers
	c.X, c.Requests = grow(c.X, n), grow(c.Requests, n)
	c.cost, c.ties = grow(c.cost, n*offers), c.ties[:0]
	c.feasible, c.whole, c.able = grow(c.feasible, n*offers), grow(c.whole, offers), grow(c.able, offers)
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
