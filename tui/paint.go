package tui

import (
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/style"
)

// paint draws the whole screen into the buffer.
func (m *Model) paint() {
	if m.buffer.Width() != m.width || m.buffer.Height() != m.height {
		m.buffer.Resize(m.width, m.height)
	}
	m.buffer.Clear(m.canvas.Style.Plain)
	c, r := &m.canvas, &m.rects
	c.Today = m.opts.Now()
	if m.roomRows() > 0 {
		paintRoom(m, cell.Rect{Y: m.height - 1, W: m.width, H: 1})
	}
	if r.Summary {
		paintSummary(m, r.Body)
		return
	}
	m.header.Draw(c, r.Header, &m.st, m.opts.Engine, m.opts.Now())
	m.screen().draw(&m.host)
	if !r.Strip.Empty() {
		m.sliders.Draw(c, r.Strip, m.controls, &m.st.Scenario, false)
	}
	message, bad := m.message, m.bad
	if refused := m.controls.Controls[m.sliders.Focus].Slider.EditError(); refused != "" {
		message, bad = refused, true // the slider may have room for only a part of it
	}
	m.edges.paint(&m.host)
	m.footer.Draw(c, r.Footer, m.hints(), m.always(), message, bad)
	if m.tour.on {
		paintTour(m)
	}
	if m.dialog != nil {
		if m.dialog != &m.looks { // its user judges the screen
			dimScreen(m)
		}
		m.dialog.paint(m)
	}
}

// dimScreen dims all but the footer, which has the dialog's key hints.
func dimScreen(m *Model) {
	for y := range m.rects.Footer.Y {
		row := m.buffer.Row(y)
		for x := range row {
			row[x].Style = style.Dim(row[x].Style)
		}
	}
}

// solvedScene returns the scenario of the layout shown. It may have other parts than the
// current one, whose layout is still being computed.
func (h *host) solvedScene() *scenario.Scenario {
	h.scene = h.solved.scenario
	h.scene.Selected = min(h.st.Scenario.Selected, h.scene.Len()-1)
	return &h.scene
}

// paintSummary writes the most important figures on a very small screen.
func paintSummary(m *Model, r cell.Rect) {
	c, y := &m.canvas, 0
	line := func(s string) {
		if y < r.H {
			c.Text(0, y, s, c.Style.Text, r.W)
			y++
		}
	}
	sc := &m.st.Scenario
	line(string(format.AppendRate([]byte(sc.SelectedPart().Name+" "), sc.PerSecond(sc.Selected))))
	for _, o := range m.answer.Listed {
		e := &m.answer.Estimates[o]
		if !e.Feasible() || y >= r.H {
			break
		}
		line(string(c.Money.Append([]byte(m.opts.Engine.Offer(o).Short+" "), e.Monthly)))
	}
}
