package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/state"
)

// growing is how the system grows, worked out off the loop for the Layout screen
// while it shows growth.
type growing struct {
	working  bool
	known    bool
	scenario scenario.Scenario
	growth   engine.Growth
}

// grownMsg brings the growth of a scenario.
type grownMsg struct {
	scenario scenario.Scenario
	growth   engine.Growth
}

// grow starts following the growth of the system, unless it is known, being
// worked out, or not shown, or a handle is dragged: it takes some layouts a
// month.
func (m *Model) grow() tea.Cmd {
	g := &m.grows
	if m.st.Screen != state.Layout || !m.st.Growing || g.working || m.solving || m.drag.on || g.known && g.scenario == m.st.Scenario {
		return nil
	}
	g.working = true
	shared, sc := m.opts.Shared, m.st.Scenario
	return func() tea.Msg {
		out := grownMsg{scenario: sc}
		shared.inBackground(func(v *engine.Evaluator) { out.growth = v.Grow(&sc) })
		return out
	}
}

// onGrown takes what was worked out.
func (m *Model) onGrown(msg grownMsg) {
	g := &m.grows
	g.working, g.known = false, true
	g.scenario, g.growth = msg.scenario, msg.growth
	m.gate.Touch()
}

// flipping is where the layout would place the selected part elsewhere.
type flipping struct {
	working  bool
	known    bool
	scenario scenario.Scenario
	list     []engine.Flip
}

// flippedMsg brings the flips of the selected part of a scenario.
type flippedMsg struct {
	scenario scenario.Scenario
	list     []engine.Flip
}

// flip starts looking for the values at which the layout flips, after what is
// worked out faster.
func (m *Model) flip() tea.Cmd {
	f := &m.flips
	if m.st.Screen != state.Layout || f.working || m.solving || m.drag.on || m.weighs.working || f.known && f.scenario == m.st.Scenario {
		return nil
	}
	f.working = true
	shared, sc := m.opts.Shared, m.st.Scenario
	return func() tea.Msg {
		out := flippedMsg{scenario: sc}
		shared.inBackground(func(v *engine.Evaluator) { out.list = v.Flips(&sc, sc.Selected) })
		return out
	}
}

// onFlipped takes what was worked out.
func (m *Model) onFlipped(msg flippedMsg) {
	f := &m.flips
	f.working, f.known = false, true
	f.scenario, f.list = msg.scenario, msg.list
	m.gate.Touch()
}

// flipsShown are the flips, if they are those of the part shown.
func (m *Model) flipsShown() []engine.Flip {
	if m.flips.known && m.flips.scenario == m.st.Scenario {
		return m.flips.list
	}
	return nil
}

// toggleGrowth shows how the system grows, on the Layout screen.
func (m *Model) toggleGrowth() {
	m.edit("look", func(s *state.State) {
		s.Growing = s.Screen != state.Layout || !s.Growing
		s.Screen = state.Layout
	})
}
