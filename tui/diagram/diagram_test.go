package diagram_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
	"crossover/tui/cell"
	"crossover/tui/diagram"
)

var wires = map[uint8]rune{
	diagram.East | diagram.West: '─', diagram.North | diagram.South: '│',
	diagram.East | diagram.South: '┌', diagram.West | diagram.South: '┐', diagram.East | diagram.North: '└', diagram.West | diagram.North: '┘',
	diagram.East | diagram.North | diagram.South: '├', diagram.West | diagram.North | diagram.South: '┤',
	diagram.East | diagram.West | diagram.South: '┬', diagram.East | diagram.West | diagram.North: '┴',
	diagram.North | diagram.East | diagram.South | diagram.West: '┼',
}

// draw returns a picture as text.
func draw(p diagram.Picture, w, h int) string {
	grid := make([][]rune, h)
	for y := range grid {
		grid[y] = []rune(strings.Repeat(" ", w))
	}
	for _, c := range p.Wires {
		r := wires[c.Dirs]
		if r == 0 {
			r = '?'
		}
		grid[c.Y][c.X] = r
	}
	for i, b := range p.Boxes {
		for y := b.Y; y < b.Y+b.H; y++ {
			for x := b.X; x < b.X+b.W; x++ {
				grid[y][x] = rune('a' + i)
			}
		}
	}
	for _, h := range p.Heads {
		grid[h.Y][h.X] = '>'
	}
	var out strings.Builder
	for _, row := range grid {
		out.WriteString(strings.TrimRight(string(row), " ") + "\n")
	}
	return strings.TrimRight(out.String(), "\n")
}

func TestPictures(t *testing.T) {
	size := diagram.Size{MinWidth: 3, MaxWidth: 5, MinHeight: 1, MaxHeight: 3, MinGap: 4, MaxGap: 6}
	tests := []struct {
		name  string
		n     int
		edges []diagram.Edge
		w, h  int
		want  string
	}{
		{"a row", 3, []diagram.Edge{{From: 0, To: 1}, {From: 1, To: 2}}, 30, 3, `
aaaaa      bbbbb      ccccc
aaaaa─────>bbbbb─────>ccccc
aaaaa      bbbbb      ccccc`},
		{"a fan", 4, []diagram.Edge{{From: 0, To: 1}, {From: 0, To: 2}, {From: 0, To: 3}}, 30, 9, `
           bbbbb
      ┌───>bbbbb
      │    bbbbb
aaaaa │    ccccc
aaaaa─┼───>ccccc
aaaaa │    ccccc
      │    ddddd
      └───>ddddd
           ddddd`},
		{"a way past a layer", 4, []diagram.Edge{{From: 0, To: 1}, {From: 1, To: 2}, {From: 0, To: 2}, {From: 0, To: 3}}, 30, 9, `
           bbbbb
      ┌───>bbbbb─┐
aaaaa │    bbbbb │    ccccc
aaaaa─┤    ddddd └─┬─>ccccc
aaaaa ├───>ddddd   │  ccccc
      │    ddddd   │
      └────────────┘`},
		{"alone", 2, nil, 30, 3, `
aaaaa
bbbbb`},
	}
	for _, tt := range tests {
		p, ok := diagram.Arrange(tt.n, tt.edges, cell.Rect{W: tt.w, H: tt.h}, size)
		if !ok {
			t.Errorf("%s: no room", tt.name)
			continue
		}
		if got := draw(p, tt.w, tt.h); got != strings.TrimPrefix(tt.want, "\n") {
			t.Errorf("%s: got\n%s\nwant%s", tt.name, got, tt.want)
		}
	}
}

// drawEdges draws edges between n boxes, each from an earlier box to a later one.
func drawEdges(t *rapid.T, n int) (edges []diagram.Edge) {
	for to := 1; to < n; to++ {
		for range rapid.IntRange(0, 2).Draw(t, "edges") {
			e := diagram.Edge{From: rapid.IntRange(0, to-1).Draw(t, "from"), To: to}
			if len(edges) == 0 || edges[len(edges)-1] != e {
				edges = append(edges, e)
			}
		}
	}
	return edges
}

// checkWires checks that no wire runs through a box and that every end of one meets another
// or a box. box returns the index of the box at a cell, or -1.
func checkWires(t *rapid.T, wires []diagram.Wire, box func(x, y int) int) {
	ways := []struct {
		dir, back uint8
		dx, dy    int
	}{{diagram.North, diagram.South, 0, -1}, {diagram.South, diagram.North, 0, 1}, {diagram.East, diagram.West, 1, 0}, {diagram.West, diagram.East, -1, 0}}
	dirs := map[[2]int]uint8{}
	for _, c := range wires {
		dirs[[2]int{c.X, c.Y}] = c.Dirs
	}
	for at, d := range dirs {
		if box(at[0], at[1]) >= 0 {
			t.Fatalf("a wire runs through a box at %v", at)
		}
		for _, way := range ways {
			to := [2]int{at[0] + way.dx, at[1] + way.dy}
			if d&way.dir != 0 && dirs[to]&way.back == 0 && box(to[0], to[1]) < 0 {
				t.Fatalf("the wire at %v leads nowhere (%04b)", at, d)
			}
		}
	}
}

// TestPicturesHoldTogether checks pictures of random systems: boxes lie inside the
// rectangle and do not overlap, wires run outside boxes and are connected, and every edge
// ends before its box.
func TestPicturesHoldTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "boxes")
		edges := drawEdges(t, n)
		r := cell.Rect{X: 2, Y: 1, W: rapid.IntRange(1, 160).Draw(t, "w"), H: rapid.IntRange(1, 48).Draw(t, "h")}
		p, ok := diagram.Arrange(n, edges, r, diagram.Size{MinWidth: 6, MaxWidth: 20, MinHeight: 2, MaxHeight: 5, MinGap: 4, MaxGap: 9})
		if !ok {
			return
		}
		box := func(x, y int) int {
			return slices.IndexFunc(p.Boxes, func(b cell.Rect) bool { return b.Contains(x, y) })
		}
		for i, b := range p.Boxes {
			if b.Intersect(r) != b || b.Empty() {
				t.Fatalf("box %d %+v leaves %+v", i, b, r)
			}
			for _, other := range p.Boxes[:i] {
				if !b.Intersect(other).Empty() {
					t.Fatalf("boxes %+v and %+v overlap", b, other)
				}
			}
		}
		checkWires(t, p.Wires, box)
		if len(p.Heads) != len(edges) {
			t.Fatalf("%d heads of %d edges", len(p.Heads), len(edges))
		}
		for _, h := range p.Heads {
			if box(h.X+1, h.Y) != edges[h.Edge].To {
				t.Fatalf("edge %+v ends before box %d", edges[h.Edge], box(h.X+1, h.Y))
			}
		}
	})
}

func TestCirclesHaveNoPicture(t *testing.T) {
	size := diagram.Size{MinWidth: 3, MaxWidth: 5, MinHeight: 1, MaxHeight: 3, MinGap: 4, MaxGap: 6}
	for _, edges := range [][]diagram.Edge{{{From: 0, To: 1}, {From: 1, To: 0}}, {{From: 1, To: 1}}, {{From: 0, To: 7}}} {
		if _, ok := diagram.Arrange(2, edges, cell.Rect{W: 80, H: 24}, size); ok {
			t.Errorf("%v has a picture", edges)
		}
	}
}
