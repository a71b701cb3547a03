package tui

import (
	"context"
	"fmt"
	"math"
	"slices"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/state"
	"crossover/tui/why"
)

// explained returns the explanation of a figure.
func explained(m *Model, f figure) pane.Explained {
	var x pane.Explained
	m.opts.Shared.with(func(v *engine.Evaluator) {
		x.Explanation = m.explanation(v, f)
		if x.Offer < 0 {
			return
		}
		sc := &x.Scenario
		x.Estimate = v.Estimate(sc, sc.Selected, x.Offer)
		x.Spread = v.Spread(sc, sc.Selected, x.Offer)
		if q, ok := v.Simulation(sc, sc.Selected, x.Offer, 1); ok {
			x.Pool, x.HasPool = q, true
		}
	})
	if x.Offer == m.answer.Selected && x.Scenario == m.st.Scenario {
		x.Bends = m.bent()
	}
	return x
}

// widestText is the largest width of a text box.
const widestText = 100

// explaining is the dialog that explains a figure, and leads to the other figures of the
// screen.
type explaining struct {
	text paint.Text
	rect cell.Rect
	// list has the figures of the screen, and at is the one explained.
	list []figure
	at   int
}

// openExplain explains the focused figure.
func openExplain(m *Model) {
	if list := m.screen().figures(&m.host); len(list) > 0 {
		openFigure(m, list, 0)
	}
}

// explainAt explains the figure at a cell, or else the screen's first.
func explainAt(m *Model, x, y int) {
	list := m.screen().figures(&m.host)
	if len(list) == 0 {
		return
	}
	spot := m.screen().at(&m.host, x, y)
	if !spot.has {
		openFigure(m, list, 0)
		return
	}
	at := slices.Index(list, spot.figure)
	if at < 0 {
		list, at = slices.Insert(list, 0, spot.figure), 0
	}
	openFigure(m, list, at)
}

// openFigure opens the dialog for figure at of list.
func openFigure(m *Model, list []figure, at int) {
	d := &explaining{list: list}
	m.dialog = d
	d.show(m, at)
}

// show explains figure at.
func (e *explaining) show(m *Model, at int) {
	n := len(e.list)
	e.at = (at%n + n) % n
	x := explained(m, e.list[e.at])
	e.text = paint.Text{Title: x.Title, Rows: x.Rows(&m.canvas, &m.st, m.opts.Engine, min(m.width, widestText)-4)}
	if n > 1 {
		e.text.Note = fmt.Sprintf("%d of %d", e.at+1, n)
	}
	m.gate.Touch()
}

func (e *explaining) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "up", "k":
		e.text.Scroll(-1)
	case "down", "j":
		e.text.Scroll(1)
	case "pgup":
		e.text.Scroll(-e.text.Page())
	case "pgdown", "space":
		e.text.Scroll(e.text.Page())
	case "left", "h", "N":
		e.show(m, e.at-1)
	case "right", "l", "n", "tab":
		e.show(m, e.at+1)
	default:
		m.closeDialog()
	}
	return nil
}

func (e *explaining) paste(*Model, string) {}

func (e *explaining) press(m *Model, x, y int) tea.Cmd {
	if !e.rect.Contains(x, y) {
		m.closeDialog()
	}
	return nil
}

func (e *explaining) wheel(_ *Model, n int) { e.text.Scroll(-n) }

func (e *explaining) paint(m *Model) {
	w := min(m.width, widestText)
	h := min(m.height-2, len(e.text.Rows)+2)
	e.rect = cell.Rect{X: (m.width - w) / 2, Y: (m.height - h) / 2, W: w, H: h}
	e.text.Draw(&m.canvas, e.rect)
}

func (e *explaining) hints() []pane.Hint {
	hints := []pane.Hint{{Key: "up/down", Does: "scroll"}}
	if len(e.list) > 1 {
		hints = append(hints, pane.Hint{Key: "left/right", Does: "other figures"})
	}
	return append(hints, pane.Hint{Key: "esc", Does: "close"})
}

// figure is a figure on the screen that can be explained.
type figure struct {
	kind figureKind
	// offer is the offer of the figure, and index its index within its kind.
	offer, index int
	// x is the value on the chart's axis, or 0 for the handle's.
	x float64
	// aspect selects a figure of the offer.
	aspect why.Aspect
}

// figureKind is the kind of a figure.
type figureKind uint8

// The kinds.
const (
	ofOffer figureKind = iota
	ofCrossover
	ofEffect
	ofLayout
	ofPart
	ofFlip
	ofWay
	ofSimulated
	ofDifference
	ofLine
	ofClaim
	ofPrice
	ofExample
)

// aspect returns the aspect on the chart's y axis.
func (h *host) aspect() why.Aspect {
	switch h.st.Measure {
	case state.PerMillion:
		return why.PerMillion
	case state.Relative:
		return why.Relative
	case state.P99:
		return why.Latency
	default:
		return why.Monthly
	}
}

// offerFigure returns a figure of the selected offer.
func (h *host) offerFigure(a why.Aspect) figure {
	return figure{kind: ofOffer, offer: h.answer.Selected, aspect: a}
}

// offerSpot returns a figure of an offer as a spot, or none. A click selects the offer.
func (h *host) offerSpot(o int, ok bool, a why.Aspect) spot {
	if !ok {
		return spot{}
	}
	return spot{figure: figure{kind: ofOffer, offer: o, aspect: a}, has: true, press: func(h *host) { h.pick(o) }}
}

// partSpot returns a part of the layout as a spot. A click selects the part and its
// offer.
func (h *host) partSpot(part, offer int) spot {
	return spot{figure: figure{kind: ofPart, index: part}, has: true, press: func(h *host) { h.pickBox(part, offer) }}
}

// explanation explains a figure of the current screen. The screen explains its own kinds.
func (h *host) explanation(v *engine.Evaluator, f figure) why.Explanation {
	e := h.opts.Engine
	switch {
	case f.kind == ofLayout:
		return why.Layout(e, h.solvedScenario(), &h.layout)
	case f.kind == ofPart && f.index < min(len(h.layout.Choices), h.solved.scenario.Len()):
		return why.Part(v, h.solvedScenario(), &h.layout, f.index)
	case f.kind != ofOffer:
		if x, ok := h.screen().explain(h, v, f); ok {
			return x
		}
		f = h.offerFigure(why.Monthly) // the figure is gone
	}
	there := h.sceneAt(f.x)
	x := why.Offer(v, &there, f.offer, h.best(v, &there), f.aspect)
	if f.x != 0 {
		x.Title += " at " + format.Place(h.st.Axis, f.x)
	}
	return x
}

// sceneAt returns the scenario with its selected part at x on the current axis, or
// unchanged if x is 0.
func (h *host) sceneAt(x float64) scenario.Scenario {
	there := h.st.Scenario
	if x != 0 {
		h.st.Axis.Set(&there, there.Selected, x)
	}
	return there
}

// best returns the cheapest visible offer in a scenario, or -1.
func (h *host) best(v *engine.Evaluator, sc *scenario.Scenario) int {
	best, list, out := -1, v.Headlines(sc, sc.Selected, nil), h.st.Out()
	for o := range list {
		if list[o].Feasible() && !out.Has(o) && !math.IsNaN(list[o].Monthly) && (best < 0 || engine.Less(&list[o], &list[best])) {
			best = o
		}
	}
	return best
}

// sense computes the effect of each input on the price of the selected offer.
func sense(h *host) tea.Cmd {
	return h.senses.ask(h.opts.Shared, h.scenarioOffer(), func(v *engine.Evaluator, ctx context.Context, q *scenarioOffer) (answer.Sensitivity, error) {
		return answer.Sense(ctx, v, &q.scenario, q.offer)
	})
}

// numbered returns the n figures of a kind.
func numbered(kind figureKind, n int) []figure {
	list := make([]figure, n)
	for i := range list {
		list[i] = figure{kind: kind, index: i}
	}
	return list
}

// effects returns the figures of the tornado.
func effects(h *host) []figure { return numbered(ofEffect, len(h.senses.answer.Effects)) }

// explainEffect explains a figure of the tornado, if f is one.
func explainEffect(h *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	s := &h.senses.answer
	if f.kind != ofEffect || f.index >= len(s.Effects) {
		return x, false
	}
	return why.Effect(v, &h.st.Scenario, s.Offer, &s.Effects[f.index]), true
}

// effectSpot returns the item at a cell of the tornado.
func effectSpot(p *pane.Tornado, x, y int) spot {
	i, ok := p.At(x, y)
	return spot{figure: figure{kind: ofEffect, index: i}, has: ok}
}
