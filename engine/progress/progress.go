// Package progress reports how much of a long task is done.
package progress

import (
	"context"
	"fmt"
	"sync/atomic"
)

// Count counts the finished pieces of a task. Its methods are safe for concurrent use, and
// a nil Count counts nothing.
type Count struct {
	of        atomic.Value // name of the pieces
	done, all atomic.Int64
}

type key struct{}

// With returns a context whose tasks count in c.
func With(ctx context.Context, c *Count) context.Context { return context.WithValue(ctx, key{}, c) }

// Begin starts a task of all pieces named of in the context's Count and returns it, or nil
// if the context has none.
func Begin(ctx context.Context, all int, of string) *Count {
	c, _ := ctx.Value(key{}).(*Count)
	if c != nil {
		c.of.Store(of)
		c.done.Store(0)
		c.all.Store(int64(all))
	}
	return c
}

// Step counts one more finished piece.
func (c *Count) Step() {
	if c != nil {
		c.done.Add(1)
	}
}

// String returns the progress, such as "3 of 70 claims".
func (c *Count) String() string {
	of, ok := c.of.Load().(string)
	if !ok {
		return "starting"
	}
	return fmt.Sprintf("%d of %d %s", c.done.Load(), c.all.Load(), of)
}
