package tui

import (
	"context"
	"errors"
	"io"

	tea "charm.land/bubbletea/v2"
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
	_, err := newProgram(ctx, o, t).Run()
	if errors.Is(err, tea.ErrInterrupted) || errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return nil
	}
	return err
}

// newProgram returns the program that shows a session.
func newProgram(ctx context.Context, o Options, t Terminal) *tea.Program {
	opts := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(t.Input), tea.WithOutput(t.Output),
		tea.WithEnvironment(t.Environ), tea.WithFPS(120),
	}
	if !o.Detect {
		opts = append(opts, tea.WithColorProfile(o.Profile))
	}
	if o.Width > 0 && o.Height > 0 {
		opts = append(opts, tea.WithWindowSize(o.Width, o.Height))
	}
	return tea.NewProgram(New(o), opts...)
}
