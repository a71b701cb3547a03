package tui

import (
	"context"
	"math"
	"slices"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/tui/answer"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/why"
)

// latencyScreen shows the response times of the selected offer, and the cost of reducing
// them.
type latencyScreen struct {
	plain
	pane   pane.Latency
	spread engine.Spread
	target task[scenarioOffer, answer.Target]
}

func (s *latencyScreen) prepare(h *host) {
	h.opts.Shared.with(func(v *engine.Evaluator) {
		sc, o := &h.st.Scenario, h.answer.Selected
		s.spread = v.Spread(sc, sc.Selected, o)
		s.pane.Times = v.Estimate(sc, sc.Selected, o).Latency
	})
}

func (s *latencyScreen) draw(h *host) {
	s.pane.Draw(&h.canvas, h.rects.Body, h.answer, &s.spread, &s.target.answer, &h.st.Scenario, h.opts.Engine, &h.cut)
}

func (s *latencyScreen) hints() string {
	return "left/right, up/down, next-offer, explain, open, next-part, edge"
}

func (s *latencyScreen) figures(h *host) []figure {
	return append([]figure{h.offerFigure(why.Latency)}, numbered(ofWay, len(s.target.answer.Ways))...)
}

func (s *latencyScreen) explain(h *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	ways := s.target.answer.Ways
	if f.kind != ofWay || f.index >= len(ways) {
		return x, false
	}
	return why.Mitigation(v, &h.st.Scenario, ways, f.index), true
}

func (s *latencyScreen) at(h *host, x, y int) spot {
	o, ok := s.pane.At(x, y)
	at := h.offerSpot(o, ok, why.Latency)
	if i, ok := s.pane.Table.At(x, y); ok {
		at.figure = figure{kind: ofWay, index: i}
	}
	return at
}

func (s *latencyScreen) views(*host) []*paint.View { return []*paint.View{&s.pane.Table.View} }

// words returns the response times of each class and of all requests, the cost of other
// ways to run the offer, and of other offers as fast.
func (s *latencyScreen) words(h *host) []string {
	e, o := h.opts.Engine, h.answer.Selected
	if o < 0 {
		return nil
	}
	name := e.Offer(o).Title + " for " + h.st.Scenario.SelectedPart().Name
	if !s.spread.Exists() {
		return []string{name + ": no latency to show, the instances cannot keep up with the load"}
	}
	l := &s.pane.Times
	out := []string{name + ": half of the requests take at most " + format.Duration(l.P50MS) + ", 95 % at most " + format.Duration(l.P95MS) + ", 99 % at most " + format.Duration(l.P99MS)}
	for class := range engine.NumClasses {
		if share := s.spread.Share(class); share > 0 {
			out = append(out, format.Chance(share)+" of them "+pane.ClassWords(class)+": half within "+
				format.Duration(pane.ClassQuantile(&s.spread, class, 0.5))+", 99 % within "+format.Duration(pane.ClassQuantile(&s.spread, class, 0.99)))
		}
	}
	t := &s.target.answer
	out = append(out, s.pane.Words(&h.canvas, t, &h.st.Scenario, e)...)
	for i := range t.Steps {
		out = append(out, stepWords(h, t, &t.Steps[i]))
	}
	return out
}

// stepWords returns the fastest p99 of an offer's product with its cost, and the least
// cost.
func stepWords(h *host, t *answer.Target, s *answer.Step) string {
	fast, cheap := -1, -1
	for k, c := range s.Costs {
		switch {
		case math.IsNaN(c):
		case fast < 0:
			fast, cheap = k, k
		case c < s.Costs[cheap]:
			cheap = k
		}
	}
	name := h.opts.Engine.Offer(s.Offer).Title
	if fast < 0 {
		return name + ": never that fast"
	}
	text := name + ": a p99 of " + format.Duration(t.At(fast)) + " for " + h.money(s.Costs[fast]) + " a month"
	if cheap != fast {
		text += ", of " + format.Duration(t.At(cheap)) + " for " + h.money(s.Costs[cheap])
	}
	return text
}

// work computes the costs of latencies.
func (s *latencyScreen) work(h *host, shown bool) tea.Cmd {
	q := h.scenarioOffer()
	if !shown || s.target.answers(q) {
		return nil
	}
	offers := alike(h, q.offer)
	return s.target.ask(h.opts.Shared, q, func(v *engine.Evaluator, ctx context.Context, q *scenarioOffer) (answer.Target, error) {
		return answer.Targets(ctx, v, &q.scenario, q.offer, offers)
	})
}

// maxTargets limits the products whose targets are computed and drawn.
const maxTargets = 8

// alike returns an offer, then the offers on the chart, then the cheapest ones that can
// run the part or only miss the latency target: one of each product.
func alike(h *host, offer int) []int {
	list := []int{offer}
	add := func(o int) {
		product := h.opts.Engine.Offer(o).Product
		if len(list) < maxTargets && !slices.ContainsFunc(list, func(x int) bool { return h.opts.Engine.Offer(x).Product == product }) {
			list = append(list, o)
		}
	}
	for i := range h.answer.Drawn {
		add(h.answer.Drawn[i].Offer)
	}
	for _, o := range h.answer.Listed {
		if r, ok := h.answer.Estimates[o].FirstReason(); !ok || r.Code.Warning() || r.Code == engine.LatencyTarget {
			add(o)
		}
	}
	return list
}
