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

// SuspendMsg asks the program to suspend itself, as ctrl+z does.
type SuspendMsg struct{}

// ResumeMsg reports that the program runs again after another process stopped it. The
// terminal may show anything and be in any mode.
type ResumeMsg struct{}

// EndMsg asks the program to end because of Signal or, if that is nil, because the
// terminal is gone.
type EndMsg struct{ Signal Signal }

// Signal is a signal of the operating system.
type Signal = os.Signal

// Local is the terminal on which the process was started. Without terminals, as in tests,
// it has neither raw mode nor a size.
type Local struct {
	in      io.Reader
	out     io.Writer
	tty     *os.File // the input, if it is a terminal
	getenv  func(string) string
	cooked  *xterm.State // the mode of tty before Raw
	display display      // the mode of the output before Raw, on Windows
	opened  *os.File     // the controlling terminal, if Open opened it
	reader  cancelreader.CancelReader
	signals signals
	closing sync.Once
}

// Open puts a terminal into raw mode. If in is a file but not a terminal, keys are read
// from the controlling terminal. environ is the terminal's environment, as NAME=value.
func Open(in io.Reader, out io.Writer, environ []string) (*Local, error) {
	l := &Local{in: in, out: out, getenv: Getenv(environ)}
	if f, ok := in.(*os.File); ok {
		if !xterm.IsTerminal(f.Fd()) {
			keys, other, err := uv.OpenTTY()
			if err != nil {
				return nil, fmt.Errorf("find a keyboard: %w", err)
			}
			if other != keys {
				_ = other.Close() // only keys are read from it
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

// Raw makes the terminal send each key when it is pressed and handle none itself.
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

// Close stops reading and restores the terminal's mode.
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

// The size assumed for a terminal that does not report its own, and the largest size used,
// which bounds a session's memory. A larger terminal shows the program in its corner.
const (
	defaultWidth, defaultHeight = 80, 24
	mostWidth, mostHeight       = 640, 240
)

// Size returns the size of the terminal, limited to the largest size used, and 0, 0
// without a terminal. If the terminal does not report its size, Size takes it from the
// environment, or else assumes the usual one.
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
			n, _ = strconv.Atoi(l.getenv(name)) // a word that is no number counts as unknown
		}
		if n <= 0 {
			n = otherwise
		}
		return min(n, most)
	}
	return or(w, "COLUMNS", defaultWidth, mostWidth), or(h, "LINES", defaultHeight, mostHeight)
}

// Listen starts to send the terminal's events until it is closed: keys, mouse events,
// answers, new sizes, and the requests of signals.
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

// read reads and decodes the terminal's input. It decodes in the goroutine that reads, so
// that a key is never delayed; a timer calls Expire.
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

// Pump writes frames to out one after the other, and calls wrote after each frame. It
// returns when frames is closed.
func Pump(out io.Writer, frames <-chan []byte, wrote func(error)) {
	for b := range frames {
		_, err := out.Write(b)
		wrote(err)
	}
}

// Getenv returns a lookup function for an environment given as NAME=value. It returns ""
// for other names.
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

// stop restores the usual effects of all signals.
func (s *signals) stop() {
	if s.come == nil {
		return
	}
	s.stopping.Do(func() {
		signal.Stop(s.come)
		close(s.done)
	})
}
