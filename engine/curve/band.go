package curve

import (
	"context"
	"math"
	"slices"
	"sort"

	"crossover/engine/axis"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/run"
	"crossover/engine/scenario"
)

// Band is the range of an offer's price and p99 between the low and high ends of uncertain
// inputs. At the low end every uncertain input has the value at which offers cost least
// and answer soonest, at the high end the opposite, all at once:
//
//   - the catalogue's assumptions, from the low to the high that it gives them:
//     round trips, the spread of handler times, connections on a load balancer,
//     bytes in, logs, memory of a connection, reads and writes of state;
//   - what the scenario estimates of a request, less and more by its uncertainty:
//     duration, bytes out, and by how much bursts exceed the mean;
//   - the times instances take to start, less and more by the same.
//
// Inputs that are decided or published have no range: rates and limits, memory, the
// request rate, the terms, and the axis itself. A price or a p99 need not be monotonic in
// all of the inputs. A band is therefore drawn from the minimum to the maximum of the low
// end, the typical value and the high end, and always contains the typical one. An end at
// which the offer is overloaded or refused is ignored.
//
// A Band owns its buffers and must be used by one goroutine at a time.
type Band struct {
	ends [2]end
	low  []float64
	high []float64
}

// end is one end of a band.
type end struct {
	bound  plan.Bound
	runner *run.Runner
	w      Sweeper
	curves Curves
	p99    []float64
}

// NewBand returns a band of offers that shares knots with other users of the cache.
func NewBand(c *plan.Offers, shared *pool.KnotCache) *Band {
	b := &Band{}
	for k, bound := range [2]plan.Bound{plan.Low, plan.High} {
		b.ends[k] = end{bound: bound, runner: run.NewRunner(c, bound, shared)}
	}
	return b
}

// estimated returns s with the estimated properties of part i's requests moved to a bound.
// The duration is kept if it is the axis.
func estimated(b plan.Bound, s *scenario.Scenario, i int, a axis.Axis) scenario.Scenario {
	out := *s
	p, times := out.Part(i), b.Factor(s.Uncertainty)
	if a != axis.Duration {
		p.DurationMS *= times
		p.LongestMS *= times
	}
	p.ResponseKB *= times
	p.Burst = 1 + (p.Burst-1)*times
	return out
}

// Sweep computes both ends for part i of s at the points of typical, which is a sweep of
// the same scenario, for the wanted offers. If exact is set every point is solved. The error
// is ctx's.
func (b *Band) Sweep(ctx context.Context, typical *Curves, s *scenario.Scenario, i int, wanted []bool, exact bool) error {
	for k := range b.ends {
		d := &b.ends[k]
		at := estimated(d.bound, s, i, typical.Window.Axis)
		if err := d.w.Sweep(ctx, &d.curves, d.runner.Part(&at, i), typical.Window, typical.Len(), wanted, exact); err != nil {
			return err
		}
	}
	return nil
}

// Cost returns the lowest and the highest $/month of a swept offer at each point of
// typical. The slices are valid until the next call.
func (b *Band) Cost(typical *Curves, offer int) (low, high []float64) {
	return b.between(typical.Cost(offer), b.ends[0].curves.Cost(offer), b.ends[1].curves.Cost(offer))
}

// P99 returns the lowest and the highest p99 of an offer in milliseconds along a window,
// where typical is its typical p99. The slices are valid until the next call.
func (b *Band) P99(typical []float64, s *scenario.Scenario, i, offer int, win axis.Window) (low, high []float64) {
	for k := range b.ends {
		d := &b.ends[k]
		at := estimated(d.bound, s, i, win.Axis)
		d.p99 = d.w.P99(d.p99, d.runner.Part(&at, i), offer, win, len(typical), false)
	}
	return b.between(typical, b.ends[0].p99, b.ends[1].p99)
}

// between returns the minimum and the maximum of three curves at each point, ignoring NaN.
func (b *Band) between(typical, one, other []float64) (low, high []float64) {
	b.low, b.high = grow(b.low, len(typical)), grow(b.high, len(typical))
	for k, x := range typical {
		lo, hi := x, x
		for _, y := range [2]float64{one[k], other[k]} {
			if !math.IsNaN(x) && !math.IsNaN(y) && !math.IsInf(y, 0) {
				lo, hi = min(lo, y), max(hi, y)
			}
		}
		b.low[k], b.high[k] = lo, hi
	}
	return b.low, b.high
}

// BendKind is the cause of a bend or step in a curve.
type BendKind uint8

// The kinds of bends.
const (
	// Charged means that a line of the bill begins to cost something: a free tier or an
	// allowance ends.
	Charged BendKind = iota + 1
	// NextTier means that the next tier of a rate begins.
	NextTier
	// CreditSpent means that a plan's credit no longer covers everything.
	CreditSpent
	// OtherSize means that another size becomes the cheapest sufficient one.
	OtherSize
	// MoreInstances means that a fleet needs another instance.
	MoreInstances
	// RareColdStarts means that fewer than one request in a hundred starts an instance
	// from here on, so the p99 no longer contains a cold start.
	RareColdStarts
	// Refused means that a limit of the offer begins to apply.
	Refused
)

var bendNames = [...]string{
	Charged: "free tier ends", NextTier: "next tier", CreditSpent: "credit spent", OtherSize: "another size",
	MoreInstances: "one more instance", RareColdStarts: "cold starts leave the p99", Refused: "limit",
}

// String returns the name of the kind.
func (k BendKind) String() string { return bendNames[k] }

// Bend is a point at which a curve changes course for a known cause.
type Bend struct {
	X    float64
	Kind BendKind
	// Title is the title of the bill's line, the size, or the limit.
	Title string
}

// standing is the state of an offer at a point of a curve. A difference between two points
// is a bend.
type standing struct {
	billed  map[string]int // by title: 0 free, 1 or more the tier
	credit  bool           // whether the credit covers everything
	size    string
	copies  float64
	cold    bool
	refused string
}

// Bends returns the bends of an offer's curve for part i of s within a window, in order of
// X: changes between some points, each narrowed to a millionth. Changes in the number of
// instances are reported for fleets of fixed size only, and at most most of them. The
// error is ctx's.
func Bends(ctx context.Context, n *run.Runner, s *scenario.Scenario, i, offer int, win axis.Window, points, most int) ([]Bend, error) {
	at := func(x float64) standing {
		sc := *s
		win.Axis.Set(&sc, i, x)
		return standingOf(n, &sc, i, offer)
	}
	var out []Bend
	fleet := 0
	x0 := win.At(0)
	before := at(x0)
	for k := 1; k < points; k++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x1 := win.Point(k, points)
		after := at(x1)
		for _, b := range differences(&before, &after) {
			if b.Kind == MoreInstances {
				if fleet++; fleet > most {
					continue
				}
			}
			_, b.X, _ = win.Axis.Narrow(x0, x1, 1e-6, nil, func(x float64) (bool, error) {
				here := at(x)
				return slices.ContainsFunc(differences(&before, &here), func(o Bend) bool { return o.Kind == b.Kind && o.Title == b.Title }), nil
			})
			out = append(out, b)
		}
		x0, before = x1, after
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].X < out[j].X })
	return out, nil
}

func standingOf(n *run.Runner, s *scenario.Scenario, i, offer int) standing {
	pt := n.Part(s, i)
	e, why := pt.Explain(offer)
	st := standing{billed: make(map[string]int, len(e.Bill)), size: e.Size, cold: e.ColdStart.Probability >= 0.01}
	if !pt.Offers.List[offer].Model.Pooled() {
		st.copies = math.Ceil(e.Fleet.Peak - 1e-9)
	}
	st.credit = true
	for k := range e.Bill {
		l := &e.Bill[k]
		tiers := 0
		for _, slice := range why[k].Slices {
			if slice.Units > 0 && slice.Amount > 0 {
				tiers++
			}
		}
		st.billed[l.Title] = tiers
		if l.CreditUSD > 0 && l.Amount > 0 {
			st.credit = false
		}
	}
	if r, ok := e.FirstReason(); ok && !r.Code.Warning() {
		st.refused = r.Code.String()
	}
	return st
}

// differences returns the bends between two standings, without their X.
func differences(a, b *standing) []Bend {
	var out []Bend
	for title, tiers := range b.billed {
		switch was, ok := a.billed[title]; {
		case !ok || was == tiers:
		case was == 0:
			out = append(out, Bend{Kind: Charged, Title: title})
		case tiers > was:
			out = append(out, Bend{Kind: NextTier, Title: title})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Title < out[j].Title }) // maps have no order
	if a.credit && !b.credit {
		out = append(out, Bend{Kind: CreditSpent})
	}
	if a.size != b.size {
		out = append(out, Bend{Kind: OtherSize, Title: b.size})
	}
	if b.copies > a.copies {
		out = append(out, Bend{Kind: MoreInstances})
	}
	if a.cold && !b.cold {
		out = append(out, Bend{Kind: RareColdStarts})
	}
	if a.refused != b.refused && b.refused != "" {
		out = append(out, Bend{Kind: Refused, Title: b.refused})
	}
	return out
}
