package curve

import (
	"context"
	"math"

	"crossover/engine/axis"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/run"
	"crossover/engine/scenario"
)

// Band is what offers come to between a low and a high end of what is not known
// for sure. At the low end everything uncertain is where offers cost least and
// answer soonest, and at the high end where they cost most and answer last, all at
// once:
//
//   - the catalogue's assumptions, from the low to the high that it gives them:
//     round trips, the spread of handler times, connections on a load balancer,
//     bytes in, logs, memory of a connection, reads and writes of state;
//   - what the scenario estimates of a request, less and more by its uncertainty:
//     duration, bytes out, and by how much bursts exceed the mean;
//   - the times instances take to start, less and more by the same.
//
// What is decided or published has no range: rates and limits, memory, the rate,
// the terms, and what an axis runs along. A price or a p99 does not have to follow
// all of these one way: a band is drawn from the least to the most of the low
// end, the typical figure and the high one, and so always contains that. Where an
// end cannot be worked out, the offer being overloaded or refused there, the band
// is what is left.
//
// A Band keeps what it works with, and belongs to one goroutine at a time.
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

// NewBand returns a band of offers that shares knots with others.
func NewBand(c *plan.Offers, shared *pool.KnotCache) *Band {
	b := &Band{}
	for k, bound := range [2]plan.Bound{plan.Low, plan.High} {
		b.ends[k] = end{bound: bound, runner: run.NewRunner(c, bound, shared)}
	}
	return b
}

// estimated returns s with what is estimated of the requests of part i at a bound. The
// duration stays where the axis says it.
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

// Sweep works out both ends for part i of s along the window and at the points of
// typical, a sweep of the same question, for the offers wanted.
func (b *Band) Sweep(typical *Curves, s *scenario.Scenario, i int, wanted []bool) {
	_ = b.sweep(context.Background(), typical, s, i, wanted, false) // which never ends
}

// SweepExact is Sweep with every point solved. The error is that of ctx.
func (b *Band) SweepExact(ctx context.Context, typical *Curves, s *scenario.Scenario, i int, wanted []bool) error {
	return b.sweep(ctx, typical, s, i, wanted, true)
}

func (b *Band) sweep(ctx context.Context, typical *Curves, s *scenario.Scenario, i int, wanted []bool, exact bool) error {
	for k := range b.ends {
		d := &b.ends[k]
		at := estimated(d.bound, s, i, typical.Window.Axis)
		if err := d.w.Sweep(ctx, &d.curves, d.runner.Part(&at, i), typical.Window, typical.Len(), wanted, exact); err != nil {
			return err
		}
	}
	return nil
}

// Cost returns the least and the most $/month of an offer that was swept, at each
// point of typical; they are valid until the next call.
func (b *Band) Cost(typical *Curves, offer int) (low, high []float64) {
	return b.between(typical.Cost(offer), b.ends[0].curves.Cost(offer), b.ends[1].curves.Cost(offer))
}

// P99 returns the least and the most p99 of an offer in milliseconds along a
// window, where typical is the offer's typical one; they are valid until
// the next call.
func (b *Band) P99(typical []float64, s *scenario.Scenario, i, offer int, win axis.Window) (low, high []float64) {
	for k := range b.ends {
		d := &b.ends[k]
		at := estimated(d.bound, s, i, win.Axis)
		d.p99 = d.w.P99(d.p99, d.runner.Part(&at, i), offer, win, len(typical))
	}
	return b.between(typical, b.ends[0].p99, b.ends[1].p99)
}

// between orders three curves at each point; what is NaN is left out.
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
