package sim

import (
	"math"
	"math/rand/v2"

	"crossover/engine/coldstart"
)

// instance is an instance, living or dead. Its slot in the array is reused after its
// death.
type instance struct {
	birth     float64
	ready     float64 // time at which its initialisation ends
	idleSince float64 // time at which its last request ended
	load      int32   // number of its requests
	retired   bool    // takes no further requests
	goes      float64 // time at which it expires, if the expiry is random
	check     float64 // time of the next check for expiry, 0 for none
	number    uint64  // index of the instance in the run
}

// pool is the set of living instances. It counts them in the meter of the simulation.
type pool struct {
	instances []instance
	vacant    []int32 // slots of the dead
	open      ranks   // those with a free slot are marked free
	idle      list    // without a request, in the order in which they became idle
	ages      list    // not retired, in the order of birth; only used with a lifetime

	expiry, lifetime float64
	// law is the distribution of the expiry if that is not fixed, and random draws from
	// it. checks are the times of checks for expiry.
	law    *coldstart.Expiry
	random *rand.Rand
	checks heap
	slots  int32 // requests an instance takes at once
	least  int

	*meter
	// timer is the earliest time at which an instance can expire or retire.
	timer float64
}

func newPool(c Config, m *meter) pool {
	p := pool{
		random:   stream(c.Seed, c.Stream, 4),
		meter:    m,
		idle:     newList(),
		ages:     newList(),
		expiry:   c.Idle,
		lifetime: math.Inf(1),
		slots:    int32(c.slots()),
		least:    c.Min,
		timer:    math.Inf(1),
	}
	if c.Expiry.Given() {
		p.law = &c.Expiry
	}
	if c.Lifetime > 0 {
		p.lifetime = c.Lifetime
	}
	for range c.Min {
		p.keepWarm(0)
	}
	return p
}

// create adds an instance without a request that is not marked open.
func (p *pool) create(t float64) int32 {
	if len(p.vacant) == 0 {
		p.grow()
	}
	last := len(p.vacant) - 1
	slot := p.vacant[last]
	p.vacant = p.vacant[:last]
	p.instances[slot] = instance{birth: t, ready: t, number: p.born}
	p.birth(t)
	p.open.add(slot)
	if p.aging() {
		p.ages.append(slot)
		p.timer = min(p.timer, t+p.lifetime)
	}
	return slot
}

// grow doubles the room for instances.
func (p *pool) grow() {
	n := len(p.instances)
	more := max(64, n)
	p.instances = append(p.instances, make([]instance, more)...)
	for slot := n + more - 1; slot >= n; slot-- {
		p.vacant = append(p.vacant, int32(slot))
	}
	p.open.grow(n + more)
	p.idle.grow(n + more)
	if p.aging() {
		p.ages.grow(n + more)
	}
}

func (p *pool) aging() bool { return p.lifetime < math.Inf(1) }

// keepWarm adds an idle instance that no request has started.
func (p *pool) keepWarm(t float64) {
	slot := p.create(t)
	p.open.free(slot)
	p.rest(t, slot)
}

// rest marks the instance as idle.
func (p *pool) rest(t float64, slot int32) {
	p.instances[slot].idleSince = t
	if p.law != nil {
		p.draw(t, slot)
	} else if p.idle.head == none {
		p.timer = min(p.timer, t+p.expiry)
	}
	p.idle.append(slot)
}

// end removes an instance that is neither open nor idle, and replaces it if fewer than the
// least number remain.
func (p *pool) end(t float64, slot int32) {
	in := &p.instances[slot]
	if !in.retired {
		p.open.remove(slot)
		if p.aging() {
			p.ages.remove(slot)
		}
	}
	in.check = 0
	p.vacant = append(p.vacant, slot)
	p.death(t, in.birth)
	if p.alive.n < p.least {
		p.keepWarm(t)
	}
}

// assign gives a request to an open instance.
func (p *pool) assign(t float64, slot int32) {
	in := &p.instances[slot]
	if in.load == 0 {
		p.idle.remove(slot)
		p.running.change(t, +1)
	}
	if in.load++; in.load == p.slots {
		p.open.take(slot)
	}
}

// start creates an instance for a request and assigns the request to it. It is ready at
// once unless the caller changes that.
func (p *pool) start(t float64) int32 {
	slot := p.create(t)
	p.instances[slot].load = 1
	p.running.change(t, +1)
	if p.slots > 1 {
		p.open.free(slot)
	}
	return slot
}

// release removes a request from its instance.
func (p *pool) release(t float64, slot int32) {
	in := &p.instances[slot]
	in.load--
	if in.retired {
		if in.load == 0 {
			p.running.change(t, -1)
			p.end(t, slot)
		}
		return
	}
	if in.load == p.slots-1 {
		p.open.free(slot)
	}
	if in.load == 0 {
		p.running.change(t, -1)
		p.rest(t, slot)
	}
}

// sweep ends the instances that have expired at time t, retires those that have reached
// their lifetime, and sets the timer.
func (p *pool) sweep(t float64) {
	p.expire(t)
	for p.law == nil && p.idle.head != none && p.alive.n > p.least && p.instances[p.idle.head].idleSince+p.expiry <= t {
		slot := p.idle.head
		p.idle.remove(slot)
		p.open.take(slot)
		p.end(t, slot)
	}
	// Replacements are born at t, so a lifetime below the resolution of t would loop
	// forever.
	for p.ages.head != none && p.instances[p.ages.head].birth+p.lifetime <= t && p.instances[p.ages.head].birth < t {
		p.retire(t, p.ages.head)
	}
	p.timer = math.Inf(1)
	// While only the least number live, none expires. Another one starts only if none is
	// idle, and the first to become idle again sets the timer.
	if p.law != nil && len(p.checks.events) > 0 {
		p.timer = p.checks.events[0].at
	} else if p.law == nil && p.idle.head != none && p.alive.n > p.least {
		p.timer = p.instances[p.idle.head].idleSince + p.expiry
	}
	if p.ages.head != none {
		p.timer = min(p.timer, p.instances[p.ages.head].birth+p.lifetime)
	}
	if p.timer <= t {
		p.timer = math.Nextafter(t, math.Inf(1))
	}
}

// draw draws the time at which an idle instance expires. An instance has at most one
// pending check. If the instance has been used in the meantime, that check schedules the
// next one.
func (p *pool) draw(t float64, slot int32) {
	in := &p.instances[slot]
	in.goes = t + p.law.Quantile(p.random.Float64())
	if in.check == 0 || in.check > in.goes {
		p.checkAt(slot, in.goes)
	}
}

func (p *pool) checkAt(slot int32, t float64) {
	p.instances[slot].check = t
	p.checks.push(event{at: t, slot: slot})
	p.timer = min(p.timer, t)
}

// expire ends the instances that have expired by time t. If only the least number are left,
// the instance draws another time instead.
func (p *pool) expire(t float64) {
	for len(p.checks.events) > 0 && p.checks.events[0].at <= t {
		e := p.checks.pop()
		in := &p.instances[e.slot]
		if in.check != e.at { // another check is pending, or it is dead
			continue
		}
		in.check = 0
		switch {
		case in.load > 0: // it draws when its last request ends
		case in.goes > t:
			p.checkAt(e.slot, in.goes)
		case p.alive.n <= p.least:
			p.draw(t, e.slot)
		default:
			p.idle.remove(e.slot)
			p.open.take(e.slot)
			p.end(t, e.slot)
		}
	}
}

// retire closes an instance for further requests, and ends it if it has none.
func (p *pool) retire(t float64, slot int32) {
	in := &p.instances[slot]
	if in.load < p.slots {
		p.open.take(slot)
	}
	if in.load == 0 {
		p.idle.remove(slot)
		p.end(t, slot)
		return
	}
	p.open.remove(slot)
	if p.aging() {
		p.ages.remove(slot)
	}
	in.retired = true
}
