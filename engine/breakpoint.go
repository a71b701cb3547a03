package engine

import (
	"math"
	"slices"

	"crossover/engine/billing"
)

// maxPoints is how many steps of one kind between two grid points are looked
// at: more of them are small against the cost.
const maxPoints = 64

// breakpoints appends points just below and just above the values between lo and hi
// at which the curve of one of the offers steps or bends: one more machine,
// the end of an included amount or a tier, the end of a size.
func breakpoints(dst []float64, pt *part, axis Axis, lo, hi float64, offers ...int) []float64 {
	if axis == AxisMonth {
		return monthPoints(dst, pt, lo, hi, offers)
	}
	from := len(dst)
	for _, o := range offers {
		r := &pt.runs[o]
		switch axis {
		case AxisRate:
			dst = fleetPoints(dst, r, lo, hi)
			dst = tariffPoints(dst, r, lo, hi)
		case AxisMemory:
			dst = sizePoints(dst, r.offer, lo, hi)
		case AxisConnections:
			dst = connectionPoints(dst, r, pt.load(), lo, hi)
		}
	}
	for i := from; i < len(dst); i++ {
		dst[i] = min(max(dst[i], lo), hi)
	}
	slices.Sort(dst[from:])
	return dst
}

// monthPoints appends the months at which traffic gets to the rates, or to the
// connections, that breakpoints finds.
func monthPoints(dst []float64, pt *part, lo, hi float64, offers []int) []float64 {
	growth := pt.growth()
	g := math.Log1p(growth.PerMonth)
	axis, now := AxisRate, pt.load().perSecond
	if !alongRate(pt, AxisMonth) {
		axis, now = AxisConnections, pt.work.connections
	}
	if g == 0 || now == 0 {
		return dst
	}
	from := len(dst)
	a, b := now*growth.Times(lo), now*growth.Times(hi)
	dst = breakpoints(dst, pt, axis, min(a, b), max(a, b), offers...)
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
	if !(step > 0) || (hi-lo)/step > maxPoints {
		return dst
	}
	for k := max(0, math.Floor((lo-shift)/step)+1); shift+k*step < hi; k++ {
		dst = around(dst, shift+k*step, late)
	}
	return dst
}

// fleetPoints appends the rates at which an offer needs one more machine.
func fleetPoints(dst []float64, r *run, lo, hi float64) []float64 {
	if r.offer.Model.Pooled() {
		return dst
	}
	for i := range r.variants {
		for _, pc := range r.work.pieces {
			if pc.Times > 0 {
				dst = multiples(dst, r.variants[i].perSecond/(r.work.burst*pc.Times), 0, lo, hi, 0)
			}
		}
	}
	return dst
}

// connectionPoints appends the connections at which one more instance holds them,
// and at which what they are billed for passes an included amount or the end of
// a tier: all of it goes with them.
func connectionPoints(dst []float64, r *run, ld load, lo, hi float64) []float64 {
	w := r.work
	if w.connections == 0 {
		return dst
	}
	for i := range r.variants {
		if w.holds(r.offer) {
			dst = multiples(dst, r.variants[i].held/w.busiest, 0, lo, hi, 0)
		}
	}
	for i := range r.lines {
		l := &r.lines[i]
		each, base := w.counted(r.offer, l.quantity)
		quantity := (ld.perMonth*each + base) * l.times
		if l.quantity == qConnectionMinutes {
			quantity = w.connections * w.month / 60 * l.times
		}
		if l.tariff == nil || quantity == 0 {
			continue
		}
		one := w.connections / quantity // connections for one unit
		free := 0.0
		if l.allowance >= 0 {
			free = r.terms.included[l.allowance]
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

// tariffPoints appends the rates at which a quantity in proportion to requests
// passes its included amount or the end of a tier, or is rounded up.
func tariffPoints(dst []float64, r *run, lo, hi float64) []float64 {
	w := r.work
	for i := range r.lines {
		l := &r.lines[i]
		if l.tariff == nil {
			continue
		}
		each, base := w.counted(r.offer, l.quantity)
		if each == 0 {
			continue
		}
		base *= l.times
		rate := 1 / (each * l.times * w.month) // at which one unit is counted
		free := 0.0
		if l.allowance >= 0 {
			free = r.terms.included[l.allowance]
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

// sizePoints appends the memory that an offer's sizes hold.
func sizePoints(dst []float64, o *offer, lo, hi float64) []float64 {
	c := &o.Compute
	for i := range o.sizes {
		s := &o.sizes[i]
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
