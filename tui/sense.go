package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/state"
)

// sensing is what moves the price of the selected offer, worked out off the loop
// for the panel that shows it.
type sensing struct {
	working  bool
	known    bool
	scenario scenario.Scenario
	offer    int
	shown    answer.Sensitivity
}

// sensedMsg brings what moves a price.
type sensedMsg struct {
	scenario scenario.Scenario
	shown    answer.Sensitivity
}

// sense starts working out what moves the price, unless it is known or being
// worked out, or not shown.
func (m *Model) sense() tea.Cmd {
	s := &m.senses
	if !m.st.Tornado || m.st.Screen != state.Explore || s.working || s.known && s.scenario == m.st.Scenario && s.offer == m.answer.Selected {
		return nil
	}
	s.working = true
	shared, sc, offer := m.opts.Shared, m.st.Scenario, m.answer.Selected
	return func() tea.Msg {
		out := sensedMsg{scenario: sc}
		shared.inBackground(func(v *engine.Evaluator) { out.shown = answer.Sense(v, &sc, offer) })
		return out
	}
}

// onSensed takes what was worked out.
func (m *Model) onSensed(msg sensedMsg) {
	s := &m.senses
	s.working, s.known = false, true
	s.scenario, s.offer, s.shown = msg.scenario, msg.shown.Offer, msg.shown
	m.gate.Touch()
}
