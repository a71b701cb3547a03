// Package progress counts how much of long work is done, for whoever waits for it.
package progress

import (
	"context"
	"sync/atomic"
)

// Count is how many pieces of some work are done. Its methods are safe for
// concurrent use, and a nil Count counts nothing.
type Count struct{ done, all atomic.Int64 }

type key struct{}

// With returns a context whose work counts into c.
func With(ctx context.Context, c *Count) context.Context { return context.WithValue(ctx, key{}, c) }

// Begin says that the work of a context has so many pieces, of which none is done,
// and returns its Count, or nil where nobody counts.
func Begin(ctx context.Context, all int) *Count {
	c, _ := ctx.Value(key{}).(*Count)
	if c != nil {
		c.done.Store(0)
		c.all.Store(int64(all))
	}
	return c
}

// Step says that one more piece is done.
func (c *Count) Step() {
	if c != nil {
		c.done.Add(1)
	}
}

// Now returns how many pieces are done, and how many there are: 0 before the work
// has begun.
func (c *Count) Now() (done, all int) { return int(c.done.Load()), int(c.all.Load()) }
