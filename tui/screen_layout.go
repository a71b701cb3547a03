package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/why"
)

// layoutScreen is the recommended layout: the diagram, the reasons for each part, and
// other layouts or the growth of the system.
type layoutScreen struct {
	plain
	reasons pane.Reasons
	system  pane.System
	growth  pane.Growth
	weighs  task[scenario.Scenario, []engine.Compromise]
	flips   task[scenario.Scenario, []engine.Flip]
	grows   task[scenario.Scenario, engine.Growth]
}

// placement returns the content besides the diagram.
func (s *layoutScreen) placement(h *host) pane.Placement {
	x := pane.Placement{Layout: &h.layout, Recommended: &h.recommended, Alternative: alternative(h), Compromises: s.weighs.answer, Flips: s.known(h)}
	if h.st.Growing {
		x.Growth = &s.grows.answer
	}
	return x
}

// known returns the flips, if they are for this part and the recommended layout.
func (s *layoutScreen) known(h *host) []engine.Flip {
	if s.flips.answers(h.st.Scenario) && h.solved.alternative == "" {
		return s.flips.answer
	}
	return nil
}

func (s *layoutScreen) draw(h *host) {
	x := s.placement(h)
	if s.growth.Count = nil; !s.grows.answers(h.st.Scenario) {
		s.growth.Count = &s.grows.count
	}
	s.reasons.Draw(&h.canvas, h.rects.Body, &x, h.solvedScene(), h.opts.Engine, &s.system, &s.growth, &h.cut)
}

func (s *layoutScreen) hints() string {
	return "next-part, next-offer/previous-offer=other layouts, growth, explain, lock, ban-offer, ban-vendor, allow-all, left/right, up/down, page-up/page-down"
}

// figures returns the selected part, the whole layout, the flips of the part, and the
// other parts.
func (s *layoutScreen) figures(h *host) (list []figure) {
	n, at := len(h.layout.Choices), h.solvedScene().Selected
	if at < n {
		list = append(list, figure{kind: ofPart, index: at})
	}
	list = append(list, figure{kind: ofLayout})
	for i := range s.known(h) {
		list = append(list, figure{kind: ofFlip, index: i})
	}
	for i := range n {
		if i != at {
			list = append(list, figure{kind: ofPart, index: i})
		}
	}
	return list
}

func (s *layoutScreen) explain(h *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	flips := s.known(h)
	if f.kind != ofFlip || f.index >= len(flips) {
		return x, false
	}
	flip := &flips[f.index]
	return why.Flip(h.opts.Shared.ctx, v, &h.st.Scenario, flip, placeOn(flip.Axis, flip.At())), true
}

func (s *layoutScreen) at(h *host, x, y int) spot {
	if part, offer, ok := s.system.At(x, y); ok {
		return h.partSpot(part, offer)
	}
	if i, ok := s.reasons.LayoutAt(x, y); ok {
		return spot{press: func(h *host) { nextLayout(h, i-shownLayout(h)) }}
	}
	return spot{}
}

// do moves through the layouts instead of the offers.
func (s *layoutScreen) do(h *host, action string) (tea.Cmd, bool) {
	switch action {
	case "next-offer":
		nextLayout(h, 1)
	case "previous-offer":
		nextLayout(h, -1)
	default:
		return nil, false
	}
	return nil, true
}

func (s *layoutScreen) views(h *host) []*paint.View {
	all := []*paint.View{&s.reasons.Why, &s.reasons.Others, &s.system.View}
	if h.st.Growing {
		all = append(all, &s.growth.View)
	}
	return all
}

// offer returns the offer of the selected part.
func (s *layoutScreen) offer(h *host) int {
	if i := h.st.Scenario.Selected; i < len(h.layout.Choices) {
		return h.layout.Choices[i].Estimate.Offer
	}
	return h.answer.Selected
}

// words returns the offer of each part, the reasons for the selected one, and the other
// layouts.
func (s *layoutScreen) words(h *host) []string {
	l, c, e := &h.layout, &h.canvas, h.opts.Engine
	if len(l.Choices) == 0 {
		return nil
	}
	name := "the recommended layout costs "
	if a := alternative(h); a != nil {
		name = "instead of the recommended layout, " + a.Noun() + " costs "
	} else if !l.Feasible {
		name = "no layout can run all of it, the nearest costs "
	}
	out := []string{name + h.money(l.Monthly) + " a month, from " + format.Several(l.Vendors, "vendor") + ", p99 " + millis(l.P99MS)}
	x := pane.Placement{Layout: l, Flips: s.known(h)}
	out = append(out, s.reasons.Words(c, &x, h.solvedScene(), e)...)
	out = append(out, s.reasons.OtherWords(c, l)...)
	if h.st.Growing {
		out = append(out, s.growth.Words(c, &s.grows.answer, h.solvedScene(), e)...)
	}
	return out
}

// work computes the layouts that no other dominates, then the flips of the selected part,
// and the growth while that is shown.
func (s *layoutScreen) work(h *host, shown bool) tea.Cmd {
	if !shown {
		return nil
	}
	weigh := s.weighs.askAll(h.opts.Shared, h.st.Scenario, (*engine.Evaluator).Pareto)
	if h.busy() {
		return weigh
	}
	var flip, grow tea.Cmd
	if !s.weighs.working {
		flip = s.flips.askAll(h.opts.Shared, h.st.Scenario, func(v *engine.Evaluator, ctx context.Context, sc *scenario.Scenario) ([]engine.Flip, error) {
			return v.Flips(ctx, sc, sc.Selected)
		})
	}
	if h.st.Growing {
		grow = both(s.grows.askAll(h.opts.Shared, h.st.Scenario, (*engine.Evaluator).Grow), h.watch(s.grows.working))
	}
	return both(weigh, both(flip, grow))
}
