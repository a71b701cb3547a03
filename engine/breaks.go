package engine

import (
	"math"
	"slices"

	"crossover/engine/billing"
)

// maxBreaks is how many steps of one kind between two grid points are looked
// at: more of them are small against the cost.
const maxBreaks = 64

// breaks returns points just below and just above the values between lo and hi
// at which the curve of one of the offers steps or bends: one more machine,
// the end of an included amount or a tier, the end of a size.
func (v *Evaluator) breaks(dst []float64, axis Axis, lo, hi float64, offers ...int) []float64 {
	if axis == AxisMonth {
		return v.monthBreaks(dst, lo, hi, offers)
	}
	from := len(dst)
	for _, o := range offers {
		p := &v.plans[o]
		switch axis {
		case AxisRate:
			dst = v.fleetSteps(dst, p, lo, hi)
			dst = v.tariffBreaks(dst, p, lo, hi)
		case AxisMemory:
			dst = sizeSteps(dst, p, lo, hi)
		case AxisConnections:
			dst = v.connectionBreaks(dst, p, lo, hi)
		}
	}
	for i := from; i < len(dst); i++ {
		dst[i] = min(max(dst[i], lo), hi)
	}
	slices.Sort(dst[from:])
	return dst
}

// monthBreaks appends the months at which traffic gets to the rates, or to the
// connections, that breaks finds.
func (v *Evaluator) monthBreaks(dst []float64, lo, hi float64, offers []int) []float64 {
	growth := v.growing()
	g := math.Log1p(growth.PerMonth)
	axis, now := AxisRate, v.current().perSecond
	if !v.alongRate(AxisMonth) {
		axis, now = AxisConnections, v.work.connections
	}
	if g == 0 || now == 0 {
		return dst
	}
	from := len(dst)
	a, b := now*growth.Times(lo), now*growth.Times(hi)
	dst = v.breaks(dst, axis, min(a, b), max(a, b), offers...)
	for i := from; i < len(dst); i++ {
		dst[i] = min(max(math.Log(dst[i]/now)/g, lo), hi)
	}
	slices.Sort(dst[from:])
	return dst
}

// around appends a point on each side of a step or bend at x. What is rounded
// up is rounded a little after a full step: late is how much.
func around(dst []float64, x, late float64) []float64 {
	return append(dst, x*(1-4e-12), x*(1+4e-12)+late)
}

// multiples appends points around the multiples of step, counted from shift,
// between lo and hi, unless there are too many.
func multiples(dst []float64, step, shift, lo, hi, late float64) []float64 {
	if !(step > 0) || (hi-lo)/step > maxBreaks {
		return dst
	}
	for k := max(0, math.Floor((lo-shift)/step)+1); shift+k*step < hi; k++ {
		dst = around(dst, shift+k*step, late)
	}
	return dst
}

// fleetSteps appends the rates at which an offer needs one more machine.
func (v *Evaluator) fleetSteps(dst []float64, p *plan, lo, hi float64) []float64 {
	if p.offer.Model.Pooled() {
		return dst
	}
	for i := range p.variants {
		for _, pc := range v.work.pieces {
			if pc.Times > 0 {
				dst = multiples(dst, p.variants[i].perSecond/(v.work.burst*pc.Times), 0, lo, hi, 0)
			}
		}
	}
	return dst
}

// connectionBreaks appends the connections at which one more instance holds them,
// and at which what they are billed for passes an included amount or the end of
// a tier: all of it goes with them.
func (v *Evaluator) connectionBreaks(dst []float64, p *plan, lo, hi float64) []float64 {
	w, ld := &v.work, v.current()
	if w.connections == 0 {
		return dst
	}
	for i := range p.variants {
		if w.holds(p.offer) {
			dst = multiples(dst, p.variants[i].held/w.busiest, 0, lo, hi, 0)
		}
	}
	for i := range p.lines {
		l := &p.lines[i]
		each, base := w.counted(p.offer, l.quantity)
		quantity := (ld.perMonth*each + base) * l.times
		if l.quantity == qConnectionMinutes {
			quantity = w.connections * w.month / 60 * l.times
		}
		if l.tariff == nil || quantity == 0 {
			continue
		}
		one := w.connections / quantity // connections for one unit
		free := 0.0
		if l.pool >= 0 {
			free = p.terms.included[l.pool]
		}
		for _, at := range append([]float64{free}, ends(l.tariff, free)...) {
			if x := at * one; x > lo && x < hi {
				dst = around(dst, x, 0)
			}
		}
		step := l.tariff.RoundUp * one
		dst = multiples(dst, step, free*one, lo, hi, 2e-9*step)
	}
	return dst
}

// tariffBreaks appends the rates at which a quantity in proportion to requests
// passes its included amount or the end of a tier, or is rounded up.
func (v *Evaluator) tariffBreaks(dst []float64, p *plan, lo, hi float64) []float64 {
	w := &v.work
	for i := range p.lines {
		l := &p.lines[i]
		if l.tariff == nil {
			continue
		}
		each, base := w.counted(p.offer, l.quantity)
		if each == 0 {
			continue
		}
		base *= l.times
		rate := 1 / (each * l.times * w.month) // at which one unit is counted
		free := 0.0
		if l.pool >= 0 {
			free = p.terms.included[l.pool]
		}
		for _, at := range append([]float64{free}, ends(l.tariff, free)...) {
			if x := (at - base) * rate; x > lo && x < hi {
				dst = around(dst, x, 0)
			}
		}
		step := l.tariff.RoundUp * rate
		dst = multiples(dst, step, (free-base)*rate, lo, hi, 2e-9*step)
	}
	return dst
}

// ends are the quantities at which a tariff's tiers end.
func ends(t *billing.Tariff, included float64) []float64 {
	var out []float64
	for _, tier := range t.Tiers[:len(t.Tiers)-1] {
		out = append(out, included+tier.UpTo)
	}
	return out
}

// sizeSteps appends the memory that an offer's sizes hold.
func sizeSteps(dst []float64, p *plan, lo, hi float64) []float64 {
	c := &p.offer.Compute
	for i := range p.offer.sizes {
		s := &p.offer.sizes[i]
		for _, mb := range [2]float64{s.MemoryMB - c.ReserveMB, most(s) - c.ReserveMB} {
			if mb > lo && mb < hi {
				dst = around(dst, mb, 0)
			}
		}
		if s.StepMB > 0 {
			dst = multiples(dst, s.StepMB, s.MemoryMB-c.ReserveMB, lo, min(hi, most(s)-c.ReserveMB), 2e-9*s.StepMB)
		}
	}
	return multiples(dst, c.StepMB, 0, lo, hi, 2e-9*c.StepMB)
}
