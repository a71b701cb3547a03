package sim

import "math"

// Question is the input of a simulation: a [Config], whose instances are started by
// requests, or an [AutoscaledConfig], whose number of instances follows averages.
type Question interface {
	// Validate returns nil, or an error with a field, its value and the valid range.
	Validate() error
	// Traffic returns the arrivals.
	Traffic() Arrivals
	// WarmsUp returns the time in seconds before which nothing is measured.
	WarmsUp() float64
	// Remembers returns the time in seconds for which an instance without requests stays.
	Remembers() float64
	// FromEmpty returns the same question measured from time 0 on.
	FromEmpty() Question
	// Begin returns replica number i of a simulation at time 0, or the error of
	// Validate.
	Begin(i int) (Simulation, error)
}

// Simulation is a simulation in progress: a [Sim] or an [Autoscaled]. It must not be used
// by two goroutines at once.
type Simulation interface {
	// Advance simulates up to the time until, in seconds, but at most n requests. It
	// reports whether it reached that time.
	Advance(until float64, n int) bool
	// Now returns the time simulated so far in seconds.
	Now() float64
	// Snapshot returns the present state. It does not allocate.
	Snapshot() Snapshot
	// Instances writes the present states of the instances to dst and returns the number
	// of slots; slots beyond dst are omitted. An instance keeps its slot as long as it
	// lives, and a later one may reuse it.
	Instances(dst []InstanceState) int
	// Disturb begins a disturbance, or ends it if on is false.
	Disturb(d Disturbance, on bool)
	// Latencies returns the times of all requests served so far.
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

// Remembers returns how long an instance stays after its last request.
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

// batchLength returns the length of the first batches: longer than the platform's memory
// of its traffic, in seconds, and long enough for 64 requests.
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
