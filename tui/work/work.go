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
	"runtime"
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
