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
