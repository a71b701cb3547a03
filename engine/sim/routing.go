package sim

import "math/rand/v2"

// Routing is the rule by which a request is given to one of several instances with
// a free slot.
type Routing uint8

const (
	// Newest gives a request to the instance created last, as SimFaaS does. It is
	// the zero value.
	Newest Routing = iota
	// MostRecent gives a request to the instance on which a request last began or
	// ended (MRU, last in first out).
	MostRecent
	// LeastRecent gives a request to the instance on which no request has begun or
	// ended for longest (LRU, round robin).
	LeastRecent
	// Random gives a request to any instance with equal probability.
	Random
	// Oldest gives a request to the instance created first: the ordered hunt.
	Oldest
)

// String returns the rule in a word: newest, mru, lru, random or oldest.
func (r Routing) String() string {
	switch r {
	case Newest:
		return "newest"
	case MostRecent:
		return "mru"
	case LeastRecent:
		return "lru"
	case Random:
		return "random"
	case Oldest:
		return "oldest"
	}
	return "unknown"
}

// chooser keeps the instances with a free slot in the order that a routing rule
// needs. A living instance is either open (has a free slot) or not.
type chooser struct {
	rule   Routing
	random *rand.Rand
	order  ranks // newest, oldest
	recent list  // MRU, LRU: in the order of the last use
	open   bag   // random
}

func (c *chooser) grow(slots int) {
	switch c.rule {
	case Newest, Oldest:
		c.order.grow(slots)
	case Random:
		c.open.grow(slots)
	default:
		c.recent.grow(slots)
	}
}

// born takes note of a new instance, which is not open yet.
func (c *chooser) born(slot int32) {
	if c.rule == Newest || c.rule == Oldest {
		c.order.add(slot)
	}
}

// died forgets an instance that is not open.
func (c *chooser) died(slot int32) {
	if c.rule == Newest || c.rule == Oldest {
		c.order.remove(slot)
	}
}

// offer opens the instance.
func (c *chooser) offer(slot int32) {
	switch c.rule {
	case Newest, Oldest:
		c.order.free(slot)
	case Random:
		c.open.add(slot)
	default:
		c.recent.append(slot)
	}
}

// withdraw closes the instance.
func (c *chooser) withdraw(slot int32) {
	switch c.rule {
	case Newest, Oldest:
		c.order.take(slot)
	case Random:
		c.open.remove(slot)
	default:
		c.recent.remove(slot)
	}
}

// touch takes note of a use of an open instance that stays open.
func (c *chooser) touch(slot int32) {
	if c.rule == MostRecent || c.rule == LeastRecent {
		c.recent.remove(slot)
		c.recent.append(slot)
	}
}

// pick returns the open instance that gets the next request, or none.
func (c *chooser) pick() int32 {
	switch c.rule {
	case Newest:
		return c.order.newest()
	case Oldest:
		return c.order.oldest()
	case MostRecent:
		return c.recent.tail
	case LeastRecent:
		return c.recent.head
	case Random:
	}
	if n := len(c.open.slots); n > 0 {
		return c.open.slots[c.random.IntN(n)]
	}
	return none
}
