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
