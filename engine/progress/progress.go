// Package progress counts how much of long work is done, for whoever waits for it.
package progress

import (
	"context"
	"fmt"
	"sync/atomic"
)

// Count is how many pieces of some work are done. Its methods are safe for
// concurrent use, and a nil Count counts nothing.
type Count struct {
	of        atomic.Value // what the pieces are
	done, all atomic.Int64
}

type key struct{}

// With returns a context whose work counts into c.
func With(ctx context.Context, c *Count) context.Context { return context.WithValue(ctx, key{}, c) }

// Begin says that the work of a context has so many pieces of a name, of which none
// is done, and returns its Count, or nil where nobody counts.
func Begin(ctx context.Context, all int, of string) *Count {
	c, _ := ctx.Value(key{}).(*Count)
	if c != nil {
		c.of.Store(of)
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

// String says how much is done, as "3 of 70 claims".
func (c *Count) String() string {
	of, ok := c.of.Load().(string)
	if !ok {
		return "starting"
	}
	return fmt.Sprintf("%d of %d %s", c.done.Load(), c.all.Load(), of)
}
