package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/tui/slider"
	"crossover/tui/state"
)

// drag is the object held by the mouse while its button is down.
type drag struct {
	// move moves it to a cell; it is nil if there is none.
	move func(x, y int)
	// edge is the edge dragged, if any.
	edge held
}

// onMouse handles clicks, drags and the wheel by what was drawn at the mouse.
func (m *Model) onMouse(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseClickMsg:
		switch {
		case at.Button == tea.MouseRight, at.Button == tea.MouseLeft && at.Mod == tea.ModAlt:
			m.message = ""
			pressRight(m, at.X, at.Y)
		case at.Button == tea.MouseLeft:
			m.message = ""
			return pressAt(m, at.X, at.Y)
		}
	case tea.MouseMotionMsg:
		if m.drag.move != nil {
			m.drag.move(at.X, at.Y)
		} else {
			pointAt(m, at.X, at.Y)
		}
	case tea.MouseReleaseMsg:
		if m.drag.move != nil {
			m.drag = drag{}
			m.gate.Touch()
			m.history.EndGesture()
		}
	case tea.MouseWheelMsg:
		turnWheel(m, at)
	}
	return nil
}

// pointAt shows the values under a mouse without a button. If there are none, a move
// needs no frame.
func pointAt(m *Model, x, y int) {
	for i, s := range m.screens {
		if s.point(&m.host, x, y, state.Screen(i) == m.st.Screen && !m.talking()) {
			m.gate.Touch()
		}
	}
	m.edges.point(&m.host, x, y, !m.talking())
	hover := -1
	if i, _, ok := m.sliders.At(x, y); ok && inSliders(m, x, y) && !m.talking() {
		hover = i
	}
	if hover != m.sliders.Hover {
		m.sliders.Hover = hover
		m.gate.Touch()
	}
}

// pressAt handles a click.
func pressAt(m *Model, x, y int) tea.Cmd {
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
		goTour(m, m.tour.at+1)
		return nil
	}
	if !m.edges.grab(&m.host, x, y) {
		pressScreen(m, x, y)
	}
	return nil
}

// pressRight explains the figure under the mouse, or resets an edge.
func pressRight(m *Model, x, y int) {
	m.gate.Touch()
	switch e, edge := m.cut.At(x, y); {
	case m.rects.Summary:
	case m.talking():
		m.closeDialog()
	case edge:
		m.edges.wanted(&m.host)[e.Name] = 0
	case !inSliders(m, x, y) && !m.rects.Header.Contains(x, y) && !m.rects.Footer.Contains(x, y):
		explainAt(m, x, y)
	}
}

// pressScreen handles a click on the screen itself.
func pressScreen(m *Model, x, y int) {
	if s, ok := m.header.At(x, y); ok && m.rects.Header.Contains(x, y) {
		m.show(s)
		return
	}
	if part, ok := m.sliders.PartAt(x, y); ok && m.rects.Sliders.Contains(x, y) {
		m.selectPart(part)
		return
	}
	if i, row, ok := m.sliders.At(x, y); ok && inSliders(m, x, y) {
		if m.focus(i); m.controls.Toggle(i) {
			m.pull()
			return
		}
		s := &m.controls.Controls[i].Slider
		switch part := s.Hit(row, x, y); {
		case part == slider.PartTrack:
			m.drag.move = func(x, _ int) { dragSlider(m, i, x) }
			m.drag.move(x, y)
		case len(s.Choices) > 0:
			m.slide(i, "", func() bool { return s.Click(row, x) })
		}
		return
	}
	if at := m.screen().at(&m.host, x, y); at.press != nil {
		at.press(&m.host)
	}
}

// inSliders reports whether a cell is in the area of the sliders.
func inSliders(m *Model, x, y int) bool {
	return m.rects.Sliders.Contains(x, y) || m.rects.Strip.Contains(x, y)
}

// dragSlider moves the handle of slider i to column x.
func dragSlider(m *Model, i, x int) {
	c, row := &m.controls.Controls[i], m.sliders.Row(i)
	m.slide(i, "drag "+c.Key, func() bool {
		if m.within > 0 {
			return c.Slider.DragWithin(row, x, float64(m.within))
		}
		return c.Slider.Drag(row, x)
	})
}

// turnWheel moves a slider, zooms the chart, or scrolls.
func turnWheel(m *Model, at tea.Mouse) {
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
	if i, _, ok := m.sliders.At(at.X, at.Y); ok && inSliders(m, at.X, at.Y) {
		m.focus(i)
		m.step(n, false)
		return
	}
	switch list := m.screen().list(&m.host); {
	case m.screen().wheel(&m.host, at.X, at.Y, -n), wheelView(m, at.X, at.Y, -n):
	case list != nil:
		list.Move(-n)
	}
}
