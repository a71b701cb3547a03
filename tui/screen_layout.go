package tui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/state"
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
	s.reasons.Draw(&h.canvas, h.rects.Body, &x, h.solvedScenario(), h.opts.Engine, &s.system, &s.growth, &h.cut)
}

func (s *layoutScreen) hints() string {
	return "next-part, next-offer/previous-offer=other layouts, growth, explain, lock, ban-offer, ban-vendor, allow-all, left/right, up/down, page-up/page-down"
}

// figures returns the selected part, the whole layout, the flips of the part, and the
// other parts.
func (s *layoutScreen) figures(h *host) (list []figure) {
	n, at := len(h.layout.Choices), h.solvedScenario().Selected
	if at < n {
		list = append(list, figure{kind: ofPart, index: at})
	}
	list = append(append(list, figure{kind: ofLayout}), numbered(ofFlip, len(s.known(h)))...)
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
	return why.Flip(h.opts.Shared.ctx, v, &h.st.Scenario, flip, format.Place(flip.Axis, flip.At())), true
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
	out := []string{name + h.money(l.Monthly) + " a month, from " + format.Several(l.Vendors, "vendor") + ", p99 " + format.Duration(l.P99MS)}
	x := pane.Placement{Layout: l, Flips: s.known(h)}
	out = append(out, s.reasons.Words(c, &x, h.solvedScenario(), e)...)
	out = append(out, s.reasons.OtherWords(c, l)...)
	if h.st.Growing {
		out = append(out, s.growth.Words(c, &s.grows.answer, h.solvedScenario(), e)...)
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

// busy reports whether long work should wait: a handle is being dragged, or the layout is
// being computed.
func (h *host) busy() bool { return h.solving || h.drag.move != nil }

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
	return each.Find(h.layout.Alternatives, func(a *engine.Alternative) bool { return a.Name == h.solved.alternative })
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
	m.edit("view", func(s *state.State) {
		s.Growing = s.Screen != state.Layout || !s.Growing
		s.Screen = state.Layout
	})
}

// showMonths puts months on the chart's axis, and the focus on the growth rate.
func showMonths(m *Model) {
	if i := m.controls.Find("growth"); i >= 0 {
		m.focus(i)
	}
	m.edit("view", func(s *state.State) { s.Screen, s.Axis = state.Explore, engine.AxisMonth })
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
