package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/tui/answer"
	"crossover/tui/state"
)

// sense works out what moves the price of the selected offer, for the panel that
// shows it.
func (m *Model) sense() tea.Cmd {
	if !m.st.Tornado || m.st.Screen != state.Explore {
		return nil
	}
	q := sceneOffer{m.st.Scenario, m.answer.Selected}
	return m.senses.ask(m.opts.Shared, q, func(v *engine.Evaluator, q *sceneOffer) answer.Sensitivity {
		return answer.Sense(v, &q.scenario, q.offer)
	})
}
