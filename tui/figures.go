package tui

import (
	"math"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/state"
	"crossover/tui/why"
)

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
		return why.Layout(e, h.solvedScene(), &h.layout)
	case f.kind == ofPart && f.index < min(len(h.layout.Choices), h.solved.scenario.Len()):
		return why.Part(v, h.solvedScene(), &h.layout, f.index)
	case f.kind != ofOffer:
		if x, ok := h.screen().explain(h, v, f); ok {
			return x
		}
		f = h.offerFigure(why.Monthly) // the figure is gone
	}
	there := h.sceneAt(f.x)
	x := why.Offer(v, &there, f.offer, h.best(v, &there), f.aspect)
	if f.x != 0 {
		x.Title += " at " + placeOn(h.st.Axis, f.x)
	}
	return x
}

// placeOn returns a value of an axis as text.
func placeOn(a engine.Axis, x float64) string { return string(format.AppendPlace(nil, a, x)) }

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
