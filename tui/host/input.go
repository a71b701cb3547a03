package host

import (
	"sync"
	"time"
)

// Signal wakes a single waiting goroutine.
type Signal chan struct{}

// NewSignal returns a signal.
func NewSignal() Signal { return make(Signal, 1) }

// Raise raises the signal. It never blocks.
func (s Signal) Raise() {
	select {
	case s <- struct{}{}:
	default: // it is raised already
	}
}

// maxPending limits the unread input of a client, in bytes.
const maxPending = 16 << 10

// inbox holds the unread input of a client. Bytes that do not fit are dropped: nobody
// types faster than keys are handled.
type inbox struct {
	mu      sync.Mutex
	bytes   []byte
	came    time.Time // when the oldest of bytes came
	closed  bool
	ready   Signal
	dropped int
}

func newInbox() *inbox { return &inbox{ready: NewSignal()} }

func (b *inbox) put(p []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.bytes) == 0 {
		b.came = time.Now()
	}
	room := maxPending - len(b.bytes)
	if len(p) > room {
		b.dropped += len(p) - room
		p = p[:room]
	}
	b.bytes = append(b.bytes, p...)
	b.ready.Raise()
}

// close marks the end of the input.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.ready.Raise()
}

// maxTaken limits the input handled in one turn, in bytes: turns of others come between.
const maxTaken = 256

// take appends input to dst and removes it. It also returns when the oldest of it came, the
// number of bytes dropped and whether more can come.
func (b *inbox) take(dst []byte) (out []byte, came time.Time, dropped int, open bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := min(len(b.bytes), maxTaken)
	dst = append(dst, b.bytes[:n]...)
	if b.bytes = b.bytes[:copy(b.bytes, b.bytes[n:])]; len(b.bytes) > 0 {
		b.ready.Raise()
	} else if cap(b.bytes) > maxKeptInbox {
		b.bytes = nil
	}
	dropped, b.dropped = b.dropped, 0
	return dst, b.came, dropped, !b.closed || len(b.bytes) > 0
}

// maxKeptInbox is the largest buffer that a session keeps for further input, in bytes.
const maxKeptInbox = 1 << 10
