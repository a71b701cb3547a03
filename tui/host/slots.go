package host

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"crossover/tui/work"
)

// frameShare and frameBurst limit a session's processor time for input and frames before
// it gets the heavy lane: the mean, and the most at once.
const frameShare, frameBurst = 0.05, 0.05 // seconds a second, seconds

// A session beyond its share waits restTimes times the duration of a turn with a frame.
const restTimes = 4

// longTask limits a turn of work in light and heavy. A longer frame counts as slow.
const longTask = 50 * time.Millisecond

// fairTurn is the time for which Go lets a goroutine run. While there are longer turns, and
// for doubledFor after, the operating system shares out twice as many threads as there are
// processors, which it does more fairly. Otherwise that would slow frames down.
const fairTurn, doubledFor = 10 * time.Millisecond, 5 * time.Second

// processors is the number of processors for the program.
var processors = runtime.GOMAXPROCS(0)

// double doubles the number of threads for some time.
func (h *Host) double() {
	if !h.single.Reset(doubledFor) {
		runtime.GOMAXPROCS(2 * processors)
	}
}

// run runs f on a place of a lane, and returns when f has ended. The lane has goroutines
// for that, because the session's would keep a large stack. A panic in f becomes one of
// run.
func (u *usage) run(l *work.Lane, f func()) {
	l.Do(u.share, func() { u.done <- guarded(f) })
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

// do runs code of the model and draws the frame that is due after it, and charges the time
// of both.
func (s *screen) do(f func()) {
	u, h := &s.usage, s.host
	lane, name, drawn := h.light, "light", false
	if u.slow {
		lane, name = h.slow, "slow"
	} else if u.heavy {
		lane, name = h.heavy, "heavy"
	}
	u.run(lane, func() {
		took := processorTime(func() {
			f()
			drawn = s.draw()
		})
		now := time.Now()
		u.heavy = u.frames.Owe(took.Seconds(), now) > 0
		if took > fairTurn {
			h.double()
		}
		if u.slow = took > longTask || u.slow && !drawn; drawn && u.heavy {
			u.next = now.Add(restTimes * min(took, time.Second))
		}
	})
	if drawn {
		h.Counters.frames.Of(name).Inc()
	}
}
