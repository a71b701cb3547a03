package pool

import (
	"sync"
	"sync/atomic"
)

// knots are the states of a pool at the knots of a column. They depend on the instances
// alone, so the solvers that share a cache compute each only once. A knot is written under
// the lock, and read without it once it is known.
type knots struct {
	mu    sync.Mutex
	known [(numKnots + 63) / 64]atomic.Uint64
	at    [numKnots]knot
	// stairs are the steps in which an autoscaler adds instances, nil without one.
	stairs *stairs
}

// has reports whether knot i is known.
func (k *knots) has(i int) bool { return k.known[i/64].Load()&(1<<(i%64)) != 0 }

// set stores knot i and marks it known. The lock must be held.
func (k *knots) set(i int, v knot) {
	k.at[i] = v
	k.known[i/64].Or(1 << (i % 64))
}

// KnotCache holds the knots of columns for all solvers that share it.
type KnotCache struct {
	mu    sync.RWMutex
	knots map[Instances]*knots
}

// maxKnots bounds the cache to about thirty megabytes. Solvers keep the knots they use.
const maxKnots = 3072

// of returns the knots of the column for key, adding them if needed.
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
