package answer

import (
	"context"
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
	mu        sync.Mutex
	whole     index[question]
	scenarios index[estimated]
	sweeps    index[sweepKey]
}

// index holds the last answer for each key.
type index[K comparable] struct {
	known map[K]weak.Pointer[Answer]
	// most is the number of answers at which those that are gone are removed.
	most int
}

func (i *index[K]) find(k *K) *Answer { return i.known[*k].Value() }

// leastKept is the least number of answers added between two removals of those that are
// gone.
const leastKept = 64

func (i *index[K]) keep(k *K, a weak.Pointer[Answer]) {
	if i.known == nil {
		i.known, i.most = map[K]weak.Pointer[Answer]{}, leastKept
	}
	if len(i.known) >= i.most {
		maps.DeleteFunc(i.known, func(_ K, p weak.Pointer[Answer]) bool { return p.Value() == nil })
		i.most = len(i.known) + max(len(i.known)/4, leastKept)
	}
	i.known[*k] = a
}

// question is everything that an answer depends on, except that one may have exact edges.
type question struct {
	estimated        estimated
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
// source of e's to compute it. It shares memory with old and with other answers where they
// agree.
func (c *Cache) Answer(e *engine.Engine, old *Answer, st *state.State, n, curves int, lend func(func(*Source))) *Answer {
	q := question{
		estimated: estimatedFor(e, st), window: st.Window(), hidden: st.Out(), marked: st.Marked, n: n, offer: st.Offer, curves: curves,
		order: st.Order, filter: st.Filter, measure: st.Measure, band: st.Band, solo: st.Solo, variants: st.Variants,
	}
	sweep := keyOf(st, n)
	a, same, swept := c.find(&q, &sweep)
	refined := func(a *Answer) bool { return a != nil && a.exact != nil && a.exact.key == sweep }
	if a != nil && (refined(a) || !refined(old) && !refined(swept)) {
		return a
	}
	if swept == nil || refined(old) && !refined(swept) {
		swept = old
	}
	if same == nil {
		same = old
	}
	a = &Answer{Ranked: slices.Clone(old.Ranked), exact: swept.exact}
	if same.estimated == q.estimated {
		a.estimated, a.Estimates, a.full = same.estimated, same.Estimates, same.full
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
func (c *Cache) find(q *question, sweep *sweepKey) (a, same, swept *Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.whole.find(q), c.scenarios.find(&q.estimated), c.sweeps.find(sweep)
}

func (c *Cache) keep(q *question, sweep *sweepKey, a *Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := weak.Make(a)
	c.whole.keep(q, p)
	c.scenarios.keep(&q.estimated, p)
	c.sweeps.keep(sweep, p)
}

// ownCurves copies curves in memory of another answer, before the points missing in an
// offer's curve are computed.
func (a *Answer) ownCurves() {
	if a.lent {
		a.Curves, a.lent = a.Curves.Clone(), false
	}
}

// Refinement asks for the exact phases and p99 curves of the screen. While a handle moves,
// phases meet where the drawn curves cross, and the p99 is interpolated; once it rests,
// both are computed exactly, off the frame path.
type Refinement struct {
	key                sweepKey
	state              state.State
	offers, contenders []int
	rough              []int // the offers whose p99 is wanted
}

// Refined is the result of a Refinement.
type Refined struct {
	key           sweepKey
	phases, minor []engine.Phase
	contenders    []int
	p99           map[int]p99Curve
}

// within is the factor above the cheapest up to which an offer is considered at a point,
// because curves are accurate to about 1 %, and 6 % at worst.
const within = 1.1

// Wanted returns the refinement to request when a shows st, or nil if a is exact.
func (a *Answer) Wanted(st *state.State) *Refinement {
	key := keyOf(st, a.Curves.Len())
	var rough []int
	for i := range a.Drawn {
		if o := a.Drawn[i].Offer; st.Measure == state.P99 && !a.latencies[o].exact {
			rough = append(rough, o)
		}
	}
	if key != a.swept || len(rough) == 0 && a.exact != nil && key == a.exact.key && slices.Equal(a.contenders, a.exact.contenders) {
		return nil
	}
	return &Refinement{key: key, state: *st, offers: a.rivals(), contenders: slices.Clone(a.contenders), rough: rough}
}

// rivals returns the offers that may be the cheapest somewhere.
func (a *Answer) rivals() (list []int) {
	for o := range a.Estimates {
		if a.hidden.Has(o) {
			continue
		}
		cost, ok := a.Curves.Cost(o), a.Curves.Feasible(o)
		for k := range cost {
			if ok[k] && a.winners[k] >= 0 && cost[k] <= within*a.Curves.Cost(a.winners[k])[k] {
				list = append(list, o)
				break
			}
		}
	}
	return list
}

// Refine computes the exact phases with its own evaluator: those of all offers, and those
// of the contenders. It computes the p99 curves, too. The error is ctx's.
func Refine(ctx context.Context, v *engine.Evaluator, r *Refinement) (*Refined, error) {
	sc := &r.state.Scenario
	out := &Refined{key: r.key, contenders: r.contenders, p99: map[int]p99Curve{}}
	for _, o := range r.rough {
		out.p99[o] = p99Curve{v.SweepP99(nil, sc, sc.Selected, o, r.key.window, r.key.n, true), true}
	}
	var err error
	if out.phases, err = v.Phases(ctx, sc, sc.Selected, r.key.window, r.key.n, r.offers); err == nil && len(r.contenders) > 1 {
		out.minor, err = v.Phases(ctx, sc, sc.Selected, r.key.window, r.key.n, r.contenders)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// With returns a copy of a with a refinement, which is used while it matches the screen.
func (a *Answer) With(r *Refined) *Answer {
	b := *a
	if b.exact = r; r.key == b.swept {
		b.latencies = maps.Clone(b.latencies)
		maps.Copy(b.latencies, r.p99)
	}
	return &b
}

// sliver is the relative width below which a phase is ignored: at the value where a
// staircase steps up, the offer above it can be the cheapest for a moment.
const sliver = 1e-6

// withoutSlivers returns the exact phases without slivers, in the memory of dst, or dst if
// there are none.
func withoutSlivers(dst, exact []engine.Phase) []engine.Phase {
	if len(exact) > 0 {
		dst = dst[:0]
	}
	for _, p := range exact {
		n := len(dst)
		switch {
		case n > 0 && (dst[n-1].Offer == p.Offer || p.To < p.From*(1+sliver)):
			dst[n-1].To = p.To
		default:
			dst = append(dst, p)
		}
	}
	return dst
}

// sweepKey holds everything that the curves depend on.
type sweepKey struct {
	scenario scenario.Scenario
	window   engine.Window
	n        int
	hidden   state.OfferSet
}

// keyOf omits the value that the axis itself changes: moving the handle along the rate
// does not change the curves.
func keyOf(st *state.State, n int) sweepKey {
	key := sweepKey{st.Scenario, st.Window(), n, st.Out()}
	p := key.scenario.SelectedPart()
	switch st.Axis {
	case engine.AxisRate:
		p.Rate = scenario.Rate{}
		if j := key.scenario.Find(p.Of); p.Share > 0 && j >= 0 {
			key.scenario.Part(j).Rate = scenario.Rate{}
		}
	case engine.AxisMemory:
		p.MemoryMB = 0
	case engine.AxisDuration:
		p.DurationMS = 0
	case engine.AxisConnections:
		// The curves depend on the part's present value.
	case engine.AxisMonth:
		// The cost of moving does not change the curves.
		key.scenario.Growth.Migration, key.scenario.Growth.PayBack = 0, 0
	}
	return key
}
