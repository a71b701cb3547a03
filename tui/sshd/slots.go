package sshd

import (
	"runtime"
	"time"
)

// What frames may cost a session before others go first: so much of a
// processor on average, and so much at once.
const frameShare, frameBurst = 0.05, 0.05 // seconds a second, seconds

// restTimes is how many times as long as a frame took a session waits before
// the next.
const restTimes = 4

// slots shares out the processors among the sessions that compute frames.
// Sessions that have used up their share queue for a single place, so that the
// others find one free.
type slots struct{ light, heavy chan struct{} }

func newSlots() *slots {
	return &slots{light: make(chan struct{}, runtime.GOMAXPROCS(0)), heavy: make(chan struct{}, 1)}
}

// usage is what one session has used.
type usage struct {
	frames bucket
	heavy  bool
	// next is the earliest time of the next frame.
	next time.Time
}

func newUsage() usage { return usage{frames: bucket{rate: frameShare, burst: frameBurst}} }

// do runs f when it is the session's turn, and charges what it took.
func (s *slots) do(u *usage, f func()) {
	lane := s.light
	if u.heavy {
		lane = s.heavy
	}
	lane <- struct{}{}
	start := time.Now()
	defer func() {
		<-lane
		end := time.Now()
		took := end.Sub(start)
		u.heavy = u.frames.owe(took.Seconds(), end) > 0
		u.next = end.Add(restTimes * min(took, time.Second))
	}()
	f()
}
