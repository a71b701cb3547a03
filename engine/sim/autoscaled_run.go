package sim

import (
	"math"
	"slices"

	"crossover/engine/autoscale"
)

// machine is an instance of an [Autoscaled] simulation. Its virtual clock advances by the
// CPU time that each of its computing requests gets, so a request ends when the clock has
// advanced by its work.
type machine struct {
	state           machineState
	clock, since    float64
	due             float64 // time at which the next request ends, as of its last event
	ready           float64 // time at which it starts to serve
	inFlight        int
	computing       heap // the requests that compute, by the virtual time at which they end
	parkedAt, until float64
	replaced        bool // parked for good
	born            float64
}

type machineState uint8

const (
	machineGone machineState = iota
	machineStarting
	machineServing
	machineParked
)

// speed returns the CPU time per second that each of n computing requests gets.
func (s *Autoscaled) speed(n int) float64 { return min(1, s.config.Machine.VCPU/float64(n)) }

// uses returns the vCPUs that n computing requests use.
func (s *Autoscaled) uses(n int) float64 {
	if n == 0 {
		return 0
	}
	return s.speed(n) * float64(n)
}

// newMachine returns the index of a new instance.
func (s *Autoscaled) newMachine() int32 {
	s.birth(s.now)
	for i := range s.machines {
		if s.machines[i].state == machineGone && s.machines[i].inFlight == 0 {
			s.machines[i] = machine{computing: heap{s.machines[i].computing.events[:0]}, born: s.now}
			return int32(i)
		}
	}
	s.machines = append(s.machines, machine{born: s.now})
	return int32(len(s.machines) - 1)
}

// serve puts an instance into service; queued requests go to it first.
func (s *Autoscaled) serve(i int32) {
	if s.machines[i].state != machineStarting {
		s.open = append(s.open, i)
	}
	s.machines[i].state = machineServing
	s.serving = append(s.serving, i)
	for len(s.queue) > 0 && s.free(i) {
		j := s.queue[0]
		s.queue = s.queue[1:]
		s.assign(j, i)
	}
}

func (s *Autoscaled) free(i int32) bool {
	return float64(s.machines[i].inFlight) < s.config.Machine.Slots
}

// arrive processes a new request.
func (s *Autoscaled) arrive() {
	if s.inFlight == 0 && s.now-s.scaler.silent > s.config.Policy.Window {
		s.scaler.first = s.sums
	}
	s.sums.arrived++
	s.count.requests++
	j := int32(len(s.jobs))
	if n := len(s.freeJobs); n > 0 {
		j, s.freeJobs = s.freeJobs[n-1], s.freeJobs[:n-1]
	} else {
		s.jobs = append(s.jobs, job{})
	}
	s.jobs[j] = job{came: s.now, work: s.compute.draw(s.random), machine: none}
	s.inFlight++
	if i := s.pick(); i != none {
		if s.machines[i].state == machineStarting {
			s.jobs[j].class = waitedJob
			s.count.waited++
		}
		s.assign(j, i)
		return
	}
	if len(s.serving) == 0 && s.wake() {
		s.assign(j, s.serving[0])
		return
	}
	if s.lasting.throttled && len(s.queue) >= mostQueued {
		s.count.rejected++
		s.inFlight--
		s.freeJobs = append(s.freeJobs, j)
		return
	}
	starting := s.starting.n
	s.queue = append(s.queue, j)
	s.onRequest()
	switch {
	case s.starting.n > starting:
		s.jobs[j].class = coldJob
		s.count.cold++
	case s.jobs[j].machine == none:
		s.jobs[j].class = waitedJob
		s.count.waited++
	}
}

// wake puts a parked instance back into service, if there is one.
func (s *Autoscaled) wake() bool {
	best := int32(none)
	for i := range s.machines {
		if m := &s.machines[i]; m.state == machineParked && !m.replaced && (best == none || m.parkedAt > s.machines[best].parkedAt) {
			best = int32(i)
		}
	}
	if best == none {
		return false
	}
	s.parked.change(s.now, -1)
	s.serve(best)
	return true
}

// pick returns the instance for the next request, or none: the serving one with the fewest
// in flight, or if that one is busy and the policy says so, any at random.
func (s *Autoscaled) pick() int32 {
	best := int32(none)
	for _, i := range s.serving {
		if s.free(i) && (best == none || s.machines[i].inFlight < s.machines[best].inFlight) {
			best = i
		}
	}
	if n := len(s.open); s.config.Policy.Random && n > 0 && (best == none || s.machines[best].inFlight > 0) {
		if i := s.open[s.random.IntN(n)]; s.free(i) {
			return i
		}
	}
	return best
}

// assign gives a request to an instance, on which it first waits and then computes.
func (s *Autoscaled) assign(j, i int32) {
	m := &s.machines[i]
	if m.inFlight == 0 && m.state != machineStarting {
		s.running.change(s.now, +1)
	}
	m.inFlight++
	s.jobs[j].machine = i
	s.events.push(event{at: max(s.now, m.ready) + s.wait.draw(s.random), slot: j, kind: waited})
}

// happen processes an event.
func (s *Autoscaled) happen(e event) {
	switch e.kind {
	case waited:
		j := &s.jobs[e.slot]
		m := s.advance(j.machine)
		m.computing.push(event{at: m.clock + j.work, slot: e.slot})
		s.resume(j.machine)
	case computed:
		if m := &s.machines[e.slot]; m.due != e.at || len(m.computing.events) == 0 {
			return // the CPU has been shared differently since
		}
		m := s.advance(e.slot)
		first := m.computing.pop()
		m.clock = first.at
		s.end(first.slot)
		s.resume(e.slot)
	case started:
		s.starting.change(s.now, -1)
		if s.machines[e.slot].inFlight == 0 {
			s.running.change(s.now, -1)
		}
		s.serve(e.slot)
	case finish, finishCold, ready:
	}
}

// advance brings the virtual clock of an instance up to now and subtracts its CPU from the
// sum; resume adds it again.
func (s *Autoscaled) advance(i int32) *machine {
	m := &s.machines[i]
	if n := len(m.computing.events); n > 0 {
		m.clock += (s.now - m.since) * s.speed(n)
		s.used -= s.uses(n)
	}
	m.since = s.now
	return m
}

func (s *Autoscaled) resume(i int32) {
	m := &s.machines[i]
	n := len(m.computing.events)
	if n == 0 {
		m.due = math.Inf(1)
		return
	}
	s.used += s.uses(n)
	m.due = s.now + max(0, m.computing.events[0].at-m.clock)/s.speed(n)
	s.events.push(event{at: m.due, slot: i, kind: computed})
}

// end processes the end of a request.
func (s *Autoscaled) end(j int32) {
	b := &s.jobs[j]
	m := &s.machines[b.machine]
	m.inFlight--
	if m.inFlight == 0 && m.state != machineStarting {
		s.running.change(s.now, -1)
	}
	if s.inFlight--; s.inFlight == 0 {
		s.scaler.silent = s.now
	}
	[...]*Histogram{&s.latency.warm, &s.latency.cold, &s.latency.waited}[b.class].Add(s.now-b.came, 1)
	s.freeJobs = append(s.freeJobs, j)
	if m.state == machineServing && len(s.queue) > 0 {
		q := s.queue[0]
		s.queue = s.queue[1:]
		s.assign(q, b.machine)
	}
}

// scaler holds the state of the autoscaler: the integrals of its signals at its last
// decisions, and the numbers wanted then.
type scaler struct {
	next    float64 // the next decision
	count   int
	past    []signals // a ring with one entry per decision
	wanted  []float64 // a ring over the hold time
	current float64
	// silent is the time of the last request's end while none is in flight. first holds
	// the integrals at the first request after an empty window, where averages begin.
	silent float64
	first  signals
}

// signals are integrals since time 0: vCPU-seconds, request-seconds and requests.
type signals struct{ at, busy, inFlight, arrived float64 }

func newScaler(p *autoscale.Policy) scaler {
	return scaler{
		next:    p.Every,
		past:    make([]signals, int(math.Ceil(p.Window/p.Every-1e-9))+1),
		wanted:  make([]float64, int(math.Ceil(p.Hold/p.Every-1e-9))+1),
		current: p.Least,
		silent:  math.Inf(-1),
	}
}

// decide makes a decision of the autoscaler.
func (s *Autoscaled) decide() {
	p, k := &s.config.Policy, &s.scaler
	k.count++
	k.next = float64(k.count+1) * p.Every
	now := s.sums
	s.hold(s.wants(now))
	k.past[k.count%len(k.past)] = now
	k.current = slices.Max(k.wanted)
	s.set(k.current)
	s.expire()
}

// hold records the number wanted now.
func (s *Autoscaled) hold(want float64) {
	k := &s.scaler
	k.wanted[k.count%len(k.wanted)] = want
}

// wants returns the number of instances that the signals of the window ask for.
func (s *Autoscaled) wants(now signals) float64 {
	p, k := &s.config.Policy, &s.scaler
	back := min(k.count, int(math.Ceil(p.Window/p.Every-1e-9)))
	old := signals{}
	if back < k.count {
		old = k.past[(k.count-back)%len(k.past)]
	}
	t := now.at - old.at
	if old.at < k.first.at {
		old, t = k.first, max(now.at-k.first.at, p.Every)
	}
	if t <= 0 {
		return p.Least
	}
	n := 0.0
	if p.CPU > 0 {
		n = (now.busy - old.busy) / t / (p.CPU * s.config.Machine.VCPU)
	}
	if p.InFlight > 0 {
		n = max(n, (now.inFlight-old.inFlight)/t/p.InFlight)
	}
	if p.Rate > 0 {
		n = max(n, (now.arrived-old.arrived)/t/p.Rate)
	}
	if c := k.current; c > 0 && math.Abs(n/c-1) <= p.Tolerance {
		n = c
	}
	return s.bounded(math.Ceil(n - 1e-9))
}

func (s *Autoscaled) bounded(n float64) float64 {
	n = max(n, s.config.Policy.Least)
	if m := s.config.Policy.Most; m > 0 {
		n = min(n, m)
	}
	return n
}

// onRequest starts an instance for queued requests, if the policy does that or there are
// no instances.
func (s *Autoscaled) onRequest() {
	n := float64(len(s.serving) + s.starting.n)
	if n > 0 && !s.config.Policy.OnRequest {
		return
	}
	if float64(len(s.queue)) > float64(s.starting.n)*s.config.Machine.Slots {
		want := s.bounded(n + 1)
		s.hold(max(want, s.scaler.wanted[s.scaler.count%len(s.scaler.wanted)]))
		s.set(max(want, n))
	}
}

// set changes the number of serving and starting instances to n.
func (s *Autoscaled) set(n float64) {
	have := float64(len(s.serving) + s.starting.n)
	for ; have < n; have++ {
		if s.wake() {
			continue
		}
		if s.lasting.throttled {
			break
		}
		i := s.newMachine()
		s.machines[i].state = machineStarting
		s.machines[i].ready = s.now + s.start.draw(s.random)
		s.starting.change(s.now, +1)
		s.running.change(s.now, +1)
		s.open = append(s.open, i)
		s.events.push(event{at: s.machines[i].ready, slot: i, kind: started})
	}
	for ; have > n && len(s.serving) > 0; have-- {
		s.park()
	}
}

// park takes the instance with the fewest requests out of service. It finishes its
// requests.
func (s *Autoscaled) park() {
	least := 0
	for k, i := range s.serving {
		if s.machines[i].inFlight < s.machines[s.serving[least]].inFlight {
			least = k
		}
	}
	s.retire(least).until = s.now + s.config.Policy.Park
}

// retire parks the kth serving instance.
func (s *Autoscaled) retire(k int) *machine {
	i := s.serving[k]
	s.serving = slices.Delete(s.serving, k, k+1)
	k = slices.Index(s.open, i)
	s.open = slices.Delete(s.open, k, k+1)
	m := &s.machines[i]
	m.state, m.parkedAt = machineParked, s.now
	s.parked.change(s.now, +1)
	return m
}

// expire removes the parked instances whose time is over and that have finished their
// requests. It is called at decisions, so an instance can stay up to one interval longer.
func (s *Autoscaled) expire() {
	for i := range s.machines {
		if m := &s.machines[i]; m.state == machineParked && m.until <= s.now && m.inFlight == 0 {
			m.state = machineGone
			s.parked.change(s.now, -1)
			s.death(s.now, m.born)
		}
	}
}
