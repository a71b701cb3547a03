package answer

import (
	"context"
	"math"
	"slices"

	"crossover/tui/state"
)

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
		s.band, s.wanted = s.e.NewBand(), make([]bool, s.e.Len())
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
