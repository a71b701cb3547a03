package sim

import (
	"math"

	"crossover/engine/coldstart"
)

// mmpp returns a Markov-modulated Poisson process with two states: requests arrive at the
// rates l1 outside bursts and l2 inside them, bursts begin at the rate r12 and end at r21,
// all per second. [coldstart.MMPP] returns these values. The first state is drawn with the
// probability of its share of time.
func mmpp(l1, l2, r12, r21 float64) Arrivals {
	return Arrivals{
		kind:   modulated,
		rate:   1,
		rates:  []float64{1},
		step:   math.Inf(1),
		phases: phases{l1, l2, r12, r21},
	}
}

// simFaaS returns a configuration like SimFaaS': newest-first routing, measured from an
// empty platform on. idle is the expiry threshold in seconds, concurrency the number of
// requests per instance and most the largest number of instances (0: none). With a
// concurrency of 1 the law cold is that of the whole cold request, as in
// ServerlessSimulator; with more it is that of the initialisation, as in
// ParServerlessSimulator. SimFaaS divides cold starts by all requests, including rejected
// ones: see coldPerRequest.
func simFaaS(a Arrivals, warm, cold Law, idle float64, concurrency, most int) Config {
	c := Config{
		Arrivals:    a,
		Service:     warm,
		Cold:        cold,
		Concurrency: concurrency,
		Idle:        idle,
		Max:         most,
	}
	if concurrency > 1 {
		c.ColdIs = Initialisation
	}
	return c
}

// steadily returns the configuration with a warm-up, and with different random numbers for
// each i.
func (c Config) steadily(i int) Config {
	c.Seed = uint64(i)
	c.WarmUp = c.Steady()
	return c
}

// Step simulates the next n requests and all events before the last of them. It returns
// their number, which is less than n only if there are no more.
func (s *Sim) Step(n int) int { return s.advance(math.Inf(1), n) }

// Run simulates up to the time until. With +Inf it does nothing if the requests do not end.
func (s *Sim) Run(until float64) {
	if !math.IsInf(until, 1) || s.config.Arrivals.Finite() {
		s.Advance(until, math.MaxInt)
	}
}

// Report returns the figures so far.
func (s *Sim) Report() *Report { return Merge(s) }

// Report returns the figures so far.
func (a *Autoscaled) Report() *Report { return Merge(a) }

// coldPerRequest returns the cold starts as a share of all requests, including rejected
// ones.
func coldPerRequest(r *Report) Interval {
	served := 1 - r.Rejection.Value
	return Interval{r.ColdStart.Value * served, r.ColdStart.CI95 * served}
}

// sinusoid returns a Poisson process with the rate mean·(1 + amplitude·sin(2πt/period)),
// in 1,000 steps a period.
func sinusoid(mean, amplitude, period float64) Arrivals {
	rates := make([]float64, 1000)
	for i := range rates {
		rates[i] = mean * (1 + amplitude*math.Sin(2*math.Pi*(float64(i)+0.5)/float64(len(rates))))
	}
	return Profile(period/float64(len(rates)), rates)
}

// modelOf returns the figures of the model from its state for the pool from which
// [FromPool] made the configuration.
func modelOf(state coldstart.State) Modelled {
	return Modelled{
		ColdStart: state.ColdStart, Instances: state.Total, Running: state.Running, Idle: state.Idle, Rejection: state.Rejection,
	}
}
