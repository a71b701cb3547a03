package tui

import (
	"bytes"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/cell"
	"crossover/tui/term"
)

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
