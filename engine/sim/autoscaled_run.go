package sim

import "math"

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
		s.reject(j)
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

// reject rejects a request.
func (s *Autoscaled) reject(j int32) {
	s.count.rejected++
	s.inFlight--
	s.freeJobs = append(s.freeJobs, j)
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
