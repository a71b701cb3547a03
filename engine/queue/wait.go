package queue

import "math"

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
