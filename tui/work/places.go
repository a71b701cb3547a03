package work

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"
)

// Places are room on the processors, in lanes. In each the address goes first that
// has the least running and has used the least lately, so that many requests of one do
// not keep the others waiting.
type Places struct {
	mu    sync.Mutex
	lanes []*Lane
}

// Lane has so many places for one kind of work.
type Lane struct {
	all        *Places
	free, give int
	long       time.Duration
	waiting    []*turn
}

// turn is one wait for a place, and then the place.
type turn struct {
	of    *Share
	ready chan struct{} // closed when it has the place
	long  bool
	left  bool
}

// Share is what one address takes. The zero Share is that of one that has taken
// nothing yet.
type Share struct {
	seconds       float64 // of work, halved every half
	at            time.Time
	running, long int
}

// half is the half-life of what an address has used.
const half = 10 * time.Second

// Lane adds a lane. Work that goes on for longer than long gives its place to another
// address, as long as no more than give are given at a time; its own has nothing else
// begun meanwhile. Where long is 0 work keeps its place.
func (p *Places) Lane(places int, long time.Duration, give int) *Lane {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := &Lane{all: p, free: places, give: give, long: long}
	p.lanes = append(p.lanes, l)
	return l
}

// Take waits for a place until ctx ends. leave gives it back.
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
		// It had got the place just before: the work sees ctx by itself.
	}
	start := time.Now()
	if l.long == 0 {
		return func() { l.leave(t, start) }, nil
	}
	overdue := time.AfterFunc(l.long, func() { l.overdue(t) })
	return func() { overdue.Stop(); l.leave(t, start) }, nil
}

// next hands free places out. All is locked.
func (l *Lane) next(now time.Time) {
	for ; l.free > 0; l.free-- {
		best := -1
		for i, t := range l.waiting { // the first of those alike
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

// overdue has work that goes on for long give its place up.
func (l *Lane) overdue(t *turn) {
	l.all.mu.Lock()
	defer l.all.mu.Unlock()
	switch {
	case t.left:
	case l.give == 0:
		time.AfterFunc(l.long, func() { l.overdue(t) })
	default:
		t.long, l.give = true, l.give-1
		t.of.long++
		l.free++
		l.next(time.Now())
	}
}

// leave gives a place back that was taken at start.
func (l *Lane) leave(t *turn, start time.Time) {
	l.all.mu.Lock()
	defer l.all.mu.Unlock()
	now := time.Now()
	t.of.decay(now)
	t.of.seconds += now.Sub(start).Seconds()
	t.of.running--
	if t.left = true; t.long {
		l.give++
		t.of.long--
	} else {
		l.free++
	}
	for _, l := range l.all.lanes {
		l.next(now)
	}
}

// before reports whether an address goes before another.
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
