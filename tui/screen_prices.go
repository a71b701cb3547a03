package tui

import (
	"crossover/engine"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/why"
)

// pricesScreen is the list of every price of the catalogue.
type pricesScreen struct {
	plain
	prices pane.Prices
}

func (s *pricesScreen) draw(h *host) {
	s.prices.Draw(&h.canvas, h.rects.Body, h.opts.Engine, h.opts.Now(), &h.cut)
}

func (s *pricesScreen) hints(k *KeyMap) []pane.Hint { return k.listHints() }

// listHints are the hints of a list with a detail below it.
func (k *KeyMap) listHints() []pane.Hint {
	return k.hints(
		"up/down", "filter", "explain",
		"other-up/other-down", "page-up/page-down", "back",
	)
}

func (s *pricesScreen) figures(h *host) []figure {
	i, ok := s.prices.Chosen()
	return h.rowFigures(ofPrice, i, ok)
}

func (s *pricesScreen) explain(h *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	if f.kind != ofPrice || f.index >= s.prices.Len() {
		return x, false
	}
	return why.ListPrice(v, &h.st.Scenario, s.prices.Price(f.index)), true
}

func (s *pricesScreen) at(_ *host, x, y int) spot {
	i, ok := s.prices.Row(x, y)
	return spot{figure: figure{kind: ofPrice, index: i}, has: ok, press: func(*host) { s.prices.At(x, y) }}
}

func (s *pricesScreen) views(*host) []*paint.View { return []*paint.View{s.prices.Detail()} }
func (s *pricesScreen) list(*host) page           { return &s.prices }
func (s *pricesScreen) filter(*host) page         { return &s.prices }
func (s *pricesScreen) words(h *host) []string    { return s.prices.Words(&h.canvas, h.opts.Now()) }
func (s *pricesScreen) row(h *host) string        { return s.prices.Say(&h.canvas, h.opts.Now()) }

func (s *pricesScreen) records(h *host) [][]string { return s.prices.Records(&h.canvas, h.opts.Now()) }
