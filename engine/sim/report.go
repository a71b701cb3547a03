package sim

// Report holds the measurements of a simulation from the end of the warm-up on. If the
// traffic has a period, counts and means cover whole periods as soon as there is one;
// latencies always cover the whole time.
type Report struct {
	// Time is the measured simulated time in seconds, in total over all replicas.
	Time float64
	// Requests counts requests and Cold cold starts. Waited counts requests that waited
	// for an instance started by another one, and Rejected those rejected at the cap.
	Requests, Cold, Waited, Rejected uint64
	Simulated
	// Waits is the fraction of served requests that wait for an instance started by
	// another one; 0 with a concurrency of 1.
	Waits Interval
	// Initialising and Parked are mean numbers of instances: those that start, and those
	// that get no more requests from the autoscaler.
	Initialising, Parked Interval
	// Lifespan is the mean age at death in seconds, over Deaths instances.
	Lifespan float64
	Deaths   uint64
	// All are the times of requests in seconds, from arrival to end. Warm are those of
	// requests on a ready instance, Started of requests that started one, and Shared of
	// requests that waited for one started by another request.
	All, Warm, Started, Shared Histogram
	// Batches is the number of batches behind the confidence intervals.
	Batches int
}

// Merge returns the present measurements of replicas of one question. It allocates, and
// does not change the simulations.
func Merge(sims ...Simulation) *Report {
	r := &Report{}
	sums, batches := measured(sims, nil)
	r.Time = sums.time
	r.Requests, r.Cold, r.Waited, r.Rejected = sums.requests, sums.cold, sums.waited, sums.rejected
	r.Deaths = sums.died
	if sums.died > 0 {
		r.Lifespan = sums.lived / float64(sums.died)
	}
	r.Batches = len(batches)
	r.estimate(sums, batches)
	for _, s := range sims {
		m := s.measures()
		r.Warm.Merge(&m.latency.warm)
		r.Started.Merge(&m.latency.cold)
		r.Shared.Merge(&m.latency.waited)
	}
	for _, h := range []*Histogram{&r.Warm, &r.Started, &r.Shared} {
		r.All.Merge(h)
	}
	return r
}

// measured returns the sums since the warm-up, and appends the batches to the slice.
func measured(sims []Simulation, batches []totals) (totals, []totals) {
	var sums totals
	for _, s := range sims {
		if m := s.measures(); m.marks.warm {
			sums.add(m.measured(s.Now()), 1)
			batches = append(batches, m.marks.batches[:m.marks.batchCount]...)
		}
	}
	return sums, batches
}

// measured returns the sums since the warm-up. If the traffic has a period only whole
// batches count, which are whole periods: a fraction of a period would bias the means.
func (m *meter) measured(now float64) totals {
	last := m.totals(now)
	if m.periodic && m.marks.batchCount > 0 {
		last = m.marks.batchOrigin
	}
	return last.minus(m.marks.origin)
}

// estimate sets everything that has a confidence interval.
func (r *Report) estimate(sums totals, batches []totals) {
	fraction := func(cases, of func(*totals) float64) Interval {
		return rare(ratio(sums, batches, cases, of), cases(&sums), of(&sums), len(batches))
	}
	requests := func(t *totals) float64 { return float64(t.requests) }
	waited := func(t *totals) float64 { return float64(t.waited) }
	rejected := func(t *totals) float64 { return float64(t.rejected) }
	r.ColdStart = fraction(coldOf, servedOf)
	r.Waits = fraction(waited, servedOf)
	r.Rejection = fraction(rejected, requests)
	r.estimateMeans(sums, batches)
}

func coldOf(t *totals) float64   { return float64(t.cold) }
func servedOf(t *totals) float64 { return float64(t.served()) }

// estimateMeans sets the means over time.
func (r *Report) estimateMeans(sums totals, batches []totals) {
	mean := func(area func(*totals) float64) Interval {
		return ratio(sums, batches, area, func(t *totals) float64 { return t.time })
	}
	r.Instances = mean(func(t *totals) float64 { return t.alive })
	r.Running = mean(func(t *totals) float64 { return t.running })
	r.Initialising = mean(func(t *totals) float64 { return t.initialising })
	r.Parked = mean(func(t *totals) float64 { return t.parked })
	r.Idle = mean(func(t *totals) float64 { return t.alive - t.running })
}
