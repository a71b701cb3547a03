package tui

import (
	"math"
	"strconv"

	"crossover/engine"
	"crossover/engine/sim"
	"crossover/tui/answer"
	"crossover/tui/format"
	"crossover/tui/pane"
	"crossover/tui/state"
)

// pageRows says in sentences what a screen shows.
func (m *Model) pageRows() []string {
	c := &m.canvas
	switch m.st.Screen {
	case state.Explore:
		return m.exploreRows()
	case state.Offers:
		return m.offersRows()
	case state.Layout:
		return m.layoutRows()
	case state.Latency:
		return m.latencyRows()
	case state.Compare:
		return m.compareRows()
	case state.Simulate:
		return m.simulateRows()
	case state.Bill:
		return m.billing.Words(c, &m.bill, m.why)
	case state.Verdicts:
		return m.judged.Words(c)
	case state.Prices:
		return m.prices.Words(c, m.opts.Now())
	default:
		return m.conform.Words(c)
	}
}

// offersRows says every offer listed.
func (m *Model) offersRows() []string {
	out := []string{"offers for " + m.st.Scenario.SelectedPart().Name}
	for _, o := range m.answer.Listed {
		out = append(out, m.offers.Say(&m.canvas, &m.answer, m.opts.Engine, o))
	}
	return out
}

// layoutRows says where each part is and why the selected one is there, then
// the other layouts.
func (m *Model) layoutRows() []string {
	l, e := &m.layout, m.opts.Engine
	if len(l.Choices) == 0 {
		return nil
	}
	out := []string{"the recommended layout costs " + m.money(l.Monthly) + " a month, from " + count(l.Vendors, "vendor") + ", p99 " + millis(l.P99MS)}
	x := pane.Placement{Layout: l, Flips: m.flipsShown()}
	out = append(out, m.reasons.Words(&m.canvas, &x, m.solvedScene(), e)...)
	out = append(out, m.reasons.OtherWords(&m.canvas, l)...)
	if m.st.Growing {
		out = append(out, m.growth.Words(&m.canvas, &m.grows.answer, m.solvedScene(), e)...)
	}
	return out
}

// latencyRows says how long requests take, of each class and all together, what
// other ways to run the offer cost, and what others cost that are as fast.
func (m *Model) latencyRows() []string {
	e, o := m.opts.Engine, m.answer.Selected
	if o < 0 {
		return nil
	}
	est := &m.answer.Estimates[o]
	name := e.Offer(o).Title + " for " + m.st.Scenario.SelectedPart().Name
	if !m.spread.Exists() {
		return []string{name + ": there is no latency, the fleet cannot keep up with its load"}
	}
	l := &est.Latency
	out := []string{name + ": half of the requests take at most " + millis(l.P50MS) + ", 95 % at most " + millis(l.P95MS) + ", 99 % at most " + millis(l.P99MS)}
	for class := range engine.NumClasses {
		if share := m.spread.Share(class); share > 0 {
			out = append(out, chance(share)+" of them "+pane.ClassWords(class)+": half within "+
				millis(pane.ClassQuantile(&m.spread, class, 0.5))+", 99 % within "+millis(pane.ClassQuantile(&m.spread, class, 0.99)))
		}
	}
	t := &m.target.answer
	out = append(out, m.slow.Words(&m.canvas, t, &m.st.Scenario, e)...)
	for i := range t.Steps {
		out = append(out, m.stepRow(t, &t.Steps[i]))
	}
	return out
}

// stepRow says the fastest an offer's product can be and what that costs, and
// the least it costs.
func (m *Model) stepRow(t *answer.Target, s *answer.Step) string {
	fast, cheap := -1, -1
	for k, c := range s.Costs {
		switch {
		case math.IsNaN(c):
		case fast < 0:
			fast, cheap = k, k
		case c < s.Costs[cheap]:
			cheap = k
		}
	}
	name := m.opts.Engine.Offer(s.Offer).Title
	if fast < 0 {
		return name + ": never that fast"
	}
	text := name + ": a p99 of " + millis(t.At(fast)) + " for " + m.money(s.Costs[fast]) + " a month"
	if cheap != fast {
		text += ", of " + millis(t.At(cheap)) + " for " + m.money(s.Costs[cheap])
	}
	return text
}

// compareRows says what differs from what is pinned, and what each offer costs
// in each scenario.
func (m *Model) compareRows() []string {
	x := m.comparison()
	if len(x.List) < 2 {
		return append([]string{pane.NothingPinned}, m.offersRows()...)
	}
	var out []string
	for _, d := range x.Differences {
		text := d.Key + ":"
		for i, v := range d.Values {
			text += " " + x.Names[i] + " " + v + ","
		}
		out = append(out, text[:len(text)-1])
	}
	whole := "the whole system a month:"
	for i := range x.List {
		whole += " " + x.Names[i] + " " + m.money(x.List[i].Layout) + ","
	}
	out = append(out, whole[:len(whole)-1])
	for _, o := range m.answer.Listed {
		if x.List[0].Estimates[o].Feasible() {
			out = append(out, m.compare.Say(&m.canvas, &x, o, m.opts.Engine))
		}
	}
	return out
}

// simulateRows says what the model and the simulation have found.
func (m *Model) simulateRows() []string {
	s := &m.sim.shown
	switch {
	case s.Problem != "":
		return []string{joined(s.Title, s.Problem)}
	case !s.Known:
		return nil
	}
	out := []string{"simulation of " + s.Title + " for " + s.Part}
	for _, f := range (sim.Comparison{Model: s.Question.Model, Simulation: s.Progress.Figures}).Figures() {
		write := number
		if f.Name == "cold_start_probability" || f.Name == "rejection_probability" {
			write = chance
		}
		text := pane.FigureName(f.Name) + ": the model says " + write(f.Model)
		if ci := f.Simulation.CI95; !math.IsInf(ci, 0) && !math.IsNaN(ci) {
			text += ", the simulation " + write(f.Simulation.Value)
		}
		out = append(out, text)
	}
	return out
}

// number, chance and millis write a figure as the screen does.
func number(v float64) string  { return string(format.AppendNumber(nil, math.Round(v*100)/100)) }
func chance(v float64) string  { return string(format.AppendChance(nil, v)) }
func millis(ms float64) string { return string(format.AppendMillis(nil, ms)) }

// count writes how many there are of something.
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}
