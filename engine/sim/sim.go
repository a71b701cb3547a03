package sim

import (
	"math"
	"math/rand/v2"
)

// Sim is a simulation in progress. It is made by [New] and must not be used by two
// goroutines at once.
type Sim struct {
	config Config
	// now is the time up to which everything has happened, and coming the time of
	// the next request.
	now, coming float64
	source      source
	lasting     lasting
	service     sampler
	cold        sampler
	// Warm and cold times have streams of their own, so that two runs that differ
	// in the platform see the same requests.
	serviceRandom, coldRandom *rand.Rand
	events                    heap
	pool                      pool
	// last is the instance of the last request that was served.
	last int32
	meter
}

// counts are the numbers of requests since the beginning.
type counts struct {
	requests, cold, waited, rejected uint64
}

func (c counts) served() uint64 { return c.requests - c.rejected }

// latencies are the times of served requests: warm ones, those that started an
// instance, and those that waited for one that another request had started.
type latencies struct{ warm, cold, waited Histogram }

// New returns a simulation at time 0, or the error of [Config.Validate].
func New(c Config) (*Sim, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	s := &Sim{
		config:        c,
		source:        newSource(c.Arrivals, stream(c.Seed, c.Stream, 0)),
		service:       c.Service.sampler(),
		cold:          c.Cold.sampler(),
		serviceRandom: stream(c.Seed, c.Stream, 1),
		coldRandom:    stream(c.Seed, c.Stream, 2),
		meter:         newMeter(c.Arrivals, c.WarmUp, c.batch()),
	}
	s.pool = newPool(c, &s.meter)
	s.marks.begin(s.totals(0))
	s.coming = s.lasting.next(&s.source)
	return s, nil
}

// stream returns the random numbers for one use in one replica. The two halves of
// the seed are mixed so that neighbouring numbers give unrelated streams.
func stream(seed, replica, use uint64) *rand.Rand {
	return rand.New(rand.NewPCG(mix(seed), mix(mix(replica)^use)))
}

// mix is the finalizer of SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, "Fast
// Splittable Pseudorandom Number Generators", OOPSLA 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Run simulates all that happens up to the time until, in seconds; a time in the
// past or NaN does nothing, and +Inf runs until the requests end, which only those
// of [Times] do: on others it does nothing.
func (s *Sim) Run(until float64) {
	if math.IsInf(until, 1) && !s.config.Arrivals.Finite() {
		return
	}
	s.advance(until, math.MaxInt)
	if until > s.now && !math.IsInf(until, 1) {
		s.catchUp(until)
		s.now = until
	}
}

// Advance is Run that stops after n requests at the latest. It reports whether it
// came to the time until.
func (s *Sim) Advance(until float64, n int) bool {
	if s.advance(until, n) == n {
		return false
	}
	s.Run(until)
	return true
}

// Now returns the time simulated so far in seconds.
func (s *Sim) Now() float64 { return s.now }

// advance simulates at most n requests that come by the time until, and returns
// their number.
func (s *Sim) advance(until float64, n int) int {
	for i := range n {
		t := s.coming
		if !(t <= until) || math.IsInf(t, 1) {
			return i
		}
		s.catchUp(t)
		s.now = t
		s.arrive(t)
		s.coming = s.lasting.next(&s.source)
	}
	return n
}

// catchUp lets everything but requests happen up to and including time t.
func (s *Sim) catchUp(t float64) {
	for {
		timer := min(s.pool.timer, s.marks.next)
		if len(s.events.events) > 0 && s.events.events[0].at <= timer {
			if s.events.events[0].at > t {
				return
			}
			s.happen(s.events.pop())
			continue
		}
		if timer > t {
			return
		}
		if timer == s.marks.next {
			s.mark(timer)
		} else {
			s.pool.sweep(timer)
		}
	}
}

// happen is the end of a request or of an initialisation.
func (s *Sim) happen(e event) {
	if e.kind != finish {
		s.pool.starting.change(e.at, -1)
		if e.kind == ready {
			return
		}
	}
	s.pool.release(e.at, e.slot)
}

// arrive is a request.
func (s *Sim) arrive(t float64) {
	s.count.requests++
	// The time is drawn even if the request is rejected or does not use it, so that
	// the next one gets the same time on any platform.
	run := s.service.draw(s.serviceRandom)
	slot := s.pool.open.newest()
	if slot == none {
		s.arriveCold(t, run)
		return
	}
	s.last = slot
	s.pool.assign(t, slot)
	if wait := s.pool.instances[slot].ready - t; wait > 0 {
		run += wait
		s.count.waited++
		s.latency.waited.Add(run, 1)
	} else {
		s.latency.warm.Add(run, 1)
	}
	s.events.push(event{at: t + run, slot: slot, kind: finish})
}

// arriveCold is a request that finds no instance open.
func (s *Sim) arriveCold(t, run float64) {
	if s.lasting.throttled || s.config.Max > 0 && s.pool.alive.n >= s.config.Max {
		s.count.rejected++
		return
	}
	s.count.cold++
	slot := s.pool.start(t)
	s.last = slot
	s.pool.starting.change(t, +1)
	cold := s.cold.draw(s.coldRandom)
	s.pool.instances[slot].ready = t + cold
	if s.config.ColdIs == WholeRequest {
		s.latency.cold.Add(cold, 1)
		s.events.push(event{at: t + cold, slot: slot, kind: finishCold})
		return
	}
	s.latency.cold.Add(cold+run, 1)
	s.events.push(event{at: t + cold, slot: slot, kind: ready})
	s.events.push(event{at: t + cold + run, slot: slot, kind: finish})
}

// Snapshot is the state of a simulation at one moment. Counts are since time 0, the
// warm-up included.
type Snapshot struct {
	// Time is the simulated time in seconds.
	Time float64
	// Running is the number of instances with a request, Initialising how many of
	// these still start, Idle the number without one, and Instances all.
	Running, Initialising, Idle, Instances int
	// Requests counts the requests so far and Cold the cold starts. Waited counts
	// requests that waited for an instance that another one had started, and Rejected
	// those that were turned away.
	Requests, Cold, Waited, Rejected uint64
	// Failed counts requests that were lost with their instance.
	Failed uint64
	// Warm says whether the warm-up is over.
	Warm bool
}

// InstanceState is what an instance does at one moment.
type InstanceState uint8

// The states of an instance.
const (
	// Gone is a place that no instance has.
	Gone InstanceState = iota
	Idle
	Running
	Initialising
)

// Instances writes the present states of the instances into dst, each at a place
// that stays its own as long as it lives and has another one after it, and
// returns how many places there are: those beyond dst are left out.
func (s *Sim) Instances(dst []InstanceState) int {
	n := len(s.pool.instances)
	for i := range min(n, len(dst)) {
		in := &s.pool.instances[i]
		switch {
		case in.load == 0:
			dst[i] = Idle
		case in.ready > s.now:
			dst[i] = Initialising
		default:
			dst[i] = Running
		}
	}
	for _, slot := range s.pool.vacant {
		if int(slot) < len(dst) {
			dst[slot] = Gone
		}
	}
	return n
}

// Snapshot returns the present state. It does not allocate.
func (s *Sim) Snapshot() Snapshot { return s.snapshot(s.now) }
