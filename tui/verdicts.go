package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine/verdict"
	"crossover/tui/state"
)

// judgedMsg brings the rules of thumb, tested.
type judgedMsg []verdict.Result

// judge starts testing the rules of thumb when their page is first shown.
func (m *Model) judge() tea.Cmd {
	if m.st.Screen != state.Verdicts || m.judging || m.judged.Ready() || m.opts.Verdicts == nil {
		return nil
	}
	m.judging = true
	shared, run := m.opts.Shared, m.opts.Verdicts
	return func() tea.Msg { return judgedMsg(shared.verdicts(run)) }
}

// tryVerdict loads the scenario that decides the claim selected into the
// sliders, and shows it along the axis the claim speaks of.
func (m *Model) tryVerdict() {
	if !m.judged.Ready() {
		return
	}
	x := m.judged.Selected()
	if x == nil || x.Key() == nil {
		m.say("no scenario tests this claim")
		return
	}
	m.filtering = false
	m.edit("", func(s *state.State) {
		s.Scenario, s.Screen, s.Offer = x.Key().Scenario, state.Explore, -1
		if x.Flip != nil {
			s.Axis = x.Flip.Axis
		}
	})
	m.say("trying: " + x.Claim)
}
