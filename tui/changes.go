package tui

import (
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/palette"
	"crossover/tui/state"
)

// openChanges lists the changes, newest first, to go back and forth to.
func openChanges(m *Model) {
	list, at := m.history.All(m.st)
	by := m.history.By()
	d := &menu{toggle: m.keys.of("changes")}
	d.box.Title, d.box.Note, d.box.Prompt = "Changes", "enter goes there", "/ "
	for i := len(list) - 1; i >= 0; i-- {
		text, note := "as it began", ""
		if i > 0 {
			text = changeOf(&list[i-1], &list[i])
		}
		switch {
		case i == at:
			note = "now"
		case i > at:
			note = "undone"
		}
		if by[i] != "" {
			text = by[i] + ": " + text
		}
		d.add(palette.Item{Text: text, Note: note}, just(func(m *Model) {
			m.st = m.history.Go(m.st, i-at)
			m.gate.Touch()
		}))
	}
	d.open(m)
}

// changeOf describes the changes between two states.
func changeOf(a, b *state.State) string {
	var words []string
	for _, d := range scenario.Differences(&a.Scenario, &b.Scenario) {
		if d.Values[1] == "" {
			continue // the term of a removed part
		}
		word := d.Key + " " + d.Values[1]
		if d.Values[0] != "" {
			word = d.Key + " " + d.Values[0] + " to " + d.Values[1]
		}
		words = append(words, strings.TrimPrefix(word, b.Scenario.SelectedPart().Name+"."))
	}
	note := func(changed bool, word string) {
		if changed {
			words = append(words, word)
		}
	}
	note(a.Screen != b.Screen, b.Screen.String())
	note(a.Axis != b.Axis, "axis "+b.Axis.String())
	note(a.Month != b.Month, string(format.AppendPlace([]byte("look at "), engine.AxisMonth, b.Month)))
	note(a.Measure != b.Measure, b.Measure.String())
	note(a.Offer != b.Offer, "another offer")
	note(a.Pins != b.Pins, "pins")
	note(a.Variants != b.Variants, "variants")
	note(a.Tornado != b.Tornado, "side panel")
	note(a.Hidden != b.Hidden, "hidden offers")
	note(a.Marked != b.Marked, "marks")
	note(a.Solo != b.Solo, "solo")
	note(a.Order != b.Order, "by "+b.Order.String())
	note(a.Filter != b.Filter, "filter "+b.Filter)
	note(a.Alternative != b.Alternative, "layout")
	note(a.Growing != b.Growing, "growth")
	note(a.Zoomed != b.Zoomed, "zoom")
	note(a.Linear != b.Linear, "scale")
	note(a.Band != b.Band, "band "+b.Band.String())
	if len(words) == 0 {
		return "view"
	}
	return strings.Join(words, ", ")
}
