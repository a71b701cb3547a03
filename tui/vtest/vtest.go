// Package vtest runs a full-screen program against a terminal emulator, for
// tests: keys and the mouse go in as a terminal sends them, what comes out is
// read cell by cell, and the emulator answers what a program asks its terminal.
package vtest

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// patience is how long a test waits before it fails. Under load a right one took 23 seconds.
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

// Program is what runs in a terminal: it reads keys and replies from in,
// draws to out, and returns when it is left or ctx ends.
type Program func(ctx context.Context, in io.Reader, out io.Writer) error

// Look is what a terminal says of itself.
type Look struct {
	Width, Height int
	// Background is what it answers when asked; nil is black.
	Background color.Color
}

// Run starts a program in a new terminal. The program is ended with the test
// at the latest.
func Run(tb testing.TB, look Look, p Program) *Terminal {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t := &Terminal{
		tb: tb, emu: vt.NewSafeEmulator(look.Width, look.Height), input: newPipe(), cancel: cancel,
		done: make(chan struct{}), modes: map[ansi.Mode]bool{},
	}
	t.emu.SetCallbacks(vt.Callbacks{
		Title:       func(s string) { t.title = s },
		AltScreen:   func(on bool) { t.alt = on },
		EnableMode:  func(m ansi.Mode) { t.modes[m] = true },
		DisableMode: func(m ansi.Mode) { t.modes[m] = false },
	})
	if look.Background != nil {
		t.emu.SetBackgroundColor(look.Background)
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

// Write is what the program draws with.
func (t *Terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.written.Write(p)
	if _, err := t.emu.Write(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Written returns every byte the program has sent.
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

// Type sends text as it is typed, or any bytes a terminal sends: "\x03" is
// ctrl+c, "\x1b[C" the right arrow.
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

// Release lets the left button go at a cell.
func (t *Terminal) Release(x, y int) { t.mouse(vt.MouseRelease{X: x, Y: y, Button: vt.MouseLeft}) }

// mouse sends an event as the modes the program has set ask for it: not at
// all, if they ask for none.
func (t *Terminal) mouse(m vt.Mouse) { t.emu.SendMouse(m) }

// Resize changes the size of the terminal. The program has to be told by other
// means, as by a signal.
func (t *Terminal) Resize(w, h int) { t.emu.Resize(w, h) }

// Cell is a character on screen and how it looks.
type Cell struct {
	Text     string
	Fg, Bg   color.Color
	Bold     bool
	Reversed bool
}

// At returns a cell.
func (t *Terminal) At(x, y int) Cell {
	t.mu.Lock() // between two writes, not in one
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

// Screen returns what is on screen as text: its rows joined by "\n", without
// blanks at their ends.
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
				x += max(c.Width, 1) - 1 // what it covers
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

// Find returns where a text first is on screen.
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
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// Wait waits until a condition holds; what says what it is.
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

// pipe is a pipe that never makes its writer wait: the emulator answers queries
// while it is drawn on, and must not wait for a program that waits for it.
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

// Close ends the pipe: what is in it can still be read.
func (p *pipe) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.more.Broadcast()
	return nil
}
