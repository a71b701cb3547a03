package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/progress"
	"crossover/tui/pane"
	"crossover/tui/why"
)

// conformanceScreen is the list of published worked examples, recomputed.
type conformanceScreen struct {
	listScreen
	examples pane.Conformance
}

func (s *conformanceScreen) draw(h *host) {
	s.examples.Draw(&h.canvas, h.rects.Body, &h.cut, &s.count)
}

func (s *conformanceScreen) explain(h *host, _ *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	row, ok := s.examples.Of(f.index)
	if ok = ok && f.kind == ofExample; ok {
		x = why.Example(&h.st.Scenario, row)
	}
	return x, ok
}

// work starts to recompute the examples when they are first shown.
func (s *conformanceScreen) work(h *host, shown bool) tea.Cmd {
	run, ctx := h.opts.Verify, h.opts.Shared.ctx
	return s.compute(h, shown && run != nil, func() doneMsg {
		results := run(progress.With(ctx, &s.count))
		return func() { s.examples.Set(results) }
	})
}
