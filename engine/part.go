package engine

import (
	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// runner runs the offers of a catalogue on parts. It keeps buffers and what it
// has worked out about pools, so one goroutine uses it at a time; its answers do
// not depend on what it was asked before.
type runner struct {
	offers *offers
	// bound is which of the assumptions hold.
	bound Bound
	pools *solver
	now   part
}

// newRunner returns a runner whose assumptions are at a bound, and which shares
// knots with others.
func newRunner(c *offers, b Bound, shared *knotCache) *runner {
	return &runner{offers: c, bound: b, pools: newSolver(shared), now: part{runs: make([]run, len(c.list)), index: -1}}
}

// part is one part of a scenario, with every offer compiled for it.
type part struct {
	offers *offers
	pools  *solver
	scene  scenario.Scenario
	index  int
	work   workload
	pieces [traffic.MaxPieces]traffic.Piece
	uses   uses
	// runs are in the engine's order of offers. None of them depends on the rate.
	runs []run
}

// part returns part i of s with every offer compiled for it. It holds until the
// runner is asked for another; asking again for the same one costs nothing.
func (n *runner) part(s *scenario.Scenario, i int) *part {
	pt := &n.now
	if pt.index == i && pt.scene == *s {
		return pt
	}
	same := pt.index == i && sameButRate(&pt.scene, s, i)
	pt.scene, pt.index = *s, i
	if same {
		return pt
	}
	pt.offers, pt.pools = n.offers, n.pools
	n.pools.columns.tick()
	pt.work = n.offers.newWorkload(&pt.scene, i, n.bound, pt.pieces[:], &pt.uses)
	for o := range pt.runs {
		pt.runs[o].prepare(&n.offers.list[o], &pt.work, n.pools)
	}
	return pt
}

// sameButRate reports whether part i is the same in both but for its rate, and
// how that grows.
func sameButRate(a, b *scenario.Scenario, i int) bool {
	p, q := *a.Part(i), *b.Part(i)
	p.Name, p.Rate, p.Share, p.Of = "", scenario.Rate{}, 0, ""
	q.Name, q.Rate, q.Share, q.Of = "", scenario.Rate{}, 0, ""
	t, u := a.Terms, b.Terms
	t.Growth, u.Growth = scenario.Growth{}, scenario.Growth{}
	return p == q && t == u
}

// load is the part's own.
func (pt *part) load() load {
	return loadOf(pt.scene.PerSecond(pt.index), pt.scene.PerMonth(pt.index))
}

// at is the load of a given rate in requests per second.
func (pt *part) at(perSecond float64) load { return loadOf(perSecond, perSecond*pt.work.month) }

// growth is how the part's traffic grows: not at all where its work is scheduled.
func (pt *part) growth() scenario.Growth {
	if !pt.scene.Grows(pt.index) {
		return scenario.Growth{}
	}
	return pt.scene.Growth
}

// inMonth is the part's load so many months from now.
func (pt *part) inMonth(m float64) load {
	g := pt.growth()
	return pt.load().times(g.Times(m))
}

// estimates appends an estimate of every offer to dst, in the engine's order,
// reusing the bills that are in dst's spare capacity. z is a buffer.
func (pt *part) estimates(dst []Estimate, z *result, want detail) []Estimate {
	ld := pt.load()
	if cap(dst) == 0 { // many keep theirs for long: it is made to measure
		dst = make([]Estimate, 0, len(pt.runs))
	}
	for o := range pt.runs {
		n := len(dst)
		if n < cap(dst) {
			dst = dst[:n+1]
		} else {
			dst = append(dst, Estimate{})
		}
		pt.runs[o].estimate(&dst[n], z, o, &ld, want)
	}
	return dst
}
