package state

import (
	"cmp"
	"slices"

	"crossover/engine/scenario"
)

// History is the list of states for undo and redo. The changes of one gesture — a drag, a
// run of the same key — count as one. The zero History is ready to use.
type History struct {
	// Most is the number of changes kept; 0 means 200.
	Most int

	// Who is the person who makes the recorded changes, in shared sessions.
	Who string

	past, future []change
	gesture      string
}

// change is a state next to a change, with the person who made it. In the past it is the
// state before the change, in the future the one after.
type change struct {
	parts    []scenario.Part
	selected int
	terms    scenario.Terms
	view     View
	who      string
}

// state returns the state.
func (c *change) state() State { return State{scenario.New(c.terms, c.selected, c.parts...), c.view} }

// push appends a state to a list. A scenario has places for more parts than most use, and
// many changes leave the parts as they are.
func push(list []change, s *State, who string) []change {
	c := change{parts: make([]scenario.Part, 0, s.Scenario.Len()), selected: s.Scenario.Selected, terms: s.Scenario.Terms, view: s.View, who: who}
	for i := range s.Scenario.Len() {
		c.parts = append(c.parts, *s.Scenario.Part(i))
	}
	if n := len(list); n > 0 && slices.Equal(list[n-1].parts, c.parts) {
		c.parts = list[n-1].parts
	}
	return append(list, c)
}

// maxHistory is the default length of the list.
const maxHistory = 200

// Record stores the state before a change. Consecutive changes with the same gesture are
// undone together; an empty gesture always stands alone.
func (h *History) Record(before State, gesture string) {
	h.future = h.future[:0]
	if n := len(h.past); gesture != "" && gesture == h.gesture && n > 0 && h.past[n-1].who == h.Who {
		return
	}
	h.gesture = gesture
	if len(h.past) >= cmp.Or(max(h.Most, 0), maxHistory) {
		h.past = slices.Delete(h.past, 0, 1)
	}
	h.past = push(h.past, &before, h.Who)
}

// EndGesture makes the next change start a new gesture.
func (h *History) EndGesture() { h.gesture = "" }

// CanUndo reports whether there is a change to undo.
func (h *History) CanUndo() bool { return len(h.past) > 0 }

// CanRedo reports whether there is a change to redo.
func (h *History) CanRedo() bool { return len(h.future) > 0 }

// Undo returns the state before the last change, and whether there is one.
func (h *History) Undo(now State) (State, bool) { return h.step(&h.past, &h.future, now) }

// Redo returns the state that Undo left, and whether there is one.
func (h *History) Redo(now State) (State, bool) { return h.step(&h.future, &h.past, now) }

func (h *History) step(from, to *[]change, now State) (State, bool) {
	if len(*from) == 0 {
		return now, false
	}
	h.gesture = ""
	s := (*from)[len(*from)-1]
	*from = (*from)[:len(*from)-1]
	*to = push(*to, &now, s.who)
	return s.state(), true
}

// All returns every state that undo and redo can reach, the oldest first, with the present
// one at index at.
func (h *History) All(now State) (list []State, at int) {
	for i := range h.past {
		list = append(list, h.past[i].state())
	}
	list = append(list, now)
	for i := len(h.future) - 1; i >= 0; i-- {
		list = append(list, h.future[i].state())
	}
	return list, len(h.past)
}

// By returns the person who made each state of All; the first state has none.
func (h *History) By() []string {
	who := []string{""}
	for i := range h.past {
		who = append(who, h.past[i].who)
	}
	for i := len(h.future) - 1; i >= 0; i-- {
		who = append(who, h.future[i].who)
	}
	return who
}

// Go returns the state n changes ahead, or back if n is negative, as far as there are any.
func (h *History) Go(now State, n int) State {
	for ; n < 0; n++ {
		now, _ = h.Undo(now)
	}
	for ; n > 0; n-- {
		now, _ = h.Redo(now)
	}
	return now
}
