package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/chart"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/state"
	"crossover/tui/why"
)

// exploreScreen is the first screen: the sliders, the curves, the ranking, the contenders
// or the tornado, and the layout.
type exploreScreen struct {
	plain
	ranking    pane.Ranking
	curves     pane.Curves
	contenders pane.Contenders
	tornado    pane.Tornado
	system     pane.System
	card       pane.Answer
	rests      task[restQuestion, []catalog.Provenance]
	// marked is set while the end of a mark on the answer has to be scheduled.
	marked bool
}

func (s *exploreScreen) draw(h *host) {
	c, r, e := &h.canvas, &h.rects, h.opts.Engine
	s.card.Draw(c, r.Answer, &h.said, h.opts.Now())
	for p, head := range [numPanes]*pane.Head{&h.sliders.Head, &s.curves.Head, &s.contenders.Head, &s.system.Head} {
		*head = pane.Head{Number: paneNumbers[p], Focused: chosenPane(p) == h.onPane()}
	}
	if h.sliders.Found = ""; h.filtering {
		h.sliders.Found = "/" + h.controls.Search
	}
	h.sliders.Draw(c, r.Sliders, h.controls, &h.st.Scenario, r.Borders)
	s.curves.GrowthKey, s.curves.MeasureKey = h.keys.key("months"), h.keys.key("measure")
	rests := known(h, &s.rests)
	s.curves.Rests, s.ranking.Rests, s.contenders.Rests = rests, rests, rests
	s.curves.Draw(c, r.Curves, h.answer, &h.st, e, h.bent(), r.Borders)
	s.ranking.Draw(c, r.Ranking, h.answer, e, r.Borders)
	switch {
	case r.Contenders.Empty():
	case h.st.Tornado:
		s.tornado.Draw(c, r.Contenders, &h.senses.answer, e)
	default:
		s.contenders.Draw(c, r.Contenders, h.answer, &h.st.Scenario, e)
	}
	if !r.System.Empty() {
		s.system.Alternative = alternative(h)
		s.system.Draw(c, r.System, &h.layout, h.solvedScenario(), e)
	}
}

func (s *exploreScreen) hints() string {
	return "left/right, up/down, open, explain, measure, axis, zoom-in/zoom-out, play, next-offer, next-part, pin, undo, export, copy, edge, months, band"
}

// figures returns the figure under the crosshair, the one at the handle, the crossovers,
// the contenders or the effects of the tornado, and the layout.
func (s *exploreScreen) figures(h *host) (list []figure) {
	if at := s.curves.Hover; at.On {
		if f, ok := s.curveAt(h, at.Column, at.Row); ok {
			list = append(list, f)
		}
	}
	list = append(list, h.offerFigure(h.aspect()))
	list = append(list, numbered(ofCrossover, len(h.answer.Edges)+len(h.answer.MinorEdges))...)
	if h.st.Tornado {
		list = append(list, effects(h)...)
	} else {
		for _, o := range s.contenders.Offers() {
			list = append(list, figure{kind: ofOffer, offer: o, aspect: why.ColdStarts})
		}
	}
	return append(list, figure{kind: ofLayout})
}

func (s *exploreScreen) explain(h *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	if edge, ok := h.answer.Crossover(f.index); ok && f.kind == ofCrossover {
		return why.Crossover(v, &h.st.Scenario, h.st.Axis, format.Place(h.st.Axis, edge.X), edge), true
	}
	return explainEffect(h, v, f)
}

// curveAt returns the figure at the curve point nearest to a cell of the chart.
func (s *exploreScreen) curveAt(h *host, x, y int) (f figure, ok bool) {
	if !s.curves.Plot().Contains(x, y) {
		return f, false
	}
	o, on := s.curves.OfferAt(h.answer, x, y)
	if !on {
		if o, on = s.curves.Nearest(h.answer, x, y); !on {
			return f, false
		}
	}
	return figure{kind: ofOffer, offer: o, aspect: h.aspect(), x: s.curves.PointAt(h.answer, x)}, true
}

func (s *exploreScreen) at(h *host, x, y int) spot {
	r := &h.rects
	switch {
	case r.Answer.Contains(x, y):
		o := h.said.Answer.Winner.Offer
		return h.offerSpot(o, o >= 0, why.Monthly)
	case r.Ranking.Contains(x, y):
		o, ok := s.ranking.Offer(x, y)
		return h.offerSpot(o, ok, why.Monthly)
	case r.Contenders.Contains(x, y):
		if h.st.Tornado {
			return effectSpot(&s.tornado, x, y)
		}
		o, of, ok := s.contenders.Offer(x, y)
		return h.offerSpot(o, ok, of)
	case r.System.Contains(x, y):
		if part, offer, ok := s.system.At(x, y); ok {
			return h.partSpot(part, offer)
		}
		return spot{figure: figure{kind: ofLayout}, has: true}
	case r.Curves.Contains(x, y):
		return s.onChart(h, x, y)
	default:
		return spot{}
	}
}

// onChart returns the item at a cell of the chart: a crossover, a curve or its name. A
// press in the plot drags the cursor.
func (s *exploreScreen) onChart(h *host, x, y int) (at spot) {
	if !s.curves.Plot().Contains(x, y) {
		if o, ok := s.curves.OfferAt(h.answer, x, y); ok {
			at.press = func(h *host) { h.pick(o) }
		}
		return at
	}
	if at.figure, at.has = s.curveAt(h, x, y); at.has {
		if i, ok := s.curves.CrossoverAt(x, y); ok {
			at.figure = figure{kind: ofCrossover, index: i}
		}
	}
	at.press = func(h *host) {
		h.drag.move = func(x, _ int) {
			h.edit("drag cursor", func(st *state.State) { st.MoveTo(s.curves.XAt(x)) })
		}
		h.drag.move(x, y)
	}
	return at
}

func (s *exploreScreen) point(_ *host, x, y int, on bool) bool {
	at := chart.Hover{}
	if on && s.curves.Plot().Contains(x, y) {
		at = chart.Hover{On: true, Column: x, Row: y}
	}
	changed := at != s.curves.Hover
	s.curves.Hover = at
	return changed
}

// wheel zooms the chart, or moves in the ranking.
func (s *exploreScreen) wheel(h *host, x, y, n int) bool {
	switch {
	case h.rects.Curves.Contains(x, y):
		times := 1.2
		if n < 0 {
			times = 1 / 1.2
		}
		h.edit("view", func(st *state.State) { st.Zoom(times) })
	case h.rects.Ranking.Contains(x, y):
		h.selectNext(n)
	default:
		return false
	}
	return true
}

func (s *exploreScreen) views(h *host) (all []*paint.View) {
	switch {
	case h.rects.Contenders.Empty():
	case h.st.Tornado:
		all = append(all, &s.tornado.View)
	default:
		all = append(all, &s.contenders.View)
	}
	if !h.rects.System.Empty() {
		all = append(all, &s.system.View)
	}
	return all
}

func (s *exploreScreen) filter(h *host) page { return (*sliderPage)(h) }

// sliderPage is the list of sliders, for searching a term.
type sliderPage host

// Filter shows only the sliders that contain every word of s, folded ones too, and
// focuses the first. An empty s returns to the slider focused before.
func (p *sliderPage) Filter(s string) {
	h := (*host)(p)
	if h.controls.Search == "" {
		h.sought = h.sliders.Focus
	}
	h.controls.Search = s
	h.pull()
	if s == "" {
		h.focus(h.sought)
		return
	}
	h.focus(h.controls.Shown[0])
}

// Filtered returns the search text.
func (p *sliderPage) Filtered() string { return p.controls.Search }

// Move moves the focus.
func (p *sliderPage) Move(n int) {
	shown := p.controls.Shown
	(*host)(p).focus(shown[min(max(p.controls.Place(p.sliders.Focus)+n, 0), len(shown)-1)])
}

// keep ends the search, with the focus on the slider found.
func (p *sliderPage) keep() {
	h, found := (*host)(p), p.sliders.Focus
	h.controls.Search = ""
	h.pull()
	h.focus(found)
}

// words returns the answer, the cheapest offers, the phases along the axis, and the
// layout.
func (s *exploreScreen) words(h *host) (out []string) {
	const most = 8
	out = append(out, h.said.Text())
	for i, o := range h.answer.Listed {
		if i == most || !h.answer.Estimates[o].Feasible() {
			break
		}
		out = append(out, h.offerFact(o))
	}
	out = append(out, h.phaseWords()...)
	for i := range h.layout.Choices {
		ch := &h.layout.Choices[i]
		out = append(out, "layout: "+ch.Part+" on "+h.opts.Engine.Offer(ch.Estimate.Offer).Title+" "+h.money(ch.Estimate.Monthly))
	}
	return out
}

// work computes the effects of the inputs while the tornado is shown. Once the handle
// rests, it computes the turns, the least certain prices and the bends of the curve.
func (s *exploreScreen) work(h *host, shown bool) tea.Cmd {
	if !shown {
		return nil
	}
	var cmd tea.Cmd
	if h.st.Tornado {
		cmd = sense(h)
	}
	if h.busy() || h.moving() {
		return cmd
	}
	cmd = both(both(cmd, s.unmark()), h.turns.askAll(h.opts.Shared, turnQuestionOf(h), func(v *engine.Evaluator, ctx context.Context, q *turnQuestion) ([]engine.Phase, error) {
		return v.RatePhases(ctx, &q.scenario, q.scenario.Selected, q.hidden.Has)
	}))
	cmd = both(cmd, s.rests.askAll(h.opts.Shared, restQuestion{h.st.Scenario}, restsOf))
	q := bendQuestion{scenario: h.st.Scenario, window: h.st.Window(), offer: h.answer.Selected}
	if h.st.Axis == engine.AxisRate { // the curve does not depend on the handle
		q.scenario.Scale(scenario.Rate{N: 1, Per: scenario.PerSecond})
	}
	return both(cmd, h.bends.askAll(h.opts.Shared, q, func(v *engine.Evaluator, ctx context.Context, q *bendQuestion) ([]engine.Bend, error) {
		return v.Bends(ctx, &q.scenario, q.scenario.Selected, q.offer, q.window, bendPoints, mostSteps)
	}))
}

// restQuestion asks for the least certain price of each offer.
type restQuestion struct{ scenario scenario.Scenario }

// restsOf finds the least certain price of each offer's bill.
func restsOf(v *engine.Evaluator, _ context.Context, q *restQuestion) ([]catalog.Provenance, error) {
	list := v.Estimates(&q.scenario, q.scenario.Selected, nil)
	out := make([]catalog.Provenance, len(list))
	for o := range list {
		if l := list[o].Weakest(); l != nil {
			out[o] = l.Provenance
		}
	}
	return out, nil
}

// bendQuestion is the input of the bends.
type bendQuestion struct {
	scenario scenario.Scenario
	window   engine.Window
	offer    int
}

// bendPoints is the number of points of a curve that are compared, and mostSteps limits
// the steps of a fleet that are reported.
const bendPoints, mostSteps = 64, 3

// bent returns the bends of the current curve, if known.
func (h *host) bent() []engine.Bend {
	if b := &h.bends; b.asked != nil && b.asked.offer == h.answer.Selected && b.asked.window == h.st.Window() {
		return b.answer
	}
	return nil
}

// chosenPane is a pane of Explore that can receive keys.
type chosenPane uint8

// The panes, in the order of the numbers on their borders.
const (
	onSliders chosenPane = iota
	onChart
	onContenders
	onLayout
	numPanes
)

// paneZooms are the zooms in which the panes fill the screen.
var paneZooms = [numPanes]state.Zoom{onChart: state.ZoomChart, onContenders: state.ZoomSide, onLayout: state.ZoomLayout}

// paneNumbers are the numbers on their borders.
var paneNumbers = [numPanes]string{"1", "2", "3", "4"}

// paneHints are the key hints of the panes, in the format of [KeyMap.hints].
var paneHints = [numPanes]string{
	onChart:      "left/right=pan, up/down=zoom, measure, axis, explain, zoom=alone, band, linear=equal steps or decades, solo=the selected alone, variants, months, back",
	onContenders: "up/down=offer, open, play, explain, zoom=alone, hide=hide, show-all=show all, order=sort, variants, tornado=what moves the price, cheapest=follow the cheapest, back",
	onLayout:     "left/right=part, open, lock, ban-offer, ban-vendor, allow-all, explain, back",
}

// choosePane gives the keys to a pane of Explore, and shows Explore.
func choosePane(m *Model, p chosenPane) {
	if m.st.Screen != state.Explore || m.st.Zoomed != state.NoZoom {
		m.edit("screen", func(s *state.State) {
			if s.Screen = state.Explore; s.Zoomed != state.NoZoom {
				s.Zoomed = paneZooms[p]
			}
		})
	}
	m.filtering = false
	m.pane = p
	m.gate.Touch()
}

// onPane returns the pane that receives keys.
func (h *host) onPane() chosenPane {
	if h.st.Screen != state.Explore {
		return onSliders
	}
	return h.pane
}

// steer handles an arrow key in the pane that receives keys, and reports whether it did.
func steer(m *Model, dx, dy int) bool {
	switch p := m.onPane(); {
	case p == onChart && dx != 0:
		m.pan(0.1 * float64(dx))
	case p == onChart:
		times := 1.5
		if dy < 0 {
			times = 1 / times
		}
		m.edit("view", func(s *state.State) { s.Zoom(times) })
	case p == onContenders && dy != 0:
		m.selectNext(dy)
	case p == onLayout:
		m.selectPart(m.st.Scenario.Selected + dx + dy)
	default:
		return false
	}
	return true
}
