package sim

import (
	"math"

	"crossover/engine/coldstart"
)

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

// Modelled holds the results of a model, and Simulated those of a simulation.
type (
	Modelled  = Measures[float64]
	Simulated = Measures[Interval]
)

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
