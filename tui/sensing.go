package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/tui/answer"
	"crossover/tui/pane"
	"crossover/tui/why"
)

// sense computes the effect of each input on the price of the selected offer.
func sense(h *host) tea.Cmd {
	return h.senses.ask(h.opts.Shared, h.sceneOffer(), func(v *engine.Evaluator, ctx context.Context, q *sceneOffer) (answer.Sensitivity, error) {
		return answer.Sense(ctx, v, &q.scenario, q.offer)
	})
}

// effects returns the figures of the tornado.
func effects(h *host) (list []figure) {
	for i := range h.senses.answer.Effects {
		list = append(list, figure{kind: ofEffect, index: i})
	}
	return list
}

// explainEffect explains a figure of the tornado, if f is one.
func explainEffect(h *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	s := &h.senses.answer
	if f.kind != ofEffect || f.index >= len(s.Effects) {
		return x, false
	}
	return why.Effect(v, &h.st.Scenario, s.Offer, &s.Effects[f.index]), true
}

// effectSpot returns the item at a cell of the tornado.
func effectSpot(p *pane.Tornado, x, y int) spot {
	i, ok := p.At(x, y)
	return spot{figure: figure{kind: ofEffect, index: i}, has: ok}
}
