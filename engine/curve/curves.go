package curve

import (
	"crossover/engine/axis"
	"crossover/engine/rank"
)

// Curves are the $/month of every offer along a window of an axis. The caller
// keeps one and hands it in again: nothing is allocated once it is large
// enough.
type Curves struct {
	Window axis.Window
	// X are the values on the axis, evenly spread on its scale.
	X []float64
	// Requests are the requests a month at each of X.
	Requests []float64
	cost     []float64
	feasible []bool
	// p99 ranks offers that tie with the cheapest one; 0 where there is no tie.
	p99    []float64
	offers int
}

// Len returns the number of points.
func (c *Curves) Len() int { return len(c.X) }

// Cost returns the $/month of an offer at each of X, whether feasible or not.
// Offers the sweep left out have NaN.
func (c *Curves) Cost(offer int) []float64 { return c.cost[offer*len(c.X) : (offer+1)*len(c.X)] }

// Feasible reports, for each of X, whether the offer can run the part there.
func (c *Curves) Feasible(offer int) []bool {
	return c.feasible[offer*len(c.X) : (offer+1)*len(c.X)]
}

// Before reports whether offer a ranks before offer b at point k, where both can
// run the part: by price, then, where they tie with the cheapest, by p99, and the
// first in the catalogue where nothing tells them apart.
func (c *Curves) Before(a, b, k int) bool {
	if order := c.key(a, k).CompareAlong(c.key(b, k)); order != 0 {
		return order < 0
	}
	return a < b
}

func (c *Curves) key(o, k int) rank.Key {
	at := o*len(c.X) + k
	return rank.Key{USD: c.cost[at], P99MS: c.p99[at]}
}

func (c *Curves) resize(win axis.Window, offers, n int) {
	c.Window, c.offers = win, offers
	c.X, c.Requests = grow(c.X, n), grow(c.Requests, n)
	c.cost, c.p99 = grow(c.cost, n*offers), grow(c.p99, n*offers)
	if cap(c.feasible) < n*offers {
		c.feasible = make([]bool, n*offers)
	}
	c.feasible = c.feasible[:n*offers]
}

func grow(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}
