// Package queue computes queues with a fixed number of servers: the loss and delay
// formulas of A. K. Erlang, and waiting times of general queues by the Allen–Cunneen
// approximation.
//
// Loads are in erlangs (arrival rate times mean service time), times in the unit the
// caller chose. The number of servers need not be whole: the formulas have continuous
// extensions, which keep curves along the number of servers free of steps.
package queue

import "math"

// maxRecursion is the number of servers up to which Erlang's recursion is used; beyond it
// an integral of the same function is faster.
const maxRecursion = 512

// ErlangB returns Erlang's loss probability: the fraction of requests that find all
// servers busy when load erlangs are offered to servers without a queue. It holds for any
// service-time distribution.
//
// load is any non-negative number and servers any number of at least 0, +Inf included;
// values outside, and NaN, are taken as 0. No load means no loss, except that everything
// is lost without servers. Between whole numbers of servers it is Jagerman's continuous
// extension, to 2e-3 below 512 servers and exactly beyond (D. L. Jagerman, "Some
// Properties of the Erlang Loss Function", Bell System Technical Journal 53, 1974). The
// cost is bounded: 512 steps of the recursion B(k) = a·B(k-1)/(k + a·B(k-1)), or 256
// values of an integrand.
func ErlangB(load, servers float64) float64 {
	a, k := positive(load), positive(servers)
	switch {
	case k == 0:
		return 1
	case a == 0 || math.IsInf(k, 1):
		return 0
	case math.IsInf(a, 1):
		return 1
	case k <= maxRecursion:
		return recursion(a, k)
	}
	if a < k/100 {
		return 0 // less than (e/100)^512
	}
	return integral(a, k)
}

// recursion iterates 1/B, which saves a division per step: 1/B(k) = 1 + (k/a)/B(k-1), from
// a starting value in [0, 1) servers.
func recursion(a, k float64) float64 {
	whole := math.Floor(k)
	x := k - whole
	inverse := 1 / fractional(a, x)
	scale := 1 / a
	for range int(whole) {
		x++
		inverse = 1 + x*scale*inverse
	}
	// An overflow to infinity is a probability of zero.
	return 1 / inverse
}

// fractional is Rapp's parabola for B(x) on [0, 1), which agrees with B at 0 and
// 1 and has the right slope for both small and large loads (Y. Rapp, "Planning of
// Junction Network in a Multi-Exchange Area", Ericsson Technics 20, 1964).
func fractional(a, x float64) float64 {
	if x == 0 || a > 1e150 {
		return 1
	}
	d := (1+a)*(1+a) + a
	return 1 + x*(x/(1+a)-(a+2))/d
}

// integral evaluates 1/B(k) = ∫_0^∞ exp(-t)·(1+t/a)^k dt (Fortet's formula) with
// Gauss–Legendre quadrature over the part of the integrand that matters, after
// its peak is divided out.
func integral(a, k float64) float64 {
	// In u = t/a the exponent is g(u) = k·ln(1+u) - a·u, with its peak at
	// k/a - 1 when that is positive, else at 0.
	peak := max(0, (k-a)/a)
	top := k*math.Log1p(peak) - a*peak
	// The exponent has fallen by 40 within a distance d of the peak, where
	// slope·d + curve·d²/2 = 40.
	slope := max(0, (a-k)/a) * a
	curve := k / ((1 + peak) * (1 + peak))
	reach := 80 / (slope + math.Sqrt(slope*slope+80*curve))
	left := max(0, peak-reach)
	right := peak + reach*(1+reach/(1+peak))
	sum := legendre(left, right, func(u float64) float64 {
		return math.Exp(k*math.Log1p(u) - a*u - top)
	})
	// 1/B = a·e^top·sum
	return min(1, math.Exp(-top-math.Log(a*sum)))
}

// legendre integrates f from x to y with composite Gauss–Legendre quadrature of
// eight points on sixteen panels.
func legendre(x, y float64, f func(float64) float64) float64 {
	const panels = 16
	half := (y - x) / (2 * panels)
	sum := 0.0
	for p := range panels {
		middle := x + (2*float64(p)+1)*half
		for i, node := range legendreNodes {
			sum += legendreWeights[i] * (f(middle-half*node) + f(middle+half*node))
		}
	}
	return sum * half
}

// Nodes and weights of the eight-point Gauss–Legendre rule (Abramowitz and
// Stegun, table 25.4).
var (
	legendreNodes   = [4]float64{0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363}
	legendreWeights = [4]float64{0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763}
)

// ErlangC returns Erlang's delay probability: the fraction of requests that wait
// when load erlangs are offered to servers with an unlimited queue. It is 1 when
// the load is at least the number of servers. Arguments are those of [ErlangB].
func ErlangC(load, servers float64) float64 {
	a, k := positive(load), positive(servers)
	if a >= k {
		return 1
	}
	if a == 0 {
		return 0
	}
	b := ErlangB(a, k)
	return b / (1 - (a/k)*(1-b))
}

// positive returns x, or 0 for a negative number or NaN.
func positive(x float64) float64 {
	if x > 0 {
		return x
	}
	return 0
}

// Wait is the waiting time of a request in the queue, before it is served.
type Wait struct {
	// Stable is false if the load is at least the capacity of the servers. The queue then
	// grows without bound, no waiting time exists, Probability is 1 and Mean is 0.
	Stable bool
	// Probability is the fraction of requests that wait.
	Probability float64
	// Mean is the mean wait over all requests, in the unit of the service time.
	Mean float64
}

// AllenCunneen returns the wait in a G/G/k queue: requests arrive at rate and take service
// on average, with k servers. The squared coefficients of variation arrivals (of the time
// between requests; 1 for Poisson) and services (of the service time; 1 for exponential, 0
// for constant) scale the wait of M/M/k:
//
//	mean = C/(k/S - λ) · (arrivals + services)/2
//
// with C Erlang's delay probability, which is also returned as the probability of waiting
// (A. O. Allen, "Probability, Statistics and Queueing Theory", 1978). It is exact for
// M/M/k and for M/G/1, and a few percent off for M/G/k in between.
//
// rate and service are non-negative and in reciprocal units; servers is at least
// 0. NaN and negative numbers are taken as 0. All results are finite.
func AllenCunneen(rate, service, servers, arrivals, services float64) Wait {
	rate, service, servers = bounded(rate), bounded(service), bounded(servers)
	load := rate * service
	if load == 0 {
		return Wait{Stable: true}
	}
	if load >= servers {
		return Wait{Probability: 1}
	}
	c := ErlangC(load, servers)
	mean := c * service / (servers - load) * (bounded(arrivals) + bounded(services)) / 2
	return Wait{Stable: true, Probability: c, Mean: min(mean, math.MaxFloat64)}
}

// bounded clamps x to between 0 and a number whose powers do not overflow.
func bounded(x float64) float64 { return min(positive(x), 1e60) }
