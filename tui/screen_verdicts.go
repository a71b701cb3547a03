package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/tui/pane"
	"crossover/tui/state"
	"crossover/tui/why"
)

// verdictsScreen is the list of rules of thumb with their verdicts.
type verdictsScreen struct {
	listScreen
	judged pane.Verdicts
}

func (s *verdictsScreen) draw(h *host) {
	s.judged.Draw(&h.canvas, h.rects.Body, h.opts.Engine, &h.cut, &h.opts.Shared.judging)
}

func (s *verdictsScreen) hints() string {
	return "up/down, open=try it, explain, filter, other-up/other-down, page-up/page-down, back"
}

func (s *verdictsScreen) explain(_ *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	row, ok := s.judged.Of(f.index)
	if ok = ok && f.kind == ofClaim; ok {
		x = why.Claim(v, row.Result)
	}
	return x, ok
}

func (s *verdictsScreen) at(h *host, x, y int) spot {
	at := s.listScreen.at(h, x, y)
	at.press = func(h *host) {
		if s.judged.At(x, y) {
			s.try(h)
		}
	}
	return at
}

func (s *verdictsScreen) do(h *host, action string) (tea.Cmd, bool) {
	if action != "open" {
		return nil, false
	}
	s.try(h)
	return nil, true
}

// try loads the deciding scenario of the selected claim into the sliders, and shows it
// along the claim's axis.
func (s *verdictsScreen) try(h *host) {
	x := s.judged.Selected()
	if x == nil {
		return
	}
	if x.Key() == nil {
		h.say("no scenario tests this claim")
		return
	}
	h.filtering = false
	h.edit("", func(s *state.State) {
		s.Scenario, s.Screen, s.Offer = x.Key().Scenario, state.Explore, -1
		if x.Flip != nil {
			s.Axis = x.Flip.Axis
		}
	})
	h.say("trying: " + x.Claim)
}

// work starts to test the rules of thumb when they are first shown.
func (s *verdictsScreen) work(h *host, shown bool) tea.Cmd {
	shared, run := h.opts.Shared, h.opts.Verdicts
	return s.compute(h, shown && run != nil, func() doneMsg {
		results := shared.verdicts(run)
		return func() { s.judged.Set(results) }
	})
}
