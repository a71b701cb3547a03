package autoscale

import "math"

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
