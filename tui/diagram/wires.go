package diagram

import (
	"slices"

	"crossover/tui/cell"
)

// wiring collects the cells of wires.
type wiring struct {
	r     cell.Rect
	dirs  []uint8
	heads []Head
}

func newWiring(r cell.Rect) *wiring { return &wiring{r: r, dirs: make([]uint8, r.W*r.H)} }

// add adds directions to the wire in a cell.
func (w *wiring) add(x, y int, dirs uint8) {
	if w.r.Contains(x, y) {
		w.dirs[(y-w.r.Y)*w.r.W+x-w.r.X] |= dirs
	}
}

// across draws a wire from column a to column b, a < b, along a row. An end leads into the
// cell beyond it only if it is open.
func (w *wiring) across(a, b, y int, openA, openB bool) {
	for x := a; x <= b; x++ {
		d := East | West
		if x == a && !openA {
			d &^= West
		}
		if x == b && !openB {
			d &^= East
		}
		w.add(x, y, d)
	}
}

// down draws a wire along a column between two rows.
func (w *wiring) down(x, a, b int) {
	if a > b {
		a, b = b, a
	}
	for y := a; y <= b; y++ {
		d := North | South
		if y == a {
			d &^= North
		}
		if y == b {
			d &^= South
		}
		w.add(x, y, d)
	}
}

// cells returns the cells that have a wire.
func (w *wiring) cells() []Wire {
	var list []Wire
	for i, d := range w.dirs {
		if d != 0 {
			list = append(list, Wire{X: w.r.X + i%w.r.W, Y: w.r.Y + i/w.r.W, Dirs: d})
		}
	}
	return list
}

// route draws an edge from layer to layer: out of its box, in a lane up or down, and on to
// the next. Edges out of one box share a lane; other boxes use other lanes while there is room.
func (g *graph) route(w *wiring, i int) {
	way := g.through[i]
	for k := 1; k < len(way); k++ {
		from, to := g.boxes[way[k-1]], g.boxes[way[k]]
		y1, y2 := from.Y+from.H/2, to.Y+to.H/2
		left, right := from.X+from.W, to.X-1
		at := slices.Index(g.layers[g.layer[way[k-1]]], way[k-1])
		lane := left + 1 + at%max(g.gap-3, 1)
		last := k == len(way)-1
		if y1 == y2 {
			w.across(left, right, y1, true, true)
		} else {
			w.across(left, lane, y1, true, false)
			w.down(lane, y1, y2)
			w.across(lane, right, y2, false, true)
		}
		if !last { // on through the layer
			w.across(to.X, to.X+to.W-1, y2, true, true)
			continue
		}
		label := cell.Rect{X: lane + 1, Y: y2, W: right - lane - 1, H: 1}
		w.heads = append(w.heads, Head{Edge: i, X: right, Y: y2, Label: label})
	}
}
