package tui

import (
	"crossover/engine"
	"crossover/tui/state"
)

// busy reports whether long work should wait: a handle is being dragged, or the
// layout solved.
func (h *host) busy() bool { return h.solving || h.drag.on }

// toggleGrowth shows how the system grows, on the Layout screen.
func toggleGrowth(m *Model) {
	m.edit("look", func(s *state.State) {
		s.Growing = s.Screen != state.Layout || !s.Growing
		s.Screen = state.Layout
	})
}

// showMonths puts the months of growth along the chart, with the focus on how
// fast traffic grows.
func showMonths(m *Model) {
	if i := m.controls.Find("growth"); i >= 0 {
		m.focus(i)
	}
	m.edit("look", func(s *state.State) { s.Screen, s.Axis = state.Explore, engine.AxisMonth })
}
