package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/verify"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/why"
)

// conformanceScreen is the list of published worked examples, recomputed.
type conformanceScreen struct {
	plain
	examples pane.Conformance
	// verifying is set while they are recomputed.
	verifying bool
}

// verifiedMsg brings the published examples, recomputed.
type verifiedMsg []verify.Result

func (s *conformanceScreen) draw(h *host) { s.examples.Draw(&h.canvas, h.rects.Body, &h.cut) }

func (s *conformanceScreen) hints(k *KeyMap) []pane.Hint { return k.listHints() }

func (s *conformanceScreen) figures(h *host) []figure {
	i, ok := s.examples.Chosen()
	return h.rowFigures(ofExample, i, ok)
}

func (s *conformanceScreen) explain(h *host, _ *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	if f.kind != ofExample || f.index >= s.examples.Len() {
		return x, false
	}
	return why.Example(&h.st.Scenario, s.examples.Example(f.index)), true
}

func (s *conformanceScreen) at(_ *host, x, y int) spot {
	i, ok := s.examples.Row(x, y)
	return spot{figure: figure{kind: ofExample, index: i}, has: ok, press: func(*host) { s.examples.At(x, y) }}
}

func (s *conformanceScreen) views(*host) []*paint.View { return []*paint.View{s.examples.Detail()} }
func (s *conformanceScreen) list(*host) page           { return &s.examples }
func (s *conformanceScreen) filter(*host) page         { return &s.examples }
func (s *conformanceScreen) words(h *host) []string    { return s.examples.Words(&h.canvas) }
func (s *conformanceScreen) row(h *host) string        { return s.examples.Say(&h.canvas) }

// work starts recomputing the examples when they are first shown.
func (s *conformanceScreen) work(h *host, shown bool) tea.Cmd {
	if !shown || s.verifying || s.examples.Ready() || h.opts.Verify == nil {
		return nil
	}
	s.verifying = true
	run, ctx := h.opts.Verify, h.opts.Shared.ctx
	return func() tea.Msg { return verifiedMsg(run(ctx)) }
}

func (s *conformanceScreen) receive(h *host, msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(verifiedMsg); ok {
		s.examples.Set(msg)
		h.gate.Touch()
	}
	return nil
}

func (s *conformanceScreen) records(h *host) [][]string { return s.examples.Records(&h.canvas) }
