package sim

import (
	"fmt"
	"math"

	"crossover/engine/coldstart"
)

// Config is the input of a simulation: the traffic, the platform and what is measured.
// Times are in seconds.
type Config struct {
	// Arrivals describes when requests arrive.
	Arrivals Arrivals
	// Service is the distribution of the time of a request on a warm instance.
	Service Law
	// Cold is the distribution of the time that ColdIs names.
	Cold Law
	// ColdIs defines Cold: the whole time of a request that starts an instance (the zero
	// value), or the initialisation before it runs.
	ColdIs ColdTime
	// Concurrency is the number of requests an instance takes at once, at most 1e6; 0
	// means 1. Above 1, ColdIs must be Initialisation, because the requests that share a
	// new instance wait for it.
	Concurrency int
	// Idle is the idle expiry: an instance without a request for that long expires. It is
	// at least 0; +Inf means never.
	Idle float64
	// Expiry is the distribution of the idle expiry where that is not fixed: an instance
	// draws its time whenever its last request ends. Idle then has no effect.
	Expiry coldstart.Expiry
	// Lifetime is the age from which an instance takes no further requests; it ends with
	// its last one. 0 means no limit. One of the Min instances is replaced by a warm one
	// at that moment. Other values must be at least 0.001 s; +Inf also means no limit.
	Lifetime float64
	// Min is the number of instances that are always kept. They are warm from the
	// beginning.
	Min int
	// Max is the largest number of instances, at least Min; 0 means no cap. A request that
	// would need one more is rejected.
	Max int
	// WarmUp is the time before which nothing is measured. 0 measures from an empty
	// platform on, as SimFaaS does; see [Config.Steady].
	WarmUp float64
	// Seed selects the random numbers. Configurations that differ in Seed or Stream have
	// independent random numbers.
	Seed uint64
	// Stream is the number of the replica.
	Stream uint64
}

// ColdTime defines the meaning of Cold in a Config.
type ColdTime uint8

const (
	// WholeRequest means that Cold is the total time of a request that starts an instance,
	// initialisation and run, as in SimFaaS for one request per instance. The instance
	// counts as initialising for all of that time.
	WholeRequest ColdTime = iota
	// Initialisation means that Cold is the time until a new instance is ready. The
	// request then runs for a time drawn from Service, as in SimFaaS's
	// ParServerlessSimulator.
	Initialisation
)

// Steady returns a warm-up time in seconds after which the effect of the empty start has
// vanished: two idle expiries, two lifetimes and twenty requests, rounded up to whole
// periods of the traffic. One idle expiry would nearly suffice, because the pool is the
// maximum of the requests in flight during the last one. Where instances practically never
// expire it is too short: such a pool grows, ever more slowly, as long as it runs.
func (c Config) Steady() float64 {
	return c.Arrivals.whole(2*finite(c.Remembers()) + 2*finite(c.Lifetime) + 20*(c.Service.mean+c.Cold.mean))
}

// finite returns t, or 0 if it is infinite.
func finite(t float64) float64 {
	if math.IsInf(t, 0) {
		return 0
	}
	return t
}

// maxInFlight bounds the mean number of requests in flight, each of which costs memory and
// time.
const maxInFlight = 4e6

// Validate returns nil, or an error with a field, its value and the valid range.
func (c Config) Validate() error {
	err := validate(c.Arrivals, []named{{"Service", c.Service}, {"Cold", c.Cold}}, []bounded{
		{"Idle", c.Idle, 0, math.Inf(1)},
		{"Lifetime", c.Lifetime, 0, math.Inf(1)},
		{"WarmUp", c.WarmUp, 0, 1e12},
		{"Concurrency", float64(c.Concurrency), 0, 1e6},
		{"Min", float64(c.Min), 0, maxInFlight},
		{"Max", float64(c.Max), 0, maxTime},
	})
	if err != nil {
		return err
	}
	return c.validateChoices()
}

// named is a law with its field.
type named struct {
	name string
	Law
}

// bounded is a number with its range.
type bounded struct {
	name               string
	value, least, most float64
}

// validate returns an error for a value of a configuration that is wrong by itself.
func validate(a Arrivals, laws []named, numbers []bounded) error {
	if err := a.validate(); err != nil {
		return fmt.Errorf("sim: Arrivals %w", err)
	}
	for _, l := range laws {
		if err := l.validate(); err != nil {
			return fmt.Errorf("sim: %s %w", l.name, err)
		}
	}
	for _, n := range numbers {
		if !(n.value >= n.least && n.value <= n.most) {
			return fmt.Errorf("sim: %s is %v; it must be from %g to %g", n.name, n.value, n.least, n.most)
		}
	}
	return nil
}

// validateChoices checks conditions on more than one field.
func (c Config) validateChoices() error {
	switch {
	case c.ColdIs > Initialisation:
		return fmt.Errorf("sim: ColdIs is %d; it must be WholeRequest (0) or Initialisation (1)", c.ColdIs)
	case c.ColdIs == WholeRequest && c.Concurrency > 1:
		return fmt.Errorf("sim: ColdIs is WholeRequest with a Concurrency of %d; with more than 1 it must be Initialisation", c.Concurrency)
	case c.Max > 0 && c.Max < c.Min:
		return fmt.Errorf("sim: Max is %d; it must be 0 or at least Min, which is %d", c.Max, c.Min)
	case c.Lifetime > 0 && c.Lifetime < 1e-3:
		return fmt.Errorf("sim: Lifetime is %v s; it must be 0 for no limit or at least 0.001", c.Lifetime)
	case c.chores() > maxChanges:
		return fmt.Errorf("sim: Min and Lifetime make %.3g events for each request; at most %g can be followed", c.chores(), float64(maxChanges))
	case c.inFlight() > maxInFlight:
		return fmt.Errorf("sim: Arrivals and Service make %.3g requests in flight; at most %g can be simulated", c.inFlight(), maxInFlight)
	}
	return nil
}

// inFlight returns the highest mean number of requests in flight.
func (c Config) inFlight() float64 {
	n := c.Arrivals.Rate() * max(c.Service.mean, c.Cold.mean)
	if c.Max > 0 {
		n = min(n, float64(c.Max)*float64(c.slots()))
	}
	return n
}

// chores returns the mean number of replacements between two requests.
func (c Config) chores() float64 {
	if c.Lifetime == 0 {
		return 0
	}
	// The simulation must make progress without traffic, too.
	return float64(c.Min) / (c.Lifetime * max(c.Arrivals.Rate(), 1e-6))
}

// slots returns the number of requests an instance takes at once.
func (c Config) slots() int { return max(1, c.Concurrency) }

// batch returns the length of the first batches.
func (c Config) batch() float64 {
	return c.Arrivals.batchLength(max(finite(c.Remembers())+10*(c.Service.mean+c.Cold.mean), finite(c.Lifetime)))
}

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
