package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"crossover/tui/term"
)

// Terminal is what a session is shown on.
type Terminal struct {
	Input  io.Reader
	Output io.Writer
	// Environ is the terminal's environment, as NAME=value.
	Environ []string
}

// Run shows a session until its user quits or ctx ends. When a signal ends it,
// the process ends by that signal.
func Run(ctx context.Context, o Options, t Terminal) error {
	return onTerminal(ctx, o, t, false, func(*door) {})
}

// Speak runs a session for a screen reader until its user quits or ctx ends: it
// draws nothing, and writes a line of text for each change.
func Speak(ctx context.Context, o Options, t Terminal) error {
	o.KeepSizes = nil
	return onTerminal(ctx, o, t, true, func(*door) {})
}

// onTerminal opens a terminal, runs a session on it, and gives the terminal back
// whatever happens. It calls begin when everything is there.
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
		err = nil // it was ended from outside
	}
	return err
}

// newProgram returns the loop that runs a session. Bubble Tea writes nothing and
// reads nothing: it hands over messages and runs commands.
func newProgram(ctx context.Context, d *door) *tea.Program {
	return tea.NewProgram(d, tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutRenderer(),
		tea.WithoutSignalHandler(), tea.WithoutCatchPanics(), tea.WithFPS(1), tea.WithEnvironment([]string{}),
		tea.WithColorProfile(d.options.Profile))
}

// door is a session on the terminal of the process. It writes a frame as soon as
// it is painted, and paints none while one is being written.
type door struct {
	options Options
	display *Display
	program *tea.Program
	tty     *term.Local
	out     io.Writer

	buf     []byte        // the bytes of a frame; the writer's while writing
	frames  chan []byte   // to the writer
	idle    chan struct{} // closed when the writer has ended
	writing bool
	stop    bool // whether to stop the process once nothing is being written
	failed  error
	ended   term.Signal
}

// wroteMsg says that a frame has been written.
type wroteMsg struct{ err error }

// profileMsg brings the colours that the terminal has.
type profileMsg colorprofile.Profile

// crashMsg says that a command of the session panicked.
type crashMsg struct{ err error }

// run runs the session and gives the terminal back.
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
		term.Pump(d.out, 0, d.frames, func(err error) { d.program.Send(wroteMsg{err}) })
	}()
	if err := d.tty.Listen(d.program.Send); err != nil {
		return err
	}
	if d.options.Detect { // it may take a while, as in tmux, which is asked
		go func() { d.program.Send(profileMsg(colorprofile.Detect(d.out, environ))) }()
	}
	_, err = d.program.Run()
	return err
}

// crash is the error that a panic is.
func crash(r any) error {
	return fmt.Errorf("internal error: %v; please report it with what follows\n%s", r, debug.Stack())
}

// Init shows the first frame.
func (d *door) Init() tea.Cmd {
	cmd := d.display.Begin()
	d.show()
	return guard(cmd)
}

// View is empty: frames are written as soon as they are painted.
func (d *door) View() tea.View { return tea.View{} }

// Update takes what concerns the terminal, hands the rest to the session, and
// shows what came of it.
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
	case tea.ColorProfileMsg, tea.EnvMsg: // Bubble Tea's own, of what it was told
	case tea.WindowSizeMsg:
		if w, h := d.tty.Size(); w > 0 { // it may have been on its way for a while
			msg.Width, msg.Height = w, h
		}
		if msg.Width > 0 { // Bubble Tea's first one, which may come late, says nothing
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

// tell hands a message to the session.
func (d *door) tell(msg tea.Msg) tea.Cmd { return guard(d.display.Update(msg)) }

// show paints the frame that is due and has it written, if nothing is being
// written: frames that a slow terminal has no time for are never made.
func (d *door) show() {
	if d.writing {
		return
	}
	if d.buf = d.display.Frame(d.display.First(d.buf[:0])); len(d.buf) > 0 {
		d.writing = true
		d.frames <- d.buf // the writer is waiting for it
	}
}

// suspend asks for the process to be stopped, if anything would continue it.
func (d *door) suspend() tea.Cmd {
	if !d.tty.CanSuspend() {
		return d.tell(NoticeMsg("there is nothing to go back to here; " + d.display.keys.key("quit") + " quits"))
	}
	d.stop = true
	return nil
}

// halt stops the process and, once it is continued, takes the terminal again.
func (d *door) halt() tea.Cmd {
	d.stop = false
	if err := d.giveBack(); err != nil {
		d.failed = err
		return tea.Quit
	}
	d.tty.Suspend()
	return d.retake()
}

// giveBack gives the terminal to whoever is next.
func (d *door) giveBack() error {
	_, err := d.out.Write(d.display.Give(nil))
	return errors.Join(err, d.tty.Cook())
}

// retake takes the terminal again after others had it, and has all of it drawn
// anew.
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

// leaveTime is how long a terminal may take to take in the last frame.
const leaveTime = time.Second

// leave gives the terminal back for good.
func (d *door) leave() error {
	close(d.frames)
	select {
	case <-d.idle:
		_, _ = d.out.Write(d.display.Give(d.display.First(nil))) // it may be gone
	case <-time.After(leaveTime): // it takes in nothing
	}
	return d.tty.Close()
}

// SuspendKey stops the process, as it does in other programs. It does nothing in
// sessions over SSH.
const SuspendKey = "ctrl+z"

// guard makes a panic of a command the end of the session. Bubble Tea runs
// commands in goroutines of their own, where it would end the process and leave
// the terminal as it is.
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
