// Package sim simulates a pool of instances that start on demand and expire when idle,
// request by request. It validates the closed forms of package coldstart, and answers
// where these do not apply: other service-time distributions, varying rates, recorded
// requests.
//
// # What is simulated
//
// A request goes to the newest instance with a free slot. If there is none it starts an
// instance and waits for it (early binding), unless a cap forbids that: then it is
// rejected. Requests do not queue. With a concurrency above 1 an initialising instance has
// free slots too; requests given to it wait until it is ready. An instance without a
// request for the idle expiry ends, and one that has reached its longest lifetime takes no
// further requests. At the same instant a request ends first, then instances expire, then
// the next request arrives.
//
// These are the semantics of SimFaaS and, for several requests per instance, of its
// ParServerlessSimulator. The tests compare with both.
//
// # How to run it
//
// [New] checks a [Config] and returns a [Sim]. [Sim.Advance] runs it in steps of any size,
// so that a screen can show it live with [Sim.Snapshot] and stop at any time.
// [RunReplicas] runs independent replicas on all cores until a precision is reached.
// Arrivals made with [Times] replay a real request log. [FromPool] and [Comparison]
// compare a simulation with the model of package coldstart.
//
// A run is a pure function of its Config: the same seed gives the same bits, regardless of
// how the run is cut into steps and on how many cores replicas run. The event loop does
// not allocate once its arrays have grown to the size of the pool.
//
// # Statistics
//
// Means of the pool are weighted by time, exactly: every change of the number of running,
// initialising or living instances closes an interval. Confidence intervals come from
// batch means (32 to 64 batches of equal length, which double as the run continues) with
// the ratio estimator (A. M. Law, "Simulation Modeling and Analysis", 5th edition, 2015,
// chapters 9.5.3 and 9.7). The relative half width of the cold-start probability is about
// 2.2/√(cold starts): 1 % needs 50,000 of them.
//
// # Autoscalers
//
// [NewAutoscaled] simulates the platforms of package autoscale: requests share the CPU of
// their instance, and the number of instances follows windowed averages. docs/accuracy.md
// compares the two.
//
// # Sources
//
// N. Mahmoudi and H. Khazaei, "SimFaaS: A Performance Simulator for Serverless
// Computing Platforms", CLOSER 2021, and their "Performance Modeling of Serverless
// Computing Platforms", IEEE Transactions on Cloud Computing, 2020.
package sim

import (
	"math"
	"math/rand/v2"
)

// Sim is a simulation in progress. Create it with [New]. It must not be used by two
// goroutines at once.
type Sim struct {
	config  Config
	service sampler
	cold    sampler
	// Warm and cold times have separate random streams, so that two runs on different
	// platforms get the same requests.
	serviceRandom, coldRandom *rand.Rand
	pool                      pool
	// last is the instance of the last served request.
	last int32
	course
}

// counts are the numbers of requests since the beginning.
type counts struct {
	requests, cold, waited, rejected uint64
}

func (c counts) served() uint64 { return c.requests - c.rejected }

// latencies are the times of served requests: warm ones, those that started an instance,
// and those that waited for one started by another request.
type latencies struct{ warm, cold, waited Histogram }

// New returns a simulation at time 0, or the error of [Config.Validate].
func New(c Config) (*Sim, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	s := &Sim{
		config:        c,
		service:       c.Service.sampler(),
		cold:          c.Cold.sampler(),
		serviceRandom: stream(c.Seed, c.Stream, 1),
		coldRandom:    stream(c.Seed, c.Stream, 2),
	}
	s.prepare(c.Arrivals, stream(c.Seed, c.Stream, 0), c.WarmUp, c.batch())
	s.pool = newPool(c, &s.meter)
	s.begin()
	return s, nil
}

// stream returns the random numbers for one purpose in one replica. The two halves of the
// seed are mixed so that neighbouring numbers give unrelated streams.
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

// Advance simulates up to the time until, in seconds, but at most n requests. It reports
// whether it reached that time. A time in the past or NaN does nothing. +Inf is reached when
// the requests end, as only those of [Times] do.
func (s *Sim) Advance(until float64, n int) bool {
	if s.advance(until, n) == n {
		return false
	}
	if until > s.now && !math.IsInf(until, 1) {
		s.catchUp(until)
		s.now = until
	}
	return true
}

// advance simulates at most n requests up to the time until, and returns their number.
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

// catchUp processes all events other than requests up to and including time t.
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

// happen processes the end of a request or of an initialisation.
func (s *Sim) happen(e event) {
	if e.kind != finish {
		s.pool.starting.change(e.at, -1)
		if e.kind == ready {
			return
		}
	}
	s.pool.release(e.at, e.slot)
}

// arrive processes a new request.
func (s *Sim) arrive(t float64) {
	s.count.requests++
	// The time is drawn even if the request is rejected or does not use it, so that the
	// next one gets the same time on any platform.
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

// arriveCold processes a request that finds no open instance.
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

// Snapshot is the state of a simulation at one time. Counts are since time 0, including
// the warm-up.
type Snapshot struct {
	// Time is the simulated time in seconds.
	Time float64
	// Running is the number of instances with a request, Initialising the number of these
	// that still start, Idle the number without a request, and Instances the total.
	Running, Initialising, Idle, Instances int
	// Requests counts the requests so far and Cold the cold starts. Waited counts requests
	// that waited for an instance started by another one, and Rejected those rejected.
	Requests, Cold, Waited, Rejected uint64
	// Failed counts requests lost with their instance.
	Failed uint64
	// Warm is set once the warm-up is over.
	Warm bool
}

// InstanceState is the state of an instance at one time.
type InstanceState uint8

// The states of an instance.
const (
	// Gone is a slot without an instance.
	Gone InstanceState = iota
	Idle
	Running
	Initialising
)

// Instances writes the present states of the instances to dst and returns the number of
// slots; slots beyond dst are omitted. An instance keeps its slot as long as it lives, and
// a later one may reuse it.
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
