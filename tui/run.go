package tui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"crossover/tui/cell"
	"crossover/tui/term"
)

// Terminal is the terminal of a session.
type Terminal struct {
	Input  io.Reader
	Output io.Writer
	// Environ is the terminal's environment, as NAME=value.
	Environ []string
}

// Run shows a session until its user quits or ctx ends. After a signal, the process ends
// by that signal.
func Run(ctx context.Context, o Options, t Terminal) error {
	return onTerminal(ctx, o, t, false, func(*door) {})
}

// Speak runs a session for a screen reader until its user quits or ctx ends. It draws
// nothing, and writes a line of text for each change.
func Speak(ctx context.Context, o Options, t Terminal) error {
	o.KeepSizes = nil
	return onTerminal(ctx, o, t, true, func(*door) {})
}

// onTerminal opens a terminal, runs a session on it, and always restores the terminal. It
// calls begin before the session starts.
func onTerminal(ctx context.Context, o Options, t Terminal, spoken bool, begin func(*door)) (err error) {
	tty, err := term.Open(t.Input, t.Output, t.Environ)
	if err != nil {
		return err
	}
	if w, h := tty.Size(); w > 0 {
		o.Width, o.Height = w, h
	}
	d := &door{options: o, display: NewDisplay(o, spoken), tty: tty, out: t.Output, frames: make(chan []byte), idle: make(chan struct{})}
	d.program = newProgram(ctx, d)
	begin(d)
	err = d.run(t.Environ)
	if d.ended != nil {
		term.Die(d.ended)
	}
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		err = nil // ctx ended it
	}
	return err
}

// newProgram returns the loop of a session. Bubble Tea neither reads nor writes: it only
// passes messages and runs commands.
func newProgram(ctx context.Context, d *door) *tea.Program {
	return tea.NewProgram(d, tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutRenderer(),
		tea.WithoutSignalHandler(), tea.WithoutCatchPanics(), tea.WithFPS(1), tea.WithEnvironment([]string{}),
		tea.WithColorProfile(d.options.Profile))
}

// door is a session on the terminal of the process. It writes each frame at once, and
// paints none while one is being written.
type door struct {
	options Options
	display *Display
	program *tea.Program
	tty     *term.Local
	out     io.Writer

	buf     []byte        // the bytes of a frame; the writer owns them while writing
	frames  chan []byte   // to the writer
	idle    chan struct{} // closed when the writer ends
	writing bool
	stop    bool // set to stop the process after the current write
	failed  error
	ended   term.Signal
}

// wroteMsg reports that a frame has been written.
type wroteMsg struct{ err error }

// profileMsg is the terminal's colour depth.
type profileMsg colorprofile.Profile

// crashMsg reports a panic in a command of the session.
type crashMsg struct{ err error }

// run runs the session and restores the terminal.
func (d *door) run(environ []string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = crash(r)
		}
		err = errors.Join(err, d.failed, d.leave())
		if d.options.KeepSizes != nil {
			err = errors.Join(err, d.options.KeepSizes(d.display.Sizes()))
		}
	}()
	go func() {
		defer close(d.idle)
		term.Pump(d.out, d.frames, func(err error) { d.program.Send(wroteMsg{err}) })
	}()
	if err := d.tty.Listen(d.program.Send); err != nil {
		return err
	}
	if d.options.Detect { // detection can be slow: it asks tmux
		go func() { d.program.Send(profileMsg(colorprofile.Detect(d.out, environ))) }()
	}
	_, err = d.program.Run()
	return err
}

// crash returns the error for a panic.
func crash(r any) error {
	return fmt.Errorf("internal error: %v; please report it with what follows\n%s", r, debug.Stack())
}

// Init shows the first frame.
func (d *door) Init() tea.Cmd {
	cmd := d.display.Begin()
	d.show()
	return guard(cmd)
}

// View is empty, because door writes the frames itself.
func (d *door) View() tea.View { return tea.View{} }

// Update handles messages about the terminal, passes the others to the session, and shows
// the result.
func (d *door) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case wroteMsg:
		d.writing = false
		if msg.err != nil && d.failed == nil {
			d.failed, cmd = fmt.Errorf("write to the terminal: %w", msg.err), tea.Quit
		}
	case crashMsg:
		d.failed, cmd = msg.err, tea.Quit
	case term.EndMsg:
		d.ended, cmd = msg.Signal, tea.Quit
	case term.ResumeMsg:
		cmd = d.retake()
	case term.SuspendMsg:
		cmd = d.suspend()
	case profileMsg:
		cmd = d.tell(tea.ColorProfileMsg{Profile: colorprofile.Profile(msg)})
	case tea.ColorProfileMsg, tea.EnvMsg: // Bubble Tea's copies of its options
	case tea.WindowSizeMsg:
		if w, h := d.tty.Size(); w > 0 { // the size in the message may be outdated
			msg.Width, msg.Height = w, h
		}
		if msg.Width > 0 { // Bubble Tea's first one, which may come late, has no size
			cmd = d.tell(msg)
		}
	case tea.KeyPressMsg:
		if msg.String() == SuspendKey {
			cmd = d.suspend()
		} else {
			cmd = d.tell(msg)
		}
	default:
		cmd = d.tell(msg)
	}
	if d.stop && !d.writing {
		cmd = tea.Batch(cmd, d.halt())
	}
	d.show()
	return d, cmd
}

// tell passes a message to the session.
func (d *door) tell(msg tea.Msg) tea.Cmd { return guard(d.display.Update(msg)) }

// show paints a due frame and passes it to the writer, unless a write is under way. For a
// slow terminal, frames in between are never computed.
func (d *door) show() {
	if d.writing {
		return
	}
	if d.buf = d.display.Frame(d.display.First(d.buf[:0])); len(d.buf) > 0 {
		d.writing = true
		d.frames <- d.buf // the writer is ready to receive
	}
}

// suspend schedules the stop of the process, if a shell can continue it.
func (d *door) suspend() tea.Cmd {
	if !d.tty.CanSuspend() {
		return d.tell(NoticeMsg("there is nothing to go back to here; " + d.display.keys.key("quit") + " quits"))
	}
	d.stop = true
	return nil
}

// halt restores the terminal and stops the process. Once continued, it takes the terminal over again.
func (d *door) halt() tea.Cmd {
	d.stop = false
	_, err := d.out.Write(d.display.Give(nil))
	if err = errors.Join(err, d.tty.Cook()); err != nil {
		d.failed = err
		return tea.Quit
	}
	d.tty.Suspend()
	return d.retake()
}

// retake takes the terminal over again, and has all of it redrawn.
func (d *door) retake() tea.Cmd {
	if err := d.tty.Raw(); err != nil {
		d.failed = err
		return tea.Quit
	}
	d.display.Retake()
	if w, h := d.tty.Size(); w > 0 {
		return d.tell(tea.WindowSizeMsg{Width: w, Height: h})
	}
	return nil
}

// leaveTime limits the time to write the last frame.
const leaveTime = time.Second

// leave restores the terminal at the end.
func (d *door) leave() error {
	close(d.frames)
	select {
	case <-d.idle:
		_, _ = d.out.Write(d.display.Give(d.display.First(nil))) // an error means that the terminal is gone
	case <-time.After(leaveTime): // the terminal accepts nothing
	}
	return d.tty.Close()
}

// SuspendKey stops the process, as in other programs. It does nothing in sessions over
// SSH.
const SuspendKey = "ctrl+z"

// guard turns a panic in a command into the end of the session. Bubble Tea runs commands
// in goroutines, where a panic would end the process and leave the terminal in raw mode.
func guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				msg = crashMsg{crash(r)}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = guard(batch[i])
			}
		}
		return msg
	}
}

// Display is a session on a terminal: it receives messages and produces the terminal's
// bytes. It draws or, for a screen reader, speaks. The owner of the terminal decides
// when, and writes the bytes.
type Display struct {
	*Model
	voice  *Speaker // nil if it draws
	said   bytes.Buffer
	screen term.Screen
	first  []byte // bytes before the next frame
}

// NewDisplay returns a session that draws or, with spoken, writes lines.
func NewDisplay(o Options, spoken bool) *Display {
	d := &Display{}
	if spoken {
		d.voice = NewSpeaker(o, &d.said)
		d.Model = d.voice.Model
		return d
	}
	d.Model = New(o)
	d.first = d.screen.Take(nil)
	return d
}

// Begin returns the session's first command.
func (d *Display) Begin() tea.Cmd {
	if d.voice != nil {
		return d.voice.Begin()
	}
	return d.Init()
}

// Update handles messages about the terminal and passes the others to the session. It
// returns the session's command.
func (d *Display) Update(msg tea.Msg) tea.Cmd {
	msg, d.within = d.screen.Mouse(msg)
	text, copied := msg.(term.Copy)
	switch {
	case copied:
		d.first = append(d.first, text.Sequence()...)
	case d.screen.Learn(msg):
	case d.voice != nil:
		return d.voice.Update(msg)
	default:
		return d.Model.Update(msg)
	}
	return nil
}

// First appends the bytes to send before a frame.
func (d *Display) First(dst []byte) []byte {
	dst = append(append(dst, d.first...), d.said.Bytes()...)
	d.first = nil
	d.said.Reset()
	return dst
}

// Frame appends the changes on the screen, if a frame is due. Sessions that share a process
// also share the buffers on which they paint.
func (d *Display) Frame(dst []byte) []byte {
	if d.voice != nil {
		d.voice.Say()
		return d.First(dst)
	}
	s := d.opts.Shared
	if !s.sparing() {
		return d.frame(dst)
	}
	if d.Due() {
		s.buffers.lend(func(b *cell.Buffer) {
			paintOn(d.Model, b)
			dst = d.frame(dst)
		})
		paintOn(d.Model, &cell.Buffer{})
	}
	return dst
}

// frame appends the changes on the screen, if a frame is due.
func (d *Display) frame(dst []byte) []byte {
	b, table, fresh := d.Paint()
	if !fresh {
		return dst
	}
	if ascii := d.ASCII(); ascii != d.screen.ASCII { // the user changed the character set
		d.screen.ASCII, d.screen.NoLinks = ascii, ascii
		d.screen.Forget()
	}
	return d.screen.Frame(dst, b, table, d.Modes())
}

// Retake takes over a terminal that others used, and has all of it redrawn.
func (d *Display) Retake() {
	if d.voice == nil {
		d.first = d.screen.Take(d.screen.Give(d.first))
		d.gate.Touch()
	}
}

// Give appends the bytes that restore the terminal.
func (d *Display) Give(dst []byte) []byte { return d.screen.Give(dst) }
