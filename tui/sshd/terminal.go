package sshd

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// takeTerminal takes the terminal: the other screen, no cursor, whole pastes. The
// question whether it can synchronise output is asked before the first frame,
// which paints over what a terminal that does not know it may print.
const takeTerminal = ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable + ansi.SetModeBracketedPaste +
	"\x1b[?2026$p" + ansi.RequestBackgroundColor

// giveTerminal gives it back.
const giveTerminal = ansi.ResetModeBracketedPaste + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr +
	resetStyle + ansi.SetModeTextCursorEnable + ansi.ResetModeAltScreenSaveCursor

const resetStyle = "\x1b[m"

// modes are what the terminal was told last.
type modes struct {
	mouse tea.MouseMode
	title string
}

// setModes tells the terminal what the model wants it to be in.
func (x *screen) setModes() {
	v := x.model.Modes()
	if v.MouseMode != x.modes.mouse {
		x.modes.mouse = v.MouseMode
		if v.MouseMode == tea.MouseModeNone {
			x.buf = append(x.buf, ansi.ResetModeMouseAnyEvent+ansi.ResetModeMouseExtSgr...)
		} else {
			x.buf = append(x.buf, ansi.SetModeMouseAnyEvent+ansi.SetModeMouseExtSgr...)
		}
	}
	if v.WindowTitle != x.modes.title {
		x.modes.title = v.WindowTitle
		x.buf = append(x.buf, ansi.SetWindowTitle(printable(v.WindowTitle))...)
	}
}
