package chart

import (
	"cmp"
	"math"
	"slices"
)

// The columns of the gutter before a name: the leader, the mark and a blank.
const nameIndent = 3

// name is the label at the end of a curve.
type name struct {
	series int
	want   float64 // the row in which the curve ends, with a fraction
	row    int     // the row of the name
	fit    float64 // scratch of the placement
	weight float64 // scratch of the placement
}

// gutterWant returns the width of the widest name, including its leader and mark.
func (c *Chart) gutterWant() int {
	widest := 0
	for i := range c.Series {
		if s := &c.Series[i]; len(s.Values) > 0 && (s.Name != "" || s.Mark != 0) {
			widest = max(widest, nameIndent+width(s.Name))
		}
	}
	return widest
}

// drawNames writes names at the curves' ends, those of the more prominent curves first,
// until the rows are full.
func (c *Chart) drawNames() {
	w := &c.work
	g := w.layout.Gutter
	for _, e := range [...]Emphasis{Dominant, Normal, Faint} {
		for i := range w.ends {
			s := &c.Series[i]
			if s.Emphasis == e && w.ends[i].seen && (s.Name != "" || s.Mark != 0) && len(w.names) < g.H && g.W >= 2 {
				w.names = append(w.names, name{series: i, want: w.ends[i].y / float64(w.plane.sy)})
			}
		}
	}
	// Of curves that end at the same place the more important comes first.
	slices.SortStableFunc(w.names, func(a, b name) int { return cmp.Compare(a.want, b.want) })
	placeNames(w.names, g.H)
	for _, n := range w.names {
		c.drawName(n)
	}
}

// drawName writes one name with its leader and its mark.
func (c *Chart) drawName(n name) {
	w := &c.work
	g, s, e := w.layout.Gutter, &c.Series[n.series], w.ends[n.series]
	y := g.Y + n.row
	leader := w.runes.Leader
	switch {
	case e.cut:
		leader = ' '
	case n.row < e.row:
		leader = w.runes.Rise
	case n.row > e.row:
		leader = w.runes.Fall
	}
	w.put(g.X, y, leader, s.Style)
	if s.Mark != 0 {
		w.put(g.X+1, y, s.Mark, s.Style)
	}
	w.write(g.X+nameIndent, y, s.Name, s.Style, g.W-nameIndent)
}

// placeNames gives every name a row of its own in 0…rows-1, in order, so that the sum of
// squared distances from the wanted rows is least. There must be no more names than rows.
//
// For names in consecutive rows x_i − i is constant, so the best rows are an isotonic
// regression of x_i − i: neighbours out of order are pooled at their mean until none are.
func placeNames(ns []name, rows int) {
	for i := range ns {
		ns[i].fit, ns[i].weight = ns[i].want-float64(i), 1
	}
	// A pool is kept in its first member; pools are stacked in ns[:top].
	top := 0
	for i := range ns {
		ns[top].fit, ns[top].weight = ns[i].fit, ns[i].weight
		for top > 0 && ns[top-1].fit >= ns[top].fit {
			a, b := &ns[top-1], ns[top]
			a.fit = (a.fit*a.weight + b.fit*b.weight) / (a.weight + b.weight)
			a.weight += b.weight
			top--
		}
		top++
	}
	i := len(ns) - 1
	for p := top - 1; p >= 0; p-- {
		base := int(math.Floor(min(max(ns[p].fit, 0), float64(rows-len(ns)))))
		for n := int(ns[p].weight); n > 0; n-- {
			ns[i].row = base + i
			i--
		}
	}
}
