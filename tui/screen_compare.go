package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/state"
	"crossover/tui/why"
)

// compareScreen compares the pinned scenarios with the current one.
type compareScreen struct {
	plain
	pane    pane.Compare
	against task[compareQuestion, pane.Comparison]
	duel    task[duelQuestion, [2]engine.Estimate]
	// regions compares the current scenario in all classes of regions, instead of the
	// pins.
	regions bool
}

// do makes the regions the last axis. While nothing is pinned they are the only one,
// since there is no chart whose axis could change.
func (s *compareScreen) do(h *host, action string) (tea.Cmd, bool) {
	if action != "axis" {
		return nil, false
	}
	next := h.st
	next.NextAxis()
	alone := h.st.Pins.Len() == 0
	if s.regions = !s.regions && (alone || next.Axis == engine.AxisRate); s.regions {
		h.message = "the regions side by side; " + h.keys.key("axis") + " goes back"
	}
	h.gate.Touch()
	return nil, s.regions || alone
}

// duelQuestion has the two offers to compare, and the scenario.
type duelQuestion struct {
	scenario      scenario.Scenario
	first, second int
}

// rivals returns the two marked offers, or else the cheapest and the selected one, or the
// next if those are the same.
func rivals(h *host) (q duelQuestion) {
	a := h.answer
	q = duelQuestion{h.st.Scenario, max(a.Cheapest(), 0), a.Selected}
	if h.st.Marked.Len() == 2 {
		q.first = -1
		for o := range a.Estimates {
			switch {
			case !h.st.Marked.Has(o):
			case q.first < 0:
				q.first = o
			default:
				q.second = o
			}
		}
	} else if q.second == q.first && len(a.Listed) > 1 {
		q.second = a.Listed[1]
	}
	return q
}

// sentence sums up the comparison of two offers.
func (s *compareScreen) sentence(h *host) string {
	cheap, dear := &s.duel.answer[0], &s.duel.answer[1]
	if cheap.Monthly > dear.Monthly {
		cheap, dear = dear, cheap
	}
	e := h.opts.Engine
	out := e.Offer(cheap.Offer).Title + " costs " + h.money(dear.Monthly-cheap.Monthly) + " a month less than " + e.Offer(dear.Offer).Title
	switch gap := cheap.Latency.P99MS - dear.Latency.P99MS; {
	case gap >= 1:
		out += ", and its p99 is " + format.Duration(gap) + " longer"
	case gap <= -1:
		out += ", and its p99 is " + format.Duration(-gap) + " shorter"
	}
	return out + "."
}

// compareQuestion is the input of a comparison.
type compareQuestion struct {
	now    scenario.Scenario
	pins   state.Pins
	window engine.Window
	offer  int
	// regions compares the other classes of regions instead of the pins.
	regions bool
}

// against returns the current scenario and those to compare it with, and their names.
func (q *compareQuestion) against() (list []*scenario.Scenario, names []string) {
	list, names = []*scenario.Scenario{&q.now}, []string{"now"}
	if !q.regions {
		for i, pin := range q.pins[:q.pins.Len()] {
			list, names = append(list, pin), append(names, string(rune('A'+i)))
		}
		return list, names
	}
	names[0] = q.now.Region
	for _, class := range scenario.Regions {
		if class != q.now.Region {
			there := q.now
			there.Region = class
			list, names = append(list, &there), append(names, class)
		}
	}
	return list, names
}

func (s *compareScreen) draw(h *host) {
	if s.duel.asked != nil {
		s.pane.Duel.Fill(h.canvas.Money, h.opts.Engine, &s.duel.answer)
		s.pane.Sentence = s.sentence(h)
	}
	s.pane.About = about(h)
	s.pane.Draw(&h.canvas, h.rects.Body, &s.against.answer, h.answer, &h.st, h.opts.Engine, &h.cut)
}

// about explains the screen while nothing is pinned.
func about(h *host) string {
	return "Two offers go head to head: the two marked with " + h.keys.key("play") + ", or else the cheapest and the selected one or the next. " +
		h.keys.key("pin") + " pins this scenario, to compare it with where the sliders go next; up to three pins. " +
		h.keys.key("axis") + " compares the regions."
}

func (s *compareScreen) hints() string {
	return "left/right, up/down, pin=pin or unpin, explain, drop-pins, next-offer, filter, axis"
}

func (s *compareScreen) figures(h *host) (list []figure) {
	for i := 1; i < len(s.against.answer.List); i++ {
		list = append(list, figure{kind: ofDifference, offer: h.answer.Selected, index: i})
	}
	return append(list, h.offerFigure(why.Monthly))
}

func (s *compareScreen) explain(_ *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	c := &s.against.answer
	if f.kind != ofDifference || f.index >= len(c.List) {
		return x, false
	}
	return why.Compared(v, &c.List[0].Scenario, &c.List[f.index].Scenario, f.offer, c.Names[f.index]), true
}

func (s *compareScreen) at(h *host, x, y int) spot {
	o, ok := s.pane.At(x, y)
	at := h.offerSpot(o, ok, why.Monthly)
	if n := len(s.against.answer.List); ok && n > 1 {
		at.figure = figure{kind: ofDifference, offer: o, index: min(max(s.pane.PinAt(x), 1), n-1)}
	}
	return at
}

func (s *compareScreen) wheel(h *host, x, y, n int) bool {
	if v := &s.pane.Terms; v.Overflows() && v.Contains(x, y) {
		return false
	}
	h.selectNext(n)
	return true
}

func (s *compareScreen) views(*host) []*paint.View { return []*paint.View{&s.pane.Terms} }
func (s *compareScreen) filter(h *host) page       { return (*offerPage)(h) }

// comparison returns the comparison with the pins, or the current scenario alone while
// nothing is pinned.
func (s *compareScreen) comparison(h *host) *pane.Comparison {
	if len(s.against.answer.List) < 2 {
		return pane.Alone(h.answer)
	}
	return &s.against.answer
}

// words returns the differences from the pins, and the cost of each offer in each
// scenario.
func (s *compareScreen) words(h *host) (out []string) {
	x := s.comparison(h)
	if len(x.List) < 2 {
		out = append(append(append(out, about(h)), s.pane.Sentence), s.pane.Duel.Words()...)
	}
	for _, d := range x.Differences {
		out = append(out, d.Key+": "+paired(x.Names, d.Values))
	}
	if len(x.List) > 1 {
		prices := each.Of(x.List, func(c *answer.Compared) string { return h.money(c.Layout) })
		out = append(out, "the whole system per month: "+paired(x.Names, prices))
	}
	for _, o := range h.answer.Listed {
		if x.List[0].Estimates[o].Feasible() {
			out = append(out, s.pane.Say(&h.canvas, x, o, h.opts.Engine))
		}
	}
	return out
}

// paired returns the values with their names.
func paired(names, values []string) string {
	var out []string
	for i, v := range values {
		out = append(out, names[i]+" "+v)
	}
	return strings.Join(out, ", ")
}

func (s *compareScreen) row(h *host) string {
	if h.answer.Selected < 0 {
		return ""
	}
	return s.pane.Say(&h.canvas, s.comparison(h), h.answer.Selected, h.opts.Engine)
}

// work compares the current scenario with the pins.
func (s *compareScreen) work(h *host, shown bool) tea.Cmd {
	if !shown {
		return nil
	}
	var duel tea.Cmd
	if h.st.Pins.Len() == 0 && !s.regions {
		duel = s.duel.ask(h.opts.Shared, rivals(h), func(v *engine.Evaluator, _ context.Context, q *duelQuestion) (out [2]engine.Estimate, err error) {
			return [2]engine.Estimate{v.Estimate(&q.scenario, q.scenario.Selected, q.first), v.Estimate(&q.scenario, q.scenario.Selected, q.second)}, nil
		})
	}
	q := compareQuestion{now: h.st.Scenario, pins: h.st.Pins, window: h.st.Window(), offer: h.answer.Selected, regions: s.regions}
	return both(duel, s.against.ask(h.opts.Shared, q, compareWith))
}

// compareWith computes a comparison, which is empty without pins.
func compareWith(v *engine.Evaluator, ctx context.Context, q *compareQuestion) (pane.Comparison, error) {
	list, names := q.against()
	if len(list) == 1 {
		return pane.Comparison{}, nil
	}
	compared, err := answer.Compare(ctx, v, list, q.window, q.offer)
	return pane.Comparison{
		List: compared, Names: names, Named: q.regions, Window: q.window, Offer: q.offer,
		Differences: slices.DeleteFunc(scenario.Differences(list...), func(d scenario.Difference) bool { return d.Key == "part" }),
	}, err
}

func (s *compareScreen) records(h *host) [][]string {
	return s.pane.Records(&h.canvas, s.comparison(h), h.answer, h.opts.Engine)
}
