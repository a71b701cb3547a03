package run

import (
	"math"
	"slices"

	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// Runner evaluates the offers of a catalogue for parts. It caches results about pools and
// must be used by one goroutine at a time; an answer does not depend on earlier questions.
type Runner struct {
	Offers *plan.Offers
	// bound selects the end of the range of each assumption.
	bound plan.Bound
	pools *pool.Solver
	now   Part
}

// NewRunner returns a runner with its assumptions at a bound. Runners with the same cache
// share knots.
func NewRunner(c *plan.Offers, b plan.Bound, shared *pool.KnotCache) *Runner {
	return &Runner{Offers: c, bound: b, pools: pool.NewSolver(shared), now: Part{runs: make([]Run, len(c.List)), Index: -1}}
}

// Part is one part of a scenario, with the offers compiled for it.
type Part struct {
	Offers   *plan.Offers
	Pools    *pool.Solver
	Scenario scenario.Scenario
	Index    int
	Work     plan.Workload
	pieces   [traffic.MaxPieces]traffic.Piece
	uses     plan.Uses
	// rounded is kept from part to part.
	rounded plan.Rounded
	// runs are in the engine's order of offers and do not depend on the rate. They are
	// compiled on demand: a run is valid if its compiled field equals the part's, which
	// counts the parts so far.
	runs     []Run
	compiled uint64
}

// Run returns an offer compiled for the part.
func (pt *Part) Run(offer int) *Run {
	r := &pt.runs[offer]
	if r.compiled != pt.compiled {
		r.Prepare(&pt.Offers.List[offer], &pt.Work, pt.Pools)
		r.compiled = pt.compiled
	}
	return r
}

// Needless reports whether an offer is a GPU and the part needs none.
func (pt *Part) Needless(offer int) bool { return pt.Work.Needless(&pt.Offers.List[offer]) }

// Rises reports whether the lower bound of an offer's cost ([Mode]) does not fall when the
// rate grows, because more requests need no fewer instances. It can fall where machines
// bring an allowance, under requests at equal intervals, and where only one machine keeps
// the state.
func (pt *Part) Rises(offer int) bool {
	p := &pt.Run(offer).Plan
	return p.Offer.Brings < 0 && !pt.Work.Deterministic && !plan.Scatters(p, 2)
}

// Len returns the number of offers.
func (pt *Part) Len() int { return len(pt.runs) }

// Part returns part i of s. Its offers are compiled on demand. It is valid until the
// runner is asked for another part; asking again for the same one costs nothing.
func (r *Runner) Part(s *scenario.Scenario, i int) *Part {
	pt := &r.now
	if pt.Index == i && pt.Scenario == *s {
		return pt
	}
	same := pt.Index == i && sameButRate(&pt.Scenario, s, i)
	pt.Scenario, pt.Index = *s, i
	if same {
		return pt
	}
	pt.Offers, pt.Pools = r.Offers.In(catalog.Class(s.Region)), r.pools
	r.pools.Columns.Tick()
	pt.Work = pt.Offers.NewWorkload(&pt.Scenario, i, r.bound, pt.pieces[:], &pt.uses, &pt.rounded)
	pt.compiled++
	return pt
}

// sameButRate reports whether part i is the same in both, ignoring its rate and growth.
func sameButRate(a, b *scenario.Scenario, i int) bool {
	p, q := *a.Part(i), *b.Part(i)
	p.Name, p.Rate, p.Share, p.Of, p.Note = "", scenario.Rate{}, 0, "", ""
	q.Name, q.Rate, q.Share, q.Of, q.Note = "", scenario.Rate{}, 0, "", ""
	t, u := a.Terms, b.Terms
	t.Growth, u.Growth = scenario.Growth{}, scenario.Growth{}
	return p == q && t == u
}

// Load returns the part's own load.
func (pt *Part) Load() Load {
	return loadOf(pt.Scenario.PerSecond(pt.Index), pt.Scenario.PerMonth(pt.Index))
}

// At returns the load at a rate in requests per second.
func (pt *Part) At(perSecond float64) Load { return loadOf(perSecond, perSecond*pt.Work.Month) }

// Growth returns the growth of the part's traffic, which is none for scheduled work.
func (pt *Part) Growth() scenario.Growth {
	if !pt.Scenario.Grows(pt.Index) {
		return scenario.Growth{}
	}
	return pt.Scenario.Growth
}

// InMonth returns the part's load m months from now.
func (pt *Part) InMonth(m float64) Load {
	g := pt.Growth()
	return pt.Load().Times(g.Times(m))
}

// Estimates appends an estimate of every offer to dst, in the engine's order, and reuses
// the bills in dst's spare capacity. z is a buffer.
func (pt *Part) Estimates(dst []Estimate, z *Result, want detail) []Estimate {
	ld, first := pt.Load(), len(dst)
	dst = slices.Grow(dst, pt.Len())[:first+pt.Len()]
	for o := range pt.Len() {
		e := &dst[first+o]
		if want == Brief && pt.Needless(o) {
			*e = Estimate{Offer: o, Requests: ld.PerMonth, Job: pt.Work.Part.Job(), Bill: e.Bill[:0], Monthly: math.NaN(), MonthlyWithoutFree: math.NaN()}
			e.reasons.Add(plan.Reason{Code: plan.GPUNotNeeded})
			continue
		}
		pt.Run(o).Estimate(e, z, o, &ld, want)
	}
	return dst
}
