package mcp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"
)

// stream reads and writes a client's messages, one a line. After the end of the input it
// waits for the answers to the requests before it reports the end: a script closes its end
// right after writing, and the calls would end with it.
type stream struct {
	in   *bufio.Reader
	rest []byte
	out  io.Writer
	// patience is how long to wait for answers.
	patience time.Duration

	mu      sync.Mutex
	open    int // requests without an answer
	settled chan struct{}
}

// Read reads the client's messages.
func (s *stream) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		line, err := s.in.ReadSlice('\n')
		if s.rest = line; s.asks(line) {
			s.count(1)
		}
		if len(line) == 0 {
			if errors.Is(err, io.EOF) {
				s.wait()
			}
			return 0, err
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// asks reports whether a line is a request. A request longer than the buffer arrives in
// pieces and is not waited for.
func (s *stream) asks(line []byte) bool {
	var m struct {
		ID     json.RawMessage `json:"id"`
		Method string          `json:"method"`
	}
	return json.Unmarshal(line, &m) == nil && len(m.ID) > 0 && m.Method != ""
}

// Write writes the server's messages. Only an answer has its id first.
func (s *stream) Write(p []byte) (int, error) {
	n, err := s.out.Write(p)
	for line := range bytes.Lines(p) {
		if bytes.HasPrefix(line, []byte(`{"jsonrpc":"2.0","id":`)) {
			s.count(-1)
		}
	}
	return n, err
}

// Close does nothing: the streams belong to the process.
func (s *stream) Close() error { return nil }

func (s *stream) count(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open += n
	if s.open <= 0 {
		select {
		case s.settled <- struct{}{}:
		default:
		}
	}
}

// wait waits until all requests are answered.
func (s *stream) wait() {
	enough := time.NewTimer(s.patience)
	defer enough.Stop()
	for {
		s.mu.Lock()
		open := s.open
		s.mu.Unlock()
		if open <= 0 {
			return
		}
		select {
		case <-s.settled:
		case <-enough.C:
			return
		}
	}
}
