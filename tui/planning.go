package tui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/state"
)

// busy reports whether long work should wait: a handle is being dragged, or the layout is
// being computed.
func (h *host) busy() bool { return h.solving || h.drag.on }

// watch schedules a frame, to show the progress of work under way.
func (h *host) watch(working bool) tea.Cmd {
	if !working || h.watching {
		return nil
	}
	h.watching = true
	return tea.Tick(100*time.Millisecond, func(time.Time) tea.Msg { return doneMsg(func() { h.watching = false }) })
}

// planOf returns the wanted layout.
func planOf(h *host) plan { return plan{h.st.Scenario, h.st.Alternative} }

// alternative returns the alternative shown, or nil for the recommended layout.
func alternative(h *host) *engine.Alternative {
	for i := range h.layout.Alternatives {
		if a := &h.layout.Alternatives[i]; a.Name == h.solved.alternative {
			return a
		}
	}
	return nil
}

// shownLayout returns the index of the wanted layout: 0 is the recommended one, and its
// alternatives follow.
func shownLayout(h *host) int {
	return 1 + slices.IndexFunc(h.recommended.Alternatives, func(a engine.Alternative) bool { return a.Name == h.st.Alternative })
}

// nextLayout shows the layout n places further on in that order.
func nextLayout(h *host, n int) {
	all := 1 + len(h.recommended.Alternatives)
	name := ""
	if i := ((shownLayout(h)+n)%all + all) % all; i > 0 {
		name = h.recommended.Alternatives[i-1].Name
	}
	h.edit("layout", func(s *state.State) { s.Alternative, s.Growing = name, false })
}

// toggleGrowth shows or hides the growth of the system on the Layout screen.
func toggleGrowth(m *Model) {
	m.edit("look", func(s *state.State) {
		s.Growing = s.Screen != state.Layout || !s.Growing
		s.Screen = state.Layout
	})
}

// showMonths puts months on the chart's axis, and the focus on the growth rate.
func showMonths(m *Model) {
	if i := m.controls.Find("growth"); i >= 0 {
		m.focus(i)
	}
	m.edit("look", func(s *state.State) { s.Screen, s.Axis = state.Explore, engine.AxisMonth })
}

// lockPart locks the selected part to its offer, or unlocks it.
func lockPart(m *Model) {
	id := m.opts.Engine.Offer(m.screen().offer(&m.host)).ID
	part := m.st.Scenario.SelectedPart()
	if part.Lock == id {
		id = ""
	}
	m.edit("", func(s *state.State) { s.Scenario.SelectedPart().Lock = id })
	if id == "" {
		m.say(part.Name + " can run anywhere again")
		return
	}
	m.say(part.Name + " stays on " + id + "; " + m.keys.key("lock") + " lets go of it")
}

// banPlace bans an offer or a provider for all parts.
func banPlace(m *Model, name string) {
	m.edit("", func(s *state.State) {
		list := s.Scenario.Ban.Words()
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
		s.Scenario.Ban = scenario.Places(strings.Join(list, ","))
		for i := range s.Scenario.Len() { // a locked part may be on a banned offer
			p := s.Scenario.Part(i)
			if o := m.opts.Engine.Find(p.Lock); o >= 0 && s.Scenario.Ban.Has(p.Lock, m.opts.Engine.Offer(o).Product, m.opts.Engine.Provider(o).ID) {
				p.Lock = ""
			}
		}
	})
	m.say(name + " is banned; " + m.keys.key("allow-all") + " allows all again")
}

// banOffer and banVendor ban the offer of the selected part, or its vendor.
func banOffer(m *Model)  { banPlace(m, m.opts.Engine.Offer(m.screen().offer(&m.host)).ID) }
func banVendor(m *Model) { banPlace(m, m.opts.Engine.Provider(m.screen().offer(&m.host)).ID) }

// allowAll unlocks all parts and allows all offers.
func allowAll(m *Model) {
	m.edit("", func(s *state.State) {
		s.Scenario.Ban, s.Scenario.Allow = "", ""
		for i := range s.Scenario.Len() {
			s.Scenario.Part(i).Lock = ""
		}
	})
	m.say("every offer is allowed, and no part is locked")
}
