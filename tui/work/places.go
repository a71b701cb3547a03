package work

import (
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

// turn is one request for a place.
type turn struct {
	of         *Share
	work       func()
	start      time.Time
	long, left bool
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

// Do queues work and returns. cancel takes the work out of the queue, and reports whether
// it was still there.
func (l *Lane) Do(of *Share, work func()) (cancel func() bool) {
	t := &turn{of: of, work: work}
	l.all.mu.Lock()
	defer l.all.mu.Unlock()
	l.waiting = append(l.waiting, t)
	l.next(time.Now())
	return func() bool {
		l.all.mu.Lock()
		defer l.all.mu.Unlock()
		i := slices.Index(l.waiting, t)
		if i >= 0 {
			l.waiting = slices.Delete(l.waiting, i, i+1)
		}
		return i >= 0
	}
}

// next starts work on free places. The caller holds the lock.
func (l *Lane) next(now time.Time) {
	for t := l.grant(now); t != nil; t = l.grant(now) {
		go l.run(t)
	}
}

// grant gives a free place to the turn that is next, or returns nil. The caller holds the
// lock.
func (l *Lane) grant(now time.Time) *turn {
	if l.free == 0 {
		return nil
	}
	best := -1
	for i, t := range l.waiting { // the first of several equal ones
		if t.of.decay(now); (l.long == 0 || t.of.long == 0) && (best < 0 || t.of.before(l.waiting[best].of)) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	t := l.waiting[best]
	l.waiting = slices.Delete(l.waiting, best, best+1)
	t.start = now
	t.of.running++
	l.free--
	return t
}

// run does the work of a turn, and then that of others as long as the lane has any: the
// goroutine's stack has grown already, and no place waits for a goroutine to wake up.
func (l *Lane) run(t *turn) {
	for t != nil {
		t = l.do(t)
	}
}

// do does the work of a turn, and returns the next turn.
func (l *Lane) do(t *turn) (next *turn) {
	if l.long > 0 {
		defer time.AfterFunc(l.long, func() { l.overdue(t) }).Stop()
	}
	t.work()
	return l.leave(t)
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

// leave ends a turn, and returns the next one of the lane.
func (l *Lane) leave(t *turn) (next *turn) {
	l.all.mu.Lock()
	defer l.all.mu.Unlock()
	now := time.Now()
	t.of.decay(now)
	t.of.seconds += now.Sub(t.start).Seconds()
	t.of.running--
	if t.left = true; t.long {
		t.of.long--
	} else {
		l.free++
	}
	next = l.grant(now)
	for _, l := range l.all.lanes {
		l.next(now)
	}
	return next
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
