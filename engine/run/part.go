package run

import (
	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// Runner runs the offers of a catalogue on parts. It keeps buffers and what it
// has worked out about pools, so one goroutine uses it at a time; its answers do
// not depend on what it was asked before.
type Runner struct {
	Offers *plan.Offers
	// bound is which of the assumptions hold.
	bound plan.Bound
	pools *pool.Solver
	now   Part
}

// NewRunner returns a runner whose assumptions are at a bound, and which shares
// knots with others.
func NewRunner(c *plan.Offers, b plan.Bound, shared *pool.KnotCache) *Runner {
	return &Runner{Offers: c, bound: b, pools: pool.NewSolver(shared), now: Part{runs: make([]Run, len(c.List)), Index: -1}}
}

// Part is one part of a scenario, with the offers compiled for it.
type Part struct {
	Offers *plan.Offers
	Pools  *pool.Solver
	Scene  scenario.Scenario
	Index  int
	Work   plan.Workload
	pieces [traffic.MaxPieces]traffic.Piece
	uses   plan.Uses
	// runs are in the engine's order of offers. None of them depends on the rate. Those
	// that nobody has asked for are not compiled yet: compiled counts the parts so far.
	runs     []Run
	compiled uint64
}

// Run is an offer compiled for the part.
func (pt *Part) Run(offer int) *Run {
	r := &pt.runs[offer]
	if r.compiled != pt.compiled {
		r.Prepare(&pt.Offers.List[offer], &pt.Work, pt.Pools)
		r.compiled = pt.compiled
	}
	return r
}

// Len is the number of offers.
func (pt *Part) Len() int { return len(pt.runs) }

// Part returns part i of s with the offers compiled for it as they are asked for. It holds until the
// runner is asked for another; asking again for the same one costs nothing.
func (n *Runner) Part(s *scenario.Scenario, i int) *Part {
	pt := &n.now
	if pt.Index == i && pt.Scene == *s {
		return pt
	}
	same := pt.Index == i && sameButRate(&pt.Scene, s, i)
	pt.Scene, pt.Index = *s, i
	if same {
		return pt
	}
	pt.Offers, pt.Pools = n.Offers.In(catalog.Class(s.Region)), n.pools
	n.pools.Columns.Tick()
	pt.Work = pt.Offers.NewWorkload(&pt.Scene, i, n.bound, pt.pieces[:], &pt.uses)
	pt.compiled++
	return pt
}

// sameButRate reports whether part i is the same in both but for its rate, and
// how that grows.
func sameButRate(a, b *scenario.Scenario, i int) bool {
	p, q := *a.Part(i), *b.Part(i)
	p.Name, p.Rate, p.Share, p.Of, p.Note = "", scenario.Rate{}, 0, "", ""
	q.Name, q.Rate, q.Share, q.Of, q.Note = "", scenario.Rate{}, 0, "", ""
	t, u := a.Terms, b.Terms
	t.Growth, u.Growth = scenario.Growth{}, scenario.Growth{}
	return p == q && t == u
}

// Load is the part's own.
func (pt *Part) Load() Load {
	return loadOf(pt.Scene.PerSecond(pt.Index), pt.Scene.PerMonth(pt.Index))
}

// At is the load of a given rate in requests per second.
func (pt *Part) At(perSecond float64) Load { return loadOf(perSecond, perSecond*pt.Work.Month) }

// Growth is how the part's traffic grows: not at all where its work is scheduled.
func (pt *Part) Growth() scenario.Growth {
	if !pt.Scene.Grows(pt.Index) {
		return scenario.Growth{}
	}
	return pt.Scene.Growth
}

// InMonth is the part's load so many months from now.
func (pt *Part) InMonth(m float64) Load {
	g := pt.Growth()
	return pt.Load().Times(g.Times(m))
}

// Estimates appends an estimate of every offer to dst, in the engine's order,
// reusing the bills that are in dst's spare capacity. z is a buffer.
func (pt *Part) Estimates(dst []Estimate, z *Result, want detail) []Estimate {
	ld := pt.Load()
	if cap(dst) == 0 { // many keep theirs for long: it is made to measure
		dst = make([]Estimate, 0, pt.Len())
	}
	for o := range pt.Len() {
		n := len(dst)
		if n < cap(dst) {
			dst = dst[:n+1]
		} else {
			dst = append(dst, Estimate{})
		}
		pt.Run(o).Estimate(&dst[n], z, o, &ld, want)
	}
	return dst
}
