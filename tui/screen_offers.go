package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/tui/pane"
	"crossover/tui/state"
)

// offersScreen is the list of all offers for the selected part.
type offersScreen struct {
	plain
	offers pane.Offers
	rests  task[restQuestion, []catalog.Provenance]
}

// work computes the least certain price of each offer.
func (s *offersScreen) work(h *host, shown bool) tea.Cmd {
	if !shown || h.busy() || h.moving() {
		return nil
	}
	return s.rests.askAll(h.opts.Shared, restQuestion{h.st.Scenario}, restsOf)
}

func (s *offersScreen) draw(h *host) {
	s.offers.Rests = known(h, &s.rests)
	s.offers.Draw(&h.canvas, h.rects.Body, h.answer, h.opts.Engine, &h.st)
}

func (s *offersScreen) hints() string {
	return "up/down, left/right, open, explain, filter, variants, next-part"
}

func (s *offersScreen) at(h *host, x, y int) spot {
	o, ok := s.offers.At(x, y)
	return h.offerSpot(o, ok, s.offers.ColumnAt(x))
}

func (s *offersScreen) list(h *host) page   { return (*offerPage)(h) }
func (s *offersScreen) filter(h *host) page { return (*offerPage)(h) }

func (s *offersScreen) words(h *host) []string {
	return append([]string{"offers for " + h.st.Scenario.SelectedPart().Name},
		each.Of(h.answer.Listed, func(o *int) string { return s.offers.Say(&h.canvas, h.answer, h.opts.Engine, *o) })...)
}

func (s *offersScreen) row(h *host) string {
	if h.answer.Selected < 0 {
		return ""
	}
	return s.offers.Say(&h.canvas, h.answer, h.opts.Engine, h.answer.Selected)
}

// offerPage is the list of offers. Its filter is in the state, so that it can be shared.
type offerPage host

// Filter shows only the offers that contain every word of s.
func (p *offerPage) Filter(s string) {
	(*host)(p).edit("filter", func(st *state.State) { st.Filter = s })
}

// Filtered returns the filter.
func (p *offerPage) Filtered() string { return p.st.Filter }

// Move selects the offer n places on.
func (p *offerPage) Move(n int) { (*host)(p).selectNext(max(min(n, 1<<20), -1<<20)) }

func (s *offersScreen) records(h *host) [][]string {
	return s.offers.Records(&h.canvas, h.answer, h.opts.Engine)
}
