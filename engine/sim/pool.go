package sim

import (
	"math"
	"math/rand/v2"

	"crossover/engine/coldstart"
)

// instance is one instance, living or not. Its slot in the array of instances is
// used again after its death.
type instance struct {
	birth     float64
	ready     float64 // when its initialisation ends
	idleSince float64 // when its last request ended
	load      int32   // requests it has
	retired   bool    // it takes no further request
	goes      float64 // when it expires, where the expiry has a law
	looked    float64 // when it is next looked at whether it has expired, 0 for never
	number    uint64  // it is the number-th instance of the run, from 0
}

// pool is the set of living instances. It counts them in the meter of the simulation.
type pool struct {
	instances []instance
	vacant    []int32 // slots of the dead
	open      ranks   // those with a free slot are free in it
	idle      list    // without a request, in the order in which they became so
	ages      list    // not retired, in the order of birth; only with a lifetime

	expiry, lifetime float64
	// law is the law of the expiry where that is not fixed; times are drawn from random.
	// looks are the times at which an instance may have expired and is looked at.
	law    *coldstart.Expiry
	random *rand.Rand
	looks  heap
	slots  int32 // requests an instance takes at once
	least  int

	*meter
	// timer is when an instance next expires or retires, at the earliest.
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

// create adds an instance that has no request and is not open.
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

// keepWarm adds an idle instance without a request having asked for it.
func (p *pool) keepWarm(t float64) {
	slot := p.create(t)
	p.open.free(slot)
	p.rest(t, slot)
}

// rest takes note that the instance has no request any more.
func (p *pool) rest(t float64, slot int32) {
	p.instances[slot].idleSince = t
	if p.law != nil {
		p.draw(t, slot)
	} else if p.idle.head == none {
		p.timer = min(p.timer, t+p.expiry)
	}
	p.idle.append(slot)
}

// end removes an instance that is neither open nor idle, and replaces it if fewer
// than the least number remain.
func (p *pool) end(t float64, slot int32) {
	in := &p.instances[slot]
	if !in.retired {
		p.open.remove(slot)
		if p.aging() {
			p.ages.remove(slot)
		}
	}
	in.looked = 0
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

// start creates an instance for a request and gives it to it. It is ready at once;
// the caller says otherwise.
func (p *pool) start(t float64) int32 {
	slot := p.create(t)
	p.instances[slot].load = 1
	p.running.change(t, +1)
	if p.slots > 1 {
		p.open.free(slot)
	}
	return slot
}

// release takes a request off its instance.
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

// sweep ends what has expired at time t, retires what has reached its lifetime, and
// sets the timer.
func (p *pool) sweep(t float64) {
	p.look(t)
	for p.law == nil && p.idle.head != none && p.alive.n > p.least && p.instances[p.idle.head].idleSince+p.expiry <= t {
		slot := p.idle.head
		p.idle.remove(slot)
		p.open.take(slot)
		p.end(t, slot)
	}
	// Replacements are born at t: a lifetime below the resolution of t would not end.
	for p.ages.head != none && p.instances[p.ages.head].birth+p.lifetime <= t && p.instances[p.ages.head].birth < t {
		p.retire(t, p.ages.head)
	}
	p.timer = math.Inf(1)
	// While only the least number live, none expires; one more starts only when
	// none is idle, and the first to rest again sets the timer.
	if p.law != nil && len(p.looks.events) > 0 {
		p.timer = p.looks.events[0].at
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

// draw draws the time at which an idle instance expires. Only one look is due for an
// instance at a time. If the instance has been used meanwhile, that look puts off the
// next one.
func (p *pool) draw(t float64, slot int32) {
	in := &p.instances[slot]
	in.goes = t + p.law.Quantile(p.random.Float64())
	if in.looked == 0 || in.looked > in.goes {
		p.lookAt(slot, in.goes)
	}
}

func (p *pool) lookAt(slot int32, t float64) {
	p.instances[slot].looked = t
	p.looks.push(event{at: t, slot: slot})
	p.timer = min(p.timer, t)
}

// look ends the instances that have expired by time t. Where no more than the least
// number are left, the instance draws another time instead.
func (p *pool) look(t float64) {
	for len(p.looks.events) > 0 && p.looks.events[0].at <= t {
		e := p.looks.pop()
		in := &p.instances[e.slot]
		if in.looked != e.at { // another look is due, or it is gone
			continue
		}
		in.looked = 0
		switch {
		case in.load > 0: // it draws when it has ended
		case in.goes > t:
			p.lookAt(e.slot, in.goes)
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
