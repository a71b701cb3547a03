package sim

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// Plan says how long replicas run. The zero value runs 8 replicas for 100 million requests
// in total.
type Plan struct {
	// Replicas is the number of independent simulations, at most 4096; 0 means 8. The
	// result depends on it, but not on how many run at a time.
	Replicas int
	// Workers is the number of replicas that run at a time; 0 means one per processor.
	Workers int
	// Precision is the relative half width of the 95 % confidence interval of the
	// cold-start probability at which the run ends: 0.02 is 2 %. 0 means that it ends only
	// at Requests.
	Precision float64
	// Requests is the total number of measured requests of all replicas at which the run
	// ends in any case, to within one round; 0 means 100 million. Requests in the warm-up
	// of each replica do not count.
	Requests int
	// Progress, if not nil, is called after every round by the goroutine that called
	// RunReplicas.
	Progress func(Progress)
}

// Progress describes how far a run has advanced.
type Progress struct {
	// Requests counts the requests of all replicas so far, including the warm-up. Measured
	// counts those after the warm-up, and Cold the cold starts after it.
	Requests, Measured, Cold uint64
	// ColdStart is the present estimate, and Figures has all estimates.
	ColdStart Interval
	Figures   Simulated
	// Done is the estimated fraction of the work after the warm-up that is done, and Warm
	// that of the warm-up: 0 to 1.
	Done, Warm float64
}

// Result is the outcome of a run of replicas.
type Result struct {
	// Report merges the replicas.
	Report *Report
	// Replicas is their number.
	Replicas int
	// Precise is set if the requested precision was reached.
	Precise bool
}

const (
	defaultReplicas = 8
	defaultRequests = 100_000_000
	// roundRequests is the number of requests of all replicas in a round: some hundred
	// milliseconds on one processor.
	roundRequests = 1 << 19
	// leastRound is the number in the shortest round, for short runs.
	leastRound = 1 << 14
	// pauseRequests is the number of requests after which a replica checks for
	// cancellation.
	pauseRequests = 1 << 13
	// leastCold and leastBatches prevent stopping by chance: below them the width of an
	// interval is unreliable.
	leastCold, leastBatches = 50, 16
)

// RunReplicas simulates independent replicas of a question, which differ only in their
// random numbers, until the plan ends. Replicas run on several cores in rounds of equal
// simulated time, and the run can end only between rounds, so the result is the same for
// any number of workers. Finite arrivals are run to their end.
//
// When ctx is cancelled, all goroutines end within some ten thousand requests. The result
// then holds the measurements so far, with ctx's error. Any other error is that of the
// question's Validate, with an empty result.
func RunReplicas(ctx context.Context, q Question, p Plan) (Result, error) {
	r, err := newRun(q, p)
	if err != nil {
		return Result{}, err
	}
	for !r.over() {
		r.round(ctx)
		if p.Progress != nil {
			p.Progress(r.progress())
		}
		if ctx.Err() != nil {
			break
		}
	}
	return Result{Report: Merge(r.sims...), Replicas: len(r.sims), Precise: r.precise()}, ctx.Err()
}

// run is a set of replicas in progress.
type run struct {
	plan     Plan
	sims     []Simulation
	warmUp   float64
	until    float64 // the time that all replicas have reached
	step     float64 // the length of a round
	finite   bool
	requests uint64
	sums     totals // measured so far
	batches  []totals
}

func newRun(q Question, p Plan) (*run, error) {
	if p.Replicas <= 0 {
		p.Replicas = defaultReplicas
	}
	if p.Requests <= 0 {
		p.Requests = defaultRequests
	}
	if p.Workers <= 0 {
		p.Workers = runtime.GOMAXPROCS(0)
	}
	r := &run{plan: p, sims: make([]Simulation, min(p.Replicas, 4096)), warmUp: q.WarmsUp()}
	for i := range r.sims {
		s, err := q.Begin(i)
		if err != nil {
			return nil, err
		}
		r.sims[i] = s
	}
	rate := q.Traffic().Rate()
	r.finite = q.Traffic().Finite() || rate == 0
	r.step = min(roundRequests, float64(max(p.Requests, leastRound))) / float64(len(r.sims)) / rate
	if r.finite {
		r.step = math.Inf(1)
	}
	return r, nil
}

// over reports whether the plan has ended.
func (r *run) over() bool {
	if r.until == 0 {
		return false
	}
	return r.finite || r.sums.requests >= uint64(r.plan.Requests) || r.precise()
}

// precise reports whether the precision is reached.
func (r *run) precise() bool {
	return r.plan.Precision > 0 && r.sums.cold >= leastCold && len(r.batches) >= leastBatches &&
		r.coldStart().Relative() <= r.plan.Precision
}

func (r *run) coldStart() Interval {
	return rare(ratio(r.sums, r.batches, coldOf, servedOf), coldOf(&r.sums), servedOf(&r.sums), len(r.batches))
}

// round runs all replicas for one round.
func (r *run) round(ctx context.Context) {
	r.until += r.step
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(r.plan.Workers, len(r.sims)) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(r.sims)); i = next.Add(1) - 1 {
				for ctx.Err() == nil && !r.sims[i].Advance(r.until, pauseRequests) {
				}
			}
		})
	}
	group.Wait()
	r.requests = 0
	for _, s := range r.sims {
		r.requests += s.measures().count.requests
	}
	r.sums, r.batches = measured(r.sims, r.batches[:0])
}

// progress estimates how far the run has advanced. The work for a precision is
// proportional to its inverse square.
func (r *run) progress() Progress {
	p := Progress{
		Requests:  r.requests,
		Measured:  r.sums.requests,
		Cold:      r.sums.cold,
		ColdStart: r.coldStart(),
		Done:      float64(r.sums.requests) / float64(r.plan.Requests),
	}
	if r.plan.Precision > 0 && r.sums.cold > 0 {
		share := r.plan.Precision / p.ColdStart.Relative()
		p.Done = max(p.Done, share*share)
	}
	if p.Done = min(p.Done, 1); r.over() {
		p.Done = 1
	}
	var so Report
	so.estimate(r.sums, r.batches)
	p.Figures = so.Simulated
	p.Warm = 1
	if r.until < r.warmUp {
		p.Warm = r.until / r.warmUp
	}
	return p
}
