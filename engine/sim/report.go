package sim

// Report is what a simulation has measured, from the end of the warm-up on. Where
// the traffic has a period, counts and means are over whole periods as soon as there
// is one; sizes, latencies, bins and samples are always over all of the time.
type Report struct {
	// Time is the measured simulated time in seconds, of all replicas together.
	Time float64
	// Requests is the number of requests, Cold that of cold starts, Waited that of
	// requests that waited for an instance another one had started, Capped that of
	// those rejected at the cap and Throttled by the scale-up limit.
	Requests, Cold, Waited, Capped, Throttled uint64
	// ColdStart is the probability that a served request starts an instance.
	ColdStart Interval
	// ColdPerRequest is the number of cold starts over all requests, the rejected
	// ones included, as SimFaaS counts.
	ColdPerRequest Interval
	// Waits is the fraction of served requests that wait for an instance that
	// another one has started; 0 with a concurrency of 1.
	Waits Interval
	// Rejection is the probability that a request is rejected for any reason.
	Rejection Interval
	// Instances is the mean number of instances over time, Running that of those
	// with a request, Initialising that of those among them that still start, and
	// Idle that of those without one.
	Instances, Running, Initialising, Idle Interval
	// Lifespan is the mean age at death in seconds, over Deaths instances.
	Lifespan float64
	Deaths   uint64
	// Sizes[n] is the fraction of time with n instances.
	Sizes []float64
	// Warm, Started and Shared are the times in seconds from arrival to end of
	// requests on a ready instance, of those that started one, and of those that
	// waited for one another request had started; All is all of them.
	All, Warm, Started, Shared Histogram
	// Bins are the figures of the parts of a period, if they were asked for.
	Bins []Bin
	// Samples are states of the pool at equal distances, of the first replica from
	// time 0 on, if they were asked for.
	Samples []Snapshot
	// Batches is the number of batches behind the confidence intervals.
	Batches int
}

// Bin holds the means of one part of a period.
type Bin struct {
	// Start is the beginning of the part in seconds from that of the period.
	Start float64
	// Time is the time measured in it in seconds.
	Time float64
	// Requests is the number of requests and Rate their number per second.
	Requests uint64
	Rate     float64
	// ColdStart is the fraction of served requests that started an instance.
	ColdStart float64
	// Instances, Running and Idle are means over time.
	Instances, Running, Idle float64
}

// Report returns the figures so far. It allocates, and leaves the simulation as it
// is.
func (s *Sim) Report() *Report { return report([]*Sim{s}) }

// report merges replicas of one configuration.
func report(sims []*Sim) *Report {
	r := &Report{}
	sums, batches := measured(sims, nil)
	r.Time = sums.time
	r.Requests, r.Cold, r.Waited = sums.requests, sums.cold, sums.waited
	r.Capped, r.Throttled = sums.capped, sums.throttled
	r.Deaths = sums.died
	if sums.died > 0 {
		r.Lifespan = sums.lived / float64(sums.died)
	}
	r.Batches = len(batches)
	r.estimate(sums, batches)
	for _, s := range sims {
		r.addSizes(s)
		r.Warm.merge(&s.latency.warm)
		r.Started.merge(&s.latency.cold)
		r.Shared.merge(&s.latency.waited)
	}
	for _, h := range []*Histogram{&r.Warm, &r.Started, &r.Shared} {
		r.All.merge(h)
	}
	r.normalise()
	r.addBins(sims)
	r.Samples = append(r.Samples, sims[0].marks.samples...)
	return r
}

// measured returns the sums since the warm-up, and appends the batches to the slice.
func measured(sims []*Sim, batches []totals) (totals, []totals) {
	var sums totals
	for _, s := range sims {
		if s.marks.warm {
			sums.add(s.measured(), 1)
			batches = append(batches, s.marks.batches[:s.marks.batchCount]...)
		}
	}
	return sums, batches
}

// measured returns the sums since the warm-up. Where the traffic has a period, only
// whole batches count, which are whole periods: a part of one would be as much off
// as its rate is.
func (s *Sim) measured() totals {
	last := s.totals(s.now)
	if s.config.Arrivals.Period() > 0 && s.marks.batchCount > 0 {
		last = s.marks.batchOrigin
	}
	return last.minus(s.marks.origin)
}

// estimate sets everything that has a confidence interval.
func (r *Report) estimate(sums totals, batches []totals) {
	fraction := func(cases, of func(*totals) float64) Interval {
		return rare(ratio(sums, batches, cases, of), cases(&sums), of(&sums), len(batches))
	}
	requests := func(t *totals) float64 { return float64(t.requests) }
	waited := func(t *totals) float64 { return float64(t.waited) }
	rejected := func(t *totals) float64 { return float64(t.capped + t.throttled) }
	r.ColdStart = fraction(coldOf, servedOf)
	r.ColdPerRequest = fraction(coldOf, requests)
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
	r.Idle = mean(func(t *totals) float64 { return t.alive - t.running })
}

// addSizes adds the time that a replica spent with each number of instances.
func (r *Report) addSizes(s *Sim) {
	p := &s.pool
	if !s.marks.warm || s.now == s.marks.origin.time {
		return
	}
	most := p.alive.n
	for n, t := range p.sizes {
		if t > 0 {
			most = max(most, n)
		}
	}
	for len(r.Sizes) <= most {
		r.Sizes = append(r.Sizes, 0)
	}
	for n, t := range p.sizes[:most+1] {
		r.Sizes[n] += t
	}
	r.Sizes[p.alive.n] += s.now - p.alive.from
}

// normalise makes fractions of the times in Sizes.
func (r *Report) normalise() {
	sum := 0.0
	for _, t := range r.Sizes {
		sum += t
	}
	for i := range r.Sizes {
		r.Sizes[i] /= sum
	}
}

// addBins adds the parts of the period, each up to its last end.
func (r *Report) addBins(sims []*Sim) {
	n := len(sims[0].marks.bins)
	for i := range n {
		var sums totals
		for _, s := range sims {
			sums.add(s.marks.bins[i], 1)
		}
		b := Bin{Start: float64(i) * sims[0].marks.binWidth, Time: sums.time, Requests: sums.requests}
		if sums.time > 0 {
			b.Rate = float64(sums.requests) / sums.time
			b.Instances = sums.alive / sums.time
			b.Running = sums.running / sums.time
			b.Idle = b.Instances - b.Running
		}
		if served := sums.served(); served > 0 {
			b.ColdStart = float64(sums.cold) / float64(served)
		}
		r.Bins = append(r.Bins, b)
	}
}
