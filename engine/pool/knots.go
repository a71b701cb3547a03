package pool

import (
	"sync"
	"sync/atomic"
)

// knots are the states of a pool at the knots of a column. They follow from the
// instances alone, so solvers that share a cache work them out once between
// them: a knot is written under the lock, and read once it is known.
type knots struct {
	mu    sync.Mutex
	known [(numKnots + 63) / 64]atomic.Uint64
	at    [numKnots]knot
	// stairs are the steps of an autoscaler's instances, nil without one.
	stairs *stairs
}

// has reports whether knot i is known.
func (k *knots) has(i int) bool { return k.known[i/64].Load()&(1<<(i%64)) != 0 }

// set makes knot i known. The lock is held.
func (k *knots) set(i int, v knot) {
	k.at[i] = v
	k.known[i/64].Or(1 << (i % 64))
}

// KnotCache finds the knots of a column for all solvers that share it.
type KnotCache struct {
	mu    sync.RWMutex
	knots map[Instances]*knots
}

// maxKnots bounds the cache: about thirty megabytes. Solvers keep what they
// use.
const maxKnots = 3072

// of returns the knots of the column of some instances.
func (c *KnotCache) of(key *Instances) *knots {
	c.mu.RLock()
	k := c.knots[*key]
	c.mu.RUnlock()
	if k != nil {
		return k
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if k := c.knots[*key]; k != nil {
		return k
	}
	if len(c.knots) >= maxKnots || c.knots == nil {
		c.knots = make(map[Instances]*knots)
	}
	k = &knots{}
	if key.climbs() {
		k.stairs = new(stairs)
	}
	c.knots[*key] = k
	return k
}
