package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/headline"
	"crossover/tui/state"
)

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
