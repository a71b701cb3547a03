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

// drawnRows says in sentences what a screen draws: a picture that is read row by
// row is a jumble. ok is false for the screens that are lists, whose rows can be
// read as they are.
func (m *Model) drawnRows() (rows []string, ok bool) {
	switch m.st.Screen {
	case state.Explore:
		return m.exploreRows(), true
	case state.Offers:
		return m.offersRows(), true
	case state.Layout:
		return m.layoutRows(), true
	case state.Latency:
		return m.latencyRows(), true
	case state.Compare:
		if len(m.against.answer.List) < 2 {
			return nil, false // there is nothing but a text and a list
		}
		return m.compareRows(), true
	case state.Simulate:
		return m.simulateRows(), true
	default:
		return nil, false
	}
}

// offersRows says every offer listed.
func (m *Model) offersRows() []string {
	out := []string{"offers for " + m.st.Scenario.SelectedPart().Name}
	for _, o := range m.answer.Listed {
		out = append(out, m.offerRow(o))
	}
	return out
}

// offerRow is an offer with its price, its place, its latency and its size.
func (m *Model) offerRow(o int) string {
	est, e := &m.answer.Estimates[o], m.opts.Engine
	text := joined(e.Offer(o).Title, string(e.Offer(o).Kind), m.money(est.Monthly)+" a month")
	if r, ok := est.FirstReason(); ok && !est.Feasible() {
		return text + ", cannot run it: " + r.String()
	}
	if best := m.answer.Cheapest(); best >= 0 && best != o && m.answer.Estimates[best].Monthly > 0 {
		text += ", " + number(est.Monthly/m.answer.Estimates[best].Monthly) + " times the cheapest"
	}
	if est.ColdStart.Probability > 0 {
		text += ", cold starts " + chance(est.ColdStart.Probability) + " adding " + millis(est.ColdStart.P50MS)
	}
	return joined(text+", p99 "+millis(est.Latency.P99MS), est.Size)
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
	for i := range l.Alternatives {
		a := &l.Alternatives[i]
		out = append(out, "instead "+joined(a.Noun(), a.Title)+": "+m.money(a.Monthly)+", "+m.money(a.Difference)+" more, p99 "+millis(a.P99MS)+", "+count(a.Vendors, "vendor"))
	}
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
	for i := range t.Ways {
		w := &t.Ways[i]
		out = append(out, "run "+pane.WayName(w)+" on "+e.Offer(w.Offer).Title+": "+m.money(w.Monthly)+" a month, p99 "+millis(w.Latency.P99MS)+", cold starts "+chance(w.Probability))
	}
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
	x := &m.against.answer
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
		now := &x.List[0].Estimates[o]
		if !now.Feasible() {
			continue
		}
		text := m.opts.Engine.Offer(o).Title + ": now " + m.money(now.Monthly)
		for i := 1; i < len(x.List); i++ {
			text += ", " + x.Names[i] + " " + m.money(x.List[i].Estimates[o].Monthly)
		}
		out = append(out, text)
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
