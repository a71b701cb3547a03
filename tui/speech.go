package tui

import (
	"io"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui/glyph"
	"crossover/tui/paint"
	"crossover/tui/state"
)

// Speaker is a session for a screen reader or a braille display: it draws
// nothing, and says in a line of text what each key changed. The keys are those
// of the screen. Whoever drives it calls Say where they would draw otherwise.
type Speaker struct {
	*Model
	out   io.Writer
	ascii bool
	// said is what was true when something was said last, and heard the scenario
	// it was true of.
	said  facts
	heard scenario.Scenario
	// page is the rows of the screen read last, of which only new ones are read
	// again.
	page []string
	// asked is set between a key and what it changed; reads is set when the key
	// asks for the whole page, and waits while a page has not got its content.
	asked, reads, waits bool
}

// The size of the screen that pages are read from: wide enough for their texts,
// and no longer than one wants to hear at a time.
const speechWidth, speechHeight = 220, 36

// NewSpeaker returns a session that speaks to out.
func NewSpeaker(o Options, out io.Writer) *Speaker {
	s := &Speaker{out: out, ascii: o.Glyphs.Kind == glyph.ASCII}
	o.Width, o.Height = speechWidth, speechHeight
	o.Glyphs = glyph.New(glyph.Block, false) // whatever is drawn can be told from text
	s.Model = New(o)
	return s
}

// Begin says what there is and how to use it.
func (s *Speaker) Begin() tea.Cmd {
	s.Paint()
	k := &s.keys
	s.write("crossover for screen readers. " + describe(s.Model))
	s.write(first(*k.of("left")) + " and " + first(*k.of("right")) + " move a slider, " + first(*k.of("up")) + " and " + first(*k.of("down")) + " choose one, digits type a value, " +
		first(*k.of("next-screen")) + " goes to the next screen, " + first(*k.of("help")) + " lists the keys, " + first(*k.of("quit")) + " quits.")
	s.said, s.heard = s.facts(), s.st.Scenario
	s.readPage(true)
	return tea.Batch(func() tea.Msg { return speechMsg{} }, listOwn(s.Model)) // the first update asks for the rest
}

// speechMsg starts a session.
type speechMsg struct{}

// first is a binding's first key, as it is said.
func first(b key.Binding) string { return b.Help().Key }

// Update records what happened.
func (s *Speaker) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg, tea.MouseMsg, tea.ColorProfileMsg, tea.BackgroundColorMsg, tea.TerminalVersionMsg:
		return nil
	case tea.KeyPressMsg:
		s.asked, s.reads, s.waits = true, s.isPageKey(msg), false
		s.said[factMessage] = "" // the same can happen again
	case doneMsg:
		if s.waits && !s.asked {
			s.asked, s.reads = true, false // what is new, not all of it again
		}
	}
	return s.Model.Update(msg)
}

// Say says what has changed, when it is time for a frame.
func (s *Speaker) Say() {
	if _, _, fresh := s.Paint(); fresh {
		s.tell()
	}
}

// isPageKey reports whether a key goes to a screen: on that screen it reads the
// page again.
func (s *Speaker) isPageKey(msg tea.KeyPressMsg) bool {
	return !s.talking() && slices.ContainsFunc(s.actions, func(a action) bool { return a.group == groupScreens && key.Matches(msg, *a.bind) })
}

// tell says what has changed since something was said last, in one line, and
// reads what is new on the page if a key asked for it.
func (s *Speaker) tell() {
	now := s.facts()
	opened := s.said[factDialog] == "" && now[factDialog] != ""
	if _, explained := s.dialog.(*explaining); explained && now[factDialog] != s.said[factDialog] {
		opened = true // another figure is
	}
	if s.said[factDialog] != "" && now[factDialog] == "" {
		s.said[factScreen] = "" // say where one is again
	}
	if s.said[factTyped] != "" && now[factTyped] == "" {
		s.said[factSlider] = "" // and what came of the typing
	}
	var news []string
	for i, f := range now {
		if f != "" && f != s.said[i] {
			news = append(news, f)
		}
	}
	turned := s.said[factScreen] != "" && now[factScreen] != s.said[factScreen]
	moved, along := s.st.Scenario != s.heard, now[factAxis] != s.said[factAxis]
	s.said, s.heard = now, s.st.Scenario
	if len(news) > 0 {
		s.write(strings.Join(news, ". ") + ".")
	}
	if !s.asked {
		return
	}
	s.asked = false
	switch {
	case opened:
		s.readDialog()
	case turned, s.reads && len(news) == 0:
		s.readPage(true)
	case along && s.st.Screen == state.Explore:
		s.writeAll(s.phaseWords())
	case s.talking(), moved, s.st.Screen == state.Explore:
		s.page = s.screen().words(&s.host) // it can be read again by the screen's key
	default:
		s.readPage(false)
	}
}

// readPage reads the rows of the screen: all of them, or those that are new.
func (s *Speaker) readPage(all bool) {
	rows := s.screen().words(&s.host)
	for _, r := range rows {
		if all || !slices.Contains(s.page, r) {
			s.write(r)
		}
	}
	s.page = rows
	s.waits = (all || s.waits) && s.st.Screen != state.Explore
}

// writeAll writes lines.
func (s *Speaker) writeAll(lines []string) {
	for _, l := range lines {
		s.write(l)
	}
}

// readDialog reads what a dialog that was opened holds: the list of keys, or a
// text. What other lists have is found by typing.
func (s *Speaker) readDialog() {
	switch d := s.dialog.(type) {
	case *explaining:
		s.writeAll(paint.Paragraphs(d.text.Rows))
	case *menu:
		if d.toggle != s.keys.of("help") {
			return
		}
		for i := range d.box.Len {
			if c := d.row(i); c.Heading {
				s.write(c.Text + ":")
			} else {
				s.write(c.Key + ": " + c.Text)
			}
		}
	}
}

// write writes a line. The terminal is raw: a new line does not return the
// carriage by itself.
func (s *Speaker) write(line string) {
	if s.ascii {
		line = strings.Map(glyph.ToASCII, line)
	}
	_, _ = io.WriteString(s.out, line+"\r\n") // there is nobody else to tell
}
