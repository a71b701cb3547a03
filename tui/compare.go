package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/pane"
	"crossover/tui/state"
)

// comparing is the comparison with pinned scenarios, worked out off the loop for
// the Compare screen.
type comparing struct {
	working bool
	asked   compareQuestion
	known   bool
	shown   pane.Comparison
}

// compareQuestion is what a comparison answers.
type compareQuestion struct {
	now    scenario.Scenario
	pins   state.Pins
	window engine.Window
	offer  int
}

// comparedMsg brings a comparison.
type comparedMsg struct {
	question compareQuestion
	shown    pane.Comparison
}

// compareAll starts comparing with what is pinned, unless that is known or being
// worked out.
func (m *Model) compareAll() tea.Cmd {
	c := &m.against
	if m.st.Screen != state.Compare || c.working {
		return nil
	}
	q := compareQuestion{now: m.st.Scenario, pins: m.st.Pins, window: m.st.Window(), offer: m.answer.Selected}
	if c.known && c.asked == q {
		return nil
	}
	if q.pins.Len() == 0 {
		c.asked, c.known, c.shown = q, true, pane.Comparison{}
		m.gate.Touch()
		return nil
	}
	c.working = true
	shared := m.opts.Shared
	return func() tea.Msg {
		out := comparedMsg{question: q}
		list := []*scenario.Scenario{&q.now}
		names := []string{"now"}
		for i, pin := range q.pins[:q.pins.Len()] {
			list = append(list, pin)
			names = append(names, string(rune('A'+i)))
		}
		shared.inBackground(func(v *engine.Evaluator) {
			out.shown.List = answer.Compare(v, list, q.window, q.offer)
		})
		out.shown.Names, out.shown.Window, out.shown.Offer = names, q.window, q.offer
		out.shown.Differences = slices.DeleteFunc(scenario.Differences(list...), func(d scenario.Difference) bool { return d.Key == "part" })
		return out
	}
}

// onCompared takes what was worked out.
func (m *Model) onCompared(msg comparedMsg) {
	c := &m.against
	c.working, c.known = false, true
	c.asked, c.shown = msg.question, msg.shown
	m.gate.Touch()
}
