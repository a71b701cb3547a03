package tui

import (
	"slices"

	"crossover/tui/cell"
	"crossover/tui/controls"
	"crossover/tui/pane"
	"crossover/tui/state"
)

// paint draws the whole screen into the buffer.
func (m *Model) paint() {
	if m.buffer.Width() != m.width || m.buffer.Height() != m.height {
		m.buffer.Resize(m.width, m.height)
	} else {
		m.buffer.Clear(m.canvas.Style.Plain)
	}
	c, r := &m.canvas, &m.rects
	c.Money.Currency = m.st.Scenario.Currency
	if r.Summary {
		m.paintSummary(r.Body)
		return
	}
	m.header.Draw(c, r.Header, &m.st, m.opts.Engine)
	switch m.st.Screen {
	case state.Explore:
		m.paintExplore()
	case state.Offers:
		m.offers.Draw(c, r.Body, &m.answer, m.opts.Engine, m.st.Scenario.SelectedPart().Name)
	case state.Layout:
		m.reasons.Draw(c, r.Body, &m.layout, &m.st.Scenario, m.opts.Engine, &m.system)
	case state.Latency:
		m.slow.Draw(c, r.Body, &m.answer, &m.target.spread, &m.target.target, &m.st.Scenario, m.opts.Engine)
	case state.Compare:
		m.compare.Draw(c, r.Body, &m.against.shown, &m.answer, &m.st, m.opts.Engine)
	case state.Simulate:
		m.watched.Draw(c, r.Body, &m.sim.shown)
	case state.Bill:
		m.billing.Draw(c, r.Body, &m.bill, m.why, m.opts.Engine, m.st.Scenario.SelectedPart().Name)
	case state.Prices:
		m.prices.Draw(c, r.Body, m.opts.Engine, m.opts.Now())
	case state.Conformance:
		m.conform.Draw(c, r.Body)
	case state.Verdicts:
		m.judged.Draw(c, r.Body, m.opts.Engine)
	}
	if !r.Strip.Empty() {
		m.sliders.Draw(c, r.Strip, m.controls, &m.st.Scenario, false)
	}
	message, bad := m.message, m.bad
	if refused := m.controls.Controls[m.sliders.Focus].Slider.EditError(); refused != "" {
		message, bad = refused, true // the slider itself may have room for a part of it
	}
	m.footer.Draw(c, r.Footer, m.hints(), m.always(), message, bad)
	if m.dialog != nil {
		m.dialog.paint(m)
	}
}

func (m *Model) paintExplore() {
	c, r, e := &m.canvas, &m.rects, m.opts.Engine
	m.sliders.Draw(c, r.Sliders, m.controls, &m.st.Scenario, r.Borders)
	m.curves.Draw(c, r.Curves, &m.answer, &m.st, e, r.Borders)
	m.ranking.Draw(c, r.Ranking, &m.answer, e, r.Borders)
	switch {
	case r.Cold.Empty():
	case m.st.Tornado:
		m.tornado.Draw(c, r.Cold, &m.senses.shown, e)
	default:
		m.cold.Draw(c, r.Cold, &m.answer, &m.st.Scenario, e, true)
	}
	if !r.System.Empty() {
		m.system.Draw(c, r.System, &m.layout, &m.st.Scenario, e, true)
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
	line(string(controls.AppendRate([]byte(sc.SelectedPart().Name+" "), sc.PerSecond(sc.Selected))))
	for _, o := range m.answer.Listed {
		e := &m.answer.Estimates[o]
		if !e.Feasible() || y >= r.H {
			break
		}
		line(string(c.Money.Append([]byte(m.opts.Engine.Offer(o).Short+" "), e.Monthly)))
	}
}

// always returns the hints that hold everywhere but in a dialog; there is not
// always room for the first.
func (m *Model) always() []pane.Hint {
	list := []pane.Hint{{Key: ":", Does: "do"}, {Key: "tab", Does: "screen"}, {Key: "?", Does: "help"}, {Key: "q", Does: "quit"}}
	switch {
	case m.dialog != nil:
		return nil
	case m.width < 100:
		return list[1:]
	default:
		return list
	}
}

// hints are what the keys do on the screen that shows.
func (m *Model) hints() []pane.Hint {
	if m.dialog != nil {
		return m.dialog.hints()
	}
	if i := m.sliders.Focus; m.controls.Controls[i].Slider.Editing() {
		return []pane.Hint{{Key: "enter", Does: "set"}, {Key: "esc", Does: "leave it"}, {Key: "", Does: "with a unit, such as " + example(m.controls.Controls[i].Key)}}
	}
	list := []pane.Hint{{Key: "left/right", Does: "adjust"}, {Key: "up/down", Does: "select"}}
	switch m.st.Screen {
	case state.Explore:
		list = append(list, pane.Hint{Key: "enter", Does: "bill"}, pane.Hint{Key: "y", Does: "measure"}, pane.Hint{Key: "a", Does: "axis"},
			pane.Hint{Key: "+/-", Does: "zoom"}, pane.Hint{Key: "n", Does: "next offer"}, pane.Hint{Key: "w", Does: "next part"},
			pane.Hint{Key: "p", Does: "pin"}, pane.Hint{Key: "u", Does: "undo"}, pane.Hint{Key: "e", Does: "export"}, pane.Hint{Key: "Y", Does: "copy"})
	case state.Offers:
		list = []pane.Hint{{Key: "up/down", Does: "select"}, {Key: "left/right", Does: "adjust"}, {Key: "enter", Does: "bill"},
			{Key: "v", Does: "variants"}, {Key: "w", Does: "next part"}}
	case state.Latency:
		list = append(list, pane.Hint{Key: "n", Does: "next offer"}, pane.Hint{Key: "enter", Does: "bill"}, pane.Hint{Key: "w", Does: "next part"})
	case state.Compare:
		list = append(list, pane.Hint{Key: "p", Does: "pin or unpin"}, pane.Hint{Key: "P", Does: "drop pins"}, pane.Hint{Key: "n", Does: "next offer"},
			pane.Hint{Key: "a", Does: "axis"})
	case state.Simulate:
		list = append(list, pane.Hint{Key: "space", Does: "run or pause"}, pane.Hint{Key: "g", Does: "again"}, pane.Hint{Key: "n", Does: "next offer"},
			pane.Hint{Key: "w", Does: "next part"})
	case state.Layout:
		list = append(list, pane.Hint{Key: "w", Does: "next part"}, pane.Hint{Key: "pgup/pgdn", Does: "scroll"})
	case state.Prices, state.Conformance, state.Verdicts:
		list = []pane.Hint{{Key: "up/down", Does: "select"}, {Key: "/", Does: "filter"}, {Key: "pgup/pgdn", Does: "scroll"}, {Key: "esc", Does: "back"}}
		if m.st.Screen == state.Verdicts {
			list = slices.Insert(list, 1, pane.Hint{Key: "enter", Does: "try it"})
		}
		if m.filtering {
			list = []pane.Hint{{Key: "enter", Does: "keep the filter"}, {Key: "esc", Does: "drop it"}}
		}
	case state.Bill:
		list = append(list, pane.Hint{Key: "n", Does: "next offer"}, pane.Hint{Key: "pgup/pgdn", Does: "scroll"}, pane.Hint{Key: "esc", Does: "back"})
	}
	return list
}
