package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/tui/chart"
	"crossover/tui/slider"
	"crossover/tui/state"
)

// drag is what the mouse holds while its button is down.
type drag struct {
	on bool
	// control is the slider dragged, or -1 for the chart's cursor.
	control int
	// edge is the edge between panes, if one is dragged, and off how far from it
	// the mouse took hold.
	edge held
	off  int
}

// onMouse handles clicks, drags and the wheel by what was drawn where.
func (m *Model) onMouse(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseClickMsg:
		switch {
		case at.Button == tea.MouseRight, at.Button == tea.MouseLeft && at.Mod == tea.ModAlt:
			m.message = ""
			m.pressRight(at.X, at.Y)
		case at.Button == tea.MouseLeft:
			m.message = ""
			return m.press(at.X, at.Y)
		}
	case tea.MouseMotionMsg:
		if m.drag.on {
			m.dragTo(at.X, at.Y)
		} else {
			m.point(at.X, at.Y)
		}
	case tea.MouseReleaseMsg:
		if m.drag.on {
			m.drag = drag{}
			m.gate.Touch()
			m.history.EndGesture()
		}
	case tea.MouseWheelMsg:
		m.wheel(at)
	}
	return nil
}

// point shows the values under a mouse that only moves. What it passes over
// elsewhere changes nothing, and builds no frame.
func (m *Model) point(x, y int) {
	on := m.st.Screen == state.Explore && !m.talking() && m.curves.Plot().Contains(x, y)
	h := chart.Hover{On: on}
	if on {
		h.Column, h.Row = x, y
	}
	if h != m.curves.Hover {
		m.curves.Hover = h
		m.gate.Touch()
	}
	m.pointEdge(x, y)
	hover := -1
	if i, _, ok := m.sliders.At(x, y); ok && m.inSliders(x, y) && !m.talking() {
		hover = i
	}
	if hover != m.sliders.Hover {
		m.sliders.Hover = hover
		m.gate.Touch()
	}
}

// press acts on what lies under the button.
func (m *Model) press(x, y int) tea.Cmd {
	m.gate.Touch()
	if m.rects.Summary {
		return nil
	}
	if msg, ok := keyPress(m.footer.At(x, y)); ok {
		return m.onKey(msg)
	}
	if m.talking() {
		return m.dialog.press(m, x, y)
	}
	if m.tour.on && m.tour.box.Contains(x, y) {
		m.goTour(m.tour.at + 1)
		return nil
	}
	if !m.grab(x, y) {
		m.pressScreen(x, y)
	}
	return nil
}

// pressRight explains what lies under the button, or puts an edge back.
func (m *Model) pressRight(x, y int) {
	m.gate.Touch()
	switch e, edge := m.cut.At(x, y); {
	case m.rects.Summary:
	case m.talking():
		m.closeDialog()
	case edge:
		m.wanted()[e.Name] = 0
	case !m.inSliders(x, y) && !m.rects.Header.Contains(x, y) && !m.rects.Footer.Contains(x, y):
		m.explainAt(x, y)
	}
}

// pressScreen acts on what lies under the button on the screen itself.
func (m *Model) pressScreen(x, y int) {
	if s, ok := m.header.At(x, y); ok && m.rects.Header.Contains(x, y) {
		m.show(s)
		return
	}
	if part, ok := m.sliders.PartAt(x, y); ok && m.rects.Sliders.Contains(x, y) {
		m.selectPart(part)
		return
	}
	if i, row, ok := m.sliders.At(x, y); ok && m.inSliders(x, y) {
		m.focus(i)
		if part := m.controls.Controls[i].Slider.Hit(row, x, y); part == slider.PartTrack {
			m.drag = drag{on: true, control: i}
			m.dragTo(x, y)
		}
		return
	}
	switch m.st.Screen {
	case state.Explore:
		m.pressExplore(x, y)
	case state.Offers:
		if o, ok := m.offers.At(x, y); ok {
			m.pick(o)
		}
	case state.Compare:
		if o, ok := m.compare.At(x, y); ok {
			m.pick(o)
		}
	case state.Latency:
		if o, ok := m.slow.At(x, y); ok {
			m.pick(o)
		}
	case state.Prices:
		m.prices.At(x, y)
	case state.Conformance:
		m.conform.At(x, y)
	case state.Verdicts:
		if m.judged.At(x, y) {
			m.tryVerdict()
		}
	case state.Layout:
		if part, offer, ok := m.system.At(x, y); ok {
			m.pickBox(part, offer)
		}
	}
}

// inSliders reports whether a cell lies where sliders are drawn.
func (m *Model) inSliders(x, y int) bool {
	return m.rects.Sliders.Contains(x, y) || m.rects.Strip.Contains(x, y)
}

// pressExplore acts on the panes of Explore.
func (m *Model) pressExplore(x, y int) {
	r := &m.rects
	switch {
	case r.Ranking.Contains(x, y):
		if o, ok := m.ranking.Offer(x, y); ok {
			m.pick(o)
		}
	case r.Cold.Contains(x, y):
		if o, ok := m.cold.At(x, y); ok {
			m.pick(o)
		}
	case r.System.Contains(x, y):
		if part, offer, ok := m.system.At(x, y); ok {
			m.pickBox(part, offer)
		}
	case r.Curves.Contains(x, y):
		if o, ok := m.curves.OfferAt(&m.answer, x, y); ok && !m.curves.Plot().Contains(x, y) {
			m.pick(o)
			return
		}
		if m.curves.Plot().Contains(x, y) {
			m.drag = drag{on: true, control: -1}
			m.dragTo(x, y)
		}
	}
}

// pick selects an offer, and opens its bill when it was selected already.
func (m *Model) pick(o int) {
	if m.st.Offer == o {
		m.show(state.Bill)
		return
	}
	m.selectOffer(o)
}

// pickBox selects a part of the layout and the offer it is placed on, and opens
// that one's bill when both were selected already.
func (m *Model) pickBox(part, offer int) {
	if m.st.Scenario.Selected == part && m.answer.Selected == offer {
		m.show(state.Bill)
		return
	}
	m.edit("", func(s *state.State) {
		s.Scenario.Selected, s.Offer = part, offer
	})
}

// dragTo moves what the mouse holds to column x and row y.
func (m *Model) dragTo(x, y int) {
	if m.drag.edge.on {
		m.dragEdge(x, y)
		return
	}
	if m.drag.control < 0 {
		m.edit("drag cursor", func(s *state.State) { s.MoveTo(m.curves.XAt(x)) })
		return
	}
	i := m.drag.control
	c, row := &m.controls.Controls[i], m.sliders.Row(m.drag.control)
	m.slide(i, "drag "+c.Key, func() bool { return c.Slider.Drag(row, x) })
}

// wheel steps a slider, zooms the chart, or scrolls.
func (m *Model) wheel(at tea.Mouse) {
	n := 1
	switch at.Button {
	case tea.MouseWheelDown:
		n = -1
	case tea.MouseWheelUp:
	default:
		return
	}
	m.gate.Touch()
	if m.talking() {
		m.dialog.wheel(m, n)
		return
	}
	if i, _, ok := m.sliders.At(at.X, at.Y); ok && m.inSliders(at.X, at.Y) {
		m.focus(i)
		m.step(n, false)
		return
	}
	switch {
	case m.st.Screen == state.Explore && m.rects.Curves.Contains(at.X, at.Y):
		times := 1.2
		if n > 0 {
			times = 1 / 1.2
		}
		m.edit("look", func(s *state.State) { s.Zoom(times) })
	case m.st.Screen == state.Offers, m.rects.Ranking.Contains(at.X, at.Y):
		m.selectNext(-n)
	case m.wheelView(at.X, at.Y, -n):
	case m.page() != nil:
		m.page().Move(-n)
	case m.st.Screen == state.Compare:
		m.selectNext(-n)
	}
}
