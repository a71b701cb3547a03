package cli

import (
	"context"
	"io"
	"math"

	"crossover/engine/sim"
	"crossover/tui/trace"
)

// traced is the kind of arrivals that a file holds.
const traced = "trace"

// mostTraced bounds how many requests are replayed: their times take 8 bytes each.
const mostTraced = 20_000_000

// replay takes the pool's requests from the file of --trace, and the time they take
// from there where no token says it.
func (f *simulateFlags) replay(ctx context.Context, p *simPool) error {
	for _, key := range []string{"rate", "arrivals", "burst", "burst_length"} {
		if p.given[key] != "" {
			return badf("--trace: the file says when requests come; leave %s out", key)
		}
	}
	var a *trace.Arrivals
	err := f.records(ctx, f.trace, func(in io.Reader) (err error) {
		a, err = trace.ReadArrivals(in, mostTraced)
		return err
	})
	if err != nil {
		return badf("--trace %s: %w", f.trace, err)
	}
	for _, fault := range a.Faults {
		report(f.env.Stderr, badf("line %d %s", fault.Line, fault.Why))
	}
	p.arrivals = arrivalsOf{text: traced, kind: traced, trace: a.Seconds}
	p.rate = sim.Times(a.Seconds).Rate()
	if p.given["service"] == "" && !math.IsNaN(a.MeanMS) {
		p.service = math.Round(a.MeanMS*1e3) / 1e6
	}
	return nil
}
