package term

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// How long the decoder waits for more input.
const (
	// escapeTime is how long an escape may be the start of a sequence. After that it is
	// the escape key.
	escapeTime = 50 * time.Millisecond
	// lateTime is how long after escapeTime input that starts like the rest of a control
	// sequence still completes one.
	lateTime = time.Second
	// stringTime is how long a string, such as the answer to a query, may pause
	// before it is dropped: keys such as alt+] look like the start of one.
	stringTime = 5 * time.Second
	// pasteTime is how long a paste may pause before it counts as ended.
	pasteTime = 2 * time.Second
)

// Limits of the decoder's memory.
const (
	maxSequence = 256      // bytes of an incomplete sequence
	maxPaste    = 16 << 10 // bytes of a pasted text; the rest is dropped
	maxKey      = 16       // bytes of text that one key types
	maxKept     = 1 << 10  // bytes of buffer kept for the next input
)

const (
	esc  = 0x1b
	bell = 0x07
)

const (
	pasteStart    = "\x1b[200~"
	pasteEnd      = "\x1b[201~"
	kittyCtrlC    = "\x1b[99;5u"
	consoleF1     = "\x1b[[A" // the Linux console sends F1 to F5 like this
	consolePrefix = len(consoleF1) - 1
)

// Decoder turns the bytes that a terminal sends into messages. The result does not depend
// on how the bytes are cut into chunks: the start of a control sequence waits for the rest
// and never becomes text. Only a lone escape is decided by time, because nothing else
// distinguishes the key from the start of a sequence.
//
// The zero Decoder is ready to use. It has no clock: callers pass the time.
type Decoder struct {
	events  uv.EventDecoder
	buf     []byte    // the incomplete sequence or character received last
	since   time.Time // when the last byte came
	escaped time.Time // when a lone escape became the key, if nothing was received since
	tooLong bool      // whether buf lost its middle and has to be dropped
	pasting bool
	paste   []byte
}

// Feed decodes p, received at the time now, and passes each message to emit.
func (d *Decoder) Feed(p []byte, now time.Time, emit func(tea.Msg)) {
	if len(p) == 0 {
		return
	}
	d.Expire(now, emit)
	switch {
	case d.pasting && (string(p) == "\x03" || string(p) == kittyCtrlC):
		d.buf = d.buf[:0]
		d.endPaste(emit) // the end of the paste was lost
	case string(d.buf) == "\x1b" && p[0] == esc:
		d.flush(emit) // two escapes received separately are two keys, not one with alt
	case p[0] == '[' && len(p) > 1 && now.Sub(d.escaped) < lateTime:
		d.buf = append(d.buf, esc)
	}
	d.escaped, d.since = time.Time{}, now
	d.buf = append(d.buf, p...)
	rest := d.buf
	for len(rest) > 0 {
		n := d.next(rest, emit)
		if n == 0 {
			break
		}
		rest = rest[n:]
	}
	if len(rest) > maxSequence {
		last := rest[len(rest)-1] // perhaps the first byte of a string's terminator
		rest, d.tooLong = append(rest[:maxSequence/2], last), true
	}
	d.buf = append(d.buf[:0], rest...)
	if len(rest) == 0 && cap(d.buf) > maxKept {
		d.buf = nil
	}
}

// next handles the first sequence or character in b and returns its length, or 0 if it is
// incomplete.
func (d *Decoder) next(b []byte, emit func(tea.Msg)) int {
	if d.pasting {
		return d.pasted(b, emit)
	}
	n, whole := token(b)
	if n == 0 {
		return 0
	}
	if whole && !d.tooLong {
		d.handle(b[:n], emit)
	}
	d.tooLong = false
	return n
}

// Due returns the time at which [Decoder.Expire] has to be called if no input comes first,
// and the zero time if there is no need.
func (d *Decoder) Due() time.Time {
	switch {
	case d.pasting:
		return d.since.Add(pasteTime)
	case len(d.buf) == 0:
		return time.Time{}
	case lone(d.buf):
		return d.since.Add(escapeTime)
	case startsString(d.buf):
		return d.since.Add(stringTime)
	}
	return time.Time{}
}

// Expire decides about incomplete input whose time is over.
func (d *Decoder) Expire(now time.Time, emit func(tea.Msg)) {
	due := d.Due()
	if due.IsZero() || now.Before(due) {
		return
	}
	switch {
	case d.pasting:
		d.buf = d.buf[:0] // at most a part of the end of a paste
		d.endPaste(emit)
	case lone(d.buf):
		d.flush(emit)
		d.escaped = now
	default:
		d.buf, d.tooLong = d.buf[:0], false
	}
}

// flush emits each waiting escape as a key.
func (d *Decoder) flush(emit func(tea.Msg)) {
	n := len(d.buf)
	d.buf = d.buf[:0]
	for range n {
		emit(tea.KeyPressMsg{Code: tea.KeyEscape})
	}
}

// lone reports whether b consists of one escape, or of two because alt was held.
func lone(b []byte) bool { return string(b) == "\x1b" || string(b) == "\x1b\x1b" }

// pasted reads pasted text from b, and returns the length it used, including the sequence
// that ends the paste.
func (d *Decoder) pasted(b []byte, emit func(tea.Msg)) int {
	if i := bytes.Index(b, []byte(pasteEnd)); i >= 0 {
		d.keep(b[:i])
		d.endPaste(emit)
		return i + len(pasteEnd)
	}
	n := len(b)
	for k := min(len(pasteEnd)-1, n); k > 0; k-- {
		if strings.HasPrefix(pasteEnd, string(b[n-k:])) { // it may be the end
			n -= k
			break
		}
	}
	d.keep(b[:n])
	return n
}

// keep adds p to the pasted text, up to maxPaste bytes.
func (d *Decoder) keep(p []byte) {
	d.paste = append(d.paste, p[:min(len(p), maxPaste-len(d.paste))]...)
}

func (d *Decoder) endPaste(emit func(tea.Msg)) {
	text := strings.ToValidUTF8(string(d.paste), "")
	d.pasting, d.paste = false, nil
	emit(tea.PasteMsg{Content: text})
}

// handle emits one key, mouse event or answer of the terminal, if the program knows it.
func (d *Decoder) handle(tok []byte, emit func(tea.Msg)) {
	switch s := string(tok); {
	case s == pasteStart:
		d.pasting = true
	case s == pasteEnd:
	case len(s) > consolePrefix && s[:consolePrefix] == consoleF1[:consolePrefix]:
		if c := s[consolePrefix]; c >= 'A' && c <= 'E' {
			emit(tea.KeyPressMsg{Code: tea.KeyF1 + rune(c-'A')})
		}
	default:
		_, event := d.events.Decode(tok)
		send(event, emit)
	}
}

// send emits an event of the decoding library as a message.
func send(event uv.Event, emit func(tea.Msg)) {
	switch e := event.(type) {
	case uv.MultiEvent:
		for _, one := range e {
			send(one, emit)
		}
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
	case uv.CellSizeEvent:
		emit(CellSize(e))
	case uv.TerminalVersionEvent:
		emit(tea.TerminalVersionMsg(e))
	case uv.ModeReportEvent:
		emit(tea.ModeReportMsg(e))
	}
}

// token returns the length of the first character or control sequence in b, and 0 if it is
// incomplete. whole is false for a sequence that breaks off and for bytes that are no
// character.
func token(b []byte) (n int, whole bool) {
	switch c := b[0]; {
	case c == esc:
		return escapedToken(b)
	case c < utf8.RuneSelf:
		return 1, true
	case c == 0x8f: // the eight-bit forms of ESC O, ESC [, ESC ] and their like
		return ss3(b, 1)
	case c == 0x9b:
		return csi(b, 1)
	case isString(c - 0x40):
		return text(b, 1)
	case !utf8.FullRune(b):
		return 0, false
	}
	r, n := utf8.DecodeRune(b)
	return n, r != utf8.RuneError
}

// escapedToken is token for input that starts with an escape.
func escapedToken(b []byte) (n int, whole bool) {
	if len(b) == 1 {
		return 0, false
	}
	switch c := b[1]; {
	case c == '[':
		return csi(b, 2)
	case c == 'O':
		return ss3(b, 2)
	case isString(c):
		return text(b, 2)
	case c == esc && len(b) > 2 && b[2] != '[' && b[2] != 'O':
		return 1, true // the key; something else follows
	}
	// Any other key with alt.
	if n, whole = token(b[1:]); n > 0 {
		n++
	}
	return n, whole
}

// isString reports whether ESC c starts a string: DCS, SOS, OSC, PM or APC.
func isString(c byte) bool { return c == 'P' || c == 'X' || c == ']' || c == '^' || c == '_' }

// startsString reports whether b is part of a string.
func startsString(b []byte) bool {
	return len(b) > 1 && b[0] == esc && isString(b[1]) || len(b) > 0 && b[0] >= 0x80 && isString(b[0]-0x40)
}

// csi returns the length of a control sequence whose parameters start at i. A
// control character in it ends it, so that ctrl+c and escape always get through.
func csi(b []byte, i int) (n int, whole bool) {
	digits := true
	for j := i; j < len(b); j++ {
		switch c := b[j]; {
		case c == '$' && digits && j > i: // shift and a function key of rxvt
			return j + 1, true
		case c < 0x20 || c >= 0x7f:
			return j, false
		case c == '[' && j == i: // the Linux console's function keys
			return upTo(b, j+2)
		case c == 'M' && j == i: // the old coding of the mouse: three bytes follow
			return upTo(b, j+4)
		case c >= 0x40:
			return j + 1, true
		default:
			digits = digits && c >= '0' && c <= '9'
		}
	}
	return 0, false
}

// ss3 returns the length of a function key whose modifiers start at i.
func ss3(b []byte, i int) (n int, whole bool) {
	for j := i; j < len(b); j++ {
		switch c := b[j]; {
		case c <= 0x20 || c >= 0x7f:
			return j, false
		case c < '0' || c > '9':
			return j + 1, true
		}
	}
	return 0, false
}

// text returns the length of a string that starts at i. A byte that no string can contain
// breaks it off.
func text(b []byte, i int) (n int, whole bool) {
	for j := i; j < len(b); j++ {
		switch c := b[j]; {
		case c == bell:
			return j + 1, true
		case c == esc && j+1 == len(b):
			return 0, false
		case c == esc && b[j+1] == '\\':
			return j + 2, true
		case c < 0x20:
			return j, false
		}
	}
	return 0, false
}

// upTo returns n if b has n bytes or more.
func upTo(b []byte, n int) (int, bool) {
	if len(b) < n {
		return 0, false
	}
	return n, true
}
