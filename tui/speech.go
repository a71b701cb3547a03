package tui

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui/glyph"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/state"
)

// Speaker is a session for a screen reader or a braille display. It draws nothing, and
// describes the effect of each key in a line of text. It has the keys of the screen. Its
// owner calls Say instead of drawing.
type Speaker struct {
	*Model
	out   io.Writer
	ascii bool
	// said has the facts at the last output, and heard the scenario then.
	said  facts
	heard scenario.Scenario
	// page has the rows of the screen read last; later only new ones are read.
	page []string
	// asked is set by a key until its effect is said. reads is set if the key goes to a
	// screen: on that screen it reads the page again. waits is set while the content of a page is incomplete.
	asked, reads, waits bool
}

// The size of the screen from which pages are read: wide enough for their texts, and
// short enough to listen to.
const speechWidth, speechHeight = 220, 36

// NewSpeaker returns a session that writes to out.
func NewSpeaker(o Options, out io.Writer) *Speaker {
	s := &Speaker{out: out, ascii: o.Glyphs.Kind == glyph.ASCII}
	o.Width, o.Height = speechWidth, speechHeight
	o.Glyphs = glyph.New(glyph.Block, false) // text can be converted to any set
	s.Model = New(o)
	return s
}

// Begin says the initial state and the most important keys.
func (s *Speaker) Begin() tea.Cmd {
	s.Paint()
	k := &s.keys
	s.write("crossover for screen readers. " + describe(s.Model))
	s.write(k.key("left") + " and " + k.key("right") + " move a slider, " + k.key("up") + " and " + k.key("down") + " choose one, digits type a value, " +
		k.key("next-screen") + " goes to the next screen, " + k.key("help") + " lists the keys, " + k.key("quit") + " quits.")
	s.said, s.heard = s.facts(), s.st.Scenario
	s.readPage(true)
	return tea.Batch(func() tea.Msg { return speechMsg{} }, listOwn(s.Model)) // the first update starts the background work
}

// speechMsg starts a session.
type speechMsg struct{}

// Update handles a message.
func (s *Speaker) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg, tea.MouseMsg, tea.ColorProfileMsg, tea.BackgroundColorMsg, tea.TerminalVersionMsg:
		return nil
	case tea.KeyPressMsg:
		s.asked, s.waits = true, false
		s.reads = !s.talking() && slices.ContainsFunc(s.actions, func(a action) bool { return a.group == groupScreens && key.Matches(msg, *a.bind) })
		s.said[factMessage] = "" // the same message may come again
	case doneMsg:
		if s.waits && !s.asked {
			s.asked, s.reads = true, false // only the new rows
		}
	}
	return s.Model.Update(msg)
}

// Say says the changes, if a frame is due.
func (s *Speaker) Say() {
	if _, _, fresh := s.Paint(); fresh {
		s.tell()
	}
}

// tell says the changes since the last output in one line, and reads the new rows of the
// page if a key asked for them.
func (s *Speaker) tell() {
	now := s.facts()
	opened := s.said[factDialog] == "" && now[factDialog] != ""
	if _, explained := s.dialog.(*explaining); explained && now[factDialog] != s.said[factDialog] {
		opened = true // another figure is explained
	}
	if s.said[factDialog] != "" && now[factDialog] == "" {
		s.said[factScreen] = "" // say the screen again
	}
	if s.said[factTyped] != "" && now[factTyped] == "" {
		s.said[factSlider] = "" // and the value typed
	}
	var news []string
	for i, f := range now {
		if f != "" && f != s.said[i] {
			news = append(news, strings.TrimSuffix(f, "."))
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
		s.page = s.screen().words(&s.host) // the screen's key reads it again
	default:
		s.readPage(false)
	}
}

// readPage reads all rows of the screen, or only new ones.
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

func (s *Speaker) writeAll(lines []string) {
	for _, l := range lines {
		s.write(l)
	}
}

// readDialog reads the content of an opened dialog: the list of keys, or a text. Other
// lists are searched by typing.
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

// write writes a line. In raw mode the terminal needs the carriage return.
func (s *Speaker) write(line string) {
	if s.ascii {
		line = strings.Map(glyph.ToASCII, line)
	}
	_, _ = io.WriteString(s.out, line+"\r\n") // an error has nowhere to go
}

// facts are the facts that can change, as text; a fact that does not apply is "".
type facts [numFacts]string

// The facts, in the order of speech.
const (
	factMessage = iota
	factDialog
	factTour
	factRoom
	factScreen
	factPart
	factSlider
	factTyped
	factPin
	factAxis
	factMeasure
	factBand
	factAnswer
	factTurns
	factSelected
	factLayout
	factRow
	numFacts
)

// facts returns the current facts.
func (s *Speaker) facts() facts {
	m := s.Model
	c := &m.controls.Controls[m.sliders.Focus]
	f := facts{
		factMessage: m.message,
		factDialog:  dialogFact(m),
		factTour:    tourFact(m),
		factRoom:    roomFact(m),
		factScreen:  m.st.Screen.String() + " screen",
		factPart:    "part " + m.st.Scenario.SelectedPart().Name,
		factSlider:  strings.ReplaceAll(c.Key, ".", " ") + " " + string(c.Slider.AppendValue(nil, c.Slider.Value)),
		factTyped:   typedFact(m),
		factAxis:    "by " + m.st.Axis.String(),
		factMeasure: "measured in " + m.st.Measure.String(),
		factBand:    bandFact(m),
		factAnswer:  string(m.said.AppendFirst(nil)),
		factLayout:  "layout " + m.money(m.layout.Monthly) + " a month",
	}
	if !m.talking() {
		f[factRow] = m.screen().row(&m.host)
	}
	if m.said.Known {
		f[factTurns] = string(m.said.AppendTurns(nil))
	}
	if n := m.st.Pins.Len(); n > 0 || s.said[factPin] != "" {
		f[factPin] = strconv.Itoa(n) + " pinned to compare with"
	}
	if m.st.Offer >= 0 && f[factRow] == "" {
		f[factSelected] = "selected " + m.offerFact(m.answer.Selected)
	}
	return f
}

// typedFact returns the text being typed, and its error.
func typedFact(m *Model) string {
	x := m.focused()
	if !x.Editing() {
		return ""
	}
	if x.EditError() != "" {
		return "typed " + x.EditText() + ": " + x.EditError()
	}
	return "typing " + x.EditText()
}

// tourFact returns the text of the guided tour.
func tourFact(m *Model) string {
	if !m.tour.on {
		return ""
	}
	step := &m.tour.steps[m.tour.at]
	return joined(tourNote(m), step.Title) + ": " + tourWords(m, step.Text)
}

// dialogFact returns the selection in a dialog.
func dialogFact(m *Model) string {
	switch d := m.dialog.(type) {
	case nil:
		return ""
	case *themePicker:
		return "theme " + m.opts.Themes[m.theme].Title + ", characters " + m.canvas.Glyph.Kind.String()
	case *menu:
		text := d.box.Title
		if d.box.Line != "" {
			text += ", " + d.box.Line
		}
		if d.box.At < d.box.Len {
			c := d.row(d.box.At)
			text += ": " + joined(c.Text, c.Key, c.Note)
		}
		if d.box.Message != "" {
			text += "; " + d.box.Message
		}
		return text
	case *explaining:
		return joined(d.text.Title, d.text.Note)
	default:
		text := "a dialog"
		for _, h := range d.hints() {
			text += "; " + h.Key + " " + h.Does
		}
		return text
	}
}

// joined joins the non-empty parts with commas.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

// bandFact returns the band of the selected offer at the cursor.
func bandFact(m *Model) string {
	low, typical, high, ok := m.answer.BandAt(m.st.Handle())
	if m.st.Screen != state.Explore || !ok {
		return ""
	}
	write := pane.MeasureFormat(m.st.Measure, &m.canvas)
	text := append([]byte("band of "+m.opts.Engine.Offer(m.answer.Selected).Title+", every assumption at its low and high: "), write(nil, low)...)
	text = append(append(text, " to "...), write(nil, high)...)
	return string(append(append(text, ", typically "...), write(nil, typical)...))
}
