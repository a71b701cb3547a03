package tui

import (
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/pane"
	"crossover/tui/why"
)

// pricesScreen is the list of every price of the catalogue.
type pricesScreen struct {
	listScreen
	prices pane.Prices
}

func (s *pricesScreen) draw(h *host) {
	s.prices.Draw(&h.canvas, h.rects.Body, h.opts.Engine, catalog.Class(h.st.Scenario.Region), h.opts.Prices, &h.cut)
}

func (s *pricesScreen) explain(h *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	row, ok := s.prices.Of(f.index)
	if ok = ok && f.kind == ofPrice; ok {
		x = why.ListPrice(v, &h.st.Scenario, row.Price)
	}
	return x, ok
}
