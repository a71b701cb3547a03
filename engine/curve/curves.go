package curve

import (
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
	// p99 ranks offers that tie with the cheapest one; it is 0 where there is no tie.
	p99    []float64
	offers int
}

// Len returns the number of points.
func (c *Curves) Len() int { return len(c.X) }

// Cost returns the $/month of an offer at each of X, whether feasible or not. It is NaN
// for offers that the sweep left out.
func (c *Curves) Cost(offer int) []float64 { return c.cost[offer*len(c.X) : (offer+1)*len(c.X)] }

// Feasible reports, for each of X, whether the offer can run the part there.
func (c *Curves) Feasible(offer int) []bool {
	return c.feasible[offer*len(c.X) : (offer+1)*len(c.X)]
}

// Before reports whether offer a ranks before offer b at point k, if both can run the
// part: by price, then by p99 if they tie with the cheapest, then by the order of the
// catalogue.
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
