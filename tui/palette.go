package tui

import (
	"fmt"
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/palette"
	"crossover/tui/state"
)

// commandsHere returns the context in which commands are parsed.
func commandsHere(m *Model) palette.Here {
	h := palette.Here{Scenario: m.st.Scenario, Presets: presets(m), Check: m.opts.Engine.Check, Offers: func(name string) []int { return offersNamed(m, name) }}
	for i := range m.opts.Themes {
		h.Themes = append(h.Themes, m.opts.Themes[i].Name)
	}
	return h
}

// openPalette lists everything that can be done, by name.
func openPalette(m *Model) {
	d := &menu{toggle: m.keys.of("palette"), commands: true}
	d.box.NoteAt = 46 // beside the names of offers
	d.box.Title, d.box.Note, d.box.Prompt = "Do", "or say it: 10M/month, lambda vs fargate, only aws", ": "
	commands := palette.Commands(commandsHere(m))
	d.items = append(d.items, commands[:palette.Questions]...)
	for _, moves := range []bool{false, true} { // sliders come last
		for i := range m.actions {
			if a := &m.actions[i]; a.bind != d.toggle && (a.group == groupSliders) == moves {
				d.add(palette.Item{Text: a.does, Note: a.group, Key: a.bind.Help().Key}, func(m *Model) tea.Cmd { return m.perform(a) })
			}
		}
	}
	d.items = append(d.items, commands[palette.Questions:]...)
	addCopies(m, d, "copy ")
	e := m.opts.Engine
	for o := range e.Len() {
		offer := e.Offer(o)
		d.add(palette.Item{Text: "offer " + offer.Title, Likely: m.answer.Contends(o) && slices.Contains(m.answer.Listed, o), Note: fmt.Sprintf("select it; %s, %s", e.Provider(o).ID, offer.Kind)},
			just(func(m *Model) { m.selectOffer(o) }))
	}
	d.open(m)
}

// runCommand runs a parsed command.
func runCommand(m *Model, c palette.Command) tea.Cmd {
	switch c.Verb {
	case palette.Set:
		m.setScenario(c.Scenario)
	case palette.Goto:
		gotoCrossover(m)
	case palette.Look:
		m.edit("", func(s *state.State) {
			s.Screen, s.Axis = state.Explore, engine.AxisMonth
			s.MoveTo(c.Month)
		})
	case palette.Cheapest:
		return askCheapest(m, c.Scenario)
	case palette.Theme:
		m.chosen = true
		m.useTheme(themeNamed(m, c.Name))
	case palette.Tour:
		goTour(m, 0)
	case palette.Quit:
		return tea.Quit
	case palette.Versus, palette.Only, palette.Without:
		narrow(m, c)
	}
	return nil
}

// offersNamed returns the offers that a name stands for, by rank: those of a vendor, or
// else those whose own names contain it.
func offersNamed(m *Model, name string) (list []int) {
	e := m.opts.Engine
	for _, vendor := range []bool{true, false} {
		for _, o := range m.answer.Ranked {
			p, offer := e.Provider(o), e.Offer(o)
			ours := strings.EqualFold(p.ID, name) || strings.EqualFold(p.Title, name)
			if !vendor {
				all := strings.ToLower(strings.Join([]string{offer.Title, offer.Short, offer.ID, offer.Product}, " "))
				ours = strings.Contains(all, strings.ToLower(name))
			}
			if ours {
				list = append(list, o)
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// narrow shows only the offers that a command names.
func narrow(m *Model, c palette.Command) {
	var named state.OfferSet
	for _, o := range c.Offers[0] {
		named = named.Add(o)
	}
	m.edit("", func(s *state.State) {
		s.Offer, s.Marked = -1, state.OfferSet{}
		switch c.Verb {
		case palette.Versus:
			s.Marked = s.Marked.Add(c.Offers[0][0]).Add(c.Offers[1][0])
		case palette.Only:
			s.Hidden = named.Others()
		default:
			for _, o := range c.Offers[0] {
				s.Hidden = s.Hidden.Add(o)
			}
		}
	})
	m.say(m.keys.key("show-all") + " shows all offers again")
}

// gotoCrossover moves the handle to the nearest other crossover on the chart.
func gotoCrossover(m *Model) {
	m.current()
	win := m.answer.Curves.Window
	x := win.Fraction(m.st.Handle())
	best, least := -1, math.Inf(1)
	for i, edge := range m.answer.Edges {
		there := m.st
		there.MoveTo(edge.X)
		if d := math.Abs(win.Fraction(edge.X) - x); d < least && there != m.st {
			best, least = i, d
		}
	}
	if best < 0 {
		m.say("no other crossover is on the chart; zoom out, or choose another axis")
		return
	}
	edge, e := m.answer.Edges[best], m.opts.Engine
	m.edit("", func(s *state.State) { s.MoveTo(edge.X) })
	m.say(fmt.Sprintf("below, %s is cheapest; above, %s", e.Offer(edge.Below).Title, e.Offer(edge.Above).Title))
}

// askCheapest computes the cheapest offers of a scenario and shows them in a message.
func askCheapest(m *Model, sc scenario.Scenario) tea.Cmd {
	money := m.canvas.Money
	money.Currency = sc.Currency
	shared, e := m.opts.Shared, m.opts.Engine
	return func() tea.Msg {
		var list []engine.Estimate
		shared.inBackground(func(v *engine.Evaluator) { list = v.Headlines(&sc, sc.Selected, nil) })
		return NoticeMsg(cheapest(e, &sc, list, money))
	}
}

// cheapest returns a sentence with the three cheapest offers of a list.
func cheapest(e *engine.Engine, sc *scenario.Scenario, list []engine.Estimate, money format.Money) string {
	engine.Rank(list)
	text := fmt.Sprintf("%s at %s: ", sc.SelectedPart().Name, format.AppendRate(nil, sc.PerSecond(sc.Selected)))
	said := 0
	for _, x := range list {
		if !x.Feasible() || said == 3 {
			break
		}
		if said > 0 {
			text += ", then "
		}
		text += fmt.Sprintf("%s %s", e.Offer(x.Offer).Title, money.Append(nil, x.Monthly))
		said++
	}
	if said == 0 {
		return text + "no offer can run it"
	}
	return text + " a month"
}
