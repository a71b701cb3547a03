package state

// History is the list of states that undo and redo walk along. Changes of one
// gesture — a drag, a run of the same key — count as one. The zero History is
// ready to use.
type History struct {
	// Most is how many changes are kept; 0 is 200.
	Most int

	past, future []State
	gesture      string
}

// maxHistory bounds the list usually; a State is some kilobytes.
const maxHistory = 200

// Record notes the state before a change. Changes that follow each other with
// the same gesture are undone together; an empty gesture always stands alone.
func (h *History) Record(before State, gesture string) {
	h.future = h.future[:0]
	if gesture != "" && gesture == h.gesture && len(h.past) > 0 {
		return
	}
	h.gesture = gesture
	if len(h.past) >= h.most() {
		h.past = append(h.past[:0], h.past[1:]...)
	}
	h.past = append(h.past, before)
}

func (h *History) most() int {
	if h.Most > 0 {
		return h.Most
	}
	return maxHistory
}

// EndGesture makes the next change one of its own.
func (h *History) EndGesture() { h.gesture = "" }

// Undo returns the state before the last change, and whether there is one.
func (h *History) Undo(now State) (State, bool) { return h.step(&h.past, &h.future, now) }

// Redo returns the state that Undo left, and whether there is one.
func (h *History) Redo(now State) (State, bool) { return h.step(&h.future, &h.past, now) }

func (h *History) step(from, to *[]State, now State) (State, bool) {
	if len(*from) == 0 {
		return now, false
	}
	h.gesture = ""
	s := (*from)[len(*from)-1]
	*from = (*from)[:len(*from)-1]
	*to = append(*to, now)
	return s, true
}

// All returns every state there is to go back and forth to, the oldest first,
// with the present one at index at.
func (h *History) All(now State) (list []State, at int) {
	list = append(list, h.past...)
	list = append(list, now)
	for i := len(h.future) - 1; i >= 0; i-- {
		list = append(list, h.future[i])
	}
	return list, len(h.past)
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
