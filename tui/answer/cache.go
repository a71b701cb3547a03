package answer

import (
	"maps"
	"slices"
	"sync"
	"weak"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/state"
)

// Cache shares answers among the sessions of a process: those that show the same share one,
// and those that show the same scenario or the same curves share these. An answer in it is
// never changed. It stays until the first garbage collection at which no session shows it.
// A Cache is safe for concurrent use; the zero Cache is empty.
type Cache struct {
	mu     sync.Mutex
	whole  index[question]
	scenes index[scenario.Scenario]
	sweeps index[sweepKey]
}

// index holds the last answer for each key.
type index[K comparable] struct {
	known map[K]weak.Pointer[Answer]
	// most is the number of answers at which those that are gone are removed.
	most int
}

func (x *index[K]) find(k *K) *Answer { return x.known[*k].Value() }

// leastKept is the least number of answers added between two removals of those that are
// gone.
const leastKept = 64

func (x *index[K]) keep(k *K, a weak.Pointer[Answer]) {
	if x.known == nil {
		x.known, x.most = map[K]weak.Pointer[Answer]{}, leastKept
	}
	if len(x.known) >= x.most {
		maps.DeleteFunc(x.known, func(_ K, p weak.Pointer[Answer]) bool { return p.Value() == nil })
		x.most = len(x.known) + max(len(x.known)/4, leastKept)
	}
	x.known[*k] = a
}

// question is everything that an answer depends on, except that one may have exact edges.
type question struct {
	scenario         scenario.Scenario
	window           engine.Window
	hidden, marked   state.OfferSet
	n, offer, curves int
	order            state.Order
	filter           string
	measure          state.Measure
	band             state.Band
	solo, variants   bool
}

// Answer returns the answer to st with curves of n points, of which at most curves are
// drawn, for a session that shows old. If no session shows that answer, lend provides a
// source to compute it. It shares memory with old and with other answers where they agree.
func (c *Cache) Answer(old *Answer, st *state.State, n, curves int, lend func(func(*Source))) *Answer {
	q := question{
		scenario: st.Scenario, window: st.Window(), hidden: st.Out(), marked: st.Marked, n: n, offer: st.Offer, curves: curves,
		order: st.Order, filter: st.Filter, measure: st.Measure, band: st.Band, solo: st.Solo, variants: st.Variants,
	}
	sweep := keyOf(st, n)
	a, scene, swept := c.find(&q, &sweep)
	refined := func(a *Answer) bool { return a != nil && a.exact != nil && a.exact.key == sweep }
	if a != nil && (refined(a) || !refined(old) && !refined(swept)) {
		return a
	}
	if swept == nil || refined(old) && !refined(swept) {
		swept = old
	}
	if scene == nil {
		scene = old
	}
	a = &Answer{Ranked: slices.Clone(old.Ranked), exact: swept.exact}
	if scene.estimated == st.Scenario {
		a.estimated, a.Estimates, a.Nearest = scene.estimated, scene.Estimates, scene.Nearest
	}
	if swept.swept == sweep {
		a.swept, a.Curves, a.lent, a.winners = sweep, swept.Curves, true, swept.winners
		a.latencies, a.bands = maps.Clone(swept.latencies), slices.Clip(swept.bands)
	}
	lend(func(s *Source) { s.Compute(a, st, n, curves) })
	c.keep(&q, &sweep, a)
	return a
}

// Refined returns the result of a refinement if an answer has it, or else nil.
func (c *Cache) Refined(r *Refinement) *Refined {
	c.mu.Lock()
	a := c.sweeps.find(&r.key)
	c.mu.Unlock()
	if a == nil || a.exact == nil || a.exact.key != r.key || !slices.Equal(a.exact.contenders, r.contenders) {
		return nil
	}
	out := *a.exact
	out.p99 = map[int]p99Curve{}
	for _, o := range r.rough {
		if out.p99[o] = a.latencies[o]; !out.p99[o].exact {
			return nil
		}
	}
	return &out
}

// find returns the answer to q, and others with the same scenario and the same curves; nil
// for those that are not known.
func (c *Cache) find(q *question, sweep *sweepKey) (a, scene, swept *Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.whole.find(q), c.scenes.find(&q.scenario), c.sweeps.find(sweep)
}

func (c *Cache) keep(q *question, sweep *sweepKey, a *Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := weak.Make(a)
	c.whole.keep(q, p)
	c.scenes.keep(&q.scenario, p)
	c.sweeps.keep(sweep, p)
}

// ownCurves copies curves in memory of another answer, before the points missing in an
// offer's curve are computed.
func (a *Answer) ownCurves(offer int) {
	if a.lent && !a.Curves.Whole(offer) {
		a.Curves, a.lent = a.Curves.Clone(), false
	}
}
