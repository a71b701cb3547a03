package tui

import (
	"slices"
	"strings"

	"crossover/engine/scenario"
	"crossover/tui/state"
)

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
