package tui

import (
	tea "charm.land/bubbletea/v2"
	"context"

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
	return m.senses.ask(m.opts.Shared, q, func(ctx context.Context, v *engine.Evaluator, q *sceneOffer) (answer.Sensitivity, error) {
		return answer.Sense(ctx, v, &q.scenario, q.offer)
	})
}
