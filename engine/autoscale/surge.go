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
// the autoscaler sees them in its averages and starts instances. Requests go to the
// instances with the fewest in flight, which share their CPU among their requests.
type surge struct {
	q *Question
	// rate is the rate of the burst and work an instance's capacity in requests per
	// second. quiet holds the signals before the burst: busy vCPUs, requests in flight,
	// and requests per second.
	rate, work float64
	quiet      seen
	// fresh is set where the window before the burst was empty. now is the age of the
	// burst.
	fresh bool
	now   float64
	// groups are the instances grouped by the requests that each has left, the most first.
	// New requests go to the last group.
	groups [maxGroups]group
	n      int
	// queued is the number of requests without a slot.
	queued float64
	// coming are instances that start, with the times at which they serve. parked are
	// instances that can serve at once.
	coming [maxGroups]coming
	starts int
	parked float64
	want   float64
	// sums are the integrals of the signals at the times in at.
	at   [surgeSteps + 1]float64
	sums [surgeSteps + 1]seen
	last int // the latest time in at that is before the window
	// share, mean and square sum the late requests' share, delay and squared delay.
	share, mean, square float64
}

type (
	seen   struct{ busy, inFlight, arrived float64 }
	group  struct{ instances, each float64 }
	coming struct{ at, instances float64 }
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
	s.groups[0], s.n = group{serving, 0}, 1
	t, next, from, left := 0.0, s.q.Every, 0.0, 1.0
	for i := range surgeSteps {
		dt := max(firstStep, stepGrowth*t)
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
			if d := t - dt/2 - (from+to)/2 + s.delay(); s.delay() > 0 || to < t {
				d = max(0, d)
				s.share += left - remains
				s.mean += (left - remains) * d
				s.square += (left - remains) * d * d
			}
			from, left = to, remains
		}
		caughtUp := s.queued == 0 && s.groups[0].each == 0 && s.serving()*s.work > s.rate
		if caughtUp || left < 1e-4 {
			return
		}
		if t+1e-9 >= next {
			s.decide(i + 1)
			next = t + s.q.Every
		}
		s.serve()
	}
}

func (s *surge) serving() (n float64) {
	for _, g := range s.groups[:s.n] {
		n += g.instances
	}
	return n
}

// step advances time: requests arrive at the last group, and all groups work.
func (s *surge) step(dt float64) {
	for i := range s.n - 1 {
		g := &s.groups[i]
		g.each = max(0, g.each-s.work*dt)
	}
	top := &s.groups[s.n-1]
	top.each = max(0, top.each+(s.rate*dt+s.queued)/top.instances-s.work*dt)
	s.queued = 0
	s.level()
	top = &s.groups[s.n-1]
	if over := top.each - max(0, s.q.Slots-s.q.VCPU); over > 0 {
		top.each -= over
		s.queued = over * top.instances
		if s.q.OnRequest {
			s.order(s.serving() + math.Ceil(s.queued/s.q.Slots))
		}
	}
}

// level joins groups whose instances have the same number of requests left.
func (s *surge) level() {
	for s.n > 1 && s.groups[s.n-1].each >= s.groups[s.n-2].each {
		a, b := &s.groups[s.n-2], &s.groups[s.n-1]
		n := a.instances + b.instances
		*a = group{n, (a.instances*a.each + b.instances*b.each) / n}
		s.n--
	}
}

// delay returns the delay of a request that gets a slot now. Where requests share a CPU
// that cannot keep up, more are in flight than the remaining work suggests, unless their
// times are exponential. For equal times the number grows by x per service time, with x =
// r(1-exp(-x)) at a load of r (A. Jean-Marie and P. Robert, "On the transient behavior of
// the processor sharing queue", Queueing Systems 17, 1994). The formula is close to that.
func (s *surge) delay() float64 {
	top, more := &s.groups[s.n-1], 1.0
	if load := s.rate / (top.instances * s.work); load > 1 {
		more += max(0, 1-s.q.CV*s.q.CV) / (0.23 + 0.77*load)
	}
	return min(top.each*more, s.q.Slots) / s.work
}

// signals adds a step to the integrals.
func (s *surge) signals(sum seen, dt float64) seen {
	busy, waiting, idle := 0.0, s.queued, s.rate*s.q.Compute
	for i := s.n - 1; i >= 0; i-- {
		g := &s.groups[i]
		b := g.instances * s.q.VCPU
		if g.each == 0 { // no more than arrives
			b = min(b, idle)
		}
		busy += b
		idle = max(0, idle-b)
		waiting += g.instances * g.each
	}
	sum.busy += busy * dt
	sum.inFlight += (waiting + busy + s.rate*s.q.Wait) * dt
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
		s.add(at)
	}
	if more <= 0 {
		return
	}
	if s.starts == maxGroups {
		s.starts--
		more += s.coming[s.starts].instances
	}
	s.coming[s.starts] = coming{s.now + s.q.Start, more}
	s.starts++
}

// serve adds the instances that have started by now.
func (s *surge) serve() {
	n := 0
	for _, c := range s.coming[:s.starts] {
		if c.at > s.now {
			s.coming[n] = c
			n++
			continue
		}
		s.add(c.instances)
	}
	s.starts = n
}

// add appends instances as a group without requests.
func (s *surge) add(instances float64) {
	if s.n == maxGroups {
		a, b := &s.groups[0], &s.groups[1]
		n := a.instances + b.instances
		*b = group{n, (a.instances*a.each + b.instances*b.each) / n}
		copy(s.groups[:], s.groups[1:])
		s.n--
	}
	s.groups[s.n] = group{instances, 0}
	s.n++
	s.level()
}
