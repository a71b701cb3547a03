package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/state"
)

// targeting is what latencies cost, worked out off the loop for the Latency
// screen.
type targeting struct {
	working  bool
	scenario scenario.Scenario
	offer    int
	known    bool
	target   answer.Target
	spread   engine.Spread
}

// targetMsg brings the targets of a scenario.
type targetMsg struct {
	scenario scenario.Scenario
	offer    int
	target   answer.Target
}

// targets starts working out what latencies cost, unless it is known or being
// worked out.
func (m *Model) targets() tea.Cmd {
	t := &m.target
	if m.st.Screen != state.Latency || t.working || t.known && t.scenario == m.st.Scenario && t.offer == m.answer.Selected {
		return nil
	}
	t.working = true
	shared, sc, offer := m.opts.Shared, m.st.Scenario, m.answer.Selected
	offers := m.comparable(offer)
	return func() tea.Msg {
		out := targetMsg{scenario: sc, offer: offer}
		shared.inBackground(func(v *engine.Evaluator) { out.target = answer.Targets(v, &sc, offer, offers) })
		return out
	}
}

// onTarget takes what was worked out.
func (m *Model) onTarget(msg targetMsg) {
	t := &m.target
	t.working, t.known = false, true
	t.scenario, t.offer, t.target = msg.scenario, msg.offer, msg.target
	m.gate.Touch()
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
