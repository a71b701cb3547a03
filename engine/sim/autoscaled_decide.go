package sim

import (
	"math"
	"slices"

	"crossover/engine/autoscale"
)

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
