package engine

import (
	"context"
	"math"

	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// sweeper is the buffers that following offers along an axis takes. One goroutine
// uses it at a time; its answers do not depend on what it was asked before.
type sweeper struct {
	ticks ticks
	moved moved
	z     result
}

// ticks are the loads at the points of a sweep along which only the rate changes.
// While they stay the same, so do the states of pools there.
type ticks struct {
	grid  grid
	loads []load
	of    tickKey
}

// tickKey is all that ticks follow from.
type tickKey struct {
	win   Window
	n     int
	shape traffic.Shape
	month float64
	// now and growth are what months grow from.
	now    load
	growth scenario.Growth
}

// set makes the ticks those of n points of a window.
func (t *ticks) set(pt *part, win Window, n int) {
	key := tickKey{win: win, n: n, shape: pt.work.part.Shape, month: pt.work.month}
	if win.Axis == AxisMonth {
		key.now, key.growth = pt.load(), pt.growth()
		key.growth.Horizon, key.growth.Migration = 0, 0 // which change no load
	}
	if len(t.loads) > 0 && t.of == key {
		return
	}
	t.of = key
	t.grid.reset()
	t.loads = t.loads[:0]
	for k := range n {
		x := win.point(k, n)
		ld := pt.at(x)
		if win.Axis == AxisMonth {
			ld = key.now.times(key.growth.Times(x))
		}
		t.loads = append(t.loads, ld.on(&t.grid))
	}
}

// sweep fills dst with n points of every offer for a part along a window. With
// wanted not nil only those offers are swept. With exact set every point is
// solved. Without it, as while a handle is dragged, pools are interpolated
// between exact knots along the rate and along months, within about 1 % and 6 %
// at worst, and offers that something other than the axis rules out are left out.
// ctx is looked at before each offer; dst is incomplete when it has ended.
func (w *sweeper) sweep(ctx context.Context, dst *Curves, pt *part, win Window, n int, wanted []bool, exact bool) error {
	dst.resize(win, len(pt.runs), n)
	rates := alongRate(pt, win.Axis)
	if rates {
		w.ticks.set(pt, win, n)
	}
	w.points(dst, pt, rates)
	for o := range pt.runs {
		if err := ctx.Err(); err != nil {
			return err
		}
		cost, ok, unfree := dst.Cost(o), dst.Feasible(o), dst.unfree[o*n:(o+1)*n]
		switch {
		case wanted != nil && !wanted[o] || !exact && refusedAlong(&pt.runs[o], win.Axis):
			for k := range cost {
				cost[k], ok[k] = math.NaN(), false
			}
		case rates:
			w.sweepRate(&pt.runs[o], cost, unfree, ok, exact)
		default:
			for k, x := range dst.X {
				at := w.at(pt, o, win.Axis, x)
				cost[k], ok[k] = at.cost, at.feasible
				if at.cost == 0 {
					unfree[k] = at.run.withoutFree(at.z, 0)
				}
			}
		}
	}
	return nil
}

// refusedAlong reports whether something rules a run out wherever the part stands
// on an axis.
func refusedAlong(r *run, a Axis) bool {
	switch a {
	case AxisMemory:
		return r.refused.blocksBut(MemoryLimit, DurationLimit)
	case AxisDuration:
		return r.refused.blocksBut(DurationLimit, CPULimit)
	default:
		return r.refused.blocks()
	}
}

// points fills in where dst is swept, and how many requests there are.
func (w *sweeper) points(dst *Curves, pt *part, rates bool) {
	growth, axis := pt.growth(), dst.Window.Axis
	for k := range dst.X {
		dst.X[k] = dst.Window.point(k, len(dst.X))
		dst.Requests[k] = pt.load().perMonth
		switch was := pt.work.connections; {
		case rates:
			dst.Requests[k] = w.ticks.loads[k].perMonth
		case axis == AxisMonth:
			dst.Requests[k] *= growth.Times(dst.X[k])
		case axis == AxisConnections && was > 0:
			dst.Requests[k] *= dst.X[k] / was
		}
	}
}

// sweepRate evaluates a run at the loads of the ticks.
func (w *sweeper) sweepRate(r *run, cost, unfree []float64, ok []bool, exact bool) {
	blocked, z := r.refused.blocks(), &w.z
	for k := range w.ticks.loads {
		ld := &w.ticks.loads[k]
		r.cost(z, ld, mode{exact: exact})
		cost[k] = z.monthly
		if z.monthly == 0 {
			unfree[k] = r.withoutFree(z, 0)
		}
		ok[k] = !blocked && r.feasible(z, ld, r.work.p99, exact)
	}
}

// alongRate reports whether nothing but the rate changes along an axis: months
// take connections with them where the part holds some.
func alongRate(pt *part, a Axis) bool {
	return a == AxisRate || a == AxisMonth && (pt.work.connections == 0 || pt.scene.Part(pt.index).Share > 0)
}

// loadAt is the load at x of an axis along which only the rate changes.
func loadAt(pt *part, a Axis, x float64) load {
	if a == AxisMonth {
		return pt.inMonth(x)
	}
	return pt.at(x)
}

// spot is an offer at a point of an axis.
type spot struct {
	cost     float64
	feasible bool
	// run and z are what the cost is of; they hold until the next spot.
	run *run
	z   *result
}

// at is the exact $/month of offer o at x on an axis.
func (w *sweeper) at(pt *part, o int, a Axis, x float64) spot {
	r, ld := w.runAt(pt, o, a, x)
	r.cost(&w.z, &ld, mode{exact: true})
	return spot{w.z.monthly, !r.refused.blocks() && r.feasible(&w.z, &ld, r.work.p99, true), r, &w.z}
}

// runAt is the run of offer o, and its load, at x on an axis.
func (w *sweeper) runAt(pt *part, o int, a Axis, x float64) (*run, load) {
	if alongRate(pt, a) {
		return &pt.runs[o], loadAt(pt, a, x)
	}
	return w.moved.to(pt, o, a, x)
}

// moved is a part at another point of an axis along which more than the rate
// changes, and one offer compiled for it there.
type moved struct {
	part scenario.Part
	work workload
	run  run
}

// to moves a part to x and compiles offer o for it.
func (m *moved) to(pt *part, o int, a Axis, x float64) (*run, load) {
	ld := pt.load()
	m.part, m.work = *pt.work.part, pt.work
	m.work.part = &m.part
	switch a {
	case AxisMemory:
		m.part.MemoryMB, m.work.memoryMB = x, x
	case AxisDuration:
		m.part.DurationMS = x
		m.work.setDuration(x / 1e3)
	case AxisConnections:
		if was := m.work.connections; was > 0 { // and the messages with them
			ld = ld.times(x / was)
			m.part.Connections, m.work.connections = x, x
		}
	case AxisMonth:
		growth := pt.growth()
		times := growth.Times(x)
		ld = ld.times(times)
		m.work.connections *= times
		m.part.Connections = m.work.connections
	}
	m.run.prepare(&pt.offers.list[o], &m.work, pt.pools)
	return &m.run, ld
}

// p99 fills dst with an offer's p99 in milliseconds at n points of a window; NaN
// where the offer cannot run the part there, the latency target aside. Every
// point is solved exactly.
func (w *sweeper) p99(dst []float64, pt *part, offer int, win Window, n int) []float64 {
	dst = grow(dst, n)
	for k := range dst {
		r, ld := w.runAt(pt, offer, win.Axis, win.point(k, n))
		r.cost(&w.z, &ld, mode{exact: true})
		dst[k] = math.NaN()
		if !r.refused.blocks() && r.feasible(&w.z, &ld, 0, true) {
			l := r.latency(&w.z, &ld)
			dst[k] = l.quantile(p99) * 1e3
		}
	}
	return dst
}
