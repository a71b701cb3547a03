package host

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"crossover/tui/work"
)

// What frames may cost a session before others go first: so much of a
// processor on average, and so much at once.
const frameShare, frameBurst = 0.05, 0.05 // seconds a second, seconds

// restTimes is how many times as long as a frame took a session waits before
// the next.
const restTimes = 4

// longTask is after how long what a model does gives its place to another address: a
// place is for moments.
const longTask = 50 * time.Millisecond

// run runs f when there is a place in a lane, and returns when that is done. It takes a
// goroutine with a large stack, which a session's own would keep. A panic of f is one of
// run.
func (u *usage) run(l *work.Lane, f func()) {
	leave, _ := l.Take(context.Background(), u.share) // a place comes free
	go func() {
		p := guarded(f)
		leave()
		u.done <- p
	}()
	if p := <-u.done; p != "" {
		panic(p)
	}
}

// guarded runs f and returns what it panicked with and where, if it did.
func guarded(f func()) (p string) {
	defer func() {
		if r := recover(); r != nil {
			p = fmt.Sprintf("%v\n%s", r, debug.Stack())
		}
	}()
	f()
	return ""
}

// usage is what one session has used.
type usage struct {
	share  *work.Share
	done   chan string
	frames Bucket
	heavy  bool
	// next is the earliest time of the next frame.
	next time.Time
}

// newUsage is that of a session that has not drawn yet.
func newUsage(of *work.Share) usage {
	return usage{share: of, done: make(chan string, 1), frames: Bucket{Rate: frameShare, Burst: frameBurst}, heavy: true}
}

// frame runs what computes a frame, and charges and counts what it took.
func (u *usage) frame(h *Host, f func()) {
	lane, name := h.light, "light"
	if u.heavy {
		lane, name = h.heavy, "heavy"
	}
	u.run(lane, func() {
		start := time.Now()
		f()
		end := time.Now()
		took := end.Sub(start)
		u.heavy = u.frames.Owe(took.Seconds(), end) > 0
		u.next = end.Add(restTimes * min(took, time.Second))
		h.Counters.work.Update(took.Seconds())
	})
	h.Counters.frames.Of(name).Inc()
}
