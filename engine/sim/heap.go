package sim

import "math"

// event is something that happens to an instance at a known time.
type event struct {
	at   float64
	slot int32
	kind eventKind
}

type eventKind int32

const (
	// finish is the end of a request.
	finish eventKind = iota
	// finishCold is the end of the request that started the instance, if its
	// initialisation has no event of its own.
	finishCold
	// ready is the end of an initialisation.
	ready
)

// heap is a priority queue of events by time, with four children per node: half as deep as
// a binary heap, and the children share a cache line.
type heap struct{ events []event }

func (h *heap) push(e event) {
	h.events = append(h.events, e)
	events := h.events
	i := len(events) - 1
	for i > 0 {
		parent := (i - 1) >> 2
		if events[parent].at <= e.at {
			break
		}
		events[i] = events[parent]
		i = parent
	}
	events[i] = e
}

// pop removes the first event, which must exist, and returns it.
func (h *heap) pop() event {
	events := h.events
	top := events[0]
	n := len(events) - 1
	e := events[n]
	events = events[:n]
	h.events = events
	if n == 0 {
		return top
	}
	i := 0
	for {
		child := i<<2 + 1
		if child >= n {
			break
		}
		var least int
		if child+4 <= n {
			least = leastOfFour(events, child)
		} else {
			least = leastOf(events, child)
		}
		if e.at <= events[least].at {
			break
		}
		events[i] = events[least]
		i = least
	}
	events[i] = e
	return top
}

// leastOf returns the index of the earliest event from first on.
func leastOf(events []event, first int) int {
	least := first
	for k := first + 1; k < len(events); k++ {
		if events[k].at < events[least].at {
			least = k
		}
	}
	return least
}

// leastOfFour returns the index of the earliest of four events. Times are not negative, so
// they can be compared by their bits; on integers the compiler selects without branches,
// which would be unpredictable here.
func leastOfFour(events []event, first int) int {
	four := events[first : first+4 : first+4]
	a, b := math.Float64bits(four[0].at), math.Float64bits(four[1].at)
	c, d := math.Float64bits(four[2].at), math.Float64bits(four[3].at)
	i, j := 0, 2
	if b < a {
		i = 1
	}
	if d < c {
		j = 3
	}
	if min(c, d) < min(a, b) {
		i = j
	}
	return first + i
}
