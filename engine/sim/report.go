package sim

import (
	"math"
	"strconv"

	"crossover/engine/coldstart"
)

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

// Interval is an estimate with its confidence interval.
type Interval struct {
	// Value is the estimate.
	Value float64
	// CI95 is the half width of its 95 % confidence interval, +Inf while the run is too
	// short for one: two batches are needed.
	CI95 float64
}

// Relative returns the half width over the value, +Inf for a value of 0.
func (i Interval) Relative() float64 {
	if i.Value == 0 {
		return math.Inf(1)
	}
	return i.CI95 / math.Abs(i.Value)
}

// Contains reports whether x is in the interval, with a tolerance for rounding.
func (i Interval) Contains(x float64) bool {
	return math.Abs(x-i.Value) <= i.CI95+1e-6*math.Abs(i.Value)
}

// MarshalJSON returns an object with value and ci95. An unknown half width is null.
func (i Interval) MarshalJSON() ([]byte, error) {
	b := append([]byte(`{"value":`), number(i.Value)...)
	b = append(append(b, `,"ci95":`...), number(i.CI95)...)
	return append(b, '}'), nil
}

// number returns x as JSON, null if it is not finite.
func number(x float64) string {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return "null"
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// ratio estimates Σ over/Σ under from the sums, and its confidence interval from the
// batches: with r the ratio of the batches' sums the deviations over - r·under have mean
// 0, and their spread is that of the ratio.
func ratio(sums totals, batches []totals, over, under func(*totals) float64) Interval {
	n := under(&sums)
	if n == 0 {
		return Interval{CI95: math.Inf(1)}
	}
	i := Interval{Value: over(&sums) / n, CI95: halfWidth(batches, over, under)}
	if i.CI95 < 1e-12*math.Abs(i.Value) { // the batches are equal except for rounding
		i.CI95 = 0
	}
	return i
}

func halfWidth(batches []totals, over, under func(*totals) float64) float64 {
	k := float64(len(batches))
	var x, n float64
	for i := range batches {
		x += over(&batches[i])
		n += under(&batches[i])
	}
	if k < 2 || n == 0 {
		return math.Inf(1)
	}
	squares := 0.0
	for i := range batches {
		d := over(&batches[i]) - x/n*under(&batches[i])
		squares += d * d
	}
	return student95(len(batches)-1) * math.Sqrt(squares*k/(k-1)) / n
}

// rare widens the interval of a fraction with few observed cases, for which batches are
// unreliable. With no cases it uses three over the number of requests, the "rule of three"
// (J. A. Hanley and A. Lippman-Hand, "If Nothing Goes Wrong, Is Everything All Right?",
// JAMA 249, 1983); with fewer than ten, the normal limit of a Poisson count. Cold starts
// come in clusters, so a run of a few batches without any gives no bound.
func rare(i Interval, cases, requests float64, batches int) Interval {
	switch {
	case cases >= 10 || requests == 0:
	case cases > 0:
		i.CI95 = max(i.CI95, 1.96*math.Sqrt(cases)/requests)
	case batches < fewBatches:
		i.CI95 = math.Inf(1)
	default:
		i.CI95 = 3 / requests
	}
	return i
}

// fewBatches is the number of batches below which the absence of cases gives no bound.
const fewBatches = 8

// student95 returns the 97.5 % quantile of Student's t distribution: exact for one
// and two degrees of freedom, else by the Cornish–Fisher expansion, to 0.3 % for
// three and better beyond (Abramowitz and Stegun, 26.7.5).
func student95(freedom int) float64 {
	switch {
	case freedom < 1:
		return math.Inf(1)
	case freedom == 1:
		return 12.7062047
	case freedom == 2:
		return 4.30265273
	}
	const z = 1.959963985
	const z2 = z * z
	n := 1 / float64(freedom)
	return z * (1 + n*((z2+1)/4+
		n*((5*z2*z2+16*z2+3)/96+
			n*((3*z2*z2*z2+19*z2*z2+17*z2-15)/384+
				n*(79*z2*z2*z2*z2+776*z2*z2*z2+1482*z2*z2-1920*z2-945)/92160))))
}

// FromPool returns the configuration that simulates the model of package coldstart for the
// same pool: exponential times, the bursts of [coldstart.MMPP], and a warm-up. With one
// request per instance Cold is the distribution of the whole cold request. With more it is
// that of the initialisation, whose mean is the pool's Cold minus Service. A fractional
// concurrency is rounded down, because an instance takes whole requests only.
//
// Numbers outside the ranges of the model are clamped as in the model, except those that
// are too large to simulate: [New] reports these.
func FromPool(p coldstart.Pool, seed uint64) Config {
	service, idle := between(p.Service, maxTime), p.Idle
	if !(idle >= 0) {
		idle = 0
	}
	c := Config{
		Arrivals:    Poisson(between(p.Rate, maxRate)),
		Service:     Exponential(service),
		Cold:        Exponential(max(service, between(p.Cold, maxTime))),
		Concurrency: int(max(1, between(p.Concurrency, 1e6))),
		Idle:        idle,
		Expiry:      p.Expiry,
		Lifetime:    between(p.Lifetime, maxTime),
		Min:         max(0, p.Min),
		Max:         max(0, p.Max),
		Seed:        seed,
	}
	if c.Max > 0 {
		c.Max = max(c.Max, c.Min)
	}
	if p.BurstLength > 0 {
		c.Arrivals = c.Arrivals.Bursty(p.Burst, p.BurstLength)
	}
	if c.Concurrency > 1 {
		c.ColdIs = Initialisation
		c.Cold = Exponential(c.Cold.mean - service)
	}
	c.WarmUp = c.Steady()
	return c
}

// between returns x in [0, limit], 0 for NaN.
func between(x, limit float64) float64 {
	if math.IsNaN(x) || x < 0 {
		return 0
	}
	return min(x, limit)
}

// Measures are the results that both a model and a simulation have: T is a number, or an
// [Interval].
type Measures[T any] struct {
	// ColdStart is the probability that a served request starts an instance.
	ColdStart T `json:"cold_start_probability"`
	// Instances, Running and Idle are mean numbers of instances; Running includes
	// initialising ones.
	Instances T `json:"instances"`
	Running   T `json:"running"`
	Idle      T `json:"idle"`
	// Rejection is the probability that a request is rejected.
	Rejection T `json:"rejection_probability"`
}

// Modelled holds the results of a model.
type Modelled = Measures[float64]

// Simulated holds the results of a simulation.
type Simulated = Measures[Interval]

// Comparison holds a model's and a simulation's results for the same pool.
type Comparison struct {
	Model      Modelled  `json:"model"`
	Simulation Simulated `json:"simulation"`
}

// Figure is one line of a comparison.
type Figure struct {
	// Name is the JSON key of the figure. Share is set for probabilities.
	Name  string
	Share bool
	// Model is the model's value and Simulation the simulation's.
	Model      float64
	Simulation Interval
}

// Deviation returns the ratio of the model to the simulation, minus 1. It is 0 if both are
// 0, and +Inf if only the simulation is.
func (f Figure) Deviation() float64 {
	switch {
	case f.Model == f.Simulation.Value:
		return 0
	case f.Simulation.Value == 0:
		return math.Inf(1)
	}
	return f.Model/f.Simulation.Value - 1
}

// Agrees reports whether the model is within the 95 % confidence interval of the
// simulation.
func (f Figure) Agrees() bool { return f.Simulation.Contains(f.Model) }

// Figures returns the lines of the comparison in the order of the JSON.
func (c Comparison) Figures() [5]Figure {
	m, s := c.Model, c.Simulation
	return [5]Figure{
		{"cold_start_probability", true, m.ColdStart, s.ColdStart},
		{"instances", false, m.Instances, s.Instances},
		{"running", false, m.Running, s.Running},
		{"idle", false, m.Idle, s.Idle},
		{"rejection_probability", true, m.Rejection, s.Rejection},
	}
}
