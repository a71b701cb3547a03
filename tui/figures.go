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
	// offer is whose figure it is, and index which of its kind, as the kind wants.
	offer, index int
	// x is the value of the chart's axis, 0 for where the handle is.
	x float64
	// aspect is which figure of the offer it is.
	aspect why.Aspect
}

// figureKind is a kind of figure.
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

// aspect is what the chart counts.
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

// offerFigure is a figure of the offer selected.
func (h *host) offerFigure(a why.Aspect) figure {
	return figure{kind: ofOffer, offer: h.answer.Selected, aspect: a}
}

// offerSpot is where a figure of an offer is drawn, if one is: pressing it picks
// the offer.
func (h *host) offerSpot(o int, ok bool, a why.Aspect) spot {
	if !ok {
		return spot{}
	}
	return spot{figure: figure{kind: ofOffer, offer: o, aspect: a}, has: true, press: func(h *host) { h.pick(o) }}
}

// partSpot is where a part of the layout is drawn: pressing it picks the part and
// its offer.
func (h *host) partSpot(part, offer int) spot {
	return spot{figure: figure{kind: ofPart, index: part}, has: true, press: func(h *host) { h.pickBox(part, offer) }}
}

// explanation explains a figure on the screen: the screen its own, the rest here.
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
		f = h.offerFigure(why.Monthly) // what is shown has changed since
	}
	there := h.sceneAt(f.x)
	x := why.Offer(v, &there, f.offer, h.best(v, &there), f.aspect)
	if f.x != 0 {
		x.Title += " at " + placeOn(h.st.Axis, f.x)
	}
	return x
}

// placeOn writes a value of an axis.
func placeOn(a engine.Axis, x float64) string { return string(format.AppendPlace(nil, a, x)) }

// sceneAt is the scenario with its selected part at x on the axis shown, or as it
// is for 0.
func (h *host) sceneAt(x float64) scenario.Scenario {
	there := h.st.Scenario
	if x != 0 {
		h.st.Axis.Set(&there, there.Selected, x)
	}
	return there
}

// best is the cheapest offer in a scenario, of those that are shown, or -1.
func (h *host) best(v *engine.Evaluator, sc *scenario.Scenario) int {
	best, list, out := -1, v.Headlines(sc, sc.Selected, nil), h.st.Out()
	for o := range list {
		if list[o].Feasible() && !out.Has(o) && !math.IsNaN(list[o].Monthly) && (best < 0 || engine.Less(&list[o], &list[best])) {
			best = o
		}
	}
	return best
}
