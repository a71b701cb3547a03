package sshd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"crossover/engine/scenario"
	"crossover/tui/host"
	"crossover/tui/work"
)

// mostArgs limits the words of a command line.
const mostArgs = 64

// words splits a command line like a shell, but without expansions.
func words(command string) ([]string, error) {
	args, err := scenario.Split(command)
	if len(args) > mostArgs {
		return nil, fmt.Errorf("at most %d words", mostArgs)
	}
	return args, err
}

// command runs a command line and returns its exit code.
func (s *session) command(args []string) int {
	if s.runner == nil {
		return s.fail(host.ExitFailure, "commands are not served here")
	}
	quick, count := s.server.config.Quick, &s.server.host.Counters.Commands
	run := func(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
		defer s.server.host.Contain("command", func() { code = host.ExitFailure })
		return s.runner(ctx, args, stdout, stderr)
	}
	answer, err := s.server.host.Answer(s.ctx, s.client.IP, quick != nil && quick(args), run, args)
	switch {
	case s.ctx.Err() != nil:
		return host.ExitFailure
	case errors.Is(err, work.ErrTime):
		count.Of("timeout").Inc()
		return s.fail(host.ExitFailure, err.Error())
	case err != nil:
		return s.fail(host.ExitFailure, err.Error())
	}
	count.Of(strconv.Itoa(answer.Code)).Inc()
	if s.send(s.ch, answer.Stdout) != nil || s.send(s.ch.Stderr(), answer.Stderr) != nil {
		return host.ExitFailure
	}
	return answer.Code
}

// fail writes an error message and returns code.
func (s *session) fail(code int, text string) int {
	_ = s.send(s.ch.Stderr(), []byte("crossover: "+text+"\n")) // an error has nowhere to go
	return code
}

// send writes p. A client with a terminal needs a carriage return in each line.
func (s *session) send(w io.Writer, p []byte) error {
	if s.terminal {
		p = bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))
	}
	return inChunks(w, p)
}
