package host

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"crossover/tui/work"
)

// frameShare and frameBurst limit a session's processor time for frames before it gets
// the heavy lane: the mean, and the most at once.
const frameShare, frameBurst = 0.05, 0.05 // seconds a second, seconds

// After a frame, a session waits restTimes times the frame's duration.
const restTimes = 4

// longTask limits a turn of work in light and heavy. A longer frame counts as slow.
const longTask = 50 * time.Millisecond

// run runs f on a place of a lane, and returns when f has ended. It uses a goroutine of
// its own, because the session's would keep a large stack. A panic in f becomes one of
// run.
func (u *usage) run(l *work.Lane, f func()) {
	leave, _ := l.Take(context.Background(), u.share) // it cannot fail
	go func() {
		p := guarded(f)
		leave()
		u.done <- p
	}()
	if p := <-u.done; p != "" {
		panic(p)
	}
}

// guarded runs f and returns the value and stack of its panic, or "".
func guarded(f func()) (p string) {
	defer func() {
		if r := recover(); r != nil {
			p = fmt.Sprintf("%v\n%s", r, debug.Stack())
		}
	}()
	f()
	return ""
}

// usage records the processor time of a session.
type usage struct {
	share  *work.Share
	done   chan string
	frames Bucket
	// heavy and slow select the lane of the next frame; slow takes precedence.
	heavy, slow bool
	// next is the earliest time of the next frame.
	next time.Time
}

// newUsage returns the usage of a session that has not drawn yet.
func newUsage(of *work.Share) usage {
	return usage{share: of, done: make(chan string, 1), frames: Bucket{Rate: frameShare, Burst: frameBurst}, heavy: true}
}

// frame runs f, which computes a frame, and charges and counts its time.
func (u *usage) frame(h *Host, f func()) {
	lane, name := h.light, "light"
	if u.slow {
		lane, name = h.slow, "slow"
	} else if u.heavy {
		lane, name = h.heavy, "heavy"
	}
	u.run(lane, func() {
		start := time.Now()
		f()
		took := time.Since(start)
		u.heavy, u.slow = u.frames.Owe(took.Seconds(), start.Add(took)) > 0, took > longTask
		u.next = start.Add(took + restTimes*min(took, time.Second))
		h.Counters.work.Update(took.Seconds())
	})
	h.Counters.frames.Of(name).Inc()
}
