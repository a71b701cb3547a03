package sim

import "math"

// Question is what can be simulated: a [Config], whose instances requests start, or
// an [AutoscaledConfig], whose number follows averages.
type Question interface {
	// Validate returns nil, or an error that names a field, its value and what would
	// be right.
	Validate() error
	// Traffic says when requests come.
	Traffic() Arrivals
	// WarmsUp is the time in seconds before which nothing is measured.
	WarmsUp() float64
	// Remembers is the time in seconds for which an instance without requests stays.
	Remembers() float64
	// FromEmpty returns the same question, measured from time 0 on.
	FromEmpty() Question
	// Begin returns replica number i of a simulation at time 0, or the error of
	// Validate.
	Begin(i int) (Simulation, error)
}

// Simulation is one in progress: a [Sim] or an [Autoscaled]. It must not be used by
// two goroutines at once.
type Simulation interface {
	// Advance simulates all that happens up to the time until, in seconds, but no
	// more than n requests. It reports whether it came to that time.
	Advance(until float64, n int) bool
	// Now returns the time simulated so far in seconds.
	Now() float64
	// Snapshot returns the present state. It does not allocate.
	Snapshot() Snapshot
	// Instances writes the present states of the instances into dst, each at a place
	// that stays its own as long as it lives and has another one after it, and
	// returns how many places there are: those beyond dst are left out.
	Instances(dst []InstanceState) int
	// Disturb has something happen now, or with on false calls it off.
	Disturb(d Disturbance, on bool)
	// Latencies are the times of all requests that were served so far.
	Latencies() Histogram
	measures() *meter
}

// Traffic returns Arrivals.
func (c Config) Traffic() Arrivals { return c.Arrivals }

// WarmsUp returns WarmUp.
func (c Config) WarmsUp() float64 { return c.WarmUp }

// Remembers returns the mean idle expiry.
func (c Config) Remembers() float64 {
	if c.Expiry.Given() {
		return c.Expiry.Mean()
	}
	return c.Idle
}

// FromEmpty returns the configuration without a warm-up.
func (c Config) FromEmpty() Question {
	c.WarmUp = 0
	return c
}

// Begin returns replica i.
func (c Config) Begin(i int) (Simulation, error) {
	c.Stream += uint64(i)
	return New(c)
}

func (s *Sim) measures() *meter { return &s.meter }

// Traffic returns Arrivals.
func (c AutoscaledConfig) Traffic() Arrivals { return c.Arrivals }

// WarmsUp returns WarmUp.
func (c AutoscaledConfig) WarmsUp() float64 { return c.WarmUp }

// Remembers returns how long after its last request an instance stays.
func (c AutoscaledConfig) Remembers() float64 {
	return c.Policy.Window + c.Policy.Hold + c.Policy.Park
}

// FromEmpty returns the configuration without a warm-up.
func (c AutoscaledConfig) FromEmpty() Question {
	c.WarmUp = 0
	return c
}

// Begin returns replica i.
func (c AutoscaledConfig) Begin(i int) (Simulation, error) {
	c.Stream += uint64(i)
	return NewAutoscaled(c)
}

func (s *Autoscaled) measures() *meter { return &s.meter }

// batchLength returns the length of the first batches: longer than what a platform
// remembers of its traffic, in seconds, and long enough for 64 requests.
func (a Arrivals) batchLength(memory float64) float64 {
	if rate := a.Rate(); rate > 0 {
		memory = max(memory, 64/rate)
	}
	if p := a.phases; p.begin > 0 {
		memory = max(memory, 1/p.begin+1/p.end)
	}
	return max(a.whole(memory), 1e-3)
}

// whole rounds a time up to whole periods of the traffic.
func (a Arrivals) whole(t float64) float64 {
	if p := a.Period(); p > 0 {
		return math.Ceil(t/p) * p
	}
	return t
}
