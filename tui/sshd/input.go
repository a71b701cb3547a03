package sshd

import (
	"sync"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// What is kept of a client's input.
const (
	maxPending  = 16 << 10 // bytes not looked at yet
	maxSequence = 256      // bytes of a sequence whose end has not come
	maxPaste    = 4 << 10  // bytes of a pasted text
	maxKey      = 16       // bytes of what one key types
)

// escape starts sequences, and is a key.
const escape = 0x1b

// inbox holds what a client has sent and nobody has looked at. What does not
// fit is dropped: keys that come faster than they can be handled are no keys.
type inbox struct {
	mu      sync.Mutex
	bytes   []byte
	closed  bool
	ready   chan struct{} // holds one while there is something to look at
	dropped int
}

func newInbox() *inbox { return &inbox{ready: make(chan struct{}, 1)} }

func (b *inbox) put(p []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := maxPending - len(b.bytes)
	if len(p) > room {
		b.dropped += len(p) - room
		p = p[:room]
	}
	b.bytes = append(b.bytes, p...)
	b.wake()
}

// close says that nothing more will come.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.wake()
}

func (b *inbox) wake() {
	select {
	case b.ready <- struct{}{}:
	default:
	}
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

// decoder turns what a terminal sends into messages.
type decoder struct {
	keys    uv.EventDecoder
	buf     []byte // what has come of a sequence that is not whole
	pasting bool
	paste   []byte
}

// feed decodes p and what was left before, and hands every message to emit.
// expired says that nothing will follow soon: an escape is the key, then.
func (d *decoder) feed(p []byte, expired bool, emit func(tea.Msg)) {
	if len(d.buf) == 1 && len(p) > 0 && d.buf[0] == escape && p[0] == escape {
		d.feed(nil, true, emit) // what came apart is two keys, not one with alt
	}
	d.buf = append(d.buf, p...)
	rest := d.buf
	for len(rest) > 0 {
		n, event := d.keys.Decode(rest)
		n = min(max(n, 1), len(rest))
		if d.unfinished(rest, n, event) && !expired && len(rest) < maxSequence {
			break
		}
		d.handle(event, rest[:n], emit)
		rest = rest[n:]
	}
	d.buf = append(d.buf[:0], rest...)
	if len(d.buf) == 0 && cap(d.buf) > maxKeptInbox {
		d.buf = nil
	}
}

// waiting reports whether there is part of a sequence.
func (d *decoder) waiting() bool { return len(d.buf) > 0 }

// unfinished reports whether more may follow that makes another event of what
// was decoded: the beginning of an escape sequence, or of a character.
func (d *decoder) unfinished(rest []byte, n int, event uv.Event) bool {
	switch _, unknown := event.(uv.UnknownEvent); {
	case rest[0] >= utf8.RuneSelf && !utf8.FullRune(rest):
		return true
	case n < len(rest) || rest[0] != escape:
		return false
	default:
		return unknown || event == nil || n <= 2
	}
}

// handle hands over one event, if it is one that sessions know.
func (d *decoder) handle(event uv.Event, raw []byte, emit func(tea.Msg)) {
	if multi, ok := event.(uv.MultiEvent); ok {
		for _, e := range multi {
			d.handle(e, nil, emit)
		}
		return
	}
	if d.pasting {
		if _, end := event.(uv.PasteEndEvent); end {
			emit(tea.PasteMsg{Content: string(d.paste)})
			d.pasting, d.paste = false, nil
			return
		}
		if len(d.paste)+len(raw) <= maxPaste && utf8.Valid(raw) {
			d.paste = append(d.paste, raw...)
		}
		return
	}
	switch e := event.(type) {
	case uv.PasteStartEvent:
		d.pasting = true
	case uv.KeyPressEvent:
		if len(e.Text) <= maxKey {
			emit(tea.KeyPressMsg(e))
		}
	case uv.MouseClickEvent:
		emit(tea.MouseClickMsg(e))
	case uv.MouseMotionEvent:
		emit(tea.MouseMotionMsg(e))
	case uv.MouseReleaseEvent:
		emit(tea.MouseReleaseMsg(e))
	case uv.MouseWheelEvent:
		emit(tea.MouseWheelMsg(e))
	case uv.BackgroundColorEvent:
		emit(tea.BackgroundColorMsg(e))
	case uv.ModeReportEvent:
		emit(tea.ModeReportMsg(e))
	}
}
