package curve

import (
	"context"
	"math"
	"slices"
	"sort"

	"crossover/engine/axis"
	"crossover/engine/plan"
	"crossover/engine/run"
)

// Crossover is the exact value on an axis at which two offers cost the same.
type Crossover struct {
	X float64
	// Below is the offer that is cheaper below X, and Above the one that is cheaper above.
	Below, Above int
	// Cost is the $/month at X, taken just above X where the curves jump.
	Cost float64
	// Jump is set if one curve steps over the other at X instead of meeting it: one more
	// machine, a tier's end.
	Jump bool
}

// Crossovers returns the points where the curves of the given offers cross within a
// window, in order of X, whether or not the offers can run the part there. It looks for
// brackets between n evenly spread points and the curves' steps and kinks between them,
// and narrows each to 1e-9 on the exact cost. Stretches where two offers cost the same, $0
// included, are not crossovers, nor are points where two curves touch. The error is ctx's.
func (s *Sweeper) Crossovers(ctx context.Context, pt *run.Part, win axis.Window, n int, offers []int) ([]Crossover, error) {
	return s.crossings(ctx, pt, win, n, offers, len(offers))
}

// CrossoversOf is Crossovers of the first of the offers with each of the rest.
func (s *Sweeper) CrossoversOf(ctx context.Context, pt *run.Part, win axis.Window, n int, offers []int) ([]Crossover, error) {
	return s.crossings(ctx, pt, win, n, offers, min(len(offers), 1))
}

// crossings finds the crossovers of each of the first firsts offers with those after it.
func (s *Sweeper) crossings(ctx context.Context, pt *run.Part, win axis.Window, n int, offers []int, firsts int) ([]Crossover, error) {
	s.memo.begin(pt, win.Axis)
	xs := make([]float64, n)
	for k := range xs {
		xs[k] = win.Point(k, n)
	}
	lines := make([]line, len(offers))
	for a, o := range offers {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		lines[a] = line{o, make([]float64, n), make([]span, n)}
		for k, x := range xs {
			lines[a].costs[k] = s.at(pt, o, win.Axis, x).cost
		}
	}
	var out []Crossover
	for a := range firsts {
		for b := a + 1; b < len(offers); b++ {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			p := pair{s, pt, win.Axis, &lines[a], &lines[b]}
			out = p.cross(ctx, out, xs, len(offers) > 2) // for a single pair the check doubles the work
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].X < out[j].X })
	return out, ctx.Err()
}

// line holds an offer's costs at the grid points, and the span of its costs between each
// and the previous one, computed on demand.
type line struct {
	offer int
	costs []float64
	spans []span
}

// span is the range of a curve's costs between two grid points. The zero span means
// unknown.
type span struct{ lo, hi float64 }

// apart reports whether curves with spans s and q cannot meet, if they exceed them by at
// most the factor slack.
func (s span) apart(q span, slack float64) bool { return s.hi*slack < q.lo || q.hi*slack < s.lo }

// ends returns the span of the two grid points of interval k.
func (l *line) ends(k int) span {
	return span{min(l.costs[k-1], l.costs[k]), max(l.costs[k-1], l.costs[k])}
}

// span returns an offer's span from its costs at two grid points and next to its own steps
// and bends between them.
func (p *pair) span(l *line, xs []float64, k int) span {
	if s := &l.spans[k]; *s == (span{}) {
		*s = l.ends(k)
		for _, y := range breakpoints(nil, p.pt, p.ax, xs[k-1], xs[k], l.offer) {
			c := p.w.at(p.pt, l.offer, p.ax, y).cost
			s.lo, s.hi = min(s.lo, c), max(s.hi, c)
		}
	}
	return l.spans[k]
}

// apart reports whether the pair's curves cannot meet between points k-1 and k. Between
// known points the curves are smooth and may leave their span by the factor smooth where
// they are not monotonic. Between grid points they take upward steps, which the factor
// stepped covers.
func (p *pair) apart(xs []float64, k int) bool {
	const smooth, stepped = 1.05, 1.25
	return p.a.ends(k).apart(p.b.ends(k), stepped) || p.span(p.a, xs, k).apart(p.span(p.b, xs, k), smooth)
}

// pair is two offers to compare along an axis.
type pair struct {
	w    *Sweeper
	pt   *run.Part
	ax   axis.Axis
	a, b *line
}

// costs returns the exact costs of both at x.
func (p *pair) costs(x float64) (a, b float64) {
	return p.w.at(p.pt, p.a.offer, p.ax, x).cost, p.w.at(p.pt, p.b.offer, p.ax, x).cost
}

// cross appends the crossovers of the pair to out. If skip is set it ignores intervals of
// xs in which the curves are apart. It stops when ctx ends.
func (p *pair) cross(ctx context.Context, out []Crossover, xs []float64, skip bool) []Crossover {
	last, lastX := 0, 0.0
	visit := func(x, ca, cb float64) {
		s := order(ca, cb)
		if s != 0 && last != 0 && s != last {
			out = append(out, p.narrow(lastX, x, last))
		}
		if s != 0 {
			last, lastX = s, x
		}
	}
	var at []float64
	for k, x := range xs {
		if ctx.Err() != nil {
			break
		}
		if k > 0 && !(skip && p.apart(xs, k)) {
			at = breakpoints(at[:0], p.pt, p.ax, xs[k-1], x, p.a.offer, p.b.offer)
			for _, y := range at {
				cy, dy := p.costs(y)
				visit(y, cy, dy)
			}
		}
		visit(x, p.a.costs[k], p.b.costs[k])
	}
	return out
}

// order compares two costs and returns -1, 0 or 1. A difference within rounding noise
// counts as equal.
func order(a, b float64) int {
	switch d := a - b; {
	case math.Abs(d) <= 1e-12*(a+b):
		return 0
	case d > 0:
		return 1
	default:
		return -1
	}
}

// narrow finds a change of sign between lo and hi, given the sign at lo. It finds roots
// and jumps.
func (p *pair) narrow(lo, hi float64, atLo int) Crossover {
	apart := func(x float64) float64 {
		a, b := p.costs(x)
		return a - b
	}
	_, hi, _ = p.ax.Narrow(lo, hi, axis.Tolerance/4, apart, func(x float64) (bool, error) {
		return order(p.costs(x)) == -atLo, nil
	})
	c := Crossover{X: hi, Below: p.b.offer, Above: p.a.offer}
	if atLo < 0 { // a costs less at lo
		c.Below, c.Above = c.Above, c.Below
	}
	ca, cb := p.costs(hi)
	c.Cost = min(ca, cb)
	c.Jump = math.Abs(ca-cb) > 1e-6*max(ca, cb)
	return c
}

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
			dst = fleetPoints(dst, r, 1, lo, hi)
			dst = tariffPoints(dst, r, lo, hi)
		case axis.Memory:
			dst = sizePoints(dst, r.Offer, lo, hi)
		case axis.Connections:
			dst = connectionPoints(dst, r, pt.Load(), lo, hi)
		case axis.Duration:
			// A machine's capacity is inversely proportional to the duration, unless its memory
			// can be set.
			dst = fleetPoints(dst, r, pt.Load().PerSecond/r.Work.Part.DurationMS, lo, hi)
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

// fleetPoints appends the values at which an offer needs one more machine, where one more
// unit of the axis is perUnit more requests per second.
func fleetPoints(dst []float64, r *run.Run, perUnit, lo, hi float64) []float64 {
	if r.Offer.Model.Pooled() {
		return dst
	}
	for i := range r.Sizes {
		for _, pc := range r.Work.Pieces {
			if rate := r.Peak(&r.Sizes[i], perUnit*pc.Times); rate > 0 {
				dst = multiples(dst, r.Sizes[i].PerSecond/rate, 0, lo, hi, 0)
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
// the two sides of another offer's step or bend. Breakpoints do not list the steps of machines
// that stop when idle, whose number is a fleet's at most.
func smooth(pt *run.Part, ax axis.Axis, offer int, lo, hi float64) bool {
	return ax == axis.Rate && hi-lo < 1e-8*hi && offer >= 0 && !pt.Run(offer).Offer.Created() && len(breakpoints(nil, pt, ax, lo, hi, offer)) == 0
}
