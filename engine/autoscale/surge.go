package autoscale

import "math"

// Late are the requests of a burst that come before the autoscaler has answered it.
type Late struct {
	// Share is theirs of all requests, 0 to 1.
	Share float64
	// Mean and SD are the mean and the standard deviation of the time in seconds that
	// they take longer than on an instance of their own.
	Mean, SD float64
}

// Add counts in a part of all requests, of which some are late.
func (l *Late) Add(other *Late, part float64) {
	if !(other.Share*part > 0) {
		return
	}
	a, b := l.Share, other.Share*part
	mean := (a*l.Mean + b*other.Mean) / (a + b)
	square := (a*(l.Mean*l.Mean+l.SD*l.SD) + b*(other.Mean*other.Mean+other.SD*other.SD)) / (a + b)
	*l = Late{a + b, mean, math.Sqrt(max(0, square-mean*mean))}
}

// Toward is a share t of the way to another.
func (l *Late) Toward(other *Late, t float64) Late {
	return Late{l.Share + (other.Share-l.Share)*t, l.Mean + (other.Mean-l.Mean)*t, l.SD + (other.SD-l.SD)*t}
}

// surge follows the beginning of a burst as a fluid: requests arrive and are worked
// off, the autoscaler sees them in its averages and starts instances. Requests go to
// the instances with the fewest in flight. These share their CPU among their requests.
type surge struct {
	q *Question
	// rate is that of the burst, work the instances' capacity in requests per second
	// and quiet what the signals showed before, of vCPUs, requests in flight and
	// requests per second.
	rate, work float64
	quiet      seen
	// fresh is set where nothing was seen before, and now is the age of the burst.
	fresh bool
	now   float64
	// groups are instances by the requests that each has to work off, the most first:
	// new requests go to the last group.
	groups [maxGroups]group
	n      int
	// queued is the number of requests without a slot.
	queued float64
	// coming are instances that start, with the times when they serve, and parked
	// those that serve at once.
	coming [maxGroups]coming
	starts int
	parked float64
	want   float64
	// sums are the integrals of the signals at some times.
	at   [surgeSteps + 1]float64
	sums [surgeSteps + 1]seen
	last int // the latest of those times that is out of the window
	// share, mean and square are of the time by which requests are late.
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

// late is what comes of bursts that the instances outside them do not keep up with.
// An average over a window has the time before in it, unless nothing came then: as
// in Knative, it then begins with the first request.
func (q *Question) late(p *phases, serving, parked float64) (l Late) {
	window := max(q.Window, q.Every)
	inBursts := p.busy * p.peak / q.Load.Rate
	// Instances of a burst before may still serve.
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
		// A request with more work is late by more.
		l.SD = math.Sqrt(max(0, square*(1+q.CV*q.CV)/l.Share-l.Mean*l.Mean))
	}
	return l
}

// run follows a burst that ends at a rate of end until it is caught up with.
func (s *surge) run(serving, end float64) {
	s.groups[0], s.n = group{serving, 0}, 1
	t, next, from, left := 0.0, s.q.Every, 0.0, 1.0
	for i := range surgeSteps {
		dt := max(firstStep, stepGrowth*t)
		t += dt
		s.now = t
		s.step(dt)
		s.at[i+1], s.sums[i+1] = t, s.signals(s.sums[i], dt)
		to := t - s.queued/s.rate // when those came that have a slot now
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
		if s.caughtUp() || left < 1e-4 {
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

func (s *surge) caughtUp() bool {
	return s.queued == 0 && s.groups[0].each == 0 && s.serving()*s.work > s.rate
}

// step lets time pass: requests come to the last group, and all work.
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

// level joins groups that have as much to work off.
func (s *surge) level() {
	for s.n > 1 && s.groups[s.n-1].each >= s.groups[s.n-2].each {
		a, b := &s.groups[s.n-2], &s.groups[s.n-1]
		n := a.instances + b.instances
		*a = group{n, (a.instances*a.each + b.instances*b.each) / n}
		s.n--
	}
}

// delay is by how much a request that gets a slot now is late. Where requests share a CPU
// that cannot keep up, more are in flight than the work that is left makes, unless
// their times are exponential: for equal ones they grow by x a service time, with
// x = r(1-exp(-x)) at a load of r (A. Jean-Marie and P. Robert, "On the transient
// behavior of the processor sharing queue", Queueing Systems 17, 1994), which is
// close to the below.
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
		if g.each == 0 { // as much as comes
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

// serve lets the instances serve that have started by now.
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

// add makes instances a group without requests.
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
