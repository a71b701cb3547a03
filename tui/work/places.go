package work

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"
)

// Places shares the processors among addresses, in lanes. In each lane the address with
// the least work running and the least recent use goes first, so that many requests of one
// address do not hold up the others.
type Places struct {
	mu    sync.Mutex
	lanes []*Lane
}

// Lane holds places for one kind of work.
type Lane struct {
	all     *Places
	free    int
	long    time.Duration
	waiting []*turn
}

// turn is one request for a place, and then the place.
type turn struct {
	of    *Share
	ready chan struct{} // closed when the place is taken
	long  bool
	left  bool
}

// Share records the use of one address. The zero Share has used nothing.
type Share struct {
	seconds       float64 // seconds of work, halved every half
	at            time.Time
	running, long int
}

// half is the half-life of an address's use.
const half = 10 * time.Second

// Lane adds a lane with a number of places. Work that takes longer than long hands its
// place over; until it ends, its own address can start nothing else in such lanes. If long
// is 0, work keeps its place.
func (p *Places) Lane(places int, long time.Duration) *Lane {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := &Lane{all: p, free: places, long: long}
	p.lanes = append(p.lanes, l)
	return l
}

// Take waits for a place until ctx ends. leave returns the place.
func (l *Lane) Take(ctx context.Context, of *Share) (leave func(), err error) {
	t := &turn{of: of, ready: make(chan struct{})}
	l.all.mu.Lock()
	l.waiting = append(l.waiting, t)
	l.next(time.Now())
	l.all.mu.Unlock()
	select {
	case <-t.ready:
	case <-ctx.Done():
		l.all.mu.Lock()
		defer l.all.mu.Unlock()
		if i := slices.Index(l.waiting, t); i >= 0 {
			l.waiting = slices.Delete(l.waiting, i, i+1)
			return nil, ctx.Err()
		}
		// The place was granted just before: the work notices the end of ctx itself.
	}
	start := time.Now()
	if l.long == 0 {
		return func() { l.leave(t, start) }, nil
	}
	overdue := time.AfterFunc(l.long, func() { l.overdue(t) })
	return func() { overdue.Stop(); l.leave(t, start) }, nil
}

// next grants free places. The caller holds the lock.
func (l *Lane) next(now time.Time) {
	for ; l.free > 0; l.free-- {
		best := -1
		for i, t := range l.waiting { // the first of several equal ones
			if t.of.decay(now); (l.long == 0 || t.of.long == 0) && (best < 0 || t.of.before(l.waiting[best].of)) {
				best = i
			}
		}
		if best < 0 {
			return
		}
		t := l.waiting[best]
		l.waiting = slices.Delete(l.waiting, best, best+1)
		t.of.running++
		close(t.ready)
	}
}

// overdue makes work that takes long hand over its place.
func (l *Lane) overdue(t *turn) {
	l.all.mu.Lock()
	defer l.all.mu.Unlock()
	if !t.left {
		t.long = true
		t.of.long++
		l.free++
		l.next(time.Now())
	}
}

// leave returns a place that was taken at start.
func (l *Lane) leave(t *turn, start time.Time) {
	l.all.mu.Lock()
	defer l.all.mu.Unlock()
	now := time.Now()
	t.of.decay(now)
	t.of.seconds += now.Sub(start).Seconds()
	t.of.running--
	if t.left = true; t.long {
		t.of.long--
	} else {
		l.free++
	}
	for _, l := range l.all.lanes {
		l.next(now)
	}
}

// before reports whether an address goes before another one.
func (s *Share) before(o *Share) bool {
	if s.running != o.running {
		return s.running < o.running
	}
	return s.seconds < o.seconds
}

func (s *Share) decay(now time.Time) {
	if d := now.Sub(s.at); d > 0 {
		s.seconds *= math.Exp2(-d.Seconds() / half.Seconds())
		s.at = now
	}
}
