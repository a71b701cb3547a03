package engine

import (
	"context"
	"math"

	"crossover/engine/scenario"
)

// Curves are the $/month of every offer along a window of an axis. The caller
// keeps one and hands it in again: nothing is allocated once it is large
// enough.
type Curves struct {
	Window Window
	// X are the values on the axis, evenly spread on its scale.
	X []float64
	// Requests are the requests a month at each of X.
	Requests []float64
	cost     []float64
	// unfree is the cost without free tiers where the cost is $0: ties at
	// nothing are ranked by it.
	unfree   []float64
	feasible []bool
	offers   int
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

// Before reports whether offer a ranks before offer b at point k by price: at
// $0 by the price without free tiers, and the first in the catalogue where
// nothing tells them apart.
func (c *Curves) Before(a, b, k int) bool {
	n := len(c.X)
	ca, cb := c.cost[a*n+k], c.cost[b*n+k]
	if ca == 0 && cb == 0 {
		ca, cb = c.unfree[a*n+k], c.unfree[b*n+k]
	}
	return ca < cb || ca == cb && a < b
}

func (c *Curves) resize(win Window, offers, n int) {
	c.Window, c.offers = win, offers
	c.X, c.Requests = grow(c.X, n), grow(c.Requests, n)
	c.cost, c.unfree = grow(c.cost, n*offers), grow(c.unfree, n*offers)
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

// Sweep fills dst with n points of every offer for part i of s along a window,
// as while a handle is dragged. With wanted not nil only those offers are swept.
// Along the rate and along months pools of instances are interpolated between
// exact knots, within about 1 % and 6 % at worst, and offers that something
// other than the axis rules out are left out.
func (v *Evaluator) Sweep(dst *Curves, s *scenario.Scenario, i int, win Window, n int, wanted []bool) {
	_ = v.sweep(context.Background(), dst, s, i, win, n, wanted, false) // which never ends
}

// SweepExact is Sweep with every point solved, and no offer left out that is
// wanted. It takes up to some seconds. The error is that of ctx, which is looked
// at before each offer: dst is incomplete then.
func (v *Evaluator) SweepExact(ctx context.Context, dst *Curves, s *scenario.Scenario, i int, win Window, n int, wanted []bool) error {
	return v.sweep(ctx, dst, s, i, win, n, wanted, true)
}

func (v *Evaluator) sweep(ctx context.Context, dst *Curves, s *scenario.Scenario, i int, win Window, n int, wanted []bool, exact bool) error {
	dst.resize(win, len(v.e.offers), n)
	v.set(s, i)
	rates := v.alongRate(win.Axis)
	v.points(dst, win, n, rates)
	for o := range v.plans {
		if err := ctx.Err(); err != nil {
			return err
		}
		cost, ok := dst.Cost(o), dst.Feasible(o)
		if wanted != nil && !wanted[o] || !exact && v.plans[o].refused.blocksAlong(win.Axis) {
			for k := range cost {
				cost[k], ok[k] = math.NaN(), false
			}
			continue
		}
		if rates {
			v.sweepRate(o, cost, dst.unfree[o*n:(o+1)*n], ok, exact)
		} else {
			v.sweepPart(o, win.Axis, dst.X, cost, dst.unfree[o*n:(o+1)*n], ok)
		}
	}
	return nil
}

// points fills in where dst is swept, and how many requests there are; along the
// rate and along months the grid with them.
func (v *Evaluator) points(dst *Curves, win Window, n int, rates bool) {
	growth := v.growing()
	switch {
	case rates && win.Axis == AxisMonth:
		v.grid.setMonths(win, n, &v.work, v.current(), growth)
	case rates:
		v.grid.set(win, n, &v.work)
	}
	for k := range n {
		dst.X[k] = win.At(float64(k) / float64(max(n-1, 1)))
		dst.Requests[k] = v.scene.PerMonth(v.part)
		switch was := v.work.connections; {
		case rates:
			dst.Requests[k] = v.grid.loads[k].perMonth
		case win.Axis == AxisMonth:
			dst.Requests[k] *= growth.Times(dst.X[k])
		case win.Axis == AxisConnections && was > 0:
			dst.Requests[k] *= dst.X[k] / was
		}
	}
}

// sweepRate evaluates a prepared offer at the rates of the grid.
func (v *Evaluator) sweepRate(o int, cost, unfree []float64, ok []bool, exact bool) {
	p := &v.plans[o]
	blocked := p.refused.blocks()
	for k := range v.grid.loads {
		ld := &v.grid.loads[k]
		c, x := v.cost(p, ld, exact)
		cost[k] = c
		if c == 0 {
			unfree[k] = p.withoutFree(v.best, x, c)
		}
		ok[k] = !blocked && v.feasibleAt(p, x, ld, exact)
	}
}

// feasibleAt reports whether the limits that depend on the rate are kept by
// the usage in v.best.
func (v *Evaluator) feasibleAt(p *plan, x *variant, ld *load, exact bool) bool {
	w, lim := &v.work, &p.offer.Limits
	if over(perDay(w, ld), lim.MaxRequestsPerDay) || w.roomOverload(p.offer, ld) {
		return false
	}
	pool := p.offer.Model.Pooled()
	if lim.MaxInstances > 0 {
		peak := v.best.copies
		if pool {
			peak = max(v.best.total, v.peak(p, x, w, ld, exact))
		}
		if over(peak, lim.MaxInstances) {
			return false
		}
	}
	if w.p99 == 0 && (pool || v.target(p.offer, w) < 1) {
		return true // below its capacity no fleet is overloaded
	}
	l := v.latency(p, x, v.best, ld)
	return !l.none && (w.p99 == 0 || l.within(w.p99))
}

// sweepPart evaluates an offer along a term of the part: each point is
// prepared afresh and solved exactly.
func (v *Evaluator) sweepPart(o int, a Axis, xs, cost, unfree []float64, ok []bool) {
	for k, x := range xs {
		cost[k], ok[k] = v.costAt(o, a, x)
		if cost[k] == 0 {
			unfree[k] = v.scratch.withoutFree(v.best, v.chosen, 0)
		}
	}
}

// costAt returns the exact $/month of an offer at x on an axis, and whether it
// is feasible there, for the part that was set.
func (v *Evaluator) costAt(o int, a Axis, x float64) (float64, bool) {
	if v.alongRate(a) {
		ld := v.loadAt(a, x)
		return v.judge(&v.plans[o], &ld)
	}
	saved := v.work
	p, ld := v.moved(o, a, x)
	c, ok := v.judge(p, &ld)
	v.work = saved
	return c, ok
}

// moved prepares an offer for the part that was set, moved to x on an axis along
// which more than the rate changes, and returns its load there. It leaves the part's workload moved:
// the caller puts it back.
func (v *Evaluator) moved(o int, a Axis, x float64) (*plan, load) {
	ld := v.current()
	v.scratchPart = *v.scene.Part(v.part)
	v.work.part = &v.scratchPart
	switch a {
	case AxisMemory:
		v.scratchPart.MemoryMB, v.work.memoryMB = x, x
	case AxisDuration:
		v.scratchPart.DurationMS, v.work.serviceS = x, x/1e3
		v.work.cpuS = v.work.serviceS * v.work.cpu
		v.work.longestS = max(v.scratchPart.LongestMS/1e3, v.work.serviceS)
	case AxisConnections:
		if v.work.connections > 0 { // and the messages with them
			ld = ld.grown(x / v.work.connections)
			v.scratchPart.Connections, v.work.connections = x, x
		}
	case AxisMonth:
		g := v.growing()
		times := g.Times(x)
		ld = ld.grown(times)
		v.work.connections *= times
		v.scratchPart.Connections = v.work.connections
	}
	v.prepare(&v.scratch, &v.e.offers[o], &v.work)
	return &v.scratch, ld
}

// judge is the exact cost of a prepared offer at a load, and whether it is
// feasible there.
func (v *Evaluator) judge(p *plan, ld *load) (float64, bool) {
	c, x := v.cost(p, ld, true)
	return c, !p.refused.blocks() && v.feasibleAt(p, x, ld, true)
}

// SweepP99 fills dst with an offer's p99 in milliseconds at n points of a window,
// for part i of s; NaN where the offer cannot run the part there, the latency
// target aside. Every point is solved exactly.
func (v *Evaluator) SweepP99(dst []float64, s *scenario.Scenario, i, offer int, win Window, n int) []float64 {
	v.set(s, i)
	dst = grow(dst, n)
	for k := range dst {
		dst[k] = v.p99At(offer, win.Axis, win.At(float64(k)/float64(max(n-1, 1))))
	}
	return dst
}

// p99At is the p99 of an offer at x on an axis, in milliseconds.
func (v *Evaluator) p99At(offer int, a Axis, x float64) float64 {
	p, ld := &v.plans[offer], v.current()
	if v.alongRate(a) {
		ld = v.loadAt(a, x)
	} else {
		saved := v.work
		defer func() { v.work = saved }()
		p, ld = v.moved(offer, a, x)
	}
	_, size := v.cost(p, &ld, true)
	target := v.work.p99
	v.work.p99 = 0 // to be missed is no reason not to be shown
	ok := !p.refused.blocks() && v.feasibleAt(p, size, &ld, true)
	v.work.p99 = target
	if !ok {
		return math.NaN()
	}
	l := v.latency(p, size, v.best, &ld)
	return l.quantile(p99) * 1e3
}
