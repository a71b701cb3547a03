package host

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// What frames may cost a session before others go first: so much of a
// processor on average, and so much at once.
const frameShare, frameBurst = 0.05, 0.05 // seconds a second, seconds

// restTimes is how many times as long as a frame took a session waits before
// the next.
const restTimes = 4

// slots are the goroutines that models run on, and with them the processors:
// sessions only wait on theirs, because what a model does takes a large stack,
// which would stay. Sessions that have used up their share of frames queue for a
// single place, so that the others find one free.
type slots struct {
	light, heavy chan task
	stop         <-chan struct{}
}

// task is something to run, and where to say that it is done.
type task struct {
	f    func()
	done chan<- *panicked
}

// panicked is what a task panicked with, and where.
type panicked struct {
	value any
	stack []byte
}

// newSlots returns slots that run until stop is closed.
func newSlots(stop <-chan struct{}) *slots {
	return &slots{light: make(chan task), heavy: make(chan task), stop: stop}
}

// start starts the goroutines.
func (s *slots) start() {
	for range runtime.GOMAXPROCS(0) {
		go s.work(s.light)
	}
	go s.work(s.heavy)
}

// work runs tasks of a lane.
func (s *slots) work(lane <-chan task) {
	for {
		select {
		case t := <-lane:
			t.done <- guarded(t.f)
		case <-s.stop:
			return
		}
	}
}

// guarded runs f and returns what it panicked with, if it did.
func guarded(f func()) (p *panicked) {
	defer func() {
		if r := recover(); r != nil {
			p = &panicked{r, debug.Stack()}
		}
	}()
	f()
	return nil
}

// run runs f when there is a place, and returns when that is done. A panic of f
// is one of run.
func (s *slots) run(lane chan<- task, u *usage, f func()) {
	select {
	case lane <- task{f, u.done}:
	case <-s.stop: // to put the terminal back
		f()
		return
	}
	if p := <-u.done; p != nil {
		panic(fmt.Sprintf("%v\n%s", p.value, p.stack))
	}
}

// usage is what one session has used.
type usage struct {
	done   chan *panicked
	frames Bucket
	heavy  bool
	// next is the earliest time of the next frame.
	next time.Time
}

func newUsage() usage {
	return usage{done: make(chan *panicked, 1), frames: Bucket{Rate: frameShare, Burst: frameBurst}}
}

// update runs what a session does between frames.
func (s *slots) update(u *usage, f func()) { s.run(s.light, u, f) }

// frame runs what computes a frame, and charges what it took.
func (s *slots) frame(u *usage, f func()) {
	lane := s.light
	if u.heavy {
		lane = s.heavy
	}
	s.run(lane, u, func() {
		start := time.Now()
		f()
		end := time.Now()
		took := end.Sub(start)
		u.heavy = u.frames.Owe(took.Seconds(), end) > 0
		u.next = end.Add(restTimes * min(took, time.Second))
	})
}
