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
func (a *Autoscaled) speed(n int) float64 { return min(1, a.config.Machine.VCPU/float64(n)) }

// uses returns the vCPUs that n computing requests use.
func (a *Autoscaled) uses(n int) float64 {
	if n == 0 {
		return 0
	}
	return a.speed(n) * float64(n)
}

// newMachine returns the index of a new instance.
func (a *Autoscaled) newMachine() int32 {
	a.birth(a.now)
	for i := range a.machines {
		if a.machines[i].state == machineGone && a.machines[i].inFlight == 0 {
			a.machines[i] = machine{computing: heap{a.machines[i].computing.events[:0]}, born: a.now}
			return int32(i)
		}
	}
	a.machines = append(a.machines, machine{born: a.now})
	return int32(len(a.machines) - 1)
}

// serve puts an instance into service; queued requests go to it first.
func (a *Autoscaled) serve(i int32) {
	if a.machines[i].state != machineStarting {
		a.open = append(a.open, i)
	}
	a.machines[i].state = machineServing
	a.serving = append(a.serving, i)
	for len(a.queue) > 0 && a.free(i) {
		j := a.queue[0]
		a.queue = a.queue[1:]
		a.assign(j, i)
	}
}

func (a *Autoscaled) free(i int32) bool {
	return float64(a.machines[i].inFlight) < a.config.Machine.Slots
}

// arrive processes a new request.
func (a *Autoscaled) arrive() {
	if a.inFlight == 0 && a.now-a.scaler.silent > a.config.Policy.Window {
		a.scaler.first = a.sums
	}
	a.sums.arrived++
	a.count.requests++
	j := int32(len(a.jobs))
	if n := len(a.freeJobs); n > 0 {
		j, a.freeJobs = a.freeJobs[n-1], a.freeJobs[:n-1]
	} else {
		a.jobs = append(a.jobs, job{})
	}
	a.jobs[j] = job{came: a.now, work: a.compute.draw(a.random), machine: none}
	a.inFlight++
	if i := a.pick(); i != none {
		if a.machines[i].state == machineStarting {
			a.jobs[j].class = waitedJob
			a.count.waited++
		}
		a.assign(j, i)
		return
	}
	if len(a.serving) == 0 && a.wake() {
		a.assign(j, a.serving[0])
		return
	}
	if a.lasting.throttled && len(a.queue) >= mostQueued {
		a.count.rejected++
		a.inFlight--
		a.freeJobs = append(a.freeJobs, j)
		return
	}
	starting := a.starting.n
	a.queue = append(a.queue, j)
	a.onRequest()
	switch {
	case a.starting.n > starting:
		a.jobs[j].class = coldJob
		a.count.cold++
	case a.jobs[j].machine == none:
		a.jobs[j].class = waitedJob
		a.count.waited++
	}
}

// wake puts a parked instance back into service, if there is one.
func (a *Autoscaled) wake() bool {
	best := int32(none)
	for i := range a.machines {
		if m := &a.machines[i]; m.state == machineParked && !m.replaced && (best == none || m.parkedAt > a.machines[best].parkedAt) {
			best = int32(i)
		}
	}
	if best == none {
		return false
	}
	a.parked.change(a.now, -1)
	a.serve(best)
	return true
}

// pick returns the instance for the next request, or none: the serving one with the fewest
// in flight, or if that one is busy and the policy says so, any at random.
func (a *Autoscaled) pick() int32 {
	best := int32(none)
	for _, i := range a.serving {
		if a.free(i) && (best == none || a.machines[i].inFlight < a.machines[best].inFlight) {
			best = i
		}
	}
	if n := len(a.open); a.config.Policy.Random && n > 0 && (best == none || a.machines[best].inFlight > 0) {
		if i := a.open[a.random.IntN(n)]; a.free(i) {
			return i
		}
	}
	return best
}

// assign gives a request to an instance, on which it first waits and then computes.
func (a *Autoscaled) assign(j, i int32) {
	m := &a.machines[i]
	if m.inFlight == 0 && m.state != machineStarting {
		a.running.change(a.now, +1)
	}
	m.inFlight++
	a.jobs[j].machine = i
	a.events.push(event{at: max(a.now, m.ready) + a.wait.draw(a.random), slot: j, kind: waited})
}

// happen processes an event.
func (a *Autoscaled) happen(e event) {
	switch e.kind {
	case waited:
		j := &a.jobs[e.slot]
		m := a.advance(j.machine)
		m.computing.push(event{at: m.clock + j.work, slot: e.slot})
		a.resume(j.machine)
	case computed:
		if m := &a.machines[e.slot]; m.due != e.at || len(m.computing.events) == 0 {
			return // the CPU has been shared differently since
		}
		m := a.advance(e.slot)
		first := m.computing.pop()
		m.clock = first.at
		a.end(first.slot)
		a.resume(e.slot)
	case started:
		a.starting.change(a.now, -1)
		if a.machines[e.slot].inFlight == 0 {
			a.running.change(a.now, -1)
		}
		a.serve(e.slot)
	case finish, finishCold, ready:
	}
}

// advance brings the virtual clock of an instance up to now and subtracts its CPU from the
// sum; resume adds it again.
func (a *Autoscaled) advance(i int32) *machine {
	m := &a.machines[i]
	if n := len(m.computing.events); n > 0 {
		m.clock += (a.now - m.since) * a.speed(n)
		a.used -= a.uses(n)
	}
	m.since = a.now
	return m
}

func (a *Autoscaled) resume(i int32) {
	m := &a.machines[i]
	n := len(m.computing.events)
	if n == 0 {
		m.due = math.Inf(1)
		return
	}
	a.used += a.uses(n)
	m.due = a.now + max(0, m.computing.events[0].at-m.clock)/a.speed(n)
	a.events.push(event{at: m.due, slot: i, kind: computed})
}

// end processes the end of a request.
func (a *Autoscaled) end(j int32) {
	b := &a.jobs[j]
	m := &a.machines[b.machine]
	m.inFlight--
	if m.inFlight == 0 && m.state != machineStarting {
		a.running.change(a.now, -1)
	}
	if a.inFlight--; a.inFlight == 0 {
		a.scaler.silent = a.now
	}
	[...]*Histogram{&a.latency.warm, &a.latency.cold, &a.latency.waited}[b.class].Add(a.now-b.came, 1)
	a.freeJobs = append(a.freeJobs, j)
	if m.state == machineServing && len(a.queue) > 0 {
		q := a.queue[0]
		a.queue = a.queue[1:]
		a.assign(q, b.machine)
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
func (a *Autoscaled) decide() {
	p, k := &a.config.Policy, &a.scaler
	k.count++
	k.next = float64(k.count+1) * p.Every
	now := a.sums
	a.hold(a.wants(now))
	k.past[k.count%len(k.past)] = now
	k.current = slices.Max(k.wanted)
	a.set(k.current)
	a.expire()
}

// hold records the number wanted now.
func (a *Autoscaled) hold(want float64) {
	k := &a.scaler
	k.wanted[k.count%len(k.wanted)] = want
}

// wants returns the number of instances that the signals of the window ask for.
func (a *Autoscaled) wants(now signals) float64 {
	p, k := &a.config.Policy, &a.scaler
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
		n = (now.busy - old.busy) / t / (p.CPU * a.config.Machine.VCPU)
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
	return a.bounded(math.Ceil(n - 1e-9))
}

func (a *Autoscaled) bounded(n float64) float64 {
	n = max(n, a.config.Policy.Least)
	if m := a.config.Policy.Most; m > 0 {
		n = min(n, m)
	}
	return n
}

// onRequest starts an instance for queued requests, if the policy does that or there are
// no instances.
func (a *Autoscaled) onRequest() {
	n := float64(len(a.serving) + a.starting.n)
	if n > 0 && !a.config.Policy.OnRequest {
		return
	}
	if float64(len(a.queue)) > float64(a.starting.n)*a.config.Machine.Slots {
		want := a.bounded(n + 1)
		a.hold(max(want, a.scaler.wanted[a.scaler.count%len(a.scaler.wanted)]))
		a.set(max(want, n))
	}
}

// set changes the number of serving and starting instances to n.
func (a *Autoscaled) set(n float64) {
	have := float64(len(a.serving) + a.starting.n)
	for ; have < n; have++ {
		if a.wake() {
			continue
		}
		if a.lasting.throttled {
			break
		}
		i := a.newMachine()
		a.machines[i].state = machineStarting
		a.machines[i].ready = a.now + a.start.draw(a.random)
		a.starting.change(a.now, +1)
		a.running.change(a.now, +1)
		a.open = append(a.open, i)
		a.events.push(event{at: a.machines[i].ready, slot: i, kind: started})
	}
	for ; have > n && len(a.serving) > 0; have-- {
		a.park()
	}
}

// park takes the instance with the fewest requests out of service. It finishes its
// requests.
func (a *Autoscaled) park() {
	least := 0
	for k, i := range a.serving {
		if a.machines[i].inFlight < a.machines[a.serving[least]].inFlight {
			least = k
		}
	}
	a.retire(least).until = a.now + a.config.Policy.Park
}

// retire parks the kth serving instance.
func (a *Autoscaled) retire(k int) *machine {
	i := a.serving[k]
	a.serving = slices.Delete(a.serving, k, k+1)
	k = slices.Index(a.open, i)
	a.open = slices.Delete(a.open, k, k+1)
	m := &a.machines[i]
	m.state, m.parkedAt = machineParked, a.now
	a.parked.change(a.now, +1)
	return m
}

// expire removes the parked instances whose time is over and that have finished their
// requests. It is called at decisions, so an instance can stay up to one interval longer.
func (a *Autoscaled) expire() {
	for i := range a.machines {
		if m := &a.machines[i]; m.state == machineParked && m.until <= a.now && m.inFlight == 0 {
			m.state = machineGone
			a.parked.change(a.now, -1)
			a.death(a.now, m.born)
		}
	}
}
