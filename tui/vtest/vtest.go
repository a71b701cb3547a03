// Package vtest runs a full-screen program against a terminal emulator, for tests. Keys
// and mouse events go in as a terminal sends them, the screen is read cell by cell, and
// the emulator answers the program's queries.
package vtest

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// patience is how long a test waits before it fails. Under load a test that passed took 23
// seconds.
const patience = 2 * time.Minute

// The bits of a cell's attributes in the emulator.
const (
	attrBold    = 1 << 0
	attrReverse = 1 << 5
)

// Terminal is an emulated terminal with a program in it.
type Terminal struct {
	tb     testing.TB
	emu    *vt.SafeEmulator
	input  *pipe
	cancel context.CancelFunc
	done   chan struct{}
	err    error

	mu      sync.Mutex
	written bytes.Buffer
	modes   map[ansi.Mode]bool
	title   string
	alt     bool
}

// Program runs in a terminal: it reads keys and replies from in, draws to out, and returns
// when the user quits or ctx ends.
type Program func(ctx context.Context, in io.Reader, out io.Writer) error

// Options holds the properties that a terminal reports.
type Options struct {
	Width, Height int
	// Background is the reported background; nil is black.
	Background color.Color
}

// Run starts a program in a new terminal. The program ends with the test at the latest.
func Run(tb testing.TB, o Options, p Program) *Terminal {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t := &Terminal{
		tb: tb, emu: vt.NewSafeEmulator(o.Width, o.Height), input: newPipe(), cancel: cancel,
		done: make(chan struct{}), modes: map[ansi.Mode]bool{},
	}
	t.emu.SetCallbacks(vt.Callbacks{
		Title:       func(s string) { t.title = s },
		AltScreen:   func(on bool) { t.alt = on },
		EnableMode:  func(m ansi.Mode) { t.modes[m] = true },
		DisableMode: func(m ansi.Mode) { t.modes[m] = false },
	})
	if o.Background != nil {
		t.emu.SetBackgroundColor(o.Background)
	}
	go func() { _, _ = io.Copy(t.input, t.emu) }() // keys, and answers to the program
	go func() {
		defer close(t.done)
		t.err = p(ctx, t.input, t)
	}()
	tb.Cleanup(func() {
		cancel()
		_ = t.input.Close()
		select {
		case <-t.done:
		case <-time.After(patience):
			tb.Error("the program does not end")
		}
		if w, ok := t.emu.InputPipe().(io.Closer); ok {
			_ = w.Close()
		}
	})
	return t
}

// Write writes the program's output to the terminal.
func (t *Terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.written.Write(p)
	if _, err := t.emu.Write(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Written returns all bytes that the program has written.
func (t *Terminal) Written() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.written.String()
}

// Mode reports whether a mode of the terminal is on.
func (t *Terminal) Mode(m ansi.Mode) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.modes[m]
}

// AltScreen reports whether the alternate screen shows.
func (t *Terminal) AltScreen() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.alt
}

// Title returns the title of the terminal's window.
func (t *Terminal) Title() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.title
}

// Type sends text, or any other bytes that a terminal sends: "\x03" is ctrl+c, "\x1b[C"
// the right arrow.
func (t *Terminal) Type(text string) { _, _ = t.input.Write([]byte(text)) }

// The keys that send more than one byte.
const (
	Down     = "\x1b[B"
	Right    = "\x1b[C"
	Left     = "\x1b[D"
	Enter    = "\r"
	Tab      = "\t"
	CtrlC    = "\x03"
	ShiftTab = "\x1b[Z"
	F1       = "\x1bOP"
	F3       = "\x1bOR"
	F4       = "\x1bOS"
	F5       = "\x1b[15~"
	F6       = "\x1b[17~"
	F7       = "\x1b[18~"
)

// Press presses the left button of the mouse at a cell.
func (t *Terminal) Press(x, y int) { t.mouse(vt.MouseClick{X: x, Y: y, Button: vt.MouseLeft}) }

// Drag moves the mouse with the left button down.
func (t *Terminal) Drag(x, y int) { t.mouse(vt.MouseMotion{X: x, Y: y, Button: vt.MouseLeft}) }

// Release releases the left button at a cell.
func (t *Terminal) Release(x, y int) { t.mouse(vt.MouseRelease{X: x, Y: y, Button: vt.MouseLeft}) }

// mouse sends an event in the mode that the program has set, and none if it has set no
// mouse mode.
func (t *Terminal) mouse(m vt.Mouse) { t.emu.SendMouse(m) }

// Resize changes the size of the terminal. It does not notify the program, which a signal
// does in a real terminal.
func (t *Terminal) Resize(w, h int) { t.emu.Resize(w, h) }

// Cell is a character on the screen and its look.
type Cell struct {
	Text     string
	Fg, Bg   color.Color
	Bold     bool
	Reversed bool
}

// At returns a cell.
func (t *Terminal) At(x, y int) Cell {
	t.mu.Lock() // not in the middle of a write
	defer t.mu.Unlock()
	c := t.emu.CellAt(x, y)
	if c == nil {
		return Cell{Text: " "}
	}
	out := Cell{Text: c.Content, Fg: c.Style.Fg, Bg: c.Style.Bg}
	out.Bold, out.Reversed = c.Style.Attrs&attrBold != 0, c.Style.Attrs&attrReverse != 0
	if out.Text == "" {
		out.Text = " "
	}
	return out
}

// Screen returns the screen as text: its rows joined by "\n", without blanks at their
// ends.
func (t *Terminal) Screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	w, h := t.emu.Width(), t.emu.Height()
	var sb, row strings.Builder
	for y := range h {
		row.Reset()
		for x := 0; x < w; x++ {
			if c := t.emu.CellAt(x, y); c != nil && c.Content != "" {
				row.WriteString(c.Content)
				x += max(c.Width, 1) - 1 // skip the columns it covers
			} else {
				row.WriteByte(' ')
			}
		}
		if y > 0 {
			sb.WriteByte('\n')
		}
		sb.WriteString(strings.TrimRight(row.String(), " "))
	}
	return sb.String()
}

// Find returns the first place of a text on the screen.
func (t *Terminal) Find(text string) (x, y int, ok bool) {
	for y, line := range strings.Split(t.Screen(), "\n") {
		if before, _, found := strings.Cut(line, text); found {
			return len([]rune(before)), y, true
		}
	}
	return 0, 0, false
}

// WaitFor waits until the screen shows all texts.
func (t *Terminal) WaitFor(texts ...string) {
	t.tb.Helper()
	t.Wait(fmt.Sprintf("%q", texts), func() bool {
		screen := t.Screen()
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(screen, text) })
	})
}

// Wait waits until a condition holds; what describes the condition.
func (t *Terminal) Wait(what string, holds func() bool) {
	t.tb.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.tb.Fatalf("waited in vain for %s:\n%s", what, t.Screen())
		}
	}
}

// Ended waits for the program to end and returns its error.
func (t *Terminal) Ended() error {
	t.tb.Helper()
	select {
	case <-t.done:
		return t.err
	case <-time.After(patience):
		t.tb.Fatalf("the program does not end:\n%s", t.Screen())
		return nil
	}
}

// Stop ends the program from outside, as the end of a session does.
func (t *Terminal) Stop() { t.cancel() }

// pipe is a pipe whose writer never waits: the emulator answers queries while the program
// draws, and must not wait for a program that is waiting for it.
type pipe struct {
	mu     sync.Mutex
	more   *sync.Cond
	buf    bytes.Buffer
	closed bool
}

func newPipe() *pipe {
	p := &pipe{}
	p.more = sync.NewCond(&p.mu)
	return p
}

func (p *pipe) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.more.Broadcast()
	return p.buf.Write(b)
}

func (p *pipe) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.buf.Len() == 0 && !p.closed {
		p.more.Wait()
	}
	return p.buf.Read(b)
}

// Close closes the pipe. Its contents can still be read.
func (p *pipe) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.more.Broadcast()
	return nil
}

// Eventually waits until a condition holds.
func Eventually(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			tb.Fatalf("waited in vain for %s", what)
		}
	}
}

// NothingStays fails the test if more goroutines are left than there were at the call.
// Call it first, and the function it returns last.
func NothingStays(tb testing.TB) func() {
	tb.Helper()
	before := runtime.NumGoroutine()
	return func() {
		tb.Helper()
		deadline := time.Now().Add(patience)
		for runtime.NumGoroutine() > before {
			if time.Now().After(deadline) {
				buf := make([]byte, 1<<20)
				tb.Fatalf("%d goroutines, and there were %d:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}
