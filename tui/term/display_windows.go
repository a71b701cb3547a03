package term

import (
	"fmt"
	"io"
	"os"

	xterm "github.com/charmbracelet/x/term"
	"golang.org/x/sys/windows"
)

// display holds the mode of a console's output before it was changed.
type display struct {
	mode    uint32
	changed bool
}

// prepare makes the console interpret escape sequences.
func (d *display) prepare(out io.Writer) error {
	f, ok := out.(*os.File)
	if !ok || !xterm.IsTerminal(f.Fd()) {
		return nil
	}
	var mode uint32
	if err := windows.GetConsoleMode(windows.Handle(f.Fd()), &mode); err != nil {
		return fmt.Errorf("look at the console: %w", err)
	}
	if !d.changed {
		d.mode, d.changed = mode, true
	}
	const add = windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING | windows.DISABLE_NEWLINE_AUTO_RETURN
	if err := windows.SetConsoleMode(windows.Handle(f.Fd()), mode|add); err != nil {
		return fmt.Errorf("prepare the console: %w", err)
	}
	return nil
}

// restore undoes prepare.
func (d *display) restore(out io.Writer) error {
	f, ok := out.(*os.File)
	if !ok || !d.changed {
		return nil
	}
	return windows.SetConsoleMode(windows.Handle(f.Fd()), d.mode)
}
