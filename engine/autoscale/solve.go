// Package autoscale computes how many instances a platform's autoscaler runs, and how much
// requests on one instance slow each other.
//
// # What is modelled
//
// An autoscaler averages a signal over a window, divides it by the target of one
// instance, rounds up, and keeps the largest number it has wanted during the
// scale-in delay ([Policy]). The work that arrives does not depend on how many
// instances there are as long as they keep up, so the number of instances is the
// maximum, over the delay, of a function of the window's average alone.
//
// That average is a sum over the requests of the window. [Solve] takes it as gamma
// distributed with its exact mean and variance (the window averages of a compound
// Poisson process and of the number in flight in M/G/inf), and the times at which
// it rises above a level as those of a Gaussian process with the covariance of a
// moving average. Bursts move its mean: a rate that jumps between two values,
// averaged exponentially, has a beta distribution.
//
// Requests that compute at once share the CPU (processor sharing). With the least
// loaded instance first, instances together are close to one queue with as many
// servers as there are vCPUs (Erlang C).
//
// A burst that exceeds the capacity of the instances is followed as a fluid ([Late]):
// requests share instances or queue until the averages ask for more and the new ones have
// started. An average begins with the first request after an empty window.
//
// Package sim simulates the same platform request by request; docs/accuracy.md
// compares the two.
//
// # Sources
//
// Level crossings: J. Pickands, "Upcrossing Probabilities for Stationary Gaussian
// Processes", Transactions of the AMS 145, 1969, with the correction for sampling
// of D. Siegmund, "Corrected Diffusion Approximations in Certain Random Walk
// Problems", Advances in Applied Probability 11, 1979. Gamma quantiles: E. B. Wilson
// and M. M. Hilferty, "The Distribution of Chi-Square", PNAS 17, 1931. The filtered
// telegraph signal: W. M. Wonham and A. T. Fuller, "Probability densities of the
// smoothed 'random telegraph signal'", Journal of Electronics and Control 4, 1958.
package autoscale

import (
	"cmp"
	"math"

	"crossover/engine/queue"
)

// State is the result of [Solve]: long-run means.
type State struct {
	// Serving is the mean number of instances that take requests, Parked of those kept
	// without requests, and Starting of those that do not serve yet.
	Serving, Parked, Starting float64
	// Starts is the number of instances started per second.
	Starts float64
	// Active is the mean number of instances with at least one request in flight.
	Active float64
	// Slow is the factor by which sharing the CPU lengthens a request's computing, 1 or
	// more. It is +Inf where the instances cannot keep up.
	Slow float64
	// Transient is set where a burst exceeds the capacity of the instances outside it.
	// Requests then pile up until the autoscaler reacts, and a signal that counts them
	// asks for more instances than these figures say. Use a simulation instead.
	Transient bool
	// Late describes the requests that arrive before the autoscaler has reacted to such a
	// burst.
	Late Late
}

// Instances is the mean number of instances in any state.
func (s *State) Instances() float64 { return s.Serving + s.Parked + s.Starting }

// Solve returns the long-run state of the instances that an autoscaler runs. The result is
// finite, except that Slow is +Inf where no number of instances that the policy allows
// keeps up.
func Solve(q Question) State {
	if !(q.Load.Rate > 0) {
		return State{Serving: q.Least, Slow: 1}
	}
	var s State
	var l levels
	l.prepare(&q)
	n := l.count()
	serving, kept := &n[0], &n[1]
	s.Serving = serving.mean
	s.Parked = max(0, kept.mean-serving.mean)
	each := math.Ceil(1 / cmp.Or(q.CPU, 1)) // the most instances that one request adds
	s.Starts = min(kept.rises, q.Load.Rate*each)
	s.Starting = s.Starts * q.Start
	s.share(&q)
	return s
}

// share computes the effects of sharing the CPU. Outside and inside bursts it assumes the
// number of instances that the traffic there asks for.
func (s *State) share(q *Question) {
	n := max(s.Serving, 1e-9)
	if !q.bursty() {
		s.Slow, s.Active = q.shared(q.Load.Rate, n)
		return
	}
	p := q.phases()
	outside, inside := q.signals(p.quiet), q.signals(p.peak)
	peak := max(n, q.bounded(math.Ceil(inside.most().mean)))
	calm, few := q.shared(p.quiet, n)
	busy, many := q.shared(p.peak, peak)
	share := p.busy * p.peak / q.Load.Rate
	s.Slow = (1-share)*calm + share*busy
	s.Active = min((1-p.busy)*few+p.busy*many, n)
	least := q.bounded(max(1, math.Ceil(outside.most().mean)))
	load := p.peak * q.Compute / (least * q.VCPU)
	s.Transient = load > 1
	if load > crowded {
		s.Late = q.late(&p, least, s.Parked)
	}
}

// crowded is the load of the instances outside a burst above which requests that find
// them busy pile up in it. On Cloud Run none did within two minutes at 0.64, and at 0.97
// they took up to 1.5 s.
const crowded = 0.8

// shared returns the factor by which requests are slowed where serving instances share a
// rate of r, and the number of instances with a request. It treats the instances as one
// processor-sharing queue with n·v cores, or n slower ones if v is below 1.
func (q *Question) shared(r, serving float64) (slow, active float64) {
	n := max(1, serving) // a mean below 1 is one instance part of the time
	work, cores := r*q.Compute/min(1, q.VCPU), n*max(1, q.VCPU)
	if work >= cores {
		return math.Inf(1), serving
	}
	wait := queue.ErlangC(work, cores)
	slow = 1 + wait/(cores-work)
	// While fewer requests compute than there are cores, their number is distributed as in
	// M/M/inf, scaled by times. Those that wait are Poisson in any case.
	times := 1.0
	if wait > 1e-9 {
		times = (1 - wait) / poissonBelow(work, cores)
	}
	return slow, min(max(0, n-times*missing(r*q.Wait+work, n)), serving)
}

// bounded clamps a number of instances to the least and the most.
func (q *Question) bounded(n float64) float64 {
	n = max(n, q.Least)
	if q.Most > 0 {
		n = min(n, q.Most)
	}
	return n
}

// bursty reports whether the traffic comes in bursts.
func (q *Question) bursty() bool { return q.Burst > 1 && q.BurstLength > 0 }

// missing returns the mean of max(0, n-X) for X Poisson with mean a: how many of n
// instances have no request when the least loaded one gets the next.
func missing(a, n float64) float64 {
	if a > 4*n+50 {
		return 0
	}
	if a > 500 { // X is close to normal
		sd := math.Sqrt(a)
		z := (n - a) / sd
		return max(0, n-a) + sd*(math.Exp(-z*z/2)/math.Sqrt(2*math.Pi)-math.Abs(z)*normal(-math.Abs(z)))
	}
	p, sum := math.Exp(-a), 0.0
	for j := 0.0; j < n; j++ {
		sum += p * (n - j)
		p *= a / (j + 1)
	}
	return sum
}

// poissonBelow returns the probability that a Poisson number of mean a is below n,
// interpolated for an n that is not whole.
func poissonBelow(a, n float64) float64 {
	if a > 500 {
		return normal((n - 0.5 - a) / math.Sqrt(a))
	}
	p, sum, j := math.Exp(-a), 0.0, 0.0
	for ; j+1 <= n; j++ {
		sum += p
		p *= a / (j + 1)
	}
	return sum + p*(n-j)
}

func normal(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// Policy describes how a platform decides the number of instances. The target of each
// signal is per instance. A signal with a target of 0 is ignored; with several signals the
// one that asks for the most instances decides.
type Policy struct {
	// CPU is the target share of an instance's vCPUs in use, 0 to 1.
	CPU float64
	// InFlight is the target number of requests in flight per instance, including those
	// that wait for one.
	InFlight float64
	// Rate is the target number of requests per second per instance.
	Rate float64
	// Window is the time over which a signal is averaged, and Every the time between two
	// decisions, in seconds.
	Window, Every float64
	// Tolerance is the relative distance from its target below which a signal has no
	// effect: 0.1 for Kubernetes.
	Tolerance float64
	// Hold is the scale-in delay in seconds: the number of instances is the
	// largest that was wanted in the last Hold seconds.
	Hold float64
	// Park is how long, in seconds, an instance that is no longer wanted stays without
	// requests. It can serve again at once.
	Park float64
	// Least and Most bound the number of serving instances; a Most of 0 is no bound. With
	// a Least of 0 the first request after an idle time starts an instance.
	Least, Most float64
	// OnRequest is true where a request that finds no free slot starts an instance at
	// once, regardless of the signals.
	OnRequest bool
	// Random is true where a request that finds no idle instance goes to any of them at
	// random, and waits if that one is still starting. Otherwise it goes to the serving
	// instance with the fewest requests in flight.
	Random bool
}

// Machine describes one instance.
type Machine struct {
	// VCPU is its CPU, more than 0. A request uses one vCPU at most; requests
	// that compute at once share the CPU evenly.
	VCPU float64
	// Slots is its hard limit of requests in flight, at least 1.
	Slots float64
	// Start is the time in seconds from the decision to start it until it serves.
	Start float64
}

// Load describes the traffic.
type Load struct {
	// Rate is the mean rate in requests per second.
	Rate float64
	// Burst is the peak rate over the mean, and BurstLength the mean length of a burst in
	// seconds: the two-state process of [coldstart.MMPP]. A Burst of 1 or less means
	// Poisson arrivals.
	Burst, BurstLength float64
	// Compute is the mean CPU time of a request in seconds on one vCPU, CV its coefficient
	// of variation, and Wait the mean time it spends waiting for I/O.
	Compute, CV, Wait float64
}

// Question is the input of [Solve].
type Question struct {
	Policy
	Machine
	Load
}

// service returns the mean time of a request that has an instance to itself.
func (q *Question) service() float64 { return q.Wait + q.Compute/min(q.VCPU, 1) }

// Capacity returns the requests per second that one instance serves at its targets. This
// is the one definition of an instance's capacity: an autoscaler aims at it, and fleets of
// fixed size are sized by it. It is +Inf where nothing limits an instance.
func (q *Question) Capacity() float64 {
	c := math.Inf(1)
	if q.CPU > 0 && q.Compute > 0 {
		c = q.CPU * q.VCPU / q.Compute
	}
	if s := q.service(); q.InFlight > 0 && s > 0 {
		c = min(c, q.InFlight/s)
	}
	if q.Policy.Rate > 0 {
		c = min(c, q.Policy.Rate)
	}
	return c
}

// Spread is the usual spread for [Enough]: standard deviations above the mean.
const Spread = 6

// Enough returns the number of requests in flight that an instance with inFlight of them
// on average hardly ever exceeds: the mean, plus spread standard deviations of a Poisson
// number, plus four that queue for the CPU. An instance needs memory for that many.
func Enough(inFlight, spread float64) float64 {
	return math.Ceil(inFlight + spread*math.Sqrt(inFlight) + 4)
}
