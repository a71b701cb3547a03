// Package diagram lays out a flow diagram in cells: boxes in layers from left to right,
// and wires between them with right angles only. It computes places and paints nothing.
//
// Boxes are put into layers by their longest path from a source (the layering of K.
// Sugiyama, S. Tagawa and M. Toda, "Methods for Visual Understanding of Hierarchical
// System Structures", IEEE Trans. SMC 11(2), 1981). Within a layer they are ordered by the
// mean place of their predecessors. A wire that passes a layer gets a row of its own
// there.
package diagram

import (
	"cmp"
	"math"
	"slices"

	"crossover/tui/cell"
)

// Edge is a flow from one box to another, by their indices.
type Edge struct{ From, To int }

// Size bounds the dimensions of a picture, in cells.
type Size struct {
	// MinWidth and MaxWidth bound the width of boxes.
	MinWidth, MaxWidth int
	// MinHeight and MaxHeight bound their height.
	MinHeight, MaxHeight int
	// MinGap and MaxGap bound the width for wires between two layers; at least 4.
	MinGap, MaxGap int
}

// The directions in which a wire leaves a cell, as bits.
const (
	North uint8 = 1 << iota
	East
	South
	West
)

// Wire is one cell of the wires; Dirs are its directions.
type Wire struct {
	X, Y int
	Dirs uint8
}

// Head is the cell before a box in which an edge ends, and the stretch of wire before it
// that has room for a label.
type Head struct {
	Edge, X, Y int
	Label      cell.Rect
}

// Picture holds the places of all boxes and wires.
type Picture struct {
	Boxes []cell.Rect
	Wires []Wire
	Heads []Head
}

// Arrange lays out n boxes and the edges between them in r. ok is false if there is no
// room or the edges form a cycle.
func Arrange(n int, edges []Edge, r cell.Rect, s Size) (p Picture, ok bool) {
	g, ok := newGraph(n, edges)
	if !ok || n == 0 {
		return p, false
	}
	g.order()
	if !g.place(r, s) {
		return p, false
	}
	w := &wiring{r: r, dirs: make([]uint8, r.W*r.H)}
	for i := range edges {
		g.route(w, i)
	}
	return Picture{Boxes: g.boxes[:n], Wires: w.cells(), Heads: w.heads}, true
}

// Height returns the number of rows of a picture with boxes of some height, or 0 if there
// is no picture.
func Height(n int, edges []Edge, box int) int {
	g, ok := newGraph(n, edges)
	if !ok || n == 0 {
		return 0
	}
	return g.tallest(box)
}

// graph holds the boxes in layers, followed by the points at which a wire passes a layer.
type graph struct {
	n       int
	edges   []Edge
	layer   []int
	layers  [][]int // indices of nodes, top to bottom
	through [][]int // the nodes of each edge, from its start to its end
	boxes   []cell.Rect
	gap     int
}

func newGraph(n int, edges []Edge) (*graph, bool) {
	g := &graph{n: n, edges: edges, layer: make([]int, n)}
	for range n + 1 { // a path longer than n means a cycle
		moved := false
		for _, e := range edges {
			if e.From < 0 || e.To < 0 || e.From >= n || e.To >= n || e.From == e.To {
				return nil, false
			}
			if g.layer[e.To] <= g.layer[e.From] {
				g.layer[e.To], moved = g.layer[e.From]+1, true
			}
		}
		if !moved {
			g.fill()
			return g, true
		}
	}
	return nil, false
}

// fill fills the layers with nodes, and adds those for wires that pass a layer.
func (g *graph) fill() {
	last := slices.Max(g.layer)
	g.layers = make([][]int, last+1)
	for i, l := range g.layer {
		g.layers[l] = append(g.layers[l], i)
	}
	for _, e := range g.edges {
		way := []int{e.From}
		for l := g.layer[e.From] + 1; l < g.layer[e.To]; l++ {
			way = append(way, len(g.layer))
			g.layers[l] = append(g.layers[l], len(g.layer))
			g.layer = append(g.layer, l)
		}
		g.through = append(g.through, append(way, e.To))
	}
}

// order sorts each layer by the mean place of its nodes' predecessors. Nodes without
// predecessors keep their order, after the others.
func (g *graph) order() {
	place := make([]float64, len(g.layer))
	for _, layer := range g.layers {
		for i, node := range layer {
			sum, n := 0.0, 0
			for _, way := range g.through {
				for k := 1; k < len(way); k++ {
					if way[k] == node {
						sum += place[way[k-1]]
						n++
					}
				}
			}
			place[node] = math.Inf(1)
			if n > 0 {
				place[node] = sum/float64(n) + float64(i)*1e-6
			}
		}
		slices.SortStableFunc(layer, func(a, b int) int { return cmp.Compare(place[a], place[b]) })
		for i, node := range layer {
			place[node] = float64(i) - float64(len(layer)-1)/2
		}
	}
}

// place gives every node a rectangle, as large as possible.
func (g *graph) place(r cell.Rect, s Size) bool {
	layers := len(g.layers)
	width := min(s.MaxWidth, (r.W-(layers-1)*s.MinGap)/layers)
	if width < s.MinWidth {
		return false
	}
	g.gap = s.MaxGap
	if layers > 1 {
		g.gap = min(g.gap, (r.W-layers*width)/(layers-1))
	}
	height := g.height(r.H, s)
	if height < s.MinHeight {
		return false
	}
	g.boxes = make([]cell.Rect, len(g.layer))
	for l, layer := range g.layers {
		used := g.used(layer, height)
		free := r.H - used
		y := r.Y + min(free, (g.tallest(height)-used)/2)
		for _, node := range layer {
			h := height
			if node >= g.n {
				h = 1
			}
			g.boxes[node] = cell.Rect{X: r.X + l*(width+g.gap), Y: y, W: width, H: h}
			y += h
		}
	}
	return true
}

// used returns the number of rows of a layer with boxes of a height.
func (g *graph) used(layer []int, height int) int {
	rows := 0
	for _, node := range layer {
		if node < g.n {
			rows += height
		} else {
			rows++
		}
	}
	return rows
}

// tallest returns the number of rows of the largest layer.
func (g *graph) tallest(height int) int {
	most := 0
	for _, layer := range g.layers {
		most = max(most, g.used(layer, height))
	}
	return most
}

// height returns the largest height of boxes with which all layers fit.
func (g *graph) height(rows int, s Size) int {
	for h := s.MaxHeight; h >= s.MinHeight; h-- {
		if g.tallest(h) <= rows {
			return h
		}
	}
	return 0
}

// wiring collects the cells of wires.
type wiring struct {
	r     cell.Rect
	dirs  []uint8
	heads []Head
}

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
