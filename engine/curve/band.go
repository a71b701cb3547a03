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
