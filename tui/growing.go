package tui

import (
	tea "charm.land/bubbletea/v2"
	"context"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/state"
)

// busy reports whether what takes long had better wait: while a handle is dragged
// or the layout solved.
func (m *Model) busy() bool { return m.solving || m.drag.on }

// grow follows the growth of the system, for the Layout screen while it shows
// that. It takes some layouts a month.
func (m *Model) grow() tea.Cmd {
	if m.st.Screen != state.Layout || !m.st.Growing || m.busy() {
		return nil
	}
	return m.grows.ask(m.opts.Shared, m.st.Scenario, func(ctx context.Context, v *engine.Evaluator, sc *scenario.Scenario) (engine.Growth, error) {
		return v.Grow(ctx, sc)
	})
}

// flip looks for the values at which the selected part would be elsewhere, after
// what is worked out faster.
func (m *Model) flip() tea.Cmd {
	if m.st.Screen != state.Layout || m.busy() || m.weighs.working {
		return nil
	}
	return m.flips.ask(m.opts.Shared, m.st.Scenario, func(ctx context.Context, v *engine.Evaluator, sc *scenario.Scenario) ([]engine.Flip, error) {
		return v.Flips(ctx, sc, sc.Selected)
	})
}

// flipsShown are the flips, if they are those of the part shown.
func (m *Model) flipsShown() []engine.Flip {
	if m.flips.answers(m.st.Scenario) {
		return m.flips.answer
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

// showMonths puts the months of growth along the chart, with the focus on how
// fast traffic grows.
func (m *Model) showMonths() {
	if i := m.controls.Find("growth"); i >= 0 {
		m.focus(i)
	}
	m.edit("look", func(s *state.State) { s.Screen, s.Axis = state.Explore, engine.AxisMonth })
}
