package curve

import (
	"math"
	"slices"

	"crossover/engine/axis"
	"crossover/engine/plan"
	"crossover/engine/run"
)

// maxPoints bounds the steps of one kind to try between two grid points. Where there are
// more, each is small compared with the cost.
const maxPoints = 64

// breakpoints appends points just below and just above the values between lo and hi at
// which the curve of an offer steps or bends: one more machine, the end of an allowance or
// a tier, the end of a size.
func breakpoints(dst []float64, pt *run.Part, ax axis.Axis, lo, hi float64, offers ...int) []float64 {
	if ax == axis.Month {
		return monthPoints(dst, pt, lo, hi, offers)
	}
	from := len(dst)
	for _, o := range offers {
		r := pt.Run(o)
		switch ax {
		case axis.Rate:
			dst = fleetPoints(dst, r, lo, hi)
			dst = tariffPoints(dst, r, lo, hi)
		case axis.Memory:
			dst = sizePoints(dst, r.Offer, lo, hi)
		case axis.Connections:
			dst = connectionPoints(dst, r, pt.Load(), lo, hi)
		case axis.Duration:
			dst = durationPoints(dst, r, pt.Load(), lo, hi)
		case axis.Month:
		}
	}
	for i := from; i < len(dst); i++ {
		dst[i] = min(max(dst[i], lo), hi)
	}
	slices.Sort(dst[from:])
	return dst
}

// monthPoints appends the months at which traffic reaches the rates, or the connections,
// that breakpoints finds.
func monthPoints(dst []float64, pt *run.Part, lo, hi float64, offers []int) []float64 {
	growth := pt.Growth()
	g := math.Log1p(growth.PerMonth)
	ax, now := axis.Rate, pt.Load().PerSecond
	if !alongRate(pt, axis.Month) {
		ax, now = axis.Connections, pt.Work.Connections
	}
	if g == 0 || now == 0 {
		return dst
	}
	from := len(dst)
	a, b := now*growth.Times(lo), now*growth.Times(hi)
	dst = breakpoints(dst, pt, ax, min(a, b), max(a, b), offers...)
	for i := from; i < len(dst); i++ {
		dst[i] = min(max(math.Log(dst[i]/now)/g, lo), hi)
	}
	slices.Sort(dst[from:])
	return dst
}

// around appends a point on each side of a step or bend at x. Usage that is rounded up
// steps a little after x, by late.
func around(dst []float64, x, late float64) []float64 {
	return append(dst, x*(1-4e-12), x*(1+4e-12)+late)
}

// multiples appends points around the multiples of step, offset by shift, between lo and
// hi, unless there are too many.
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
func fleetPoints(dst []float64, r *run.Run, lo, hi float64) []float64 {
	if r.Offer.Model.Pooled() {
		return dst
	}
	for i := range r.Sizes {
		for _, pc := range r.Work.Pieces {
			if pc.Times > 0 {
				dst = multiples(dst, r.Sizes[i].PerSecond/r.Peak(&r.Sizes[i], pc.Times), 0, lo, hi, 0)
			}
		}
	}
	return dst
}

// durationPoints appends the durations at which an offer needs one more machine. A
// machine's capacity is inversely proportional to the duration, unless its memory can be
// set.
func durationPoints(dst []float64, r *run.Run, ld run.Load, lo, hi float64) []float64 {
	if r.Offer.Model.Pooled() {
		return dst
	}
	for i := range r.Sizes {
		x := &r.Sizes[i]
		for _, pc := range r.Work.Pieces {
			if rate := r.Peak(x, ld.PerSecond*pc.Times); rate > 0 {
				dst = multiples(dst, r.Work.Part.DurationMS*x.PerSecond/rate, 0, lo, hi, 0)
			}
		}
	}
	return dst
}

// connectionPoints appends the numbers of connections at which another instance is needed,
// and at which a billed quantity passes an allowance or the end of a tier. All quantities
// are proportional to the connections.
func connectionPoints(dst []float64, r *run.Run, ld run.Load, lo, hi float64) []float64 {
	w := r.Work
	if w.Connections == 0 {
		return dst
	}
	for i := range r.Sizes {
		if w.Holds(r.Offer) {
			dst = multiples(dst, r.Sizes[i].Held/(w.Busiest*w.Online), 0, lo, hi, 0)
		}
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		each, base := w.Counted(r.Offer, l.Counted)
		quantity := (ld.PerMonth*each + base) * l.Each
		if l.Counted == plan.QConnectionMinutes {
			quantity = w.Open() * w.Month / 60 * l.Each
		}
		if l.Tariff == nil || quantity == 0 {
			continue
		}
		dst = linePoints(dst, r, l, 0, w.Connections/quantity, lo, hi)
	}
	return dst
}

// linePoints appends the points at which a line's quantity passes its allowance or the end
// of a tier, or is rounded up. The quantity is base at 0 of the axis and grows by one unit
// per length one.
func linePoints(dst []float64, r *run.Run, l *plan.Line, base, one, lo, hi float64) []float64 {
	free := 0.0
	if l.Allowance >= 0 {
		free = r.Terms.Included[l.Allowance]
	}
	end := 0.0 // of no tier: the allowance
	for _, tier := range l.Tariff.Tiers {
		if x := (free + end - base) * one; x > lo && x < hi {
			dst = around(dst, x, 0)
		}
		end = tier.UpTo
	}
	step := l.Tariff.RoundUp * one
	return multiples(dst, step, (free-base)*one, lo, hi, 2e-9*step)
}

// tariffPoints appends the rates at which a quantity proportional to requests passes its
// allowance or the end of a tier, or is rounded up.
func tariffPoints(dst []float64, r *run.Run, lo, hi float64) []float64 {
	w := r.Work
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Tariff == nil {
			continue
		}
		each, base := w.Counted(r.Offer, l.Counted)
		if each == 0 {
			continue
		}
		dst = linePoints(dst, r, l, base*l.Each, 1/(each*l.Each*w.Month), lo, hi)
	}
	return dst
}

// sizePoints appends the amounts of memory at which an offer's sizes are full.
func sizePoints(dst []float64, o *plan.Offer, lo, hi float64) []float64 {
	c := &o.Compute
	for i := range o.Sizes {
		s := &o.Sizes[i]
		for _, mb := range [2]float64{s.MemoryMB - c.ReserveMB, plan.Most(s) - c.ReserveMB} {
			if mb > lo && mb < hi {
				dst = around(dst, mb, 0)
			}
		}
		if s.StepMB > 0 {
			dst = multiples(dst, s.StepMB, s.MemoryMB-c.ReserveMB, lo, min(hi, plan.Most(s)-c.ReserveMB), 2e-9*s.StepMB)
		}
	}
	return multiples(dst, c.StepMB, 0, lo, hi, 2e-9*c.StepMB)
}

// smooth reports whether an offer's curve neither steps nor bends between two rates that are
// the two sides of another offer's step or bend.
func smooth(pt *run.Part, ax axis.Axis, offer int, lo, hi float64) bool {
	return ax == axis.Rate && hi-lo < 1e-8*hi && offer >= 0 && len(breakpoints(nil, pt, ax, lo, hi, offer)) == 0
}
