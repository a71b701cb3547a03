// Package work runs command lines for others within bounds: how many run at a
// time, how long one may take and how much it may print. Clients over SSH and
// agents get their answers through it.
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

// Runner runs a command line, without the program's name, and returns its exit
// code. It stops soon after ctx ends, and is not told of anything else that the
// client has.
type Runner func(ctx context.Context, args []string, stdout, stderr io.Writer) int

// MostOutput bounds the bytes that a command can print.
const MostOutput = 4 << 20

// grace is how long a command has to say what it knows when its time is up.
const grace = time.Second

// Limits bounds commands. The zero value of a field means its default.
type Limits struct {
	// Commands is how many commands run at a time, and as many quick ones beside
	// them. The default is half the processors: frames need the others.
	Commands int
	// CommandTime is how long one may take; the default is 15 seconds.
	CommandTime time.Duration
}

// Desk runs commands within limits.
type Desk struct {
	limits      Limits
	quick, slow *Lane
}

// NewDesk returns a desk with nothing to do, whose commands take some places of all.
func NewDesk(all *Places, l Limits) *Desk {
	l.Commands = cmp.Or(max(l.Commands, 0), max(runtime.GOMAXPROCS(0)/2, 1))
	l.CommandTime = cmp.Or(max(l.CommandTime, 0), 15*time.Second)
	return &Desk{limits: l, quick: all.Lane(l.Commands, 0, 0), slow: all.Lane(l.Commands, 0, 0)}
}

// Why a command has no answer.
var (
	// ErrBusy is told where no place comes free in the time a command has.
	ErrBusy = errors.New("too many commands at the moment; please try again")
	// ErrTime and ErrOutput are told, with the limit, where an answer goes beyond it.
	ErrTime   = errors.New("the answer takes longer than")
	ErrOutput = errors.New("the answer is longer than")
)

// Answer is what a command printed, and its exit code.
type Answer struct {
	Code           int
	Stdout, Stderr []byte
}

// Do runs a command line for a client, of whose address the share is. Quick ones, which are
// answered in no time, do not wait for the others. The error says why there is no
// answer; it is that of ctx where that has ended.
func (d *Desk) Do(ctx context.Context, of *Share, quick bool, run Runner, args []string) (Answer, error) {
	most, places := d.limits.CommandTime, d.slow
	if quick {
		places = d.quick
	}
	waiting, enough := context.WithTimeout(ctx, most)
	leave, err := places.Take(waiting, of)
	enough()
	if err != nil {
		return Answer{}, cmp.Or(ctx.Err(), ErrBusy)
	}
	inTime, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	stdout, stderr := &sink{most: MostOutput}, &sink{most: MostOutput}
	done := make(chan int, 1)
	go func() {
		defer leave() // a command that does not end keeps its place
		done <- run(inTime, args, stdout, stderr)
	}()
	overdue := time.NewTimer(most + grace)
	defer overdue.Stop()
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

// sink keeps what a command prints, up to a limit. A command that is not waited
// for any more may still write to it.
type sink struct {
	most int

	mu   sync.Mutex
	buf  bytes.Buffer
	over bool
}

var errTooMuch = errors.New("too much output")

// Write keeps p, or refuses all of it.
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
