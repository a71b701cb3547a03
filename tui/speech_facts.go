package tui

import (
	"strconv"
	"strings"

	"crossover/tui/format"
	"crossover/tui/pane"
	"crossover/tui/state"
)

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
	return joined(tourNote(m), step.Title) + ": " + strings.TrimSuffix(tourWords(m, step.Text), ".")
}

// dialogFact returns the selection in a dialog.
func dialogFact(m *Model) string {
	switch d := m.dialog.(type) {
	case nil:
		return ""
	case *looking:
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
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

// bandFact returns the band of the selected offer at the cursor.
func bandFact(m *Model) string {
	low, typical, high, ok := m.answer.BandAt(m.st.Handle())
	if m.st.Screen != state.Explore || !ok {
		return ""
	}
	write := pane.MeasureFormat(m.st.Measure, m.canvas.Money.Currency.Sign())
	text := append([]byte("band of "+m.opts.Engine.Offer(m.answer.Selected).Title+", every assumption at its low and high: "), write(nil, low)...)
	text = append(append(text, " to "...), write(nil, high)...)
	return string(append(append(text, ", typically "...), write(nil, typical)...))
}

func chance(v float64) string  { return string(format.AppendChance(nil, v)) }
func millis(ms float64) string { return string(format.AppendMillis(nil, ms)) }

// count returns a number of things as text.
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}
