package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/tui/answer"
	"crossover/tui/state"
)

// targets works out what latencies cost, for the Latency screen.
func (m *Model) targets() tea.Cmd {
	if m.st.Screen != state.Latency {
		return nil
	}
	q := sceneOffer{m.st.Scenario, m.answer.Selected}
	if m.target.answers(q) {
		return nil
	}
	offers := m.comparable(q.offer)
	return m.target.ask(m.opts.Shared, q, func(ctx context.Context, v *engine.Evaluator, q *sceneOffer) (answer.Target, error) {
		return answer.Targets(ctx, v, &q.scenario, q.offer, offers)
	})
}

// maxTargets is the most products whose targets are worked out and drawn.
const maxTargets = 8

// comparable lists an offer, then those whose curves are drawn, then the
// cheapest that only miss the latency target: one a product.
func (m *Model) comparable(offer int) []int {
	list := []int{offer}
	add := func(o int) {
		product := m.opts.Engine.Offer(o).Product
		if len(list) < maxTargets && !slices.ContainsFunc(list, func(x int) bool { return m.opts.Engine.Offer(x).Product == product }) {
			list = append(list, o)
		}
	}
	for i := range m.answer.Drawn {
		add(m.answer.Drawn[i].Offer)
	}
	for _, o := range m.answer.Listed {
		if r, ok := m.answer.Estimates[o].FirstReason(); !ok || r.Code.Warning() || r.Code == engine.LatencyTarget {
			add(o)
		}
	}
	return list
}
