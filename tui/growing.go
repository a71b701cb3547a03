package tui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/tui/state"
)

// busy reports whether long work should wait: a handle is being dragged, or the
// layout solved.
func (h *host) busy() bool { return h.solving || h.drag.on }

// watch looks again in a moment while something is being worked out that says how
// much of it is done.
func (h *host) watch(working bool) tea.Cmd {
	if !working || h.watching {
		return nil
	}
	h.watching = true
	return tea.Tick(100*time.Millisecond, func(time.Time) tea.Msg { return doneMsg(func() { h.watching = false }) })
}

// planOf says which layout is to be shown.
func planOf(h *host) plan { return plan{h.st.Scenario, h.st.Alternative} }

// alternative is the one that is shown, or nil for the recommended layout.
func alternative(h *host) *engine.Alternative {
	for i := range h.layout.Alternatives {
		if a := &h.layout.Alternatives[i]; a.Name == h.solved.alternative {
			return a
		}
	}
	return nil
}

// shownLayout is the place of the layout that is wanted among the recommended one
// and its alternatives.
func shownLayout(h *host) int {
	return 1 + slices.IndexFunc(h.recommended.Alternatives, func(a engine.Alternative) bool { return a.Name == h.st.Alternative })
}

// nextLayout shows the layout n places further on among them.
func nextLayout(h *host, n int) {
	all := 1 + len(h.recommended.Alternatives)
	name := ""
	if i := ((shownLayout(h)+n)%all + all) % all; i > 0 {
		name = h.recommended.Alternatives[i-1].Name
	}
	h.edit("layout", func(s *state.State) { s.Alternative, s.Growing = name, false })
}

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
