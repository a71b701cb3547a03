package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/pane"
	"crossover/tui/state"
)

// bendQuestion is what bends depend on.
type bendQuestion struct {
	scenario scenario.Scenario
	window   engine.Window
	offer    int
}

// bendPoints is how many points of a curve are compared, and mostSteps how many
// steps of a fleet are told of.
const bendPoints, mostSteps = 64, 3

// bend works out what bends the selected curve, once the handle rests.
func (m *Model) bend() tea.Cmd {
	if m.st.Screen != state.Explore || m.busy() || m.moving() {
		return nil
	}
	q := bendQuestion{scenario: m.st.Scenario, window: m.st.Window(), offer: m.answer.Selected}
	if m.st.Axis == engine.AxisRate { // the curve is the same wherever the handle is
		q.scenario.Scale(scenario.Rate{N: 1, Per: scenario.PerSecond})
	}
	return m.bends.ask(m.opts.Shared, q, func(v *engine.Evaluator, q *bendQuestion) []engine.Bend {
		return v.Bends(&q.scenario, q.scenario.Selected, q.offer, q.window, bendPoints, mostSteps)
	})
}

// bent are the bends of the curve shown, if they are known.
func (m *Model) bent() []engine.Bend {
	if b := &m.bends; b.asked != nil && b.asked.offer == m.answer.Selected && b.asked.window == m.st.Window() {
		return b.answer
	}
	return nil
}

// widestText is how wide a box of text is at most.
const widestText = 100

// explaining is the dialog that says how the selected offer's figures come about.
type explaining struct {
	text pane.Text
	rect cell.Rect
}

// openExplain opens it for the selected offer.
func (m *Model) openExplain() {
	d := &explaining{}
	sc, o := &m.st.Scenario, m.answer.Selected
	var x pane.Explained
	m.opts.Shared.with(func(v *engine.Evaluator) {
		x.Estimate, x.Why = v.Explain(sc, sc.Selected, o)
		x.Spread = v.Spread(sc, sc.Selected, o)
		if q, ok := v.Simulation(sc, sc.Selected, o, 1); ok {
			x.Pool, x.HasPool = q, true
		}
	})
	x.Bends = m.bent()
	d.text.Rows = x.Rows(&m.canvas, &m.st, m.opts.Engine, min(m.width, widestText)-4)
	d.text.Title = "Why: " + m.opts.Engine.Offer(o).Title + " for " + sc.SelectedPart().Name
	m.dialog = d
}

func (d *explaining) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case interrupt:
		return tea.Quit
	case "up", "k":
		d.text.Scroll(-1)
	case "down", "j":
		d.text.Scroll(1)
	case "pgup":
		d.text.Scroll(-max(d.rect.H-3, 1))
	case "pgdown", "space":
		d.text.Scroll(max(d.rect.H-3, 1))
	default:
		m.closeDialog()
	}
	return nil
}

func (d *explaining) paste(*Model, string) {}

func (d *explaining) press(m *Model, x, y int) tea.Cmd {
	if !d.rect.Contains(x, y) {
		m.closeDialog()
	}
	return nil
}

func (d *explaining) wheel(_ *Model, n int) { d.text.Scroll(-n) }

func (d *explaining) paint(m *Model) {
	w := min(m.width, widestText)
	h := min(m.height-2, len(d.text.Rows)+2)
	d.rect = cell.Rect{X: (m.width - w) / 2, Y: (m.height - h) / 2, W: w, H: h}
	d.text.Draw(&m.canvas, d.rect)
}

func (d *explaining) hints() []pane.Hint {
	return []pane.Hint{{Key: "up/down", Does: "scroll"}, {Key: "esc", Does: "close"}}
}
