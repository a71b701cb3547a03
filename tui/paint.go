package tui

import (
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/state"
	"crossover/tui/style"
)

// paint draws the whole screen into the buffer.
func (m *Model) paint() {
	if m.buffer.Width() != m.width || m.buffer.Height() != m.height {
		m.buffer.Resize(m.width, m.height)
	} else {
		m.buffer.Clear(m.canvas.Style.Plain)
	}
	c, r := &m.canvas, &m.rects
	if m.roomRows() > 0 {
		m.paintRoom(cell.Rect{Y: m.height - 1, W: m.width, H: 1})
	}
	if r.Summary {
		m.paintSummary(r.Body)
		return
	}
	m.header.Draw(c, r.Header, &m.st, m.opts.Engine)
	switch m.st.Screen {
	case state.Explore:
		m.paintExplore()
	case state.Offers:
		m.offers.Draw(c, r.Body, &m.answer, m.opts.Engine, &m.st)
	case state.Layout:
		m.paintLayout(c, r.Body)
	case state.Latency:
		m.slow.Draw(c, r.Body, &m.answer, &m.spread, &m.target.answer, &m.st.Scenario, m.opts.Engine, &m.cut)
	case state.Compare:
		m.compare.Draw(c, r.Body, &m.against.answer, &m.answer, &m.st, m.opts.Engine, &m.cut)
	case state.Simulate:
		m.watched.Draw(c, r.Body, &m.sim.shown, &m.cut)
	case state.Bill:
		m.billing.Draw(c, r.Body, &m.bill, m.why, m.opts.Engine, m.st.Scenario.SelectedPart().Name)
	case state.Prices:
		m.prices.Draw(c, r.Body, m.opts.Engine, m.opts.Now(), &m.cut)
	case state.Conformance:
		m.conform.Draw(c, r.Body, &m.cut)
	case state.Verdicts:
		m.judged.Draw(c, r.Body, m.opts.Engine, &m.cut)
	}
	if !r.Strip.Empty() {
		m.sliders.Draw(c, r.Strip, m.controls, &m.st.Scenario, false)
	}
	message, bad := m.message, m.bad
	if refused := m.controls.Controls[m.sliders.Focus].Slider.EditError(); refused != "" {
		message, bad = refused, true // the slider itself may have room for a part of it
	}
	m.paintEdge()
	m.footer.Draw(c, r.Footer, m.hints(), m.always(), message, bad)
	if m.tour.on {
		m.paintTour()
	}
	if m.dialog != nil {
		if m.dialog != &m.looks { // there the screen is what one looks at
			m.dim()
		}
		m.dialog.paint(m)
	}
}

// dim lets all but the footer step back, which says what the keys do in the
// dialog.
func (m *Model) dim() {
	for y := range m.rects.Footer.Y {
		row := m.buffer.Row(y)
		for x := range row {
			row[x].Style = style.Dim(row[x].Style)
		}
	}
}

// paintLayout draws the Layout screen.
func (m *Model) paintLayout(c *paint.Canvas, r cell.Rect) {
	x := pane.Placement{Layout: &m.layout, Compromises: m.weighs.answer, Flips: m.flipsShown()}
	if m.st.Growing {
		x.Growth = &m.grows.answer
	}
	m.reasons.Draw(c, r, &x, m.solvedScene(), m.opts.Engine, &m.system, &m.growth, &m.cut)
}

// solvedScene is the scenario that the layout is of: while the one shown is being
// solved it may have had other parts.
func (m *Model) solvedScene() *scenario.Scenario {
	m.laid = m.solved
	m.laid.Selected = min(m.st.Scenario.Selected, m.laid.Len()-1)
	return &m.laid
}

func (m *Model) paintExplore() {
	c, r, e := &m.canvas, &m.rects, m.opts.Engine
	m.sliders.Draw(c, r.Sliders, m.controls, &m.st.Scenario, r.Borders)
	m.curves.GrowthKey = m.keys.Months.Help().Key
	m.curves.Draw(c, r.Curves, &m.answer, &m.st, e, m.bent(), r.Borders)
	m.ranking.Draw(c, r.Ranking, &m.answer, e, r.Borders)
	switch {
	case r.Cold.Empty():
	case m.st.Tornado:
		m.tornado.Draw(c, r.Cold, &m.senses.answer, e)
	default:
		m.cold.Draw(c, r.Cold, &m.answer, &m.st.Scenario, e, true)
	}
	if !r.System.Empty() {
		m.system.Draw(c, r.System, &m.layout, m.solvedScene(), e, true)
	}
}

// paintSummary says the most important in the little room there is.
func (m *Model) paintSummary(r cell.Rect) {
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
