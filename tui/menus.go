package tui

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/palette"
	"crossover/tui/pane"
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
	case palette.GotoMonth:
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

// example returns an example value of a term.
func example(name string) string {
	name, _, _ = strings.Cut(name, ".")
	t, _ := scenario.Lookup(name)
	return t.Example
}

// keysHere returns the title of the pane or screen with the focus, and its actions. does
// has the effect of each action that has a special one there, and otherwise "".
func keysHere(m *Model) (title string, names, does []string) {
	title, list := m.st.Screen.String(), m.screen().hints()
	if p := m.onPane(); p != onSliders {
		title, list = title+": "+[numPanes]string{onChart: "the chart", onContenders: "the contenders", onLayout: "the layout"}[p], paneHints[p]
	}
	for _, hint := range strings.Split(list, ", ") {
		hint, here, _ := strings.Cut(hint, "=")
		if m.onPane() == onSliders {
			here = ""
		}
		for _, name := range strings.Split(hint, "/") {
			names, does = append(names, name), append(does, here)
		}
	}
	return title, names, does
}

// openHelp lists all actions, to look up and to run: those of the focused pane first,
// then the others by heading.
func openHelp(m *Model) {
	d := &menu{toggle: m.keys.of("help")}
	d.box.Title, d.box.Note, d.box.Prompt, d.box.Column = "Keys", "type to search; right-click or alt-click explains a number", "/ ", minColumn
	put := func(a *action, does string) {
		d.add(palette.Item{Text: cmp.Or(does, a.does), Note: a.group, Key: a.bind.Help().Key}, func(m *Model) tea.Cmd { return m.perform(a) })
	}
	group, here, does := keysHere(m)
	d.items = append(d.items, palette.Item{Text: group, Heading: true})
	for i, name := range here {
		put(m.keys.action(name), does[i])
	}
	for i := range m.actions {
		a := &m.actions[i]
		if slices.Contains(here, a.name) {
			continue
		}
		if a.group != group {
			group = a.group
			d.items = append(d.items, palette.Item{Text: group, Heading: true})
		}
		put(a, "")
	}
	d.open(m)
}

// hintSet holds the key hints for the bindings of a session.
type hintSet struct {
	do      []pane.Hint // always, and the palette, for wide screens
	always  []pane.Hint
	screens [state.NumScreens][]pane.Hint
	panes   [numPanes][]pane.Hint
}

// newHints returns the hints for the keys in k.
func newHints(k *KeyMap, screens []screen) hintSet {
	var h hintSet
	h.always = k.hints("next-screen", "help", "quit")
	h.do = k.hints("palette", "next-screen", "help", "quit")
	for i, s := range screens {
		h.screens[i] = k.hints(strings.Split(s.hints(), ", ")...)
	}
	for i, list := range paneHints[onChart:] {
		h.panes[int(onChart)+i] = k.hints(strings.Split(list, ", ")...)
	}
	return h
}

// always returns the permanent hints: none in a dialog, and fewer on narrow screens.
func (m *Model) always() []pane.Hint {
	switch {
	case m.dialog != nil, m.tour.on && m.width < 100:
		return nil
	case m.width < 100:
		return m.hinted.always
	default:
		return m.hinted.do
	}
}

// hints returns the key hints of the current screen.
func (m *Model) hints() []pane.Hint {
	if m.dialog != nil {
		return m.dialog.hints()
	}
	if i := m.sliders.Focus; m.controls.Controls[i].Slider.Editing() {
		return []pane.Hint{{Key: "enter", Does: "set"}, {Key: "esc", Does: "leave it"}, {Key: "", Does: "with a unit, such as " + example(m.controls.Controls[i].Key)}}
	}
	if p, ok := m.screen().filter(&m.host).(*sliderPage); m.filtering && ok {
		return []pane.Hint{{Key: "/" + p.Filtered(), Does: ""}, {Key: "enter", Does: "go there"}, {Key: "esc", Does: "leave it"}, {Key: "", Does: "a term of the scenario, such as package"}}
	}
	if m.filtering && m.screen().filter(&m.host) != nil {
		return []pane.Hint{{Key: "enter", Does: "keep the filter"}, {Key: "esc", Does: "drop it"}}
	}
	if m.tour.on {
		return tourHints(m)
	}
	if p := m.onPane(); p != onSliders {
		return m.hinted.panes[p]
	}
	return m.hinted.screens[m.st.Screen]
}

// openChanges lists the changes, newest first, to go back and forth to.
func openChanges(m *Model) {
	list, at := m.history.All(m.st)
	by := m.history.By()
	d := &menu{toggle: m.keys.of("changes")}
	d.box.Title, d.box.Note, d.box.Prompt = "Changes", "enter goes there", "/ "
	for i := len(list) - 1; i >= 0; i-- {
		text, note := "as it began", ""
		if i > 0 {
			text = Change(&list[i-1], &list[i])
		}
		switch {
		case i == at:
			note = "now"
		case i > at:
			note = "undone"
		}
		if by[i] != "" {
			text = by[i] + ": " + text
		}
		d.add(palette.Item{Text: text, Note: note}, just(func(m *Model) {
			m.st = m.history.Go(m.st, i-at)
			m.gate.Touch()
		}))
	}
	d.open(m)
}

// Change describes the changes between two states.
func Change(a, b *state.State) string {
	var words []string
	for _, d := range scenario.Differences(&a.Scenario, &b.Scenario) {
		if d.Values[1] == "" {
			continue // the term of a removed part
		}
		word := d.Key + " " + d.Values[1]
		if d.Values[0] != "" {
			word = d.Key + " " + d.Values[0] + " to " + d.Values[1]
		}
		words = append(words, strings.TrimPrefix(word, b.Scenario.SelectedPart().Name+"."))
	}
	note := func(changed bool, word string) {
		if changed {
			words = append(words, word)
		}
	}
	note(a.Screen != b.Screen, b.Screen.String())
	note(a.Axis != b.Axis, "axis "+b.Axis.String())
	note(a.Month != b.Month, string(format.AppendPlace([]byte("look at "), engine.AxisMonth, b.Month)))
	note(a.Measure != b.Measure, b.Measure.String())
	note(a.Offer != b.Offer, "another offer")
	note(a.Pins != b.Pins, "pins")
	note(a.Variants != b.Variants, "variants")
	note(a.Tornado != b.Tornado, "side panel")
	note(a.Hidden != b.Hidden, "hidden offers")
	note(a.Marked != b.Marked, "marks")
	note(a.Solo != b.Solo, "solo")
	note(a.Order != b.Order, "by "+b.Order.String())
	note(a.Filter != b.Filter, "filter "+b.Filter)
	note(a.Alternative != b.Alternative, "layout")
	note(a.Growing != b.Growing, "growth")
	note(a.Zoomed != b.Zoomed, "zoom")
	note(a.Linear != b.Linear, "scale")
	note(a.Band != b.Band, "band "+b.Band.String())
	if len(words) == 0 {
		return "view"
	}
	return strings.Join(words, ", ")
}
