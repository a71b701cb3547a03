package term

import (
	"fmt"
	"os"

	xterm "github.com/charmbracelet/x/term"
	"golang.org/x/sys/windows"
)

// display is the mode of a console's output before it was changed.
type display struct{ mode uint32 }

// prepare has the console follow escape sequences.
func (l *Local) prepare() error {
	f, ok := l.out.(*os.File)
	if !ok || !xterm.IsTerminal(f.Fd()) {
		return nil
	}
	var d display
	if err := windows.GetConsoleMode(windows.Handle(f.Fd()), &d.mode); err != nil {
		return fmt.Errorf("look at the console: %w", err)
	}
	if l.display == nil {
		l.display = &d
	}
	const add = windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING | windows.DISABLE_NEWLINE_AUTO_RETURN
	if err := windows.SetConsoleMode(windows.Handle(f.Fd()), d.mode|add); err != nil {
		return fmt.Errorf("prepare the console: %w", err)
	}
	return nil
}

// unprepare undoes prepare.
func (l *Local) unprepare() error {
	f, ok := l.out.(*os.File)
	if !ok || l.display == nil {
		return nil
	}
	return windows.SetConsoleMode(windows.Handle(f.Fd()), l.display.mode)
}
