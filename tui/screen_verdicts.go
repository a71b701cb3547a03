package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/verdict"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/state"
	"crossover/tui/why"
)

// verdictsScreen is the list of rules of thumb, tested.
type verdictsScreen struct {
	plain
	judged pane.Verdicts
	// judging is set while they are tested.
	judging bool
}

// judgedMsg brings the rules of thumb, tested.
type judgedMsg []verdict.Result

func (s *verdictsScreen) draw(h *host) {
	s.judged.Draw(&h.canvas, h.rects.Body, h.opts.Engine, &h.cut)
}

func (s *verdictsScreen) hints(k *KeyMap) []pane.Hint {
	return k.hints(
		"up/down", "open=try it", "explain", "filter",
		"other-up/other-down", "page-up/page-down", "back",
	)
}

func (s *verdictsScreen) figures(h *host) []figure {
	i, ok := s.judged.Chosen()
	return h.rowFigures(ofClaim, i, ok)
}

func (s *verdictsScreen) explain(_ *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	if f.kind != ofClaim || f.index >= s.judged.Len() {
		return x, false
	}
	return why.Claim(v, s.judged.Claim(f.index)), true
}

func (s *verdictsScreen) at(_ *host, x, y int) spot {
	i, ok := s.judged.Row(x, y)
	return spot{figure: figure{kind: ofClaim, index: i}, has: ok, press: func(h *host) {
		if s.judged.At(x, y) {
			s.try(h)
		}
	}}
}

func (s *verdictsScreen) views(*host) []*paint.View { return []*paint.View{s.judged.Detail()} }
func (s *verdictsScreen) list(*host) page           { return &s.judged }
func (s *verdictsScreen) filter(*host) page         { return &s.judged }

func (s *verdictsScreen) do(h *host, action string) (tea.Cmd, bool) {
	if action != "open" {
		return nil, false
	}
	s.try(h)
	return nil, true
}

// try loads the scenario that decides the claim selected into the sliders, and
// shows it along the axis the claim speaks of.
func (s *verdictsScreen) try(h *host) {
	if !s.judged.Ready() {
		return
	}
	x := s.judged.Selected()
	if x == nil || x.Key() == nil {
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

func (s *verdictsScreen) words(h *host) []string { return s.judged.Words(&h.canvas) }
func (s *verdictsScreen) row(h *host) string     { return s.judged.Say(&h.canvas) }

// work starts testing the rules of thumb when they are first shown.
func (s *verdictsScreen) work(h *host, shown bool) tea.Cmd {
	if !shown || s.judging || s.judged.Ready() || h.opts.Verdicts == nil {
		return nil
	}
	s.judging = true
	shared, run := h.opts.Shared, h.opts.Verdicts
	return func() tea.Msg { return judgedMsg(shared.verdicts(run)) }
}

func (s *verdictsScreen) receive(h *host, msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(judgedMsg); ok {
		s.judged.Set(msg)
		h.gate.Touch()
	}
	return nil
}

func (s *verdictsScreen) records(h *host) [][]string { return s.judged.Records(&h.canvas) }
