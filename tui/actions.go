package tui

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/tui/state"
)

// action is one thing the user can do. Keys, help, and whatever else offers
// something to do, lead to the same table of them.
type action struct {
	// name is what settings and messages call it; it does not change.
	name string
	// group is the heading it stands under.
	group string
	// bind holds its keys and its words of help.
	bind *key.Binding
	do   func(*Model) tea.Cmd
}

// The headings, in the order help shows them.
const (
	groupSliders = "Sliders"
	groupChart   = "Chart"
	groupOffers  = "Offers"
	groupScreens = "Screens"
	groupProgram = "Program"
)

// actions lists everything the keys of k do, by headings.
func (k *KeyMap) actions() []action {
	var all []action
	for _, group := range [][]action{k.sliderActions(), k.chartActions(), k.offerActions(), k.screenActions(), k.programActions()} {
		all = append(all, group...)
	}
	return all
}

// just makes an action of a function that asks the terminal for nothing.
func just(f func(*Model)) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		f(m)
		return nil
	}
}

// look makes an action of a change of what is shown.
func look(f func(*state.State)) func(*Model) tea.Cmd {
	return just(func(m *Model) { m.edit("look", f) })
}

// to makes an action that goes to a screen.
func to(s state.Screen) func(*Model) tea.Cmd {
	return just(func(m *Model) { m.show(s) })
}

// here makes an action of what one means on the screen that shows, or else of
// what it means anywhere, if anything.
func here(name string, anywhere func(*Model) tea.Cmd) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		cmd, done := m.screen().do(&m.host, name)
		if done || anywhere == nil {
			return cmd
		}
		return anywhere(m)
	}
}

func (k *KeyMap) sliderActions() []action {
	const g = groupSliders
	return []action{
		{"up", g, &k.Up, just(func(m *Model) { m.moveBy(-1) })},
		{"down", g, &k.Down, just(func(m *Model) { m.moveBy(1) })},
		{"left", g, &k.Left, just(func(m *Model) { m.step(-1, false) })},
		{"right", g, &k.Right, just(func(m *Model) { m.step(1, false) })},
		{"coarse-left", g, &k.CoarseLeft, just(func(m *Model) { m.step(-1, true) })},
		{"coarse-right", g, &k.CoarseRight, just(func(m *Model) { m.step(1, true) })},
		{"home", g, &k.Home, just(func(m *Model) { m.toEnd(-1) })},
		{"end", g, &k.End, just(func(m *Model) { m.toEnd(1) })},
		{"reset", g, &k.Reset, just(func(m *Model) { m.slide(m.sliders.Focus, "", m.focused().Reset) })},
		{"reset-all", g, &k.ResetAll, just((*Model).resetAll)},
		{"next-part", g, &k.NextPart, just(func(m *Model) { m.selectPart(m.st.Scenario.Selected + 1) })},
		{"previous-part", g, &k.PrevPart, just(func(m *Model) { m.selectPart(m.st.Scenario.Selected - 1) })},
	}
}

func (k *KeyMap) chartActions() []action {
	const g = groupChart
	return []action{
		{"measure", g, &k.Measure, look(func(s *state.State) { s.Measure = (s.Measure + 1) % state.NumMeasures })},
		{"axis", g, &k.Axis, look((*state.State).NextAxis)},
		{"months", g, &k.Months, just((*Model).showMonths)},
		{"band", g, &k.Band, look(func(s *state.State) { s.Band = (s.Band + 1) % state.NumBands })},
		{"zoom-in", g, &k.ZoomIn, look(func(s *state.State) { s.Zoom(1 / 1.5) })},
		{"zoom-out", g, &k.ZoomOut, look(func(s *state.State) { s.Zoom(1.5) })},
		{"pan-left", g, &k.PanLeft, just(func(m *Model) { m.pan(-0.1) })},
		{"pan-right", g, &k.PanRight, just(func(m *Model) { m.pan(0.1) })},
		{"variants", g, &k.Variants, look(func(s *state.State) { s.Variants = !s.Variants })},
		{"linear", g, &k.Linear, look(func(s *state.State) { s.Linear = !s.Linear })},
		{"solo", g, &k.Solo, look(func(s *state.State) { s.Solo = !s.Solo })},
		{"zoom", g, &k.Zoom, look(func(s *state.State) { s.Zoomed = (s.Zoomed + 1) % state.NumZooms })},
		{"tornado", g, &k.Tornado, look(func(s *state.State) { s.Tornado = !s.Tornado })},
		{"pin", g, &k.Pin, just((*Model).togglePin)},
		{"drop-pins", g, &k.DropPins, look(func(s *state.State) { s.Pins = state.Pins{} })},
	}
}

func (k *KeyMap) offerActions() []action {
	const g = groupOffers
	return []action{
		{"next-offer", g, &k.NextOffer, just(func(m *Model) { m.selectNext(1) })},
		{"previous-offer", g, &k.PrevOffer, just(func(m *Model) { m.selectNext(-1) })},
		{"open", g, &k.Open, here("open", to(state.Bill))},
		{"hide", g, &k.Hide, just((*Model).hide)},
		{"show-all", g, &k.ShowAll, look(func(s *state.State) { s.Hidden = state.OfferSet{} })},
		{"order", g, &k.Order, look(func(s *state.State) { s.Order = (s.Order + 1) % state.NumOrders })},
		{"lock", g, &k.Lock, just((*Model).lock)},
		{"ban-offer", g, &k.BanOffer, just((*Model).banOffer)},
		{"ban-vendor", g, &k.BanVendor, just((*Model).banVendor)},
		{"allow-all", g, &k.AllowAll, just((*Model).allowAll)},
		{"explain", g, &k.Explain, just((*Model).openExplain)},
		{"cheapest", g, &k.Cheapest, look(func(s *state.State) { s.Offer = -1 })},
	}
}

func (k *KeyMap) screenActions() []action {
	const g = groupScreens
	return []action{
		{"next-screen", g, &k.NextScreen, just(func(m *Model) { m.show(m.st.Screen + 1) })},
		{"previous-screen", g, &k.PrevScreen, just(func(m *Model) { m.show(m.st.Screen + state.NumScreens - 1) })},
		{"explore", g, &k.Explore, to(state.Explore)},
		{"offers", g, &k.Offers, to(state.Offers)},
		{"layout", g, &k.Layout, to(state.Layout)},
		{"latency", g, &k.Latency, to(state.Latency)},
		{"simulate", g, &k.Simulate, to(state.Simulate)},
		{"compare", g, &k.Compare, to(state.Compare)},
		{"bill", g, &k.Bill, to(state.Bill)},
		{"verdicts", g, &k.Verdicts, to(state.Verdicts)},
		{"prices", g, &k.Prices, to(state.Prices)},
		{"conformance", g, &k.Conformance, to(state.Conformance)},
		{"growth", g, &k.Growth, just((*Model).toggleGrowth)},
		{"edge", g, &k.Edge, just((*Model).nextEdge)},
		{"edge-less", g, &k.EdgeLess, just(func(m *Model) { m.moveEdge(-1) })},
		{"edge-more", g, &k.EdgeMore, just(func(m *Model) { m.moveEdge(1) })},
		{"edge-reset", g, &k.EdgeReset, just((*Model).resetEdge)},
		{"edges-reset", g, &k.EdgesReset, just((*Model).resetEdges)},
		{"play", g, &k.Play, here("play", nil)},
		{"again", g, &k.Again, here("again", nil)},
		{"filter", g, &k.Filter, just((*Model).startFilter)},
		{"page-up", g, &k.PageUp, just(func(m *Model) { m.scroll(-1) })},
		{"page-down", g, &k.PageDown, just(func(m *Model) { m.scroll(1) })},
		{"other-up", g, &k.OtherUp, just(func(m *Model) { m.scrollOther(-1) })},
		{"other-down", g, &k.OtherDown, just(func(m *Model) { m.scrollOther(1) })},
	}
}

func (k *KeyMap) programActions() []action {
	const g = groupProgram
	return []action{
		{"undo", g, &k.Undo, just(func(m *Model) { m.travel(m.history.Undo, "nothing to undo") })},
		{"redo", g, &k.Redo, just(func(m *Model) { m.travel(m.history.Redo, "nothing to redo") })},
		{"changes", g, &k.Changes, just((*Model).openChanges)},
		{"theme", g, &k.Theme, just((*Model).openLooks)},
		{"mouse", g, &k.Mouse, just((*Model).toggleMouse)},
		{"copy", g, &k.Copy, just((*Model).openCopy)},
		{"export", g, &k.Export, just((*Model).openExport)},
		{"scenarios", g, &k.Scenarios, (*Model).openScenarios},
		{"tour", g, &k.Tour, just(func(m *Model) { m.goTour(0) })},
		{"palette", g, &k.Palette, just((*Model).openPalette)},
		{"help", g, &k.Help, just((*Model).openHelp)},
		{"back", g, &k.Back, to(state.Explore)},
		{"quit", g, &k.Quit, func(*Model) tea.Cmd { return tea.Quit }},
	}
}

// hide leaves the selected offer out, and the other variants of its product
// unless each is listed by itself. The next one is selected.
func (m *Model) hide() {
	e, o := m.opts.Engine, m.answer.Selected
	title := e.Offer(o).Title
	m.edit("look", func(s *state.State) {
		for k := range e.Len() {
			if k == o || !s.Variants && e.Offer(k).Product == e.Offer(o).Product {
				s.Hidden = s.Hidden.Add(k)
			}
		}
		s.Offer = -1
	})
	m.say(title + " is hidden; " + m.keys.ShowAll.Help().Key + " shows it again")
}

// togglePin pins the scenario shown, or lets go of it if it is pinned.
func (m *Model) togglePin() {
	m.edit("look", func(s *state.State) { s.Pins = s.Pins.Toggle(&s.Scenario) })
	if n := m.st.Pins.Len(); n > 0 {
		m.say(fmt.Sprintf("%d pinned; %s compares", n, m.keys.Compare.Help().Key))
		return
	}
	m.say("nothing is pinned")
}

// toggleMouse gives the mouse to the terminal, to select text with, or takes
// it back.
func (m *Model) toggleMouse() {
	m.noMouse = !m.noMouse
	if m.noMouse {
		m.say("the mouse selects text now; " + m.keys.Mouse.Help().Key + " takes it back")
	}
}
