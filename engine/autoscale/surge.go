package autoscale

import "math"

// Late describes the requests of a burst that arrive before the autoscaler has reacted to
// it.
type Late struct {
	// Share is their share of all requests, 0 to 1.
	Share float64
	// Mean and SD are the mean and the standard deviation of their delay in seconds,
	// compared with an instance of their own.
	Mean, SD float64
}

// Add adds the late requests of other, which applies to a part of all requests.
func (l *Late) Add(other *Late, part float64) {
	if !(other.Share*part > 0) {
		return
	}
	a, b := l.Share, other.Share*part
	mean := (a*l.Mean + b*other.Mean) / (a + b)
	square := (a*(l.Mean*l.Mean+l.SD*l.SD) + b*(other.Mean*other.Mean+other.SD*other.SD)) / (a + b)
	*l = Late{a + b, mean, math.Sqrt(max(0, square-mean*mean))}
}

// Toward interpolates between l and other at t, 0 to 1.
func (l *Late) Toward(other *Late, t float64) Late {
	return Late{l.Share + (other.Share-l.Share)*t, l.Mean + (other.Mean-l.Mean)*t, l.SD + (other.SD-l.SD)*t}
}

// surge follows the beginning of a burst as a fluid. Requests arrive and are worked off;
// the autoscaler sees them in its averages and starts instances. Requests go to idle
// instances, and where all are busy to any; these share their CPU among their requests.
type surge struct {
	q *Question
	// rate is the rate of the burst and work an instance's capacity in requests per
	// second. quiet holds the signals before the burst: busy vCPUs, requests in flight,
	// and requests per second.
	rate, work float64
	quiet      seen
	// fresh is set where the window before the burst was empty. now is the age of the
	// burst.
	fresh  bool
	now    float64
	groups [maxGroups]group // the oldest first
	n      int
	// queued is the number of requests without a slot, and busy the probability that no
	// serving instance is idle.
	queued, busy float64
	// parked are instances that can serve at once.
	parked, want float64
	// sums are the integrals of the signals at the times in at.
	at   [surgeSteps + 1]float64
	sums [surgeSteps + 1]seen
	last int // the latest time in at that is before the window
	// share, mean and square sum the late requests' share, delay and squared delay.
	share, mean, square float64
}

type (
	seen struct{ busy, inFlight, arrived float64 }
	// group are instances with the same number of requests in flight, which serve from a
	// time on.
	group struct{ instances, each, from float64 }
)

const maxGroups = 12

// A burst is followed in steps that grow with its age.
const (
	surgeSteps = 100
	firstStep  = 0.1 // seconds
	stepGrowth = 0.08
)

// late returns the share and the delay of requests that arrive in a burst before the
// autoscaler has added instances. An average includes the time before the burst, unless
// that was empty: then it begins with the first request, as in Knative.
func (q *Question) late(p *phases, serving, parked float64) (l Late) {
	window := max(q.Window, q.Every)
	inBursts := p.busy * p.peak / q.Load.Rate
	// Instances of the previous burst may still serve.
	inBursts *= math.Exp(-p.begin * q.Hold)
	empty := math.Exp(-p.quiet * window)
	mean, square := 0.0, 0.0
	for _, r := range [...]struct {
		fresh bool
		share float64
	}{{true, empty}, {false, 1 - empty}} {
		if r.share < 1e-3 {
			continue
		}
		s := surge{q: q, rate: p.peak, work: q.VCPU / q.Compute, fresh: r.fresh, parked: parked, want: serving}
		s.quiet = seen{p.quiet * q.Compute, p.quiet * q.service(), p.quiet}
		s.run(serving, p.end)
		l.Share += inBursts * r.share * s.share
		mean += inBursts * r.share * s.mean
		square += inBursts * r.share * s.square
	}
	if l.Share > 0 {
		l.Mean = mean / l.Share
		// A request with more work is delayed by more.
		l.SD = math.Sqrt(max(0, square*(1+q.CV*q.CV)/l.Share-l.Mean*l.Mean))
	}
	return l
}

// run follows a burst, which ends at the rate end, until the instances have caught up.
func (s *surge) run(serving, end float64) {
	s.groups[0], s.n = group{instances: serving}, 1
	t, next, from, left := 0.0, s.q.Every, 0.0, 1.0
	for i := range surgeSteps {
		dt := max(firstStep, stepGrowth*t)
		if rest := next - t; rest > firstStep/2 {
			dt = min(dt, rest) // up to the decision
		}
		t += dt
		s.now = t
		s.step(dt)
		s.at[i+1], s.sums[i+1] = t, s.signals(s.sums[i], dt)
		to := t - s.queued/s.rate // arrival time of the requests that get a slot now
		if i == surgeSteps-1 {
			to = t
		}
		if to > from {
			remains := math.Exp(-end * to)
			s.count(left-remains, t-dt/2-(from+to)/2, to < t)
			from, left = to, remains
		}
		if s.caughtUp() || left < 1e-4 {
			return
		}
		if t+1e-9 >= next {
			s.decide(i + 1)
			next = t + s.q.Every
		}
	}
}

// count adds a share of the requests, which get a slot late seconds after they arrive.
func (s *surge) count(share, late float64, queued bool) {
	if !queued {
		share *= s.busy
	}
	all := s.serving()
	for i := range s.groups[:s.n] {
		g := &s.groups[i]
		if !s.gets(g) {
			continue
		}
		part, d := share*g.instances/all, max(0, late+s.delay(g, all))
		s.share += part
		s.mean += part * d
		s.square += part * d * d
	}
}

// caughtUp reports whether the instances serve what arrives and no backlog is left.
func (s *surge) caughtUp() bool {
	r := s.rate / (s.serving() * s.work)
	if s.queued > 0 || r >= 1 {
		return false
	}
	for _, g := range s.groups[:s.n] {
		if g.each > 1.1*r/(1-r) || s.q.Random && g.from > s.now {
			return false
		}
	}
	// Instances that are still to be ordered get requests before they serve.
	return !s.q.Random || s.want >= s.q.bounded(s.rate/s.q.Capacity())
}

// gets reports whether a group gets requests.
func (s *surge) gets(g *group) bool { return s.q.Random || g.from <= s.now }

// serving returns the number of instances that get requests.
func (s *surge) serving() (n float64) {
	for i := range s.groups[:s.n] {
		if g := &s.groups[i]; s.gets(g) {
			n += g.instances
		}
	}
	return n
}

// step advances time. An instance with x requests on average is busy for the share of the
// time that it would be in the steady state of M/G/1 with processor sharing, x/(1+x): the
// pointwise stationary fluid approximation (W.-P. Wang, D. Tipper and S. Banerjee, INFOCOM
// 1996).
func (s *surge) step(dt float64) {
	n, up, more, idle, busy := s.serving(), 0.0, 0.0, 0.0, 0.0
	for i := range s.groups[:s.n] {
		if g := &s.groups[i]; g.from <= s.now {
			up += g.instances
			idle += g.instances / (1 + g.each)
			busy += g.instances * math.Log(g.each/(1+g.each))
		}
	}
	s.busy = math.Exp(busy)
	for i := range s.groups[:s.n] {
		g := &s.groups[i]
		if !s.gets(g) {
			continue
		}
		if g.from <= s.now {
			g.each += (1 - s.busy) * s.rate * dt / (1 + g.each) / idle
		}
		g.each += (s.busy*s.rate*dt + s.queued) / n
		if g.from <= s.now { // solve x + work·dt·x/(1+x) = each
			b := g.each - 1 - s.work*dt
			g.each = (b + math.Sqrt(b*b+4*g.each)) / 2
		}
		if over := g.each - s.q.Slots; over > 0 {
			g.each -= over
			more += over * g.instances
		}
	}
	s.queued = more
	if more > 0 && s.q.OnRequest {
		s.order(up + math.Ceil(more/s.q.Slots))
	}
}

// delay returns the delay of a request that gets a slot of a group now. Where requests
// share a CPU that cannot keep up, more are in flight than the remaining work suggests,
// unless their times are exponential. For equal times the number grows by x per service
// time, with x = r(1-exp(-x)) at a load of r (A. Jean-Marie and P. Robert, "On the
// transient behavior of the processor sharing queue", Queueing Systems 17, 1994). The
// formula is close to that.
func (s *surge) delay(g *group, all float64) float64 {
	each, more := g.each, 1.0
	if load := s.rate / (all * s.work); load > 1 {
		more += max(0, 1-s.q.CV*s.q.CV) / (0.23 + 0.77*load)
	}
	if g.from <= s.now {
		each++ // the mean of an instance that is busy
	}
	return max(0, g.from-s.now) + min(each*more, s.q.Slots)/s.work
}

// signals adds a step to the integrals.
func (s *surge) signals(sum seen, dt float64) seen {
	busy, inFlight := 0.0, s.queued
	for i := range s.groups[:s.n] {
		g := &s.groups[i]
		b := g.instances * s.q.VCPU
		if b *= g.each / (1 + g.each); g.from > s.now {
			b = 0
		}
		busy += b
		inFlight += g.instances * g.each
	}
	sum.busy += busy * dt
	sum.inFlight += (inFlight + s.rate*s.q.Wait) * dt
	sum.arrived += s.rate * dt
	return sum
}

// decide orders the instances that the averages at step i ask for.
func (s *surge) decide(i int) {
	q, t, window := s.q, s.now, max(s.q.Window, s.q.Every)
	for s.at[s.last+1] <= t-window {
		s.last++
	}
	old, now, over := s.sums[s.last], s.sums[i], window
	before := max(0, window-t)
	if s.fresh && before > 0 {
		over, before = max(t, q.Every), 0
	}
	average := func(quiet, old, now float64) float64 { return (quiet*before + now - old) / over }
	want := 0.0
	if c := q.CPU * q.VCPU; c > 0 {
		want = average(s.quiet.busy, old.busy, now.busy) / c
	}
	if q.InFlight > 0 {
		want = max(want, average(s.quiet.inFlight, old.inFlight, now.inFlight)/q.InFlight)
	}
	if q.Policy.Rate > 0 {
		want = max(want, average(s.quiet.arrived, old.arrived, now.arrived)/q.Policy.Rate)
	}
	if want > s.want*(1+q.Tolerance) {
		s.order(math.Ceil(want - 1e-9))
	}
}

// order raises the number of instances that serve or start to n.
func (s *surge) order(n float64) {
	n = s.q.bounded(n)
	more := n - s.want
	if more <= 0 {
		return
	}
	s.want = n
	if at := min(more, s.parked); at > 0 {
		s.parked -= at
		more -= at
		s.add(at, 0)
	}
	if more > 0 {
		s.add(more, s.now+s.q.Start)
	}
}

// add appends instances without requests as a group that serves from a time on.
func (s *surge) add(instances, from float64) {
	if s.n == maxGroups {
		a, b := &s.groups[0], &s.groups[1]
		n := a.instances + b.instances
		*b = group{n, (a.instances*a.each + b.instances*b.each) / n, b.from}
		copy(s.groups[:], s.groups[1:])
		s.n--
	}
	s.groups[s.n] = group{instances: instances, from: from}
	s.n++
}
