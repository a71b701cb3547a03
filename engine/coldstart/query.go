package coldstart

import (
	"math"
	"math/bits"
)

// Limits of the fields of a Pool, wide enough for any real platform and narrow enough that
// no product of them overflows.
const (
	maxRate      = 1e12
	maxTime      = 1e9
	maxBurst     = 1e4
	maxInstances = 1e10
	// maxLoad is the largest offered load, in erlangs.
	maxLoad        = 1e10
	maxConcurrency = 1e6
	// minRate is the rate below which no request is expected in a million years.
	minRate = 1e-15
)

// query is a Pool in units of the warm service time, so that the departure rate
// of a request is 1 and the arrival rate is the offered load.
type query struct {
	unit  float64 // seconds of one unit
	load  float64 // offered load a = λS, erlangs
	idle  float64 // idle expiry, in service times
	extra float64 // time a cold request takes beyond a warm one, in service times
	life  float64 // longest life, in service times; +Inf is none
	conc  float64 // requests an instance takes
	low   float64 // instances always kept
	high  float64 // cap on instances; +Inf is none
	burst float64 // peak over mean; 1 is Poisson
	quiet float64 // rate outside bursts, requests per service time
	peak  float64 // rate inside bursts
	begin float64 // rate at which bursts begin, per service time
	end   float64 // rate at which bursts end
}

// ask clamps p to its ranges and converts it to units of the service time. The rate must
// not be zero.
func ask(p *Pool) (q query, valid Validity) {
	rate := finite(p.Rate, maxRate)
	idle := finite(p.Idle, maxTime)
	service := finite(p.Service, maxTime)
	cold := max(service, finite(p.Cold, maxTime))
	q.conc = max(1, finite(p.Concurrency, maxConcurrency))
	q.low = finite(float64(p.Min), maxInstances)
	q.high = math.Inf(1)
	if p.Max > 0 {
		q.high = max(q.low, finite(float64(p.Max), maxInstances))
	}
	if rate*service > maxLoad {
		rate = maxLoad / service
	}
	if rate < p.Rate || service < p.Service || cold < p.Cold || idle < min(p.Idle, math.MaxFloat64) {
		valid |= Clamped
	}
	if idle < service {
		valid |= ShortIdle
	}
	if q.conc > 1 && idle < 4*service {
		valid |= ShortIdleShared
	}

	// A service time of zero is treated as one that is small against the time between
	// requests and the idle expiry.
	q.unit = max(service, min(1e-12/rate, 1e-9*idle), 1e-12)
	q.load = rate * q.unit
	q.idle = max(1e-9, idle/q.unit)
	q.extra = (cold - service) / q.unit
	q.life = math.Inf(1)
	if p.Lifetime > 0 {
		q.life = p.Lifetime / q.unit
	}
	q.setBurst(p, rate)
	return q, valid
}

// setBurst sets the two rates of the arrival process. Bursts much shorter than a service
// time, or than the time between two requests inside them, are indistinguishable from
// Poisson arrivals.
func (q *query) setBurst(p *Pool, rate float64) {
	q.burst = 1
	burst, length := finite(p.Burst, maxBurst), finite(p.BurstLength, maxTime)
	if burst <= 1 || length < 1e-6*q.unit || length*rate*burst < 1e-9 {
		return
	}
	q.burst = burst
	l1, l2, r12, r21 := MMPP(rate, burst, length)
	q.quiet, q.peak, q.begin, q.end = l1*q.unit, l2*q.unit, r12*q.unit, r21*q.unit
}

// slots returns the most requests that can be in flight.
func (q *query) slots() float64 { return q.high * q.conc }

// Expiry is the distribution of the time that an idle instance stays: points in ascending
// order with straight lines between them, from a share of 0 to a share of 1. The zero
// value means no distribution. The time is drawn anew each time an instance becomes idle.
type Expiry [8]ExpiryPoint

// ExpiryPoint says that a share Gone of the idle instances, 0 to 1, has expired after S
// seconds.
type ExpiryPoint struct{ S, Gone float64 }

// Given reports whether a distribution is given.
func (e *Expiry) Given() bool { return e[1].S > 0 }

// lines calls f for each line between two points.
func (e *Expiry) lines(f func(from, to *ExpiryPoint)) {
	for i := 1; i < len(e) && e[i].S > 0; i++ {
		f(&e[i-1], &e[i])
	}
}

// Mean returns the mean time in seconds.
func (e *Expiry) Mean() (mean float64) {
	e.lines(func(from, to *ExpiryPoint) { mean += (to.Gone - from.Gone) * (from.S + to.S) / 2 })
	return mean
}

// Times returns the distribution with every time multiplied by n.
func (e Expiry) Times(n float64) Expiry {
	for i := range e {
		e[i].S *= n
	}
	return e
}

// Gone returns the share of instances that have expired after t idle seconds.
func (e *Expiry) Gone(t float64) (gone float64) {
	e.lines(func(from, to *ExpiryPoint) {
		if t > from.S {
			gone = from.Gone + (to.Gone-from.Gone)*min(1, (t-from.S)/(to.S-from.S))
		}
	})
	return gone
}

// Quantile returns the time after which a share q of the instances, 0 to 1, has expired.
func (e *Expiry) Quantile(q float64) float64 {
	t := e[0].S
	e.lines(func(from, to *ExpiryPoint) {
		if q > from.Gone && to.Gone > from.Gone {
			t = from.S + (to.S-from.S)*min(1, (q-from.Gone)/(to.Gone-from.Gone))
		}
	})
	return t
}

// Equivalent returns the fixed expiry that keeps as many instances warm as this
// distribution, for an instance used at rate times per second: the T for which
// exp(-rate·T) is the mean of exp(-rate·t). For a rate of 0 it is the mean.
func (e *Expiry) Equivalent(rate float64) float64 {
	if rate*e[0].S < 1e-4 {
		return e.Mean()
	}
	// Relative to the earliest time, to avoid underflow.
	sum := 0.0
	e.lines(func(from, to *ExpiryPoint) {
		sum += (to.Gone - from.Gone) * math.Exp(-rate*(from.S-e[0].S)) * -math.Expm1(-rate*(to.S-from.S)) / (rate * (to.S - from.S))
	})
	return e[0].S - math.Log(max(sum, 1e-300))/rate
}

// used returns how often per second the instances are used that expire and have to be
// started again. Erlang's loss formula gives the requests that reach each instance in
// turn, and the mean expiry the share of these that find it expired. The result is the
// mean over these starts. In a large pool the instances that matter are used about once
// per expiry.
func (p *Pool) used() float64 {
	const manyErlangs, once = 30, 1.5
	rate, t, c := finite(p.Rate, maxRate), p.Expiry.Mean(), max(1, math.Floor(p.Concurrency))
	a := rate * finite(p.Service, maxTime)
	if a > manyErlangs || c > manyErlangs && a > 0.1 {
		return min(rate, once/t)
	}
	lost, slots, starts, uses := 1.0, 0.0, 0.0, 0.0
	for n := 1.0; rate*lost*t > 0.05 || n == 1; n++ {
		r := rate * lost
		w := r * math.Exp(-r*t)
		starts, uses = starts+w, uses+w*r
		for range int(c) {
			slots++
			lost = a * lost / (slots + a*lost)
		}
	}
	if starts == 0 {
		return once / t
	}
	return uses / starts
}

// Validity is a set of documented limits that a question exceeds. With the zero value the
// errors stated in [Solver.Solve] apply.
type Validity uint16

const (
	// LongCold says that starting takes more than 0.3·Idle under bursts, or on shared
	// instances whose slots fill more slowly than the idle expiry: the probability can be
	// 30 % off.
	LongCold Validity = 1 << iota
	// ShortIdle says that Idle is less than Service: the probability is up to 30 % high.
	ShortIdle
	// ShortIdleShared says that Idle is less than 4·Service with a concurrency above 1:
	// the probability can be 13 % off, and 50 % below Service.
	ShortIdleShared
	// Fluid says that the pool is so large that one level of the chain represents several
	// requests.
	Fluid
	// Rare says that cold starts are too rare for the transform to resolve: the
	// probability is small, but its digits are meaningless.
	Rare
	// ShortBurst says that bursts are shorter than two service times on a pool so large
	// that levels represent several requests: the pool can be 12 % high and the cold-start
	// probability 40 %.
	ShortBurst
	// Clamped says that a field was outside its range and was replaced.
	Clamped
	// Behind says that bursts exceed the capacity of the autoscaled instances outside
	// them. Requests pile up until the autoscaler reacts, and a signal that counts them
	// asks for more instances than the model says. Package pool sets it.
	Behind
	// LongRequests says that there are few requests, each as long as a quarter of the time
	// over which an autoscaler averages, or longer: instances can be 20 % off. Package pool
	// sets it.
	LongRequests
)

var reasons = [...]string{
	"starting takes more than 0.3 of the idle expiry, under bursts or on instances that fill slowly",
	"the idle expiry is shorter than a request",
	"the idle expiry is under 4 service times on shared instances",
	"the pool is so large that one level of the model stands for several requests",
	"cold starts are too rare to resolve",
	"bursts are shorter than two service times on a large pool",
	"a value was outside its range",
	"bursts exceed the capacity of the instances outside them",
	"few requests, as long as the time over which the autoscaler averages",
}

// Reasons returns one phrase for each limit exceeded, in the order of the constants, or
// nil if there is none.
func (v Validity) Reasons() []string {
	var out []string
	for {
		reason, rest, ok := v.Next()
		if !ok {
			return out
		}
		out, v = append(out, reason), rest
	}
}

// Doubtful are the limits beyond which results have errors of more than a few per cent.
const Doubtful = LongCold | ShortIdle | ShortIdleShared | ShortBurst | Clamped | Behind | LongRequests

// Next returns the phrase for the first limit exceeded and the remaining limits, and
// reports whether there is one.
func (v Validity) Next() (reason string, rest Validity, ok bool) {
	if v == 0 {
		return "", 0, false
	}
	i := bits.TrailingZeros16(uint16(v))
	return reasons[i], v &^ (1 << i), true
}

// set adds limit when on is true.
func (v *Validity) set(limit Validity, on bool) {
	if on {
		*v |= limit
	}
}
