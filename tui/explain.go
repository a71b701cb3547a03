package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/tui/cell"
	"crossover/tui/paint"
	"crossover/tui/pane"
)

// explained returns the explanation of a figure.
func explained(m *Model, f figure) pane.Explained {
	var x pane.Explained
	m.opts.Shared.with(func(v *engine.Evaluator) {
		x.Explanation = m.explanation(v, f)
		if x.Offer < 0 {
			return
		}
		sc := &x.Scenario
		x.Estimate = v.Estimate(sc, sc.Selected, x.Offer)
		x.Spread = v.Spread(sc, sc.Selected, x.Offer)
		if q, ok := v.Simulation(sc, sc.Selected, x.Offer, 1); ok {
			x.Pool, x.HasPool = q, true
		}
	})
	if x.Offer == m.answer.Selected && x.Scenario == m.st.Scenario {
		x.Bends = m.bent()
	}
	return x
}

// widestText is the largest width of a text box.
const widestText = 100

// explaining is the dialog that explains a figure, and leads to the other figures of the
// screen.
type explaining struct {
	text paint.Text
	rect cell.Rect
	// list has the figures of the screen, and at is the one explained.
	list []figure
	at   int
}

// openExplain explains the focused figure.
func openExplain(m *Model) {
	if list := m.screen().figures(&m.host); len(list) > 0 {
		openFigure(m, list, 0)
	}
}

// explainAt explains the figure at a cell, or else the screen's first.
func explainAt(m *Model, x, y int) {
	list := m.screen().figures(&m.host)
	if len(list) == 0 {
		return
	}
	spot := m.screen().at(&m.host, x, y)
	if !spot.has {
		openFigure(m, list, 0)
		return
	}
	at := slices.Index(list, spot.figure)
	if at < 0 {
		list, at = slices.Insert(list, 0, spot.figure), 0
	}
	openFigure(m, list, at)
}

// openFigure opens the dialog for figure at of list.
func openFigure(m *Model, list []figure, at int) {
	d := &explaining{list: list}
	m.dialog = d
	d.show(m, at)
}

// show explains figure at.
func (d *explaining) show(m *Model, at int) {
	n := len(d.list)
	d.at = (at%n + n) % n
	x := explained(m, d.list[d.at])
	d.text = paint.Text{Title: x.Title, Rows: x.Rows(&m.canvas, &m.st, m.opts.Engine, min(m.width, widestText)-4)}
	if n > 1 {
		d.text.Note = fmt.Sprintf("%d of %d", d.at+1, n)
	}
	m.gate.Touch()
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
		d.text.Scroll(-d.text.Page())
	case "pgdown", "space":
		d.text.Scroll(d.text.Page())
	case "left", "h", "N":
		d.show(m, d.at-1)
	case "right", "l", "n", "tab":
		d.show(m, d.at+1)
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
	hints := []pane.Hint{{Key: "up/down", Does: "scroll"}}
	if len(d.list) > 1 {
		hints = append(hints, pane.Hint{Key: "left/right", Does: "other figures"})
	}
	return append(hints, pane.Hint{Key: "esc", Does: "close"})
}
