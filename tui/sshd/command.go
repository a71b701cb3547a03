package sshd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"crossover/engine/scenario"
	"crossover/tui/host"
)

// Runner runs a command line, without the program's name, and returns its exit
// code. It stops soon after ctx ends, and is not told of anything else that the
// client has.
type Runner func(ctx context.Context, args []string, stdout, stderr io.Writer) int

// maxOutput bounds what a command can print.
const maxOutput = 4 << 20

// mostArgs bounds the words of a command line.
const mostArgs = 64

// words splits a command line as a shell does, without doing anything else a
// shell does.
func words(command string) ([]string, error) {
	args, err := scenario.Split(command)
	if len(args) > mostArgs {
		return nil, fmt.Errorf("at most %d words", mostArgs)
	}
	return args, err
}

// commandGrace is how long a command has to say what it knows when its time is
// up.
const commandGrace = time.Second

// command runs a command line and returns its exit code.
func (s *session) command(args []string) int {
	if s.runner == nil {
		return s.fail(host.ExitFailure, "commands are not served here")
	}
	most := s.server.host.Limits().CommandTime
	turns := s.server.slow
	if f := s.server.config.Quick; f != nil && f(args) {
		turns = s.server.quick
	}
	waiting, enough := context.WithTimeout(s.ctx, most)
	leave, err := turns.take(waiting, s.client.IP)
	enough()
	if err != nil {
		return s.fail(host.ExitFailure, "too many commands at the moment; please try again")
	}
	ctx, cancel := context.WithTimeout(s.ctx, most)
	defer cancel()
	stdout, stderr := &sink{most: maxOutput}, &sink{most: maxOutput}
	done := make(chan int, 1)
	go func() {
		defer leave() // a command that does not end keeps its place
		defer s.server.host.Contain("command", func() { done <- host.ExitFailure })
		done <- s.runner(ctx, args, stdout, stderr)
	}()
	overdue := time.NewTimer(most + commandGrace)
	defer overdue.Stop()
	select {
	case code := <-done:
		if code == host.ExitFailure && ctx.Err() != nil && s.ctx.Err() == nil {
			return s.overdue(most)
		}
		s.server.host.Counters.Commands.Of(strconv.Itoa(code)).Inc()
		return s.print(code, stdout, stderr)
	case <-s.ctx.Done():
		return host.ExitFailure
	case <-overdue.C:
		return s.overdue(most)
	}
}

// overdue says that a command has had its time.
func (s *session) overdue(most time.Duration) int {
	s.server.host.Counters.Commands.Of("timeout").Inc()
	return s.fail(host.ExitFailure, fmt.Sprintf("the answer takes longer than %s; ask for less", most))
}

// print sends what a command printed.
func (s *session) print(code int, stdout, stderr *sink) int {
	out, tooMuch := stdout.take()
	errs, _ := stderr.take()
	if tooMuch {
		return s.fail(host.ExitFailure, fmt.Sprintf("the answer is longer than %d MB; ask for less", maxOutput>>20))
	}
	if s.send(s.ch, out) != nil || s.send(s.ch.Stderr(), errs) != nil {
		return host.ExitFailure
	}
	return code
}

// fail says what is wrong.
func (s *session) fail(code int, text string) int {
	_ = s.send(s.ch.Stderr(), []byte("crossover: "+text+"\n")) // nobody left to tell
	return code
}

// send writes p as the client expects it: a terminal does not return the
// carriage with each line.
func (s *session) send(w io.Writer, p []byte) error {
	if s.terminal {
		p = bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))
	}
	return inChunks(w, p)
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
