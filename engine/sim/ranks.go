package sim

import "math/bits"

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
