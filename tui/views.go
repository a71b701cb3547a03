package tui

import (
	"crossover/tui/paint"
	"crossover/tui/state"
)

// views lists the views on the screen that have more than shows, the main one
// first. Lists that follow a selection are not among them.
func (m *Model) views() []*paint.View {
	var all []*paint.View
	switch m.st.Screen {
	case state.Explore:
		if r := &m.rects; !r.Cold.Empty() && m.st.Tornado {
			all = append(all, &m.tornado.View)
		} else if !r.Cold.Empty() {
			all = append(all, &m.cold.View)
		}
		if !m.rects.System.Empty() {
			all = append(all, &m.system.View)
		}
	case state.Layout:
		all = append(all, &m.reasons.Why, &m.reasons.Others, &m.system.View)
		if m.st.Growing {
			all = append(all, &m.growth.View)
		}
	case state.Latency:
		all = append(all, m.slow.Table())
	case state.Simulate:
		all = append(all, &m.watched.Figures)
	case state.Compare:
		all = append(all, m.compare.Terms())
	case state.Bill:
		all = append(all, &m.billing.View)
	case state.Verdicts:
		all = append(all, m.judged.Detail())
	case state.Prices:
		all = append(all, m.prices.Detail())
	case state.Conformance:
		all = append(all, m.conform.Detail())
	}
	out := all[:0]
	for _, v := range all {
		if v.Overflows() {
			out = append(out, v)
		}
	}
	return out
}

// scroll goes through what is on screen by pages: the list, or where there is
// none the first view.
func (m *Model) scroll(pages int) {
	switch v := m.views(); {
	case m.st.Screen == state.Offers:
		m.selectNext(pages * max(m.rects.Body.H-4, 1))
	case m.page() != nil:
		m.page().Move(pages * max(m.rects.Body.H/2, 1))
	case len(v) > 0:
		v[0].Scroll(pages * v[0].Page())
	}
}

// scrollOther goes through what else there is on the screen by pages: what is
// told of a list's row, or the views but the first.
func (m *Model) scrollOther(pages int) {
	v := m.views()
	if m.page() == nil && len(v) > 1 {
		v = v[1:]
	}
	if len(v) == 0 {
		m.say("everything else shows")
	}
	for _, v := range v {
		v.Scroll(pages * v.Page())
	}
}

// wheelView scrolls the view at a cell, and reports whether there is one with
// more than shows.
func (m *Model) wheelView(x, y, rows int) bool {
	for _, v := range m.views() {
		if v.Contains(x, y) {
			v.Scroll(rows)
			return true
		}
	}
	return false
}
