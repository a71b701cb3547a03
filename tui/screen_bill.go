package tui

import (
	"crossover/engine"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/report"
	"crossover/tui/why"
)

// billScreen is the bill of the selected offer, line by line.
type billScreen struct {
	plain
	pane pane.Bill
	bill engine.Estimate
	why  []engine.Explanation
}

func (s *billScreen) prepare(h *host) {
	h.opts.Shared.with(func(v *engine.Evaluator) {
		s.bill, s.why = v.Explain(&h.st.Scenario, h.st.Scenario.Selected, h.answer.Selected)
	})
}

func (s *billScreen) draw(h *host) {
	s.pane.Draw(&h.canvas, h.rects.Body, &s.bill, s.why, h.opts.Engine, h.st.Scenario.SelectedPart().Name)
}

func (s *billScreen) hints() string {
	return "left/right, up/down, next-offer, explain, page-up/page-down, back"
}

func (s *billScreen) figures(h *host) []figure {
	list := []figure{h.offerFigure(why.Monthly)}
	for i := range s.bill.Bill {
		list = append(list, figure{kind: ofLine, index: i})
	}
	return list
}

func (s *billScreen) explain(h *host, _ *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	if f.kind != ofLine || f.index >= min(len(s.bill.Bill), len(s.why)) {
		return x, false
	}
	return why.Line(h.opts.Engine, &h.st.Scenario, &s.bill, s.why, f.index), true
}

func (s *billScreen) at(_ *host, x, y int) spot {
	i, ok := s.pane.At(x, y)
	return spot{figure: figure{kind: ofLine, index: i}, has: ok && i < len(s.bill.Bill)}
}

func (s *billScreen) views(*host) []*paint.View { return []*paint.View{&s.pane.View} }

func (s *billScreen) words(h *host) []string { return s.pane.Words(&h.canvas, &s.bill, s.why) }

func (s *billScreen) report(v *report.View) { v.Bill = &s.bill }

func (s *billScreen) records(h *host) [][]string { return s.pane.Records(&h.canvas, &s.bill) }
