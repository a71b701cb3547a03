package host

import "sync"

// Signal is for one goroutine that waits, until there is something to look at.
type Signal chan struct{}

// NewSignal returns a signal.
func NewSignal() Signal { return make(Signal, 1) }

// Raise says that there is something. It never waits.
func (s Signal) Raise() {
	select {
	case s <- struct{}{}:
	default: // it has been said
	}
}

// maxPending is how many bytes of a client's input are kept that nobody has
// looked at.
const maxPending = 16 << 10

// inbox holds what a client has sent and nobody has looked at. What does not
// fit is dropped: keys that come faster than they can be handled are no keys.
type inbox struct {
	mu      sync.Mutex
	bytes   []byte
	closed  bool
	ready   Signal
	dropped int
}

func newInbox() *inbox { return &inbox{ready: NewSignal()} }

func (b *inbox) put(p []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := maxPending - len(b.bytes)
	if len(p) > room {
		b.dropped += len(p) - room
		p = p[:room]
	}
	b.bytes = append(b.bytes, p...)
	b.ready.Raise()
}

// close says that nothing more will come.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.ready.Raise()
}

// take moves what has come to dst, and reports whether more can come and how
// much was dropped.
func (b *inbox) take(dst []byte) (out []byte, dropped int, open bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	dst = append(dst, b.bytes...)
	if cap(b.bytes) > maxKeptInbox {
		b.bytes = nil
	}
	b.bytes, dropped, b.dropped = b.bytes[:0], b.dropped, 0
	return dst, dropped, !b.closed
}

// maxKeptInbox is how large a buffer a session keeps for the next input.
const maxKeptInbox = 1 << 10
