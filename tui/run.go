package tui

import (
	"context"
	"errors"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
)

// Terminal is what a session is shown on.
type Terminal struct {
	Input  io.Reader
	Output io.Writer
	// Environ is the terminal's environment, as NAME=value.
	Environ []string
}

// Run shows a session until its user quits or ctx ends.
func Run(ctx context.Context, o Options, t Terminal) error {
	return finish(ctx, newProgram(ctx, o, t), o.KeepSizes)
}

// Speak runs a session for a screen reader until its user quits or ctx ends: it
// draws nothing, and writes a line of text for each change.
func Speak(ctx context.Context, o Options, t Terminal) (err error) {
	if f, ok := t.Input.(term.File); ok && term.IsTerminal(f.Fd()) {
		before, rawErr := term.MakeRaw(f.Fd())
		if rawErr != nil {
			return fmt.Errorf("read single keys: %w", rawErr)
		}
		defer func() { err = errors.Join(err, term.Restore(f.Fd(), before)) }()
	}
	return finish(ctx, newSpeaker(ctx, o, t), nil)
}

// finish runs a program to its end; that it was ended from outside is no error.
// Where panes were resized their sizes are kept.
func finish(ctx context.Context, p *tea.Program, keep func(Sizes) error) (err error) {
	last, err := p.Run()
	if m, ok := last.(*Model); ok {
		m.pace.stop()
		if keep != nil {
			defer func() { err = errors.Join(err, keep(m.Sizes())) }()
		}
	}
	if errors.Is(err, tea.ErrInterrupted) || errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return nil
	}
	return err
}

// newSpeaker returns the program that speaks a session.
func newSpeaker(ctx context.Context, o Options, t Terminal) *tea.Program {
	return tea.NewProgram(newSpeech(o, t.Output), tea.WithContext(ctx), tea.WithInput(t.Input), tea.WithOutput(t.Output),
		tea.WithEnvironment(t.Environ), tea.WithoutRenderer(), tea.WithFPS(1), tea.WithColorProfile(colorprofile.NoTTY))
}

// newProgram returns the program that shows a session.
func newProgram(ctx context.Context, o Options, t Terminal) *tea.Program {
	opts := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(t.Input), tea.WithOutput(t.Output),
		tea.WithEnvironment(t.Environ), tea.WithFPS(framesPerSecond),
	}
	if !o.Detect {
		opts = append(opts, tea.WithColorProfile(o.Profile))
	}
	if o.Width > 0 && o.Height > 0 {
		opts = append(opts, tea.WithWindowSize(o.Width, o.Height))
	}
	m := New(o)
	p := tea.NewProgram(m, opts...)
	m.pace = newPacer(p, o.Now)
	return p
}
