package tui

import (
	"bytes"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/term"
)

// Display is a session on a terminal: messages go in, and the bytes that the
// terminal is sent come out. It is drawn or, for a screen reader, spoken. Whoever
// has the terminal says when, and carries the bytes there.
type Display struct {
	*Model
	voice  *Speaker // nil where it is drawn
	said   bytes.Buffer
	screen term.Screen
	first  []byte // what goes before the next frame
	stale  bool   // whether the terminal lost what it showed
}

// NewDisplay returns a session that takes the terminal or, spoken, writes lines.
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

// Begin returns what the session asks for at its start.
func (d *Display) Begin() tea.Cmd {
	if d.voice != nil {
		return d.voice.Begin()
	}
	return d.Init()
}

// Update takes what concerns the terminal, hands the rest to the session, and
// returns what that asks for.
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

// Waiting reports whether bytes wait that need no frame.
func (d *Display) Waiting() bool { return len(d.first) > 0 || d.said.Len() > 0 }

// First appends the bytes that wait.
func (d *Display) First(dst []byte) []byte {
	dst = append(append(dst, d.first...), d.said.Bytes()...)
	d.first = nil
	d.said.Reset()
	return dst
}

// Frame appends what is new, if a frame is due.
func (d *Display) Frame(dst []byte) []byte {
	if d.voice != nil {
		d.voice.Say()
		return d.First(dst)
	}
	b, table, fresh := d.Paint()
	if !fresh && !d.stale {
		return dst
	}
	if ascii := d.ASCII(); ascii != d.screen.ASCII { // other characters were chosen
		d.screen.ASCII, d.screen.NoLinks = ascii, ascii
		d.screen.Forget()
	}
	d.stale = false
	return d.screen.Frame(dst, b, table, d.Modes())
}

// Retake takes a terminal again that others had, and has all of it drawn anew.
func (d *Display) Retake() {
	if d.voice == nil {
		d.first, d.stale = d.screen.Take(d.screen.Give(d.first)), true
	}
}

// Give appends what gives the terminal back.
func (d *Display) Give(dst []byte) []byte { return d.screen.Give(dst) }
