// Package term is the only exit and entrance of a terminal, for local and SSH
// sessions alike. A [Screen] knows what a terminal was told, its modes and the
// frame it shows, and makes the bytes that change that into something else. A
// [Decoder] makes messages of the bytes that the terminal sends. A [Local] is
// the terminal that the process was started on: raw mode, size and signals.
//
// Nothing here waits for a terminal's answer: what a terminal says of itself
// counts from when it comes.
package term

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"crossover/tui/cell"
	"crossover/tui/style"
)

// Modes is what a program wants its terminal to be in, besides showing frames.
type Modes struct {
	// Mouse has the terminal report the mouse, also when it only moves.
	Mouse bool
	// Title is the title of the terminal's window.
	Title string
}

// Screen is a terminal that shows frames. The zero Screen is ready to use, and
// belongs to one session.
type Screen struct {
	Diff
	modes Modes
	taken bool
	// cell is how many pixels a cell of a terminal has that can report the mouse
	// in pixels, as hasPixels says; pixels, that it was told to.
	cell              CellSize
	hasPixels, pixels bool
	asks              bool // whether to ask for the size of a cell again
}

// CellSize is a message: how many pixels wide and high a cell is.
type CellSize struct{ Width, Height int }

// Place is where in its cell a mouse is, from 0 at the left edge to 1. It is 0
// where the terminal reports cells only.
type Place float64

// The sequences that take a terminal and give it back. The keyboard's modes
// come after the other screen, which has a stack of its own for them.
const (
	take = ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable + ansi.SetModeBracketedPaste +
		ansi.SetModifyOtherKeys2 + "\x1b[>1u"
	give = "\x1b[<1u" + ansi.ResetModifyOtherKeys + ansi.ResetModeBracketedPaste +
		ansi.SetModeTextCursorEnable + ansi.ResetModeAltScreenSaveCursor
	mouseOn  = ansi.SetModeMouseAnyEvent + ansi.SetModeMouseExtSgr
	mouseOff = ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgrPixel + ansi.ResetModeMouseExtSgr
	// pixelsOn has the mouse's place reported in pixels in place of cells.
	pixelsOn    = ansi.SetModeMouseExtSgrPixel
	askCellSize = "\x1b[16t"
	// giveAll gives back whatever may be taken.
	giveAll = style.Reset + mouseOff + "\x1b]2;\a" + give
	// queries ask whether the terminal can synchronise output, for its background,
	// for its name and version, and about pixels. They come before the first frame, which paints over what a
	// terminal that does not know them may print.
	queries = ansi.RequestModeSynchronizedOutput + ansi.RequestBackgroundColor + ansi.RequestNameVersion +
		ansi.RequestModeMouseExtSgrPixel + askCellSize
)

// Take appends what takes the terminal: the other screen, no cursor, whole
// pastes, keys that can be told apart. It asks the terminal what it can do.
func (s *Screen) Take(dst []byte) []byte {
	s.taken, s.modes, s.pixels = true, Modes{}, false
	s.Forget()
	return append(append(dst, take...), queries...)
}

// Give appends what gives the terminal back as it was before [Screen.Take]. It
// appends nothing when the terminal is not taken. It clears the screen, for
// terminals without another one: the Linux console, and GNU screen unless its
// altscreen is on.
func (s *Screen) Give(dst []byte) []byte {
	if !s.taken {
		return dst
	}
	s.taken = false
	dst = append(dst, clearScreen...)
	if s.modes.Mouse {
		dst = append(dst, mouseOff...)
	}
	if s.modes.Title != "" {
		dst = append(dst, ansi.SetWindowTitle("")...)
	}
	return append(dst, give...)
}

// Frame appends what brings the terminal into the modes m and shows b, whose
// styles are t's.
func (s *Screen) Frame(dst []byte, b *cell.Buffer, t *style.Table, m Modes) []byte {
	if m.Mouse != s.modes.Mouse {
		if m.Mouse {
			dst = append(dst, mouseOn...)
		} else {
			dst = append(dst, mouseOff...)
			s.pixels = false
		}
	}
	if m.Mouse && !s.pixels && s.hasPixels && s.cell.Width > 0 {
		dst, s.pixels = append(dst, pixelsOn...), true
	}
	if s.asks {
		dst, s.asks = append(dst, askCellSize...), false
	}
	if m.Title != s.modes.Title {
		dst = append(dst, ansi.SetWindowTitle(printable(m.Title))...)
	}
	s.modes = m
	return s.Append(dst, b, t)
}

// Learn takes note of what the terminal says it can do, and reports whether msg
// was only that.
func (s *Screen) Learn(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.ModeReportMsg:
		known := msg.Value.IsSet() || msg.Value.IsReset()
		switch msg.Mode {
		case ansi.ModeSynchronizedOutput:
			s.Sync = known
		case ansi.ModeMouseExtSgrPixel:
			s.hasPixels = known
		}
		return true
	case CellSize:
		if msg.Width > 0 && msg.Height > 0 {
			s.cell = msg
		}
		return true
	case tea.WindowSizeMsg:
		s.asks = s.pixels // other letters may be why
	}
	return false
}

// Mouse returns a message of the mouse with its place in cells, whatever the
// terminal counts in, and where in its cell the mouse is. Others stay as they are.
func (s *Screen) Mouse(msg tea.Msg) (tea.Msg, Place) {
	if !s.pixels {
		return msg, 0
	}
	var in Place
	cells := func(m tea.Mouse) tea.Mouse {
		in = Place(float64(m.X%s.cell.Width)+0.5) / Place(s.cell.Width)
		m.X, m.Y = m.X/s.cell.Width, m.Y/s.cell.Height
		return m
	}
	switch m := msg.(type) {
	case tea.MouseClickMsg:
		msg = tea.MouseClickMsg(cells(tea.Mouse(m)))
	case tea.MouseMotionMsg:
		msg = tea.MouseMotionMsg(cells(tea.Mouse(m)))
	case tea.MouseReleaseMsg:
		msg = tea.MouseReleaseMsg(cells(tea.Mouse(m)))
	case tea.MouseWheelMsg:
		msg = tea.MouseWheelMsg(cells(tea.Mouse(m)))
	}
	return msg, in
}

// Copy is a message: the text goes to the clipboard of the terminal (OSC 52).
// Whether it gets there, no terminal says.
type Copy string

// Sequence is what is sent to the terminal.
func (c Copy) Sequence() string { return ansi.SetSystemClipboard(string(c)) }

// printable replaces what could steer a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}
