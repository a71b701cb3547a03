package answer

import (
	"context"
	"math"
	"slices"

	"crossover/engine"
	"crossover/tui/state"
)

// measure converts the drawn costs and the edges to the present measure.
func (s *Source) measure(a *Answer, st *state.State) {
	c := &a.Curves
	s.best = s.best[:0]
	for k := range c.X {
		b := math.NaN()
		if w := a.winners[k]; w >= 0 {
			b = c.Cost(w)[k]
		}
		s.best = append(s.best, b)
	}
	for i := range a.Drawn {
		d := &a.Drawn[i]
		if st.Measure == state.P99 {
			d.Values = append(d.Values[:0], s.latency(a, st, d.Offer)...)
			continue
		}
		cost, ok := c.Cost(d.Offer), c.Feasible(d.Offer)
		d.Values = d.Values[:0]
		for k := range cost {
			v := math.NaN()
			if ok[k] {
				v = Convert(st, cost[k], c.Requests[k], s.best[k])
			}
			d.Values = append(d.Values, v)
		}
	}
	a.edges(st)
}

// p99Curve is an offer's p99 along the curves in milliseconds.
type p99Curve struct {
	values []float64
	exact  bool
}

// latency returns an offer's p99 along the curves, cached because it takes far longer to
// compute than their costs.
func (s *Source) latency(a *Answer, st *state.State, offer int) []float64 {
	if a.latencies == nil {
		a.latencies = map[int]p99Curve{}
	}
	c, ok := a.latencies[offer]
	if !ok {
		sc := &st.Scenario
		c.values = s.evaluator.SweepP99(nil, sc, sc.Selected, offer, a.swept.window, a.swept.n, false)
		a.latencies[offer] = c
	}
	return c.values
}

// edges records where phases meet, those of all offers and those of the contenders. A
// chart of latencies has none.
func (a *Answer) edges(st *state.State) {
	a.Edges, a.MinorEdges = a.Edges[:0], a.MinorEdges[:0]
	if st.Measure == state.P99 {
		return
	}
	a.Edges = a.meetings(a.Edges, a.Phases, st, false)
	a.MinorEdges = slices.DeleteFunc(a.meetings(a.MinorEdges, a.minor, st, true), func(e Edge) bool {
		return slices.ContainsFunc(a.Edges, func(x Edge) bool {
			win := &a.Curves.Window
			return x.Below == e.Below && x.Above == e.Above && math.Abs(win.Fraction(x.X)-win.Fraction(e.X)) < 1/float64(a.Curves.Len())
		})
	})
}

// meetings appends the points where phases meet. Elsewhere is set if another offer can be
// cheaper there.
func (a *Answer) meetings(dst []Edge, phases []engine.Phase, st *state.State, elsewhere bool) []Edge {
	for i := 1; i < len(phases); i++ {
		p, q := phases[i-1], phases[i]
		if p.Offer < 0 || q.Offer < 0 {
			continue
		}
		cost := at(&a.Curves, q.Offer, q.From)
		if cost == 0 {
			continue // equal at $0 is not a crossover
		}
		best, c := cost, &a.Curves
		k, t := place(c, q.From)
		if elsewhere && a.winners[k] >= 0 {
			best = min(best, at(c, a.winners[k], q.From))
		}
		dst = append(dst, Edge{
			X: q.From, Below: p.Offer, Above: q.Offer,
			Y: Convert(st, cost, c.Requests[k]*math.Pow(c.Requests[k+1]/max(c.Requests[k], 1e-300), t), best),
		})
	}
	return dst
}

// Crossover returns an edge or a minor edge by its number: the edges come first.
func (a *Answer) Crossover(i int) (Edge, bool) {
	switch n := len(a.Edges); {
	case i < n:
		return a.Edges[i], true
	case i < n+len(a.MinorEdges):
		return a.MinorEdges[i-n], true
	}
	return Edge{}, false
}

// Convert converts dollars per month to the present measure and currency. best is the
// cheapest offer's cost.
func Convert(st *state.State, cost, requests, best float64) float64 {
	cost, best = st.Scenario.Currency.Convert(cost), st.Scenario.Currency.Convert(best)
	switch st.Measure {
	case state.PerMillion:
		if requests == 0 {
			return math.NaN()
		}
		return cost / requests * 1e6
	case state.Relative:
		if best == 0 {
			if cost == 0 {
				return 1
			}
			return math.NaN()
		}
		// Among offers with the same cents the fastest counts as the cheapest, so one may
		// cost a fraction of a cent less.
		return max(cost/best, 1)
	default:
		return cost
	}
}

// at returns an offer's cost at x by interpolation.
func at(c *engine.Curves, offer int, x float64) float64 {
	k, t := place(c, x)
	cost := c.Cost(offer)
	a, b := cost[k], cost[k+1]
	if a <= 0 || b <= 0 {
		return a + (b-a)*t
	}
	return a * math.Pow(b/a, t)
}

// place returns the point before x, and the position of x between it and the next on the
// window's scale.
func place(c *engine.Curves, x float64) (k int, t float64) {
	n := len(c.X)
	pos := c.Window.Fraction(x) * float64(n-1)
	k = min(max(int(pos), 0), n-2)
	return k, min(max(pos-float64(k), 0), 1)
}

// band is the range of an offer's cost or latency between the ends of uncertain inputs,
// along the curves: dollars per month, or milliseconds.
type band struct {
	offer     int
	p99       bool
	low, high []float64
}

// addBands adds the bands to the curves that have one.
func (s *Source) addBands(a *Answer, st *state.State) {
	for i := range a.Drawn {
		a.Drawn[i].Low, a.Drawn[i].High = a.Drawn[i].Low[:0], a.Drawn[i].High[:0]
	}
	if st.Band == state.NoBand {
		return
	}
	if s.band == nil {
		s.band, s.wanted = s.engine.NewBand(), make([]bool, s.engine.Len())
	}
	s.work(a, st)
	for i := range a.Drawn {
		d := &a.Drawn[i]
		k := a.bandOf(d.Offer, st.Measure == state.P99)
		if k < 0 || !banded(a, st, d.Offer) {
			continue
		}
		b := &a.bands[k]
		for x, v := range d.Values {
			low, high := b.low[x], b.high[x]
			if !b.p99 {
				low = Convert(st, low, a.Curves.Requests[x], s.best[x])
				high = Convert(st, high, a.Curves.Requests[x], s.best[x])
			}
			if math.IsNaN(v) {
				low, high = v, v
			}
			if math.IsNaN(low) { // a multiple of $0 does not exist
				low = v
			}
			if math.IsNaN(high) {
				high = v
			}
			d.Low, d.High = append(d.Low, low), append(d.High, high)
		}
	}
}

// banded reports whether an offer's curve has a band.
func banded(a *Answer, st *state.State, offer int) bool {
	return st.Band == state.BandDrawn || offer == a.Selected
}

// bandOf returns the index of an offer's band, or -1.
func (a *Answer) bandOf(offer int, p99 bool) int {
	return slices.IndexFunc(a.bands, func(b band) bool { return b.offer == offer && b.p99 == p99 })
}

// work computes the missing bands.
func (s *Source) work(a *Answer, st *state.State) {
	p99, missing := st.Measure == state.P99, false
	clear(s.wanted)
	for i := range a.Drawn {
		o := a.Drawn[i].Offer
		if banded(a, st, o) && a.bandOf(o, p99) < 0 {
			s.wanted[o], missing = true, true
		}
	}
	if !missing {
		return
	}
	sc := &st.Scenario
	if !p99 {
		_ = s.band.Sweep(context.Background(), &a.Curves, sc, sc.Selected, s.wanted, false) // which never ends
	}
	for o, ok := range s.wanted {
		if !ok {
			continue
		}
		if p99 {
			low, high := s.band.P99(s.latency(a, st, o), sc, sc.Selected, o, a.swept.window)
			a.keep(o, true, low, high)
		} else {
			low, high := s.band.Cost(&a.Curves, o)
			a.keep(o, false, low, high)
		}
	}
}

// keep stores a band, reusing the memory of an old one.
func (a *Answer) keep(offer int, p99 bool, low, high []float64) {
	a.bands = longer(a.bands)
	b := &a.bands[len(a.bands)-1]
	b.offer, b.p99 = offer, p99
	b.low, b.high = append(b.low[:0], low...), append(b.high[:0], high...)
}

// BandAt returns the selected offer's value at x of the axis in the present measure: low,
// typical and high. ok is false if there is no band.
func (a *Answer) BandAt(x float64) (low, typical, high float64, ok bool) {
	i := slices.IndexFunc(a.Drawn, func(d Curve) bool { return d.Offer == a.Selected && len(d.Low) > 0 })
	if i < 0 || !(x >= a.Curves.Window.Lo && x <= a.Curves.Window.Hi) {
		return 0, 0, 0, false
	}
	d := &a.Drawn[i]
	k, t := place(&a.Curves, x)
	if t > 0.5 {
		k++
	}
	return d.Low[k], d.Values[k], d.High[k], !math.IsNaN(d.Values[k])
}
