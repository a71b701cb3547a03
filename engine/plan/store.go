package plan

import (
	"math"

	"crossover/engine/catalog"
)

// store is a table of sizes that hold state, such as the nodes of a cache.
type store struct {
	sizes  []catalog.Size
	titles []string
}

// newStore compiles a table; title is the title of its lines, or "" for the table's own.
func newStore(t *catalog.SizeTable, title string) *store {
	s := &store{sizes: t.Sizes}
	if title == "" {
		title = t.Title
	}
	for i := range t.Sizes {
		s.titles = append(s.titles, title+", "+t.Sizes[i].Name)
	}
	return s
}

// Title returns the title of a line for one of the sizes.
func (s *store) Title(size *catalog.Size) string {
	for i := range s.sizes {
		if &s.sizes[i] == size {
			return s.titles[i]
		}
	}
	return ""
}

// choose returns the size that holds mb of state at the lowest price, and the number
// needed.
func (s *store) choose(mb float64) (size *catalog.Size, n float64) {
	best := math.Inf(1)
	for i := range s.sizes {
		x := &s.sizes[i]
		k := max(1, math.Ceil(mb/x.MemoryMB-1e-9))
		if c := k * x.Price; c < best || c == best && k < n {
			best, size, n = c, x, k
		}
	}
	return size, n
}

// whole returns the cheapest size that holds mb in one piece, or the largest.
func (s *store) whole(mb float64) *catalog.Size {
	best := &s.sizes[0]
	for i := range s.sizes {
		x := &s.sizes[i]
		holds, held := x.MemoryMB >= mb, best.MemoryMB >= mb
		if holds && (!held || x.Price < best.Price) || !held && x.MemoryMB > best.MemoryMB {
			best = x
		}
	}
	return best
}

// keep sets a line's size and number to hold the part's state in each copy, or its single
// database.
func (p *Plan) keep(l *Line, s *store) {
	if l.need == databaseNeed {
		l.Stored = s.whole(p.Work.Part.DatabaseMB)
		if most := l.Stored.MemoryMB; Over(p.Work.Part.DatabaseMB, most) {
			p.Refused.Add(Reason{Code: DatabaseMissing, Detail: "has no managed database of more than " + Count(most) + " MB with a known price"})
		}
		return
	}
	size, n := s.choose(p.Work.StateMB)
	l.Stored = size
	l.Each *= n * p.Asked
}
