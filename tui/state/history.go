package state

// History is the list of states that undo and redo walk along. Changes of one
// gesture — a drag, a run of the same key — count as one. The zero History is
// ready to use.
type History struct {
	// Most is how many changes are kept; 0 is 200.
	Most int

	// Who makes the changes that are recorded, where that is worth telling.
	Who string

	past, future []change
	gesture      string
}

// change is a state on one side of a change, and who made the change: in the
// past the state before it, in the future the one after.
type change struct {
	State
	who string
}

// maxHistory bounds the list usually; a State is some kilobytes.
const maxHistory = 200

// Record notes the state before a change. Changes that follow each other with
// the same gesture are undone together; an empty gesture always stands alone.
func (h *History) Record(before State, gesture string) {
	h.future = h.future[:0]
	if n := len(h.past); gesture != "" && gesture == h.gesture && n > 0 && h.past[n-1].who == h.Who {
		return
	}
	h.gesture = gesture
	if len(h.past) >= h.most() {
		h.past = append(h.past[:0], h.past[1:]...)
	}
	h.past = append(h.past, change{before, h.Who})
}

func (h *History) most() int {
	if h.Most > 0 {
		return h.Most
	}
	return maxHistory
}

// EndGesture makes the next change one of its own.
func (h *History) EndGesture() { h.gesture = "" }

// CanUndo reports whether there is something to go back to.
func (h *History) CanUndo() bool { return len(h.past) > 0 }

// CanRedo reports whether there is something to go forth to.
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
	*to = append(*to, change{now, s.who})
	return s.State, true
}

// All returns every state there is to go back and forth to, the oldest first,
// with the present one at index at.
func (h *History) All(now State) (list []State, at int) {
	for i := range h.past {
		list = append(list, h.past[i].State)
	}
	list = append(list, now)
	for i := len(h.future) - 1; i >= 0; i-- {
		list = append(list, h.future[i].State)
	}
	return list, len(h.past)
}

// By returns who made each state of All out of the one before it; of the first
// nobody is known.
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

// Go returns the state that is n changes on, or back where n is negative, and as
// far as there are any.
func (h *History) Go(now State, n int) State {
	for ; n < 0; n++ {
		now, _ = h.Undo(now)
	}
	for ; n > 0; n-- {
		now, _ = h.Redo(now)
	}
	return now
}
