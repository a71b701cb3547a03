package tui

import (
	"math"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/pane"
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
	// aspect is what is asked of an offer.
	aspect why.Aspect
}

// figureKind is a kind of figure.
type figureKind uint8

// The kinds.
const (
	ofOffer figureKind = iota
	ofCrossover
	ofSwing
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
func (m *Model) aspect() why.Aspect {
	switch m.st.Measure {
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

// figures lists the figures on the screen, the one that has the focus first.
func (m *Model) figures() []figure {
	offer := figure{kind: ofOffer, offer: m.answer.Selected}
	var list []figure
	switch m.st.Screen {
	case state.Explore:
		list = m.exploreFigures()
	case state.Latency:
		offer.aspect = why.Latency
		list = append(list, offer)
		for i := range m.target.answer.Ways {
			list = append(list, figure{kind: ofWay, index: i})
		}
	case state.Layout:
		list = m.layoutFigures()
	case state.Simulate:
		for i := range m.sim.shown.Rows() {
			if m.sim.shown.Known {
				list = append(list, figure{kind: ofSimulated, index: i})
			}
		}
		offer.aspect = why.ColdStarts
		list = append(list, offer)
	case state.Compare:
		for i := 1; i < len(m.against.answer.List); i++ {
			list = append(list, figure{kind: ofDifference, offer: m.answer.Selected, index: i})
		}
		list = append(list, offer)
	case state.Bill:
		list = append(list, offer)
		for i := range m.bill.Bill {
			list = append(list, figure{kind: ofLine, index: i})
		}
	case state.Verdicts:
		list = m.rowChosen(ofClaim, m.judged.Chosen, offer)
	case state.Prices:
		list = m.rowChosen(ofPrice, m.prices.Chosen, offer)
	case state.Conformance:
		list = m.rowChosen(ofExample, m.conform.Chosen, offer)
	default:
		list = append(list, offer)
	}
	return list
}

// rowChosen is the row selected in a list, or the offer where there is none.
func (m *Model) rowChosen(kind figureKind, row func() (int, bool), offer figure) []figure {
	if i, ok := row(); ok {
		return []figure{{kind: kind, index: i}}
	}
	return []figure{offer}
}

// exploreFigures are the figures of Explore: what is under the crosshair or at
// the handle, then the other figures at the handle, the crossovers, what moves
// the price or the cold starts, and the layout.
func (m *Model) exploreFigures() (list []figure) {
	if h := m.curves.Hover; h.On {
		if f, ok := m.curveAt(h.Column, h.Row); ok {
			list = append(list, f)
		}
	}
	list = append(list, figure{kind: ofOffer, offer: m.answer.Selected, aspect: m.aspect()})
	for i := range m.answer.Edges {
		list = append(list, figure{kind: ofCrossover, index: i})
	}
	if m.st.Tornado {
		for i := range m.senses.answer.Swings {
			list = append(list, figure{kind: ofSwing, index: i})
		}
	} else {
		for _, o := range m.cold.Offers() {
			list = append(list, figure{kind: ofOffer, offer: o, aspect: why.ColdStarts})
		}
	}
	return append(list, figure{kind: ofLayout})
}

// layoutFigures are the selected part, the whole, where the part flips, and the
// other parts.
func (m *Model) layoutFigures() (list []figure) {
	n, at := len(m.layout.Choices), m.solvedScene().Selected
	if at < n {
		list = append(list, figure{kind: ofPart, index: at})
	}
	list = append(list, figure{kind: ofLayout})
	for i := range m.flipsShown() {
		list = append(list, figure{kind: ofFlip, index: i})
	}
	for i := range n {
		if i != at {
			list = append(list, figure{kind: ofPart, index: i})
		}
	}
	return list
}

// curveAt is the curve nearest to a cell of the chart, at one of its points.
func (m *Model) curveAt(x, y int) (f figure, ok bool) {
	plot := m.curves.Plot()
	if !plot.Contains(x, y) {
		return f, false
	}
	o, on := m.curves.OfferAt(&m.answer, x, y)
	if !on {
		if o, on = m.curves.Nearest(&m.answer, x, y); !on {
			return f, false
		}
	}
	return figure{kind: ofOffer, offer: o, aspect: m.aspect(), x: m.curves.PointAt(&m.answer, x)}, true
}

// figureAt returns the figure drawn at a cell.
func (m *Model) figureAt(x, y int) (f figure, ok bool) {
	offer := func(o int, ok bool, a why.Aspect) (figure, bool) {
		return figure{kind: ofOffer, offer: o, aspect: a}, ok
	}
	indexed := func(kind figureKind, i int, ok bool) (figure, bool) { return figure{kind: kind, index: i}, ok }
	switch m.st.Screen {
	case state.Explore:
		return m.exploreAt(x, y)
	case state.Offers:
		o, ok := m.offers.At(x, y)
		return offer(o, ok, m.offers.ColumnAt(x))
	case state.Layout:
		if i, _, ok := m.system.At(x, y); ok {
			return indexed(ofPart, i, true)
		}
	case state.Latency:
		if i, ok := m.slow.WayAt(x, y); ok {
			return indexed(ofWay, i, true)
		}
		o, ok := m.slow.At(x, y)
		return offer(o, ok, why.Latency)
	case state.Simulate:
		if i, ok := m.watched.FigureAt(x, y); ok && m.sim.shown.Known && i < len(m.sim.shown.Rows()) {
			return indexed(ofSimulated, i, true)
		}
	case state.Compare:
		o, ok := m.compare.At(x, y)
		if n := len(m.against.answer.List); ok && n > 1 {
			return figure{kind: ofDifference, offer: o, index: min(max(m.compare.PinAt(x), 1), n-1)}, true
		}
		return offer(o, ok, why.Monthly)
	case state.Bill:
		i, ok := m.billing.At(x, y)
		return indexed(ofLine, i, ok && i < len(m.bill.Bill))
	case state.Verdicts:
		i, ok := m.judged.Row(x, y)
		return indexed(ofClaim, i, ok)
	case state.Prices:
		i, ok := m.prices.Row(x, y)
		return indexed(ofPrice, i, ok)
	case state.Conformance:
		i, ok := m.conform.Row(x, y)
		return indexed(ofExample, i, ok)
	}
	return f, false
}

// exploreAt returns the figure at a cell of Explore.
func (m *Model) exploreAt(x, y int) (f figure, ok bool) {
	r := &m.rects
	switch {
	case r.Ranking.Contains(x, y):
		o, ok := m.ranking.Offer(x, y)
		return figure{kind: ofOffer, offer: o, aspect: why.Monthly}, ok
	case r.Cold.Contains(x, y) && m.st.Tornado:
		i, ok := m.tornado.At(x, y)
		return figure{kind: ofSwing, index: i}, ok
	case r.Cold.Contains(x, y):
		o, ok := m.cold.At(x, y)
		return figure{kind: ofOffer, offer: o, aspect: why.ColdStarts}, ok
	case r.System.Contains(x, y):
		if i, _, ok := m.system.At(x, y); ok {
			return figure{kind: ofPart, index: i}, true
		}
		return figure{kind: ofLayout}, true
	case r.Curves.Contains(x, y):
		if i, ok := m.curves.CrossoverAt(x, y); ok && i < len(m.answer.Edges) {
			return figure{kind: ofCrossover, index: i}, true
		}
		return m.curveAt(x, y)
	}
	return f, false
}

// has reports whether a figure is among those that are known now.
func (m *Model) has(f figure) bool {
	n := 0
	switch f.kind {
	case ofCrossover:
		n = len(m.answer.Edges)
	case ofSwing:
		n = len(m.senses.answer.Swings)
	case ofPart:
		n = min(len(m.layout.Choices), m.solved.Len())
	case ofFlip:
		n = len(m.flipsShown())
	case ofWay:
		n = len(m.target.answer.Ways)
	case ofSimulated:
		if m.sim.shown.Known {
			n = len(m.sim.shown.Rows())
		}
	case ofDifference:
		n = len(m.against.answer.List)
	case ofLine:
		n = min(len(m.bill.Bill), len(m.why))
	case ofClaim:
		n = m.judged.Len()
	case ofPrice:
		n = m.prices.Len()
	case ofExample:
		n = m.conform.Len()
	default:
		return true
	}
	return f.index < n
}

// explanation explains a figure on the screen.
func (m *Model) explanation(v *engine.Evaluator, f figure) why.Explanation {
	sc, e := &m.st.Scenario, m.opts.Engine
	if !m.has(f) { // what is shown has changed since
		f = figure{kind: ofOffer, offer: m.answer.Selected}
	}
	place := func(x float64) string { return string(format.AppendPlace(nil, m.st.Axis, x)) }
	switch f.kind {
	case ofCrossover:
		edge := m.answer.Edges[f.index]
		return why.Crossover(v, sc, m.st.Axis, place(edge.X), edge)
	case ofSwing:
		return why.Swing(v, sc, m.senses.answer.Offer, &m.senses.answer.Swings[f.index])
	case ofLayout:
		return why.Layout(e, m.solvedScene(), &m.layout)
	case ofPart:
		return why.Part(v, m.solvedScene(), &m.layout, f.index)
	case ofFlip:
		flip := &m.flipsShown()[f.index]
		return why.Flip(m.opts.Shared.ctx, v, sc, flip, string(format.AppendPlace(nil, flip.Axis, flip.At())))
	case ofWay:
		return why.Way(v, sc, m.target.answer.Ways, f.index)
	case ofSimulated:
		s := &m.sim
		row := s.shown.Rows()[f.index]
		return why.Simulated(sc, &s.shown.Question, &s.shown.Progress, &row, pane.FigureName(row.Name), s.question.offer)
	case ofDifference:
		c := &m.against.answer
		return why.Compared(v, &c.List[0].Scenario, &c.List[f.index].Scenario, f.offer, c.Names[f.index])
	case ofLine:
		return why.Line(e, sc, &m.bill, m.why, f.index)
	case ofClaim:
		return why.Claim(v, m.judged.Claim(f.index))
	case ofPrice:
		return why.ListPrice(v, sc, m.prices.Price(f.index))
	case ofExample:
		return why.Example(sc, m.conform.Example(f.index))
	}
	there := m.sceneAt(f.x)
	x := why.Offer(v, &there, f.offer, m.best(v, &there), f.aspect)
	if f.x != 0 {
		x.Title += " at " + place(f.x)
	}
	return x
}

// sceneAt is the scenario with its selected part at x on the axis shown, or as it
// is for 0.
func (m *Model) sceneAt(x float64) scenario.Scenario {
	there := m.st.Scenario
	if x != 0 {
		m.st.Axis.Set(&there, there.Selected, x)
	}
	return there
}

// best is the cheapest offer in a scenario, of those that are shown, or -1.
func (m *Model) best(v *engine.Evaluator, sc *scenario.Scenario) int {
	best, list := -1, v.Headlines(sc, sc.Selected, nil)
	for o := range list {
		if list[o].Feasible() && !m.st.Hidden.Has(o) && !math.IsNaN(list[o].Monthly) && (best < 0 || engine.Less(&list[o], &list[best])) {
			best = o
		}
	}
	return best
}
