// Package curve follows offers along an axis: costs and p99 at its points, crossovers of
// two curves, the phases in which one offer is the cheapest, bends and their causes, and
// the band between the ends of uncertain inputs.
//
// Crossovers and phases are exact to 1e-9 of the value. They are bracketed between evenly
// spread points and the points at which a curve steps or bends, and then bisected on the
// exact cost.
package curve

import (
	"context"
	"math"
	"slices"

	"crossover/engine/axis"
	"crossover/engine/latency"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/rank"
	"crossover/engine/run"
	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// Sweeper holds the buffers for following offers along an axis. It must be used by one
// goroutine at a time; an answer does not depend on earlier questions.
type Sweeper struct {
	ticks  ticks
	moved  moved
	memo   memo
	result run.Result
	// least is the least cost at each point, and tied the number of offers with it.
	least []float64
	tied  []int
	// bounds are those of SweepNear.
	bounds []float64
}

// ticks are the loads at the points of a sweep along which only the rate changes. The
// states of pools at the points are cached until the ticks change.
type ticks struct {
	grid  pool.Grid
	loads []run.Load
	of    tickKey
}

// tickKey holds everything that ticks depend on.
type tickKey struct {
	win   axis.Window
	n     int
	shape traffic.Shape
	month float64
	// now and growth determine the loads along months.
	now    run.Load
	growth scenario.Growth
}

// set computes the ticks for n points of a window.
func (t *ticks) set(pt *run.Part, win axis.Window, n int) {
	key := tickKey{win: win, n: n, shape: pt.Work.Part.Shape, month: pt.Work.Month}
	if win.Axis == axis.Month {
		key.now, key.growth = pt.Load(), pt.Growth()
		key.growth.Horizon, key.growth.Migration = 0, 0 // they change no load
	}
	if len(t.loads) > 0 && t.of == key {
		return
	}
	t.of = key
	t.grid.Reset()
	t.loads = t.loads[:0]
	for k := range n {
		x := win.Point(k, n)
		ld := pt.At(x)
		if win.Axis == axis.Month {
			ld = key.now.Times(key.growth.Times(x))
		}
		t.loads = append(t.loads, ld.On(&t.grid))
	}
}

// Sweep fills dst with n points of every offer for a part along a window. A non-nil wanted
// selects the offers to sweep. If exact is set every point is solved. Otherwise, as for a
// moving handle, pools are interpolated between exact knots along the rate and along
// months, within about 1 % and 6 % at worst, and offers ruled out by something other than
// the axis are omitted. ctx is checked before each offer; dst is incomplete if it has
// ended.
func (s *Sweeper) Sweep(ctx context.Context, dst *Curves, pt *run.Part, win axis.Window, n int, wanted []bool, exact bool) error {
	rates := alongRate(pt, win.Axis)
	s.begin(dst, pt, win, n, rates)
	if exact { // points rarely recur while a handle moves
		s.memo.begin(pt, win.Axis)
	}
	for o := range pt.Len() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if wanted != nil && !wanted[o] || !exact && refusedAlong(pt, o, win.Axis) {
			cost, ok := dst.Cost(o), dst.Feasible(o)
			for k := range cost {
				cost[k], ok[k] = math.NaN(), false
			}
			continue
		}
		s.evaluate(dst, pt, o, 0, n, exact)
	}
	for o := range dst.able {
		dst.whole[o], dst.able[o] = true, slices.Contains(dst.Feasible(o), true)
	}
	s.settleTies(dst, pt, rates, exact)
	return nil
}

// begin prepares dst for a sweep, and the ticks for one along the rate.
func (s *Sweeper) begin(dst *Curves, pt *run.Part, win axis.Window, n int, rates bool) {
	dst.resize(win, pt.Len(), n)
	if rates {
		s.ticks.set(pt, win, n)
	}
	s.points(dst, pt, rates)
}

// findLeast finds the least cost of a feasible offer at each point, +Inf where there is
// none, and how many offers have it.
func (s *Sweeper) findLeast(dst *Curves) {
	n := len(dst.X)
	s.least, s.tied = grow(s.least, n), grow(s.tied, n)
	for k := range n {
		s.least[k], s.tied[k] = math.Inf(1), 0
	}
	for o := range dst.offers {
		cost := dst.Cost(o)
		for k, ok := range dst.Feasible(o) {
			if !ok {
				continue
			}
			switch c := rank.Along(cost[k]); {
			case c < s.least[k]:
				s.least[k], s.tied[k] = c, 1
			case c == s.least[k]:
				s.tied[k]++
			}
		}
	}
}

// settleTies computes the p99 of the offers that tie with the cheapest one at each point.
func (s *Sweeper) settleTies(dst *Curves, pt *run.Part, rates, exact bool) {
	s.findLeast(dst)
	n := len(dst.X)
	for k, x := range dst.X {
		if s.tied[k] < 2 {
			continue
		}
		for o := range pt.Len() {
			at := o*n + k
			if !dst.feasible[at] || rank.Along(dst.cost[at]) != s.least[k] {
				continue
			}
			var ms float64
			if rates {
				r, ld := pt.Run(o), &s.ticks.loads[k]
				r.Cost(&s.result, ld, run.Mode{Exact: exact, Timed: true})
				ms = p99(r, &s.result, ld)
			} else {
				ms = s.p99At(pt, o, dst.Window.Axis, x)
			}
			dst.ties = append(dst.ties, tie{int32(k), int32(o), ms})
		}
	}
}

// p99 returns the p99 of a run's result at a load, in milliseconds.
func p99(r *run.Run, z *run.Result, ld *run.Load) float64 {
	l := r.Latency(z, ld)
	return l.Quantile(latency.P99) * 1e3
}

// refusedAlong reports whether an offer is ruled out at every value of an axis.
func refusedAlong(pt *run.Part, o int, a axis.Axis) bool {
	if pt.Needless(o) {
		return true
	}
	switch r := pt.Run(o); a {
	case axis.Memory:
		return r.Refused.BlocksBut(plan.MemoryLimit, plan.DurationLimit)
	case axis.Duration:
		return r.Refused.BlocksBut(plan.DurationLimit, plan.CPULimit)
	default:
		return r.Refused.Blocks()
	}
}

// Able appends the offers that can run a part at one or more of n points of a window. The
// error is ctx's, which is checked before each offer.
func (s *Sweeper) Able(ctx context.Context, dst []int, pt *run.Part, win axis.Window, n int) ([]int, error) {
	s.memo.begin(pt, win.Axis)
	for o := range pt.Len() {
		if err := ctx.Err(); err != nil {
			return dst, err
		}
		if refusedAlong(pt, o, win.Axis) {
			continue
		}
		for k := range n {
			if s.at(pt, o, win.Axis, win.Point(k, n)).feasible {
				dst = append(dst, o)
				break
			}
		}
	}
	return dst, nil
}

// points sets the axis values and the requests per month of dst.
func (s *Sweeper) points(dst *Curves, pt *run.Part, rates bool) {
	growth, ax := pt.Growth(), dst.Window.Axis
	for k := range dst.X {
		dst.X[k] = dst.Window.Point(k, len(dst.X))
		dst.Requests[k] = pt.Load().PerMonth
		switch was := pt.Work.Connections; {
		case rates:
			dst.Requests[k] = s.ticks.loads[k].PerMonth
		case ax == axis.Month:
			dst.Requests[k] *= growth.Times(dst.X[k])
		case ax == axis.Connections && was > 0:
			dst.Requests[k] *= dst.X[k] / was
		}
	}
}

// evaluate computes the points of an offer's curve from from to before to. If exact is not
// set, it interpolates pools where only the rate changes.
func (s *Sweeper) evaluate(dst *Curves, pt *run.Part, o, from, to int, exact bool) {
	cost, ok, z := dst.Cost(o), dst.Feasible(o), &s.result
	if !alongRate(pt, dst.Window.Axis) {
		solve := s.solve
		if exact {
			solve = s.at
		}
		for k := from; k < to; k++ {
			at := solve(pt, o, dst.Window.Axis, dst.X[k])
			cost[k], ok[k] = at.cost, at.feasible
		}
		return
	}
	r := pt.Run(o)
	for k := from; k < to; k++ {
		ld := &s.ticks.loads[k]
		r.Cost(z, ld, run.Mode{Exact: exact, Bill: true})
		cost[k] = z.Monthly
		ok[k] = !r.Refused.Blocks() && r.Feasible(z, ld, r.Work.P99, exact)
	}
}

// alongRate reports whether only the rate changes along an axis. Months also change the
// connections of a part that holds some.
func alongRate(pt *run.Part, a axis.Axis) bool {
	return a == axis.Rate || a == axis.Month && (pt.Work.Connections == 0 || pt.Scenario.Part(pt.Index).Share > 0)
}

// spot is an offer at a point of an axis: its exact $/month, whether it can run the part,
// and whether it is out. It is out if something other than its load rules it out: a limit,
// or a target that even warm requests miss.
type spot struct {
	cost          float64
	feasible, out bool
	// p99 is in milliseconds, 0 until it is computed.
	p99 float64
}

// memo caches spots. Exact sweeps, phases and crossovers share many points.
type memo struct {
	scenario scenario.Scenario
	part     int
	axis     axis.Axis
	spots    map[point]spot
}

// point is an offer at a value of an axis.
type point struct {
	offer int
	x     float64
}

// mostSpots bounds a memo, to some megabytes.
const mostSpots = 1 << 15

// begin clears the memo if the axis, part or scenario has changed.
func (m *memo) begin(pt *run.Part, a axis.Axis) {
	if m.spots == nil {
		m.spots = map[point]spot{}
	} else if m.axis == a && m.part == pt.Index && m.scenario == pt.Scenario {
		return
	}
	clear(m.spots) // and keep its memory
	m.scenario, m.part, m.axis = pt.Scenario, pt.Index, a
}

// at returns offer o at x on the axis that the memo was begun for.
func (s *Sweeper) at(pt *run.Part, o int, a axis.Axis, x float64) spot {
	p := point{o, x}
	known, ok := s.memo.spots[p]
	if !ok {
		if len(s.memo.spots) >= mostSpots {
			clear(s.memo.spots)
		}
		known = s.solve(pt, o, a, x)
		s.memo.spots[p] = known
	}
	return known
}

// solve is at without the memo.
func (s *Sweeper) solve(pt *run.Part, o int, a axis.Axis, x float64) spot {
	r, ld := s.runAt(pt, o, a, x)
	r.Cost(&s.result, &ld, run.Mode{Exact: true, Bill: true})
	return spot{cost: s.result.Monthly, feasible: !r.Refused.Blocks() && r.Feasible(&s.result, &ld, r.Work.P99, true), out: r.Hopeless()}
}

// p99At returns the exact p99 of offer o at x, in milliseconds.
func (s *Sweeper) p99At(pt *run.Part, o int, a axis.Axis, x float64) float64 {
	r, ld := s.runAt(pt, o, a, x)
	r.Cost(&s.result, &ld, run.Mode{Exact: true})
	return p99(r, &s.result, &ld)
}

// p99Known is p99At through the memo: tied offers are compared at the same point many
// times.
func (s *Sweeper) p99Known(pt *run.Part, o int, a axis.Axis, x float64) float64 {
	known := s.at(pt, o, a, x)
	if known.p99 == 0 {
		known.p99 = s.p99At(pt, o, a, x)
		s.memo.spots[point{o, x}] = known
	}
	return known.p99
}

// runAt returns the run of offer o and its load at x on an axis.
func (s *Sweeper) runAt(pt *run.Part, o int, a axis.Axis, x float64) (*run.Run, run.Load) {
	switch {
	case !alongRate(pt, a):
		return s.moved.to(pt, o, a, x)
	case a == axis.Month:
		return pt.Run(o), pt.InMonth(x)
	default:
		return pt.Run(o), pt.At(x)
	}
}

// moved is a part moved along an axis that changes more than the rate, with one offer
// compiled for it there.
type moved struct {
	part scenario.Part
	work plan.Workload
	run  run.Run
}

// to moves a part to x and compiles offer o for it.
func (m *moved) to(pt *run.Part, o int, a axis.Axis, x float64) (*run.Run, run.Load) {
	ld := pt.Load()
	m.part, m.work = *pt.Work.Part, pt.Work
	m.work.Part = &m.part
	switch a {
	case axis.Memory:
		m.part.MemoryMB, m.work.MemoryMB = x, x
	case axis.Duration:
		m.part.DurationMS = x
		m.work.SetDuration(x / 1e3)
	case axis.Connections:
		if was := m.work.Connections; was > 0 { // and the messages with them
			ld = ld.Times(x / was)
			m.part.Connections, m.work.Connections = x, x
		}
	case axis.Month:
		growth := pt.Growth()
		times := growth.Times(x)
		ld = ld.Times(times)
		m.work.Connections *= times
		m.part.Connections = m.work.Connections
	case axis.Rate:
	}
	m.run.Prepare(&pt.Offers.List[o], &m.work, pt.Pools)
	return &m.run, ld
}
