package sim

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
