package sim

import (
	"math"
	"math/bits"
)

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

// none means no instance.
const none int32 = -1

// list is an intrusive doubly linked list of slots: every slot is in it at most
// once, and all operations cost O(1).
type list struct {
	head, tail int32
	link       []link
}

type link struct{ prev, next int32 }

func newList() list { return list{head: none, tail: none} }

// grow makes room for slots below n.
func (l *list) grow(n int) {
	for len(l.link) < n {
		l.link = append(l.link, link{none, none})
	}
}

func (l *list) append(slot int32) {
	l.link[slot] = link{l.tail, none}
	if l.tail == none {
		l.head = slot
	} else {
		l.link[l.tail].next = slot
	}
	l.tail = slot
}

func (l *list) remove(slot int32) {
	at := l.link[slot]
	if at.prev == none {
		l.head = at.next
	} else {
		l.link[at.prev].next = at.next
	}
	if at.next == none {
		l.tail = at.prev
	} else {
		l.link[at.next].prev = at.prev
	}
}

// ranks holds living slots in the order of their creation and finds the newest one marked
// free. Positions are assigned in ascending order, and marks are bits in a tree with 64
// branches, so that marking and look-up access three words each. Holes left by dead slots
// are removed when the positions run out, which costs O(1) per creation.
type ranks struct {
	slots []int32 // by position; none for a hole
	pos   []int32 // by slot
	used  int     // positions assigned
	alive int
	// leaf has one bit per position, twig one bit per word of leaf, root one bit per word
	// of twig.
	leaf, twig, root []uint64
}

// leastPositions makes each level at least one whole word.
const leastPositions = 256

func (r *ranks) grow(n int) {
	for len(r.pos) < n {
		r.pos = append(r.pos, none)
	}
}

// add assigns the last position to the slot. It is not marked free.
func (r *ranks) add(slot int32) {
	if r.used == len(r.slots) {
		r.squeeze()
	}
	r.slots[r.used] = slot
	r.pos[slot] = int32(r.used)
	r.used++
	r.alive++
}

// remove removes the slot, which must not be marked free, from the order.
func (r *ranks) remove(slot int32) {
	r.slots[r.pos[slot]] = none
	r.alive--
}

func (r *ranks) free(slot int32) {
	p := uint32(r.pos[slot])
	r.leaf[p>>6] |= 1 << (p & 63)
	r.twig[p>>12] |= 1 << (p >> 6 & 63)
	r.root[p>>18] |= 1 << (p >> 12 & 63)
}

func (r *ranks) take(slot int32) {
	p := uint32(r.pos[slot])
	if r.leaf[p>>6] &^= 1 << (p & 63); r.leaf[p>>6] != 0 {
		return
	}
	if r.twig[p>>12] &^= 1 << (p >> 6 & 63); r.twig[p>>12] != 0 {
		return
	}
	r.root[p>>18] &^= 1 << (p >> 12 & 63)
}

// newest returns the free slot created last, or none.
func (r *ranks) newest() int32 {
	for i := len(r.root) - 1; i >= 0; i-- {
		if r.root[i] != 0 {
			j := i<<6 | (bits.Len64(r.root[i]) - 1)
			k := j<<6 | (bits.Len64(r.twig[j]) - 1)
			return r.slots[k<<6|(bits.Len64(r.leaf[k])-1)]
		}
	}
	return none
}

// squeeze removes the holes, and doubles the number of positions if more than half of them
// are in use.
func (r *ranks) squeeze() {
	old := *r
	if n := max(leastPositions, len(r.slots)); r.alive > n/2 || len(r.slots) == 0 {
		if len(r.slots) > 0 {
			n *= 2
		}
		r.slots = make([]int32, n)
		r.leaf = make([]uint64, (n+63)>>6)
		r.twig = make([]uint64, (n+4095)>>12)
		r.root = make([]uint64, (n+1<<18-1)>>18)
	}
	r.used = 0
	for p, slot := range old.slots {
		if slot == none {
			continue
		}
		// The new position is never after the old one, so nothing is overwritten before it
		// has been read.
		free := old.leaf[p>>6]>>(p&63)&1 != 0
		if free {
			old.take(slot)
		}
		r.slots[r.used] = slot
		r.pos[slot] = int32(r.used)
		if free {
			r.free(slot)
		}
		r.used++
	}
}
