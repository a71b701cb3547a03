package tui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/controls"
	"crossover/tui/format"
	"crossover/tui/frame"
	"crossover/tui/headline"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/slider"
	"crossover/tui/split"
	"crossover/tui/state"
	"crossover/tui/term"
)

// host is the part of a session that screens see: the state, its answers, and the canvas.
// Screens change the state through it.
type host struct {
	opts Options
	keys KeyMap

	st      state.State
	history state.History
	screens [state.NumScreens]screen

	controls *controls.Set
	sliders  pane.Sliders
	answer   *answer.Answer
	said     headline.Headline // the answer in words
	turns    task[turnQuestion, []engine.Phase]

	// solved is the plan of laid, and scenario its scenario with the part selected now;
	// solving is set while a layout is being computed.
	solving   bool
	solved    plan
	hasLayout bool
	laid
	scenario scenario.Scenario
	// senses holds the effects of each input on the price of the selected offer.
	senses task[scenarioOffer, answer.Sensitivity]
	bends  task[bendQuestion, []engine.Bend]

	// leapt is set if the last change of the scenario was not made step by step.
	leapt bool
	// watching is set while the timer of watch runs.
	watching bool
	// lastChange is the time of the last change, or zero once it was handled.
	lastChange time.Time
	gate       frame.Gate

	rects  Rects
	pane   chosenPane   // the pane of Explore that receives keys
	cut    split.Cutter // divides the screen
	canvas paint.Canvas
	drag   drag
	// within is the mouse's place within its cell, if the terminal reports pixels.
	within term.Place
	// filtering is set while a filter is being typed. sought is the slider that had the
	// focus before a search.
	filtering bool
	sought    int
	// message is shown to the user; bad marks it as an error.
	message string
	bad     bool
}

// sceneOffer returns the selected offer in the current scenario.
func (h *host) scenarioOffer() scenarioOffer { return scenarioOffer{h.st.Scenario, h.answer.Selected} }

// changed records a change for undo, and moves the window to the handle if needed.
func (h *host) changed(before state.State, gesture string) {
	h.st.Follow()
	if h.st != before {
		h.history.Record(before, gesture)
		if now, was := &h.st.Scenario, &before.Scenario; *now != *was {
			h.leapt = gesture == "" || now.Selected != was.Selected
		}
	}
	h.gate.Touch()
}

// known returns the least certain prices of the scenario's offers or, while a slider
// moves, of those before. It returns nil if they are not known.
func known(h *host, rests *task[restQuestion, []catalog.Provenance]) []catalog.Provenance {
	if h.leapt && !rests.answers(restQuestion{h.st.Scenario}) {
		return nil
	}
	return rests.answer
}

// edit applies f to the state as one change.
func (h *host) edit(gesture string, f func(*state.State)) {
	before := h.st
	f(&h.st)
	h.changed(before, gesture)
}

// focus moves the focus to a slider, and cancels a value being typed.
func (h *host) focus(i int) {
	h.controls.Controls[h.sliders.Focus].Slider.Cancel()
	h.sliders.Focus = min(max(i, 0), len(h.controls.Controls)-1)
	h.controls.Reveal(h.sliders.Focus)
	h.pull()
	h.history.EndGesture()
}

// focused returns the slider with the focus.
func (h *host) focused() *slider.Slider { return &h.controls.Controls[h.sliders.Focus].Slider }

// step moves the focused slider.
func (h *host) step(n int, coarse bool) {
	i := h.sliders.Focus
	c := &h.controls.Controls[i]
	h.slide(i, "key "+c.Key, func() bool { return c.Slider.Step(n, coarse) })
}

// slide moves slider i and writes its value into the scenario. It updates the slider
// first, since several keys can arrive between two frames.
func (h *host) slide(i int, gesture string, move func() bool) {
	h.pull()
	if move() {
		h.edit(gesture, func(s *state.State) { h.controls.Push(i, &s.Scenario) })
	}
}

// pull updates the values of the sliders and their defaults.
func (h *host) pull() {
	h.controls.Pull(&h.st.Scenario)
	h.controls.PullDefaults(h.defaults())
}

// defaults returns the scenario with the defaults of the selected part: the part at the
// start of the session, or a new one.
func (h *host) defaults() *scenario.Scenario {
	start, name := &h.opts.Scenario, h.st.Scenario.SelectedPart().Name
	if i := start.Find(name); i >= 0 {
		start.Selected = i
		return start
	}
	return h.newPart(name)
}

// newPart returns a scenario with a single new part of that name.
func (h *host) newPart(name string) *scenario.Scenario {
	sc := scenario.New(h.opts.Scenario.Terms, 0, scenario.NewPart(name))
	return &sc
}

// selectPart selects another part for the sliders.
func (h *host) selectPart(i int) {
	n := h.st.Scenario.Len()
	h.edit("part", func(s *state.State) {
		s.Scenario.Selected = (i%n + n) % n
		s.Offer = -1
	})
}

// pan moves the window. Unlike other changes it may leave the handle outside.
func (h *host) pan(fraction float64) {
	before := h.st
	h.st.Pan(fraction)
	if h.st != before {
		h.history.Record(before, "view")
	}
}

// selectNext selects the offer n places down the current list.
func (h *host) selectNext(n int) {
	list := slices.DeleteFunc(slices.Clone(h.answer.Listed), h.answer.Needless) // as lists do
	if _, offers := h.screen().filter(h).(*offerPage); offers {
		list = h.answer.Sorted
	}
	if len(list) == 0 {
		return
	}
	at, listed := h.standing(list)
	if n > 0 && !listed {
		n--
	}
	to := list[min(max(at+n, 0), len(list)-1)]
	h.selectOffer(to)
	a := *h.answer
	h.answer, a.Selected = &a, to // several keys can arrive between two frames
}

// standing returns the index of the selected offer in a list. An unlisted offer, hidden
// behind another variant of its product, gets the index at which its rank would put it.
func (h *host) standing(list []int) (at int, listed bool) {
	if at = slices.Index(list, h.answer.Selected); at >= 0 {
		return at, true
	}
	at = 0
	for _, o := range h.answer.Ranked {
		if o == h.answer.Selected {
			break
		}
		if at < len(list) && o == list[at] {
			at++
		}
	}
	return at, false
}

func (h *host) selectOffer(o int) {
	h.edit("view", func(s *state.State) { s.Offer = o })
}

// show changes to a screen.
func (h *host) show(screen state.Screen) {
	h.filtering = false
	h.edit("screen", func(s *state.State) { s.Screen = screen % state.NumScreens })
}

// travel undoes or redoes a change.
func (h *host) travel(step func(state.State) (state.State, bool)) {
	if s, ok := step(h.st); ok {
		h.st = s
		h.gate.Touch()
	}
}

// say shows a message until the next key.
func (h *host) say(s string) { h.message, h.bad = s, false }

// sayBad shows an error until the next key.
func (h *host) sayBad(s string) { h.message, h.bad = s, true }

// pick selects an offer, or opens its bill if it was already selected.
func (h *host) pick(o int) {
	if h.st.Offer == o {
		h.show(state.Bill)
		return
	}
	h.selectOffer(o)
}

// pickBox selects a part of the layout and its offer, or opens the bill if both were
// already selected.
func (h *host) pickBox(part, offer int) {
	if h.st.Scenario.Selected == part && h.answer.Selected == offer {
		h.show(state.Bill)
		return
	}
	h.edit("", func(s *state.State) {
		s.Scenario.Selected, s.Offer = part, offer
	})
}

// money returns an amount in the current currency.
func (h *host) money(usd float64) string {
	return string(format.Money{Currency: h.st.Scenario.Currency}.Append(nil, usd))
}

// offerFact returns an offer with its price and cold starts as text.
func (h *host) offerFact(o int) string {
	e := &h.answer.Estimates[o]
	text := h.opts.Engine.Offer(o).Title + " " + h.money(e.Monthly)
	if r, ok := e.FirstReason(); ok && !e.Feasible() {
		return text + ", cannot run it: " + r.String()
	}
	if e.ColdStart.Probability > 0 {
		text += ", cold starts " + format.Chance(e.ColdStart.Probability) +
			" adding " + format.Duration(e.ColdStart.P50MS)
	}
	return text
}

// place returns a value of the current axis as text.
func (h *host) place(x float64) string {
	text := format.Place(h.st.Axis, x)
	if h.st.Axis == engine.AxisConnections {
		return text + " connections"
	}
	return text
}

// phaseWords returns the cheapest offer of each phase along the axis.
func (h *host) phaseWords() []string {
	var out []string
	for _, p := range h.answer.Phases {
		name := "no offer"
		if p.Offer >= 0 {
			name = h.opts.Engine.Offer(p.Offer).Title
		}
		out = append(out, "from "+h.place(p.From)+" to "+h.place(p.To)+" the cheapest is "+name)
	}
	return out
}

// setScenario replaces the scenario as one change. The selected offer is dropped if the
// selected part has another name.
func (h *host) setScenario(next scenario.Scenario) {
	h.edit("", func(s *state.State) {
		if next.SelectedPart().Name != s.Scenario.SelectedPart().Name {
			s.Offer = -1
		}
		s.Scenario = next
	})
}

// turnQuestion is the input of the turns of an answer: the scenario scaled to 1/s, and
// the offers left out. The turns do not depend on the part's current rate.
type turnQuestion struct {
	scenario scenario.Scenario
	hidden   state.OfferSet
}

func turnQuestionOf(h *host) turnQuestion {
	q := turnQuestion{h.st.Scenario, h.st.Out()}
	q.scenario.Scale(scenario.Rate{N: 1, Per: scenario.PerSecond})
	return q
}

// conclude puts the answer into words. Until the exact turns are known, it uses those of
// the visible curves.
func conclude(h *host) {
	a, e := h.answer, h.opts.Engine
	h.said = headline.Of(e, e.Answer(a.Estimates, a.Listed), &h.st.Scenario)
	h.said.Nearest = a.Nearest
	if o := h.st.Offer; o >= 0 && o < len(a.Estimates) && o != h.said.Answer.Winner.Offer && h.st.Marked.Len() != 2 {
		h.said.Selected = &a.Estimates[o]
	}
	if h.said.Duel = h.st.Marked.Len() == 2; h.said.Duel {
		h.said.Answer.Rival = h.said.Answer.Next
	}
	if h.turns.asked != nil && h.turns.answers(turnQuestionOf(h)) {
		h.said.Turn(h.turns.answer)
		return
	}
	at := h.said.PerSecond
	if win := a.Curves.Window; win.Axis != engine.AxisRate || at < win.Lo || at > win.Hi {
		return
	}
	below, above := e.Turns(a.Phases, at, h.said.Duel)
	if won := &h.said.Answer.Winner; h.said.Duel && below.Offer != won.Offer && above.Offer != won.Offer || below.Family != won.Family && above.Family != won.Family {
		h.said.Below, h.said.Above, h.said.Known = below, above, below.X > 0 || above.X > 0
	}
}

// markFor is how long the first word of the answer is marked after a change.
const markFor = 700 * time.Millisecond

// prepare marks the first word of the answer if it has changed.
func (s *exploreScreen) prepare(h *host) {
	mark := markFor
	if h.opts.Motion == MotionOff {
		mark = 0
	}
	if s.card.Note(h.said.Word(), h.opts.Now().Add(mark)) {
		s.marked = mark > 0
	}
}

// unmark schedules the end of the mark.
func (s *exploreScreen) unmark() tea.Cmd {
	if !s.marked {
		return nil
	}
	s.marked = false
	return tea.Tick(markFor, func(time.Time) tea.Msg { return doneMsg(func() {}) })
}
