package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/tui/cell"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/result"
	"crossover/tui/why"
)

// billScreen is the bill of the selected offer, with the effects of each input beside it.
type billScreen struct {
	plain
	pane    pane.Bill
	tornado pane.Tornado // beside the bill, if the width allows
	moves   bool         // whether the width allows it
	bill    engine.Estimate
	why     []engine.Derivation
}

func (s *billScreen) prepare(h *host) {
	h.opts.Shared.with(func(v *engine.Evaluator) {
		s.bill, s.why = v.Explain(&h.st.Scenario, h.st.Scenario.Selected, h.answer.Selected)
	})
}

func (s *billScreen) draw(h *host) {
	bill, moves := arrangeBill(h.rects.Body)
	switch s.moves = !moves.Empty(); {
	case s.moves && h.senses.asked == nil:
		h.canvas.Box(moves, "What moves "+h.opts.Engine.Offer(h.answer.Selected).Short, "", false)
	case s.moves:
		s.tornado.Draw(&h.canvas, moves, &h.senses.answer, h.opts.Engine)
	}
	s.pane.Draw(&h.canvas, bill, &s.bill, s.why, h.opts.Engine, h.st.Scenario.SelectedPart().Name)
}

// arrangeBill returns the panes of the bill and, if the width allows, of the effects.
func arrangeBill(r cell.Rect) (bill, moves cell.Rect) {
	if r.W < leastBill+leastMoves {
		return r, moves
	}
	return r.CutRight(leastMoves + min((r.W-leastBill-leastMoves)/2, 24))
}

// leastBill and leastMoves are the least widths of the bill and of the effects, side by
// side.
const leastBill, leastMoves = 72, 40

func (s *billScreen) work(h *host, shown bool) tea.Cmd {
	if !shown || !s.moves || h.busy() || h.moving() {
		return nil
	}
	return sense(h)
}

func (s *billScreen) hints() string {
	return "left/right, up/down, next-offer, explain, page-up/page-down, back"
}

func (s *billScreen) figures(h *host) []figure {
	list := append([]figure{h.offerFigure(why.Monthly)}, numbered(ofLine, len(s.bill.Bill))...)
	if s.moves {
		list = append(list, effects(h)...)
	}
	return list
}

func (s *billScreen) explain(h *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	if f.kind != ofLine || f.index >= min(len(s.bill.Bill), len(s.why)) {
		return explainEffect(h, v, f)
	}
	return why.Line(h.opts.Engine, &h.st.Scenario, &s.bill, s.why, f.index), true
}

func (s *billScreen) at(_ *host, x, y int) spot {
	if at := effectSpot(&s.tornado, x, y); s.moves && at.has {
		return at
	}
	i, ok := s.pane.At(x, y)
	return spot{figure: figure{kind: ofLine, index: i}, has: ok && i < len(s.bill.Bill)}
}

func (s *billScreen) views(*host) []*paint.View {
	if s.moves {
		return []*paint.View{&s.pane.View, &s.tornado.View}
	}
	return []*paint.View{&s.pane.View}
}

func (s *billScreen) words(h *host) []string { return s.pane.Words(&h.canvas, &s.bill, s.why) }

func (s *billScreen) report(v *result.View) { v.Bill = &s.bill }

func (s *billScreen) records(h *host) [][]string { return s.pane.Records(&h.canvas, &s.bill) }
