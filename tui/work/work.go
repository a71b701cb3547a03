// Package work runs command lines for clients over SSH and for agents, within limits: how
// many run at a time, how long one may take and how much it may print.
package work

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"sync"
	"time"
)

// Runner runs a command line, without the program's name, and returns its exit code. It
// stops soon after ctx ends; ctx is its only connection to the client.
type Runner func(ctx context.Context, args []string, stdout, stderr io.Writer) int

// MostOutput is the largest output of a command in bytes.
const MostOutput = 4 << 20

// grace is the time a command has to return after its time is up.
const grace = time.Second

// Limits bounds commands. The zero value of a field means its default.
type Limits struct {
	// Commands is the number of commands that run at a time; the same number of quick ones
	// can run beside them. The default is half the processors, which leaves the others to
	// frames.
	Commands int
	// CommandTime is the time limit of a command; the default is 15 seconds.
	CommandTime time.Duration
}

// Desk runs commands within limits.
type Desk struct {
	limits      Limits
	quick, slow *Lane
}

// NewDesk returns a desk whose commands take lanes of all.
func NewDesk(all *Places, l Limits) *Desk {
	l.Commands = cmp.Or(max(l.Commands, 0), max(runtime.GOMAXPROCS(0)/2, 1))
	l.CommandTime = cmp.Or(max(l.CommandTime, 0), 15*time.Second)
	return &Desk{limits: l, quick: all.Lane(l.Commands, 0), slow: all.Lane(l.Commands, 0)}
}

// The reasons for having no answer.
var (
	// ErrBusy means that no place became free within the time of a command.
	ErrBusy = errors.New("too many commands at the moment; please try again")
	// ErrTime and ErrOutput are wrapped, with the limit, if an answer exceeds it.
	ErrTime   = errors.New("the answer takes longer than")
	ErrOutput = errors.New("the answer is longer than")
)

// Answer is the output of a command and its exit code.
type Answer struct {
	Code           int
	Stdout, Stderr []byte
}

// Do runs a command line for a client whose address has the share of. Quick commands do
// not wait for the others. The error says why there is no answer; if ctx has ended, it is
// that of ctx.
func (d *Desk) Do(ctx context.Context, of *Share, quick bool, run Runner, args []string) (Answer, error) {
	most, places := d.limits.CommandTime, d.slow
	if quick {
		places = d.quick
	}
	var inTime context.Context
	var stop context.CancelFunc
	stdout, stderr := &sink{most: MostOutput}, &sink{most: MostOutput}
	started, done := make(chan bool), make(chan int, 1)
	cancel := places.Do(of, func() { // a command that does not return keeps its place
		inTime, stop = context.WithTimeout(ctx, most)
		close(started)
		done <- run(inTime, args, stdout, stderr)
	})
	overdue := time.NewTimer(most)
	defer overdue.Stop()
	select {
	case <-started:
	case <-ctx.Done():
	case <-overdue.C:
	}
	if cancel() {
		return Answer{}, cmp.Or(ctx.Err(), ErrBusy)
	}
	<-started
	defer stop()
	overdue.Reset(most + grace)
	late := fmt.Errorf("%w %s; ask for less", ErrTime, most)
	select {
	case code := <-done:
		if code != 0 && ctx.Err() != nil {
			return Answer{}, ctx.Err()
		}
		if code == 1 && inTime.Err() != nil {
			return Answer{}, late
		}
		out, tooMuch := stdout.take()
		errs, _ := stderr.take()
		if tooMuch {
			return Answer{}, fmt.Errorf("%w %d MB; ask for less", ErrOutput, MostOutput>>20)
		}
		return Answer{code, out, errs}, nil
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	case <-overdue.C:
		return Answer{}, late
	}
}

// sink keeps the output of a command, up to a limit. A command that has exceeded its time
// may still write to it.
type sink struct {
	most int

	mu   sync.Mutex
	buf  bytes.Buffer
	over bool
}

var errTooMuch = errors.New("too much output")

// Write stores all of p, or none of it if the limit is exceeded.
func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buf.Len()+len(p) > s.most {
		s.over = true
		return 0, errTooMuch
	}
	return s.buf.Write(p)
}

func (s *sink) take() (p []byte, over bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.buf.Bytes()), s.over
}

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
	return cmp.Or(cmp.Compare(s.running, o.running), cmp.Compare(s.seconds, o.seconds)) < 0
}

func (s *Share) decay(now time.Time) {
	if d := now.Sub(s.at); d > 0 {
		s.seconds *= math.Exp2(-d.Seconds() / half.Seconds())
		s.at = now
	}
}
