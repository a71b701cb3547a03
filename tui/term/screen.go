// Package term reads from and writes to a terminal, for local and SSH sessions alike. A
// [Screen] remembers the modes and the frame of a terminal and produces the bytes that
// change them. A [Decoder] turns the bytes that the terminal sends into messages. A
// [Local] is the terminal on which the process was started, with its raw mode, size and
// signals.
//
// Nothing here waits for an answer of a terminal: an answer takes effect when it arrives.
package term

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"crossover/tui/cell"
	"crossover/tui/style"
)

// Modes holds the modes and the title that a program sets besides showing frames.
type Modes struct {
	// Mouse makes the terminal report the mouse, including its moves.
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
	// cell is the size of a cell in pixels, hasPixels reports whether the terminal can
	// report the mouse in pixels, and pixels whether it was told to.
	cell              CellSize
	hasPixels, pixels bool
	asks              bool // whether to ask for cell again
}

// CellSize is a message with the width and height of a cell in pixels.
type CellSize struct{ Width, Height int }

// Place is the mouse's place in its cell, from 0 at the left edge to 1. It is 0 if the
// terminal reports cells only.
type Place float64

// The sequences that take a terminal and give it back. The keyboard's modes are set after
// the switch to the alternate screen, which has its own stack of them.
const (
	take = ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable + ansi.SetModeBracketedPaste +
		ansi.SetModifyOtherKeys2 + "\x1b[>1u"
	give = "\x1b[<1u" + ansi.ResetModifyOtherKeys + ansi.ResetModeBracketedPaste +
		ansi.SetModeTextCursorEnable + ansi.ResetModeAltScreenSaveCursor
	mouseOn  = ansi.SetModeMouseAnyEvent + ansi.SetModeMouseExtSgr
	mouseOff = ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgrPixel + ansi.ResetModeMouseExtSgr
	// pixelsOn makes the terminal report the mouse in pixels instead of cells.
	pixelsOn    = ansi.SetModeMouseExtSgrPixel
	askCellSize = "\x1b[16t"
	// giveAll gives a terminal back whose modes are unknown.
	giveAll = style.Reset + mouseOff + "\x1b]2;\a" + give
	// queries ask for synchronised output, the background, name and version, and the mouse
	// in pixels. They precede the first frame, which paints over anything that a terminal
	// prints in response to an unknown query.
	queries = ansi.RequestModeSynchronizedOutput + ansi.RequestBackgroundColor + ansi.RequestNameVersion +
		ansi.RequestModeMouseExtSgrPixel + askCellSize
)

// Take appends the bytes that take the terminal: the alternate screen, no cursor,
// bracketed paste, and unambiguous keys. It also asks what the terminal can do.
func (s *Screen) Take(dst []byte) []byte {
	s.taken, s.modes, s.pixels = true, Modes{}, false
	s.Forget()
	return append(append(dst, take...), queries...)
}

// Give appends the bytes that restore the terminal as it was before [Screen.Take], and
// nothing if it is not taken. It clears the screen, for terminals without an alternate
// one: the Linux console, and GNU screen unless its altscreen is on.
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

// Frame appends the bytes that set the modes m and show b, whose styles are from t.
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

// Learn records an answer of the terminal about its abilities, and reports whether msg was
// only that.
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
		s.asks = s.pixels // a new font may be the reason
	}
	return false
}

// Mouse returns a mouse message with its place in cells, whether the terminal reports
// cells or pixels, and the place in the cell. Other messages are returned unchanged.
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

// Copy is a message that puts a text on the terminal's clipboard (OSC 52). No terminal
// reports whether that worked.
type Copy string

// Sequence returns the bytes to send to the terminal.
func (c Copy) Sequence() string { return ansi.SetSystemClipboard(string(c)) }

// printable replaces control characters.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}

// packed is a cell in four bytes, for the copy of the frame that a session keeps: the rune
// in the upper bits, the style in the lower ones.
type packed uint32

// styleBits has room for every style of a table and leaves room for every rune.
const (
	styleBits = 11
	styleMask = 1<<styleBits - 1
	runeMask  = 1<<(32-styleBits) - 1
)

var blank = pack(' ', 0)

func pack(r rune, s cell.Style) packed {
	return packed(uint32(r)&runeMask<<styleBits | uint32(s)&styleMask)
}

// rune returns the character, or cell.Tail.
func (p packed) rune() rune {
	if r := rune(p >> styleBits); r != runeMask {
		return r
	}
	return cell.Tail
}

func (p packed) style() cell.Style { return cell.Style(p & styleMask) }
