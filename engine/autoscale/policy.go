package autoscale

import "math"

// Policy is how a platform decides how many instances serve. The target of each
// signal is for one instance; a signal with a target of 0 is not watched, and
// with several the one that asks for most counts.
type Policy struct {
	// CPU is the share of an instance's vCPUs that is in use, 0 to 1.
	CPU float64
	// InFlight is the number of requests in flight on an instance, those that
	// wait for one included.
	InFlight float64
	// Rate is the number of requests a second that an instance is given.
	Rate float64
	// Window is the time that a signal is averaged over and Every the time
	// between two decisions, in seconds.
	Window, Every float64
	// Tolerance is how far, as a share, a signal may be from its target without
	// an effect: 0.1 for Kubernetes.
	Tolerance float64
	// Hold is the scale-in delay in seconds: the number of instances is the
	// largest that was wanted in the last Hold seconds.
	Hold float64
	// Park is how long an instance that is no longer wanted stays, without
	// requests, in seconds: it can serve again at once.
	Park float64
	// Least and Most bound the instances that serve; a Most of 0 is no bound.
	// With a Least of 0 the first request after a time without any starts one.
	Least, Most float64
	// OnRequest is true where a request that finds no free slot starts an
	// instance at once, whatever the signals say.
	OnRequest bool
}

// Machine is one instance.
type Machine struct {
	// VCPU is its CPU, more than 0. A request uses one vCPU at most; requests
	// that compute at once share the CPU evenly.
	VCPU float64
	// Slots is the most requests in flight on it, at least 1: a hard limit.
	Slots float64
	// Start is the time in seconds from the decision until it serves.
	Start float64
}

// Load is the traffic.
type Load struct {
	// Rate is the mean rate in requests per second.
	Rate float64
	// Burst is the peak rate over the mean, BurstLength the mean length of a
	// burst in seconds: the two-state process of [coldstart.MMPP]. 1 or less
	// means Poisson arrivals.
	Burst, BurstLength float64
	// Compute is the mean CPU time of a request in seconds on one vCPU, CV its
	// coefficient of variation, and Wait the mean time it waits for other things.
	Compute, CV, Wait float64
}

// Question is what a platform is asked to do.
type Question struct {
	Policy
	Machine
	Load
}

// service is the mean time of a request that has an instance to itself.
func (q *Question) service() float64 { return q.Wait + q.Compute/min(q.VCPU, 1) }

// Capacity is the requests per second that one instance serves at its targets.
// This is the one definition of an instance's capacity: an autoscaler aims at
// it, and a fleet sized in advance is sized by it. It is +Inf where nothing
// limits an instance.
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

// Spread is how many standard deviations above its mean a number in flight is taken
// to stay, for [Enough].
const Spread = 6

// Enough is the most requests that are hardly ever in flight at once on an instance
// that has inFlight of them on average: that mean, spread standard deviations of a
// Poisson number above it, and four more that queue for the CPU. An instance needs
// memory for so many.
func Enough(inFlight, spread float64) float64 {
	return math.Ceil(inFlight + spread*math.Sqrt(inFlight) + 4)
}
