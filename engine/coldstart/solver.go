// Package coldstart computes the steady state of a pool of instances that start on demand
// and expire when idle: the probability of a cold start, and the number of running and
// idle instances.
//
// # What is modelled
//
// A platform gives each request to an instance with a free slot, or starts a new instance
// when there is none (early binding: the request that triggers a start waits for that
// instance). An instance expires after it has been idle for the idle expiry. Requests do
// not queue; with a cap, requests beyond it are rejected.
//
// With last-in-first-out reuse the pool size is the maximum of the number of requests in
// flight over the last idle-expiry seconds. A cold start is therefore an arrival that
// lifts the number in flight above its maximum of that window. All models here follow from
// that identity.
//
// [Solver.Solve] uses an ordered-hunt model (exponential service, exact for a fixed
// ranking of instances) for one request per instance, a hazard model for several, and
// a two-phase record process for bursts. The newest instance with a free slot takes a
// request, as in SimFaaS; most recently used and oldest first differ from that by
// O(Service/Idle), under 0.5 % from Idle = 30·Service on.
//
// Service and initialisation times are assumed to be exponential. Constant service times
// change the cold-start probability by about -2 % and the pool by +0.6 %; a coefficient of
// variation of 2 changes them by +3 % and -1 %. For larger variation use a simulation.
//
// # Sources
//
// The early-binding pool is that of N. Mahmoudi and H. Khazaei, "Performance
// Modeling of Serverless Computing Platforms", IEEE Transactions on Cloud
// Computing, 2020, and of their simulator SimFaaS (2021), which the tests compare
// with. Overflow processes follow L. Takács, "Introduction to the Theory of
// Queues", 1962, and J. Riordan's moments in R. I. Wilkinson, "Theories for Toll
// Traffic Engineering in the U.S.A.", Bell System Technical Journal 35, 1956.
// Laplace transforms are inverted with the fixed Talbot method of J. Abate and
// P. P. Valkó, "Multi-precision Laplace Transform Inversion", International
// Journal for Numerical Methods in Engineering 60, 2004.
package coldstart

import (
	"math"

	"crossover/engine/queue"
)

// Solver solves pools. It owns the work buffers, so that solving does not allocate after
// the first use. The zero value is ready to use. It must not be used by two goroutines at
// once.
type Solver struct {
	chain   chain
	hazards hazards
	bursts  bursts
	slow    outlasting
	few     talbot // nodes for Poisson arrivals
	many    talbot // nodes for bursts
}

// Solve returns the long-run state of a pool.
//
// The model depends on the question: the ordered hunt for one request per instance, the
// hazard model for several, the record process for bursts and for more than some 400
// instances. Initialisation time, lifetime, minimum and cap are applied afterwards. Where
// two models meet, one is faded into the other, so that curves have no steps.
//
// Against simulation with exponential times the probability of a cold start is
// within 1 % on average and the pool within 0.2 %; with shared instances, or where
// starting outlasts the idle expiry, within 3 % on average (7 % at worst) and 1 %.
// Bursts are within 2.3 % and 0.5 %, a lifetime within 6 %.
//
// A rate of zero is treated as the limit of a small one: a request is a cold start unless
// an instance is always kept. The result is finite for every input.
func (s *Solver) Solve(p Pool) State {
	if finite(p.Rate, maxRate) < minRate {
		return empty(&p)
	}
	if p.Expiry.Given() {
		p.Idle = p.Expiry.Equivalent(p.used())
	}
	q, valid := ask(&p)
	a := s.answer(&q, &valid)
	a.expireAtOnce(&q)
	return a.state(&q, valid)
}

// answer picks the model.
func (s *Solver) answer(q *query, valid *Validity) answer {
	s.few.init(nodesPoisson)
	s.many.init(nodesBursty)
	if q.burst > 1 {
		return s.underBursts(q, valid)
	}
	return s.steady(q, valid)
}

// empty returns the state of a pool without traffic.
func empty(p *Pool) State {
	kept := finite(float64(p.Min), maxInstances)
	st := State{Idle: kept, Total: kept}
	if kept == 0 {
		st.ColdStart = 1
	}
	return st
}

// steady answers for Poisson arrivals. For a concurrency between 1 and 2 it applies the
// ratio between the two models at 1 and fades it out, so that the answer is continuous in
// c.
func (s *Solver) steady(q *query, valid *Validity) answer {
	if q.conc == 1 {
		return s.single(q, valid)
	}
	a := s.shared(q, valid)
	if q.conc >= 2 {
		return a
	}
	one := *q
	one.conc = 1
	from, to := s.shared(&one, valid), s.single(&one, valid)
	w := 2 - q.conc
	a.starts *= fade(from.starts, to.starts, w)
	a.total *= fade(from.total, to.total, w)
	a.busy *= fade(from.busy, to.busy, w)
	return a
}

// fade returns (to/from)^w, kept within a factor of four.
func fade(from, to, w float64) float64 {
	if !(from > 0) || !(to > 0) {
		return 1
	}
	return math.Pow(min(4, max(0.25, to/from)), w)
}

// single answers for one request per instance.
func (s *Solver) single(q *query, valid *Validity) (a answer) {
	coarse := ramp(min(q.load, q.high), huntOnly, recordOnly)
	c := &s.chain
	built := coarse > 0 || q.extra > 0
	if built {
		s.steadyChain(q)
	}
	var f found
	if coarse < 1 {
		f = s.hunt(q, &s.few)
	}
	if coarse > 0 {
		r := s.record(c, q, &s.few)
		f.starts += coarse * (r.starts - f.starts)
		f.total += coarse * (r.total - f.total)
		f.first += coarse * (r.first - f.first)
		valid.set(Fluid, c.step > 1)
	}
	a.starts, a.total = f.starts, f.total
	w := f.trust(q)
	if w < 1 && !built {
		s.steadyChain(q)
	}
	if w < 1 || q.extra > 0 {
		s.hazards.fill(c, q.idle)
	}
	if w < 1 {
		starts, _ := s.hazards.pool(c, q.low)
		a.starts = mix(starts, a.starts, w)
	}
	// An older instance that is still warm takes requests too, which fixed ranks do not
	// show. Fitted to simulations; only instances beyond the minimum can expire.
	kept := q.load * queue.ErlangB(q.load, q.low) * q.idle
	a.starts /= 1 + 0.45/(1+1.2*q.idle)*q.load/(q.load+0.9)*kept/(kept+0.6)
	base := a
	if q.extra > 0 {
		a.starts += s.hazards.initialisation(c, q.extra, q.load)
	}
	a.reject(q)
	a.busy = q.load * (1 - a.rejection)
	return s.outlast(q, base, a, valid)
}

// steadyChain sets up the chain of Poisson arrivals.
func (s *Solver) steadyChain(q *query) {
	s.chain.build(q.load, q.idle, q.slots())
	s.chain.weigh(q.conc, q.low, q.high)
}

// expireAtOnce makes the limit of no idle expiry exact. Every served request is then a
// cold start if an instance takes one request and none are kept.
func (a *answer) expireAtOnce(q *query) {
	if w := ramp(q.idle, 1e-7, 1e-5); w < 1 && q.conc == 1 && q.low == 0 {
		a.starts = w*a.starts + (1-w)*q.load*(1-a.rejection)
		a.total = w*a.total + (1-w)*a.busy
	}
}

// mix goes from a at w = 0 to b at w = 1.
func mix(a, b, w float64) float64 {
	if w == 0 {
		return a // b may be anything
	}
	return a + w*(b-a)
}

// ramp goes from 0 at x ≤ from to 1 at x ≥ to, smoothly in the logarithm.
func ramp(x, from, to float64) float64 {
	if x <= from {
		return 0
	}
	if x >= to {
		return 1
	}
	u := math.Log(x/from) / math.Log(to/from)
	return u * u * (3 - 2*u)
}

// Loads between which the ordered hunt is replaced by the record process on a coarse
// chain. There the two differ only by the bias of the former, at most 5 % from T/S = 12
// on, which is spread over a factor of two in load.
const (
	huntOnly   = 300
	recordOnly = 600
)

// answer is the result of a model, per service time.
type answer struct {
	starts    float64 // cold starts
	total     float64 // pool, without the extra time of cold requests
	busy      float64 // instances with a request, likewise
	rejection float64
}

// reject sets the probability of rejection at the cap for Poisson arrivals by Erlang's
// loss formula. It depends only on the mean time of a request, which cold starts lengthen.
func (a *answer) reject(q *query) {
	slots := q.slots()
	if math.IsInf(slots, 1) {
		return
	}
	a.rejection = queue.ErlangB(q.load, slots)
	if q.extra > 0 && a.rejection < 1 {
		cold := min(1, max(0, a.starts)/(q.load*(1-a.rejection)))
		a.rejection = queue.ErlangB(q.load*(1+cold*q.extra), slots)
	}
}

// state applies the lifetime, the time spent initialising and the cap.
//
// Recycling at age L adds to expiry. With W/τ starts for a pool of W whose instances live
// τ on average, the mean life becomes a smooth minimum of τ and L, (τ^-k + L^-k)^(-1/k)
// with k = min(4, 1+W). The starts thus become the k-norm of W/τ and W/L. The exponent was
// fitted to simulations and is within 6 %. Instances that are always kept are replaced
// before they expire.
//
// By Little's law every start adds the extra time of a cold request to the running
// instances and to the pool.
func (a *answer) state(q *query, valid Validity) (st State) {
	served := q.load * (1 - a.rejection)
	starts := max(0, a.starts)
	if pool := a.total - q.low; pool > 0 && q.life < math.Inf(1) {
		starts = norm(starts, pool/q.life, min(4, 1+pool))
	}
	starts = min(starts, served)
	running := min(a.busy+starts*q.extra, q.high)
	total := min(max(a.total+starts*q.extra, running, q.low), q.high)
	st.Valid = valid
	st.Rejection = a.rejection
	if served > 0 {
		st.ColdStart = min(1, starts/served)
	}
	st.Running, st.Idle, st.Total = running, total-running, total
	st.Waits = min(1-st.ColdStart, st.ColdStart*joiners(q))
	return st
}

// norm returns (x^k + y^k)^(1/k) for non-negative x and y and k ≥ 1.
func norm(x, y, k float64) float64 {
	big, small := max(x, y), min(x, y)
	if small == 0 {
		return big
	}
	return big * math.Pow(1+math.Pow(small/big, k), 1/k)
}

// joiners returns the number of requests that join a new instance while it initialises.
//
// The newest instance with a free slot gets the next request even when it is not ready, so
// the first c-1 arrivals during initialisation wait. The initialisation time D is
// exponential, so at least j requests arrive in it with probability ρ^j, ρ = λD/(1+λD),
// which sums to λD·(1 - ρ^(c-1)). Cold starts of bursty traffic happen in bursts, so λ is
// the rate inside them.
func joiners(q *query) float64 {
	rate := q.load
	if q.burst > 1 {
		rate = q.peak
	}
	x := rate * q.extra
	if q.conc == 1 || x == 0 {
		return 0
	}
	return -x * math.Expm1(-(q.conc-1)*math.Log1p(1/x))
}

// Pool is the input of [Solver.Solve]: the traffic and the platform. All times are in
// seconds. Every field may be zero. A number outside its range is replaced by the nearest
// value inside it, and NaN by zero.
type Pool struct {
	// Rate is the mean arrival rate λ in requests per second, 0 to 1e12.
	Rate float64
	// Service is the mean warm service time S, 0 to 1e9 s. Where Rate times
	// Service exceeds 1e10 requests in flight, the rate is lowered.
	Service float64
	// Cold is the mean total time of a cold request including initialisation, 0 to 1e9 s;
	// less than Service means Service.
	Cold float64
	// Idle is the idle expiry T. At 0 an instance expires as soon as it is idle; more than
	// 1e9 s, +Inf included, means 1e9 s (32 years).
	Idle float64
	// Expiry is the distribution of the idle expiry where that is not fixed; Idle then has
	// no effect.
	Expiry Expiry
	// Lifetime is the longest life L of an instance; 0 means no limit.
	Lifetime float64
	// Concurrency is the number c of requests an instance takes at once, 1 to 1e6; less
	// than 1 means 1. Instance k+1 is needed when more than k·c requests are in flight. It
	// need not be whole (a CPU target makes it fractional): the result is interpolated
	// between whole numbers of requests, so it is continuous in c.
	Concurrency float64
	// Min is the number of instances that are always kept.
	Min int
	// Max is the largest number of instances; 0 means no cap. A value below Min means Min.
	Max int
	// Burst is the peak rate over the mean rate, 1 to 1e4; 1 or less means
	// Poisson arrivals. See [MMPP].
	Burst float64
	// BurstLength is the mean length of a burst; 0 means Poisson arrivals.
	BurstLength float64
}

// State is the result of [Solver.Solve]: long-run means of a pool.
type State struct {
	// ColdStart is the probability that a served request starts an instance.
	ColdStart float64
	// Running is the mean number of instances with a request, including initialising ones.
	Running float64
	// Idle is the mean number of instances that are kept without a request.
	Idle float64
	// Total is Running + Idle.
	Total float64
	// Rejection is the probability that a request is turned away at the cap.
	Rejection float64
	// Waits is the fraction of served requests that wait for an instance that another
	// request has started. It is 0 with a concurrency of 1.
	Waits float64
	// Valid lists the limits of the model that the question exceeds; 0 means none.
	Valid Validity
}
