package term

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	xterm "github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"
)

// SuspendMsg asks for the program to be stopped, as ctrl+z does elsewhere.
type SuspendMsg struct{}

// ResumeMsg says that the program was stopped by others and runs on: the
// terminal may show anything, and be in any mode.
type ResumeMsg struct{}

// EndMsg asks for the program to end: because of a signal, or, where Signal is
// nil, because the terminal is gone.
type EndMsg struct{ Signal Signal }

// Signal is a signal of the operating system.
type Signal = os.Signal

// Local is the terminal that the process was started on. Where its ends are no
// terminals, as in tests, it has neither raw mode nor a size of its own.
type Local struct {
	in      io.Reader
	out     io.Writer
	tty     *os.File // the end that keys come from, where it is a terminal
	getenv  func(string) string
	cooked  *xterm.State // how tty was
	display display      // how the other end was, where that matters
	opened  *os.File     // the controlling terminal, if it had to be opened
	reader  cancelreader.CancelReader
	signals signals
	closing sync.Once
}

// Open takes hold of a terminal: keys come as they are pressed from then on.
// Where in is a file but no terminal, keys come from the controlling terminal.
// Environ is the terminal's environment, as NAME=value.
func Open(in io.Reader, out io.Writer, environ []string) (*Local, error) {
	l := &Local{in: in, out: out, getenv: Getenv(environ)}
	if f, ok := in.(*os.File); ok {
		if !xterm.IsTerminal(f.Fd()) {
			keys, other, err := uv.OpenTTY()
			if err != nil {
				return nil, fmt.Errorf("find a keyboard: %w", err)
			}
			if other != keys {
				_ = other.Close() // only keys are missing
			}
			l.opened, l.in, f = keys, keys, keys
		}
		l.tty = f
	}
	if err := l.Raw(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// Raw has keys come as they are pressed, without the terminal's own handling of
// some of them.
func (l *Local) Raw() error {
	if l.tty != nil {
		before, err := xterm.MakeRaw(l.tty.Fd())
		if err != nil {
			return fmt.Errorf("read single keys: %w", err)
		}
		if l.cooked == nil {
			l.cooked = before
		}
	}
	return l.display.prepare(l.out)
}

// Cook undoes [Local.Raw].
func (l *Local) Cook() error {
	err := l.display.restore(l.out)
	if l.cooked != nil {
		err = errors.Join(err, xterm.Restore(l.tty.Fd(), l.cooked))
	}
	return err
}

// Close stops reading, and leaves the terminal's handling of keys as it was.
func (l *Local) Close() (err error) {
	l.closing.Do(func() {
		l.signals.stop()
		if l.reader != nil {
			l.reader.Cancel()
		}
		err = l.Cook()
		if l.opened != nil {
			err = errors.Join(err, l.opened.Close())
		}
	})
	return err
}

// The size of terminals that do not tell theirs, and the largest that is drawn on:
// what a session keeps grows with it. A larger one shows the program in its corner.
const (
	defaultWidth, defaultHeight = 80, 24
	mostWidth, mostHeight       = 640, 240
)

// Size returns the size of the terminal, or of what is drawn on of it, and 0, 0
// where there is none. One that does not tell has the size that the environment
// says, or the usual one.
func (l *Local) Size() (w, h int) {
	f, ok := l.out.(*os.File)
	if !ok || !xterm.IsTerminal(f.Fd()) {
		return 0, 0
	}
	w, h, err := xterm.GetSize(f.Fd())
	if err != nil {
		w, h = 0, 0
	}
	or := func(n int, name string, otherwise, most int) int {
		if n <= 0 {
			n, _ = strconv.Atoi(l.getenv(name)) // what is no number counts as not told
		}
		if n <= 0 {
			n = otherwise
		}
		return min(n, most)
	}
	return or(w, "COLUMNS", defaultWidth, mostWidth), or(h, "LINES", defaultHeight, mostHeight)
}

// Listen sends what comes from the terminal, until it is closed: keys, events
// of the mouse, answers, new sizes, and what signals ask for.
func (l *Local) Listen(send func(tea.Msg)) error {
	reader, err := uv.NewCancelReader(l.in)
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	l.reader = reader
	l.signals.start(l, send)
	go l.read(send)
	return nil
}

// read reads what the terminal sends. Messages are made where the bytes are
// read, so that a key waits for nobody; a timer decides what needs time.
func (l *Local) read(send func(tea.Msg)) {
	var (
		mu     sync.Mutex
		decode Decoder
		timer  *time.Timer
	)
	wait := func() {
		if due := decode.Due(); !due.IsZero() {
			timer.Reset(time.Until(due))
		}
	}
	timer = time.AfterFunc(time.Hour, func() {
		mu.Lock()
		defer mu.Unlock()
		decode.Expire(time.Now(), send)
		wait()
	})
	defer timer.Stop()
	buf := make([]byte, 4<<10)
	for {
		n, err := l.reader.Read(buf)
		mu.Lock()
		decode.Feed(buf[:n], time.Now(), send)
		wait()
		mu.Unlock()
		switch {
		case errors.Is(err, cancelreader.ErrCanceled):
			return
		case err != nil:
			send(EndMsg{})
			return
		}
	}
}

// Pump writes frames to out, one after the other and in pieces of at most chunk
// bytes, and reports each to wrote. It returns when frames is closed. 0 is no
// limit to the pieces.
func Pump(out io.Writer, chunk int, frames <-chan []byte, wrote func(error)) {
	for b := range frames {
		var err error
		for len(b) > 0 && err == nil {
			n := len(b)
			if chunk > 0 {
				n = min(n, chunk)
			}
			_, err = out.Write(b[:n])
			b = b[n:]
		}
		wrote(err)
	}
}

// Getenv finds names in an environment given as NAME=value; those that are not in
// it are empty.
func Getenv(environ []string) func(string) string {
	return func(name string) string {
		for i := len(environ) - 1; i >= 0; i-- { // the last one counts
			if v, ok := strings.CutPrefix(environ[i], name+"="); ok {
				return v
			}
		}
		return ""
	}
}

// stop leaves all signals to their usual effects.
func (s *signals) stop() {
	if s.come == nil {
		return
	}
	s.stopping.Do(func() {
		signal.Stop(s.come)
		close(s.done)
	})
}
