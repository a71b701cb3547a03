package coldstart

import "math"

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
